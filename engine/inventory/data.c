/*
 * Hosts and groups, and the arrows between them.
 *
 * Depth is the longest way down from `all`; it orders the groups of a host, and
 * with them their variables. A group gets its depth when it is nested, and hands
 * it down to what hangs below.
 */
#include "inventory/data.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* ---- make ---------------------------------------------------------------- */

void *wp_data_room_for_one(wp_arena *arena, void *items, size_t count)
{
    if (count == 0)
        return wp_alloc(arena, sizeof(void *));
    bool is_full = (count & (count - 1)) == 0; /* room grows by powers of two */
    return is_full ? wp_grow(arena, items, count * sizeof(void *), 2 * count * sizeof(void *)) : items;
}

bool wp_data_is_localhost(wp_str name)
{
    return wp_str_is(name, "localhost") || wp_str_is(name, "127.0.0.1") || wp_str_is(name, "::1");
}

wp_host *wp_data_host(wp_inventory *inventory, wp_str name)
{
    wp_host *known = wp_map_get(inventory->host_names, name);
    if (known)
        return known;

    wp_host_entry *entry = wp_map_get(inventory->past_hosts, name);
    const char *kept = entry != NULL ? entry->host.name : wp_strndup(inventory->arena, name.ptr, name.len);
    if (entry == NULL)
        entry = wp_new(inventory->arena, wp_host_entry);
    *entry = (wp_host_entry){ .host = { .name = kept, .index = inventory->host_count } };
    entry->host.vars = wp_dict_new(inventory->arena, 0);
    entry->file = inventory->file;
    entry->dir = inventory->dir;
    entry->files[0] = entry->files[1] = wp_dict_new(inventory->arena, 0);
    wp_data_push(inventory->arena, inventory->hosts, inventory->host_count, &entry->host);
    wp_map_put(inventory->host_names, name, &entry->host);
    if (wp_data_is_localhost(name) && (!inventory->localhost || inventory->localhost->is_implicit))
        inventory->localhost = &entry->host;
    return &entry->host;
}

wp_group *wp_data_group(wp_inventory *inventory, wp_str name)
{
    wp_group *known = wp_map_get(inventory->group_names, name);
    if (known)
        return known;

    wp_group_entry *entry = wp_map_get(inventory->past_groups, name);
    const char *kept = entry != NULL ? entry->group.name : wp_strndup(inventory->arena, name.ptr, name.len);
    if (entry == NULL)
        entry = wp_new(inventory->arena, wp_group_entry);
    *entry = (wp_group_entry){ .group = { .name = kept, .vars = wp_dict_new(inventory->arena, 0), .priority = 1 },
                               .inventory = inventory, .index = inventory->group_count };
    entry->files[0] = entry->files[1] = wp_dict_new(inventory->arena, 0);
    wp_data_push(inventory->arena, inventory->groups, inventory->group_count, &entry->group);
    wp_map_put(inventory->group_names, name, &entry->group);
    return &entry->group;
}

wp_host *wp_data_localhost(wp_inventory *inventory, const char *name)
{
    wp_host *known = wp_map_get(inventory->host_names, wp_str_of(name));
    if (known || inventory->localhost)
        return known ? known : inventory->localhost;
    wp_host_entry *entry = wp_new(inventory->arena, wp_host_entry);
    wp_host *host = &entry->host;
    host->name = wp_strdup(inventory->arena, name);
    host->index = SIZE_MAX;
    host->is_implicit = true;
    host->vars = wp_dict_new(inventory->arena, 1);
    wp_dict_set(inventory->arena, host->vars, "ansible_connection", wp_string_static("local"));
    wp_data_push(inventory->arena, host->groups, host->group_count, inventory->all);
    entry->files[0] = entry->files[1] = wp_dict_new(inventory->arena, 0);
    inventory->localhost = host;
    return host;
}

/* What is there before any source is read. */
static void begin(wp_inventory *inventory)
{
    inventory->host_names = wp_map_new(inventory->arena);
    inventory->group_names = wp_map_new(inventory->arena);
    inventory->all = wp_data_group(inventory, wp_str_of("all"));
    inventory->ungrouped = wp_data_group(inventory, wp_str_of("ungrouped"));
    wp_data_nest(inventory, inventory->all, inventory->ungrouped, NULL, WP_NO_MARK, NULL);
}

wp_inventory *wp_data_new(wp_arena *arena, const wp_inventory_options *options)
{
    wp_inventory *inventory = wp_new(arena, wp_inventory);
    inventory->arena = arena;
    if (options)
        inventory->options = *options;
    inventory->past_hosts = wp_map_new(arena);
    inventory->past_groups = wp_map_new(arena);
    begin(inventory);
    return inventory;
}

