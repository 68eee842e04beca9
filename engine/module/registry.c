/*
 * The registry: modules sorted by name, so that lists made from it (docs,
 * completion) need no order of their own; a module that has several names stands at
 * each; remote halves as they were handed in.
 */
#include "module/registry.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/text.h"

typedef struct entry {
    const char *name;
    const wp_module *module;
} entry;

struct wp_registry {
    entry *entries;
    size_t count;
    const wp_half *halves;
};

/* Collections whose modules we have under their short names. */
static const char *const collections[] = { "ansible.builtin.", "ansible.legacy.", "ansible.posix.", "community.general.",
                                           "community.docker.", NULL };

static int by_name(const void *a, const void *b)
{
    const entry *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static wp_str short_name(wp_str name)
{
    for (const char *const *prefix = collections; *prefix; prefix++)
        if (wp_str_starts(name, *prefix))
            return wp_str_slice(name, strlen(*prefix), name.len);
    return name;
}

static size_t count_names(const wp_module *const *modules)
{
    size_t count = 0;
    for (; *modules; modules++) {
        count++;
        for (const char *const *name = (*modules)->other_names; name && *name; name++)
            count++;
    }
    return count;
}

wp_registry *wp_registry_new(wp_arena *arena, const wp_module *const *modules, const wp_half *halves)
{
    wp_registry *registry = wp_new(arena, wp_registry);
    registry->entries = wp_new_array(arena, entry, count_names(modules) + 1);
    for (; *modules; modules++) {
        registry->entries[registry->count++] = (entry){ (*modules)->name, *modules };
        for (const char *const *name = (*modules)->other_names; name && *name; name++)
            registry->entries[registry->count++] = (entry){ *name, *modules };
    }
    qsort(registry->entries, registry->count, sizeof *registry->entries, by_name);
    registry->halves = halves;
    return registry;
}

void wp_registry_add(wp_arena *arena, wp_registry *registry, const wp_module *const *modules)
{
    size_t room = registry->count + count_names(modules) + 1;
    registry->entries = wp_grow(arena, registry->entries, (registry->count + 1) * sizeof(entry), room * sizeof(entry));
    for (size_t old = registry->count; *modules; modules++) {
        entry *same = NULL;
        for (size_t i = 0; i < old && !same; i++)
            if (strcmp(registry->entries[i].name, (*modules)->name) == 0)
                same = &registry->entries[i];
        *(same ? same : &registry->entries[registry->count++]) = (entry){ (*modules)->name, *modules };
    }
    qsort(registry->entries, registry->count, sizeof *registry->entries, by_name);
}

const wp_module *wp_registry_find(const wp_registry *registry, wp_str name)
{
    wp_str wanted = short_name(name);
    size_t low = 0, high = registry->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *there = registry->entries[middle].name;
        int order = strncmp(there, wanted.ptr, wanted.len);
        if (order == 0 && there[wanted.len] == '\0')
            return registry->entries[middle].module;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const wp_module *wp_registry_at(const wp_registry *registry, size_t index)
{
    return index < registry->count ? registry->entries[index].module : NULL;
}

const char *wp_registry_name_at(const wp_registry *registry, size_t index)
{
    return index < registry->count ? registry->entries[index].name : NULL;
}

const char *wp_registry_nearest(const wp_registry *registry, wp_str name)
{
    wp_nearest nearest = wp_nearest_to(short_name(name));
    for (size_t i = 0; i < registry->count; i++)
        wp_nearest_try(&nearest, registry->entries[i].name);
    return nearest.best;
}

const wp_half *wp_registry_half(const wp_registry *registry, const char *name)
{
    for (const wp_half *half = registry->halves; half->name; half++)
        if (strcmp(half->name, name) == 0)
            return half;
    return NULL;
}
