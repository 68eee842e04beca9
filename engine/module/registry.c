/*
 * The registry: modules sorted by name, so that lists made from it (docs,
 * completion) need no order of their own; remote halves as they were handed in.
 */
#include "module/registry.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/text.h"

struct wp_registry {
    const wp_module **modules;
    size_t count;
    const wp_half *halves;
};

/* Collections whose modules we have under their short names. */
static const char *const collections[] = { "ansible.builtin.", "ansible.legacy.", NULL };

static int by_name(const void *a, const void *b)
{
    const wp_module *const *left = a, *const *right = b;
    return strcmp((*left)->name, (*right)->name);
}

static wp_str short_name(wp_str name)
{
    for (const char *const *prefix = collections; *prefix; prefix++)
        if (wp_str_starts(name, *prefix))
            return wp_str_slice(name, strlen(*prefix), name.len);
    return name;
}

wp_registry *wp_registry_new(wp_arena *arena, const wp_module *const *modules, const wp_half *halves)
{
    wp_registry *registry = wp_new(arena, wp_registry);
    while (modules[registry->count])
        registry->count++;
    registry->modules = wp_new_array(arena, const wp_module *, registry->count + 1);
    for (size_t i = 0; i < registry->count; i++)
        registry->modules[i] = modules[i];
    qsort(registry->modules, registry->count, sizeof *registry->modules, by_name);
    registry->halves = halves;
    return registry;
}

const wp_module *wp_registry_find(const wp_registry *registry, wp_str name)
{
    wp_str wanted = short_name(name);
    size_t low = 0, high = registry->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *there = registry->modules[middle]->name;
        int order = strncmp(there, wanted.ptr, wanted.len);
        if (order == 0 && there[wanted.len] == '\0')
            return registry->modules[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const wp_module *wp_registry_at(const wp_registry *registry, size_t index)
{
    return index < registry->count ? registry->modules[index] : NULL;
}

const char *wp_registry_nearest(const wp_registry *registry, wp_str name)
{
    wp_nearest nearest = wp_nearest_to(short_name(name));
    for (size_t i = 0; i < registry->count; i++)
        wp_nearest_try(&nearest, registry->modules[i]->name);
    return nearest.best;
}

const wp_half *wp_registry_half(const wp_registry *registry, const char *name)
{
    for (const wp_half *half = registry->halves; half->name; half++)
        if (strcmp(half->name, name) == 0)
            return half;
    return NULL;
}