void wp_data_forget(wp_inventory *inventory)
{
    if (inventory->localhost != NULL && !inventory->localhost->is_implicit)
        inventory->localhost = NULL;
    inventory->past_hosts = inventory->host_names;
    inventory->past_groups = inventory->group_names;
    inventory->hosts = NULL;
    inventory->groups = NULL;
    inventory->host_count = inventory->group_count = 0;
    begin(inventory);
}

/* ---- the arrows ---------------------------------------------------------- */

bool wp_data_is_own(const wp_host *host, const wp_group *group)
{
    const wp_host_entry *entry = (const wp_host_entry *)host;
    for (size_t i = 0; i < entry->own_count; i++)
        if (entry->own[i] == group)
            return true;
    return false;
}

bool wp_data_join(wp_inventory *inventory, wp_host *host, wp_group *group)
{
    if (wp_data_is_own(host, group))
        return false;
    wp_host_entry *entry = (wp_host_entry *)host;
    wp_data_push(inventory->arena, entry->own, entry->own_count, group);
    wp_data_push(inventory->arena, group->hosts, group->host_count, host);
    return true;
}

static bool take_out(void **items, size_t *count, const void *item)
{
    for (size_t i = 0; i < *count; i++)
        if (items[i] == item) {
            memmove(&items[i], &items[i + 1], (--*count - i) * sizeof *items);
            return true;
        }
    return false;
}

bool wp_data_leave(wp_host *host, wp_group *group)
{
    wp_host_entry *entry = (wp_host_entry *)host;
    return take_out((void **)entry->own, &entry->own_count, group) &&
           take_out((void **)group->hosts, &group->host_count, host);
}

/* Is `wanted` the group, or does it stand anywhere above it? */
static bool is_above(const wp_group *group, const wp_group *wanted, bool *seen)
{
    if (group == wanted)
        return true;
    size_t index = ((const wp_group_entry *)group)->index;
    if (seen[index])
        return false;
    seen[index] = true;
    for (size_t i = 0; i < group->parent_count; i++)
        if (is_above(group->parents[i], wanted, seen))
            return true;
    return false;
}

static void push_down(wp_group *group, int depth)
{
    if (group->depth >= depth)
        return;
    group->depth = depth;
    for (size_t i = 0; i < group->child_count; i++)
        push_down(group->children[i], depth + 1);
}

bool wp_data_nest(wp_inventory *inventory, wp_group *parent, wp_group *child, bool *changed, wp_mark mark,
                  wp_error *err)
{
    for (size_t i = 0; i < child->parent_count; i++)
        if (child->parents[i] == parent)
            return true;
    if (child == inventory->all)
        return wp_fail(err, WP_E_INVALID, mark, "group 'all' can't be a child of '%s': it stands above all groups",
                       parent->name);
    if (child->child_count > 0 || child == parent) {
        bool *seen = calloc(inventory->group_count, sizeof *seen);
        bool is_loop = !seen || is_above(parent, child, seen);
        free(seen);
        if (is_loop)
            return wp_fail(err, WP_E_INVALID, mark, "group '%s' can't be a child of '%s': it stands above it already",
                           child->name, parent->name);
    }
    wp_data_push(inventory->arena, parent->children, parent->child_count, child);
    wp_data_push(inventory->arena, child->parents, child->parent_count, parent);
    push_down(child, parent->depth + 1);
    if (changed)
        *changed = true;
    return true;
}

/* ---- variables ----------------------------------------------------------- */

void wp_data_put_vars(wp_inventory *inventory, wp_value vars, wp_value more)
{
    if (inventory->options.merges)
        wp_dict_merge_all(inventory->arena, vars, more);
    else
        wp_dict_put_all(inventory->arena, vars, more);
}

static void put_var(wp_inventory *inventory, wp_value vars, wp_value name, wp_value item)
{
    if (!wp_is(item, WP_DICT)) {
        wp_dict_put(inventory->arena, vars, name, item);
        return;
    }
    wp_value one = wp_dict_new(inventory->arena, 1);
    wp_dict_put(inventory->arena, one, name, item);
    wp_data_put_vars(inventory, vars, one);
}

void wp_data_set_host_var(wp_inventory *inventory, wp_host *host, wp_value name, wp_value item)
{
    put_var(inventory, host->vars, name, item);
}

static bool set_priority(wp_group *group, wp_value item, wp_error *err)
{
    int64_t number = 0;
    bool is_number = wp_is(item, WP_STRING) ? wp_str_int(wp_str_trim(wp_text(item)), &number) : wp_is_number(item);
    if (wp_is(item, WP_INT))
        number = item.as.integer;
    else if (wp_is(item, WP_FLOAT))
        number = (int64_t)item.as.number;
    else if (wp_is(item, WP_BOOL))
        number = item.as.boolean;
    if (!is_number || number < INT32_MIN || number > INT32_MAX)
        return wp_fail(err, WP_E_INVALID, wp_value_mark(item), "ansible_group_priority of group '%s' is no number",
                       group->name);
    group->priority = (int)number;
    return true;
}

bool wp_data_set_group_var(wp_inventory *inventory, wp_group *group, wp_value name, wp_value item, wp_error *err)
{
    if (wp_text_is(name, "ansible_group_priority"))
        return set_priority(group, item, err);
    put_var(inventory, group->vars, name, item);
    return true;
}

bool wp_data_set_var(wp_inventory *inventory, wp_host *host, wp_value name, wp_value item, wp_error *err)
{
    wp_group *namesake = wp_map_get(inventory->group_names, wp_str_of(host->name));
    if (namesake)
        return wp_data_set_group_var(inventory, namesake, name, item, err);
    wp_data_set_host_var(inventory, host, name, item);
    return true;
}

void wp_data_warn(const wp_inventory *inventory, const char *format, ...)
{
    if (!inventory->options.warnings)
        return;
    va_list args;
    va_start(args, format);
    const char *text = wp_vprintf(inventory->arena, format, args);
    va_end(args);
    wp_list_push(inventory->arena, *inventory->options.warnings, wp_string(inventory->arena, text));
}

/* ---- order --------------------------------------------------------------- */

static int compare_groups(const void *left, const void *right)
{
    const wp_group *a = *(wp_group *const *)left, *b = *(wp_group *const *)right;
    if (a->depth != b->depth)
        return a->depth < b->depth ? -1 : 1;
    if (a->priority != b->priority)
        return a->priority < b->priority ? -1 : 1;
    return strcmp(a->name, b->name);
}

static void collect(wp_inventory *inventory, wp_host *host, wp_group *group)
{
    for (size_t i = 0; i < host->group_count; i++)
        if (host->groups[i] == group)
            return;
    wp_data_push(inventory->arena, host->groups, host->group_count, group);
    for (size_t i = 0; i < group->parent_count; i++)
        collect(inventory, host, group->parents[i]);
}

void wp_data_list_groups(wp_inventory *inventory, wp_host *host)
{
    const wp_host_entry *entry = (const wp_host_entry *)host;
    host->groups = NULL;
    host->group_count = 0;
    for (size_t i = 0; i < entry->own_count; i++)
        collect(inventory, host, entry->own[i]);
    collect(inventory, host, inventory->all);
    qsort(host->groups, host->group_count, sizeof *host->groups, compare_groups);
}

static bool has_other_groups(const wp_inventory *inventory, const wp_host *host)
{
    const wp_host_entry *entry = (const wp_host_entry *)host;
    for (size_t i = 0; i < entry->own_count; i++)
        if (entry->own[i] != inventory->all && entry->own[i] != inventory->ungrouped)
            return true;
    return false;
}

/* Whoever is in another group leaves, whoever is in none comes in. */
static void settle_ungrouped(wp_inventory *inventory)
{
    wp_group *ungrouped = inventory->ungrouped;
    size_t kept = 0;
    for (size_t i = 0; i < ungrouped->host_count; i++) {
        wp_host_entry *entry = (wp_host_entry *)ungrouped->hosts[i];
        if (has_other_groups(inventory, &entry->host))
            take_out((void **)entry->own, &entry->own_count, ungrouped);
        else
            ungrouped->hosts[kept++] = &entry->host;
    }
    ungrouped->host_count = kept;
    for (size_t i = 0; i < inventory->host_count; i++)
        if (!has_other_groups(inventory, inventory->hosts[i]))
            wp_data_join(inventory, inventory->hosts[i], ungrouped);
}

void wp_data_finish(wp_inventory *inventory)
{
    for (size_t i = 0; i < inventory->group_count; i++) {
        wp_group *group = inventory->groups[i];
        if (group != inventory->all && group->parent_count == 0)
            wp_data_nest(inventory, inventory->all, group, NULL, WP_NO_MARK, NULL);
    }
    settle_ungrouped(inventory);
    for (size_t i = 0; i < inventory->host_count; i++) {
        wp_host *host = inventory->hosts[i];
        wp_data_list_groups(inventory, host);
        if (wp_map_get(inventory->group_names, wp_str_of(host->name)))
            wp_data_warn(inventory, "'%s' is both a host and a group", host->name);
    }
}
