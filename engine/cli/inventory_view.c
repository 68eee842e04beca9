/* Three shapes of an inventory: list, tree, graph. */
#include "cli/inventory_view.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const wp_vars_place places[] = { WP_VARS_SOURCE, WP_VARS_BESIDE_INVENTORY, WP_VARS_BESIDE_PLAYBOOK };
enum { PLACES = sizeof places / sizeof *places };

static size_t places_of(const wp_inventory_view *view)
{
    return view->is_beside_playbook ? PLACES : PLACES - 1;
}

/* ---- variables --------------------------------------------------------------------------- */

static void add(wp_arena *arena, const wp_inventory_view *view, wp_value vars, wp_value more)
{
    if (view->merges)
        wp_dict_merge_all(arena, vars, more);
    else
        wp_dict_put_all(arena, vars, more);
}

static wp_value vars_of_group(wp_arena *arena, const wp_inventory_view *view, const wp_group *group)
{
    wp_value vars = wp_dict_new(arena, 8);
    for (size_t i = 0; i < places_of(view); i++)
        add(arena, view, vars, wp_inventory_group_vars(view->inventory, group, places[i]));
    if (view->is_export && group->priority != 1)
        wp_dict_set(arena, vars, "ansible_group_priority", wp_int(group->priority));
    return vars;
}

static void add_own(wp_arena *arena, const wp_inventory_view *view, const wp_host *host, wp_value vars)
{
    size_t count = view->is_export ? places_of(view) : PLACES;
    for (size_t i = 0; i < count; i++)
        add(arena, view, vars, wp_inventory_host_vars(view->inventory, host, places[i]));
}

/* Of `all` and of the other groups apart: first what sources say, then what files say. */
static void add_groups(wp_arena *arena, const wp_inventory_view *view, const wp_host *host, wp_value vars)
{
    size_t count = host->group_count;
    wp_value others = wp_dict_new(arena, 8);
    for (size_t i = 0; i < count; i++)
        add(arena, view, i == 0 ? vars : others,
            wp_inventory_group_vars(view->inventory, host->groups[i], WP_VARS_SOURCE));
    add(arena, view, vars, others);
    for (size_t place = 1; count > 0 && place < PLACES; place++)
        add(arena, view, vars, wp_inventory_group_vars(view->inventory, host->groups[0], places[place]));
    for (size_t place = 1; place < PLACES; place++)
        for (size_t i = 1; i < count; i++)
            add(arena, view, vars, wp_inventory_group_vars(view->inventory, host->groups[i], places[place]));
}

wp_value wp_inventory_view_host(wp_arena *arena, const wp_inventory_view *view, const wp_host *host)
{
    wp_value vars = wp_dict_new(arena, 8);
    if (!view->is_export)
        add_groups(arena, view, host, vars);
    add_own(arena, view, host, vars);
    if (!view->is_export)
        add(arena, view, vars, view->extra_vars);
    return vars;
}

static bool is_shown(const wp_inventory_view *view, const wp_host *host)
{
    return view->is_shown == NULL || (host->index != SIZE_MAX && view->is_shown[host->index]);
}

/* ---- the list ---------------------------------------------------------------------------- */

static void put_if_any(wp_arena *arena, wp_value into, const char *key, wp_value items)
{
    if (wp_len(items) > 0)
        wp_dict_set(arena, into, key, items);
}

static wp_value names_of_hosts(wp_arena *arena, const wp_inventory_view *view, const wp_group *group)
{
    wp_value names = wp_list_new(arena, group->host_count);
    for (size_t i = 0; i < group->host_count; i++)
        if (is_shown(view, group->hosts[i]))
            wp_list_push(arena, names, wp_string_static(group->hosts[i]->name));
    return names;
}

static wp_value list_group(wp_arena *arena, const wp_inventory_view *view, const wp_group *group)
{
    wp_value entry = wp_dict_new(arena, 3), children = wp_list_new(arena, group->child_count);
    if (group->depth > 0)
        put_if_any(arena, entry, "hosts", names_of_hosts(arena, view, group));
    for (size_t i = 0; i < group->child_count; i++)
        wp_list_push(arena, children, wp_string_static(group->children[i]->name));
    put_if_any(arena, entry, "children", children);
    if (view->is_export)
        put_if_any(arena, entry, "vars", vars_of_group(arena, view, group));
    return entry;
}

wp_value wp_inventory_view_list(wp_arena *arena, const wp_inventory_view *view)
{
    wp_value list = wp_dict_new(arena, 16), meta = wp_dict_new(arena, 1), hostvars = wp_dict_new(arena, 16);
    for (size_t i = 0; i < wp_inventory_group_count(view->inventory); i++) {
        const wp_group *group = wp_inventory_group_at(view->inventory, i);
        put_if_any(arena, list, group->name, list_group(arena, view, group));
    }
    for (size_t i = 0; i < wp_inventory_host_count(view->inventory); i++) {
        const wp_host *host = wp_inventory_host_at(view->inventory, i);
        if (is_shown(view, host))
            put_if_any(arena, hostvars, host->name, wp_inventory_view_host(arena, view, host));
    }
    wp_dict_set(arena, meta, "hostvars", hostvars);
    wp_dict_set(arena, list, "_meta", meta);
    return list;
}

/* ---- the tree ---------------------------------------------------------------------------- */

/* A host's variables stand where it is met first. */
static wp_value tree_of_hosts(wp_arena *arena, const wp_inventory_view *view, const wp_group *group, wp_map *seen)
{
    wp_value hosts = wp_dict_new(arena, group->host_count);
    for (size_t i = 0; i < group->host_count; i++) {
        wp_host *host = group->hosts[i];
        wp_str name = wp_str_of(host->name);
        if (!is_shown(view, host))
            continue;
        wp_dict_set(arena, hosts, host->name,
                    wp_map_get(seen, name) == NULL ? wp_inventory_view_host(arena, view, host) : wp_dict_new(arena, 0));
        wp_map_put(seen, name, host);
    }
    return hosts;
}

static wp_value tree_of_group(wp_arena *arena, const wp_inventory_view *view, const wp_group *group, wp_map *seen)
{
    wp_value entry = wp_dict_new(arena, 3), children = wp_dict_new(arena, group->child_count);
    for (size_t i = 0; i < group->child_count; i++)
        wp_dict_set(arena, children, group->children[i]->name, tree_of_group(arena, view, group->children[i], seen));
    put_if_any(arena, entry, "children", children);
    if (group->depth > 0)
        put_if_any(arena, entry, "hosts", tree_of_hosts(arena, view, group, seen));
    if (view->is_export)
        put_if_any(arena, entry, "vars", vars_of_group(arena, view, group));
    return entry;
}

wp_value wp_inventory_view_tree(wp_arena *arena, const wp_inventory_view *view)
{
    wp_value tree = wp_dict_new(arena, 1);
    const wp_group *all = wp_inventory_group(view->inventory, "all");
    wp_dict_set(arena, tree, all->name, tree_of_group(arena, view, all, wp_map_new(arena)));
    return tree;
}

/* ---- the graph --------------------------------------------------------------------------- */

static void indent(wp_buf *out, size_t depth)
{
    for (size_t i = 0; i < depth; i++)
        wp_buf_add(out, "  |");
    if (depth > 0)
        wp_buf_add(out, "--");
}

static int by_name(const void *a, const void *b)
{
    const wp_value *left = a, *right = b;
    return strcmp(left->as.text, right->as.text);
}

static void graph_vars(wp_arena *arena, wp_value vars, size_t depth, wp_buf *out)
{
    size_t count = wp_len(vars);
    wp_value *keys = wp_new_array(arena, wp_value, count), item;
    for (size_t i = 0; wp_dict_pair(vars, i, &keys[i], &item); i++)
        if (keys[i].type != WP_STRING)
            keys[i] = wp_string_of(arena, wp_to_text(arena, keys[i]));
    qsort(keys, count, sizeof *keys, by_name);
    for (size_t i = 0; i < count; i++) {
        const wp_value *value = wp_dict_get(vars, keys[i]);
        indent(out, depth);
        wp_buf_printf(out, "{%s = ", keys[i].as.text);
        wp_buf_str_add(out, value != NULL ? wp_to_text(arena, *value) : wp_str_of(""));
        wp_buf_add(out, "}\n");
    }
}

static void graph_group(wp_arena *arena, const wp_inventory_view *view, const wp_group *group, size_t depth, wp_buf *out)
{
    indent(out, depth);
    wp_buf_printf(out, "@%s:\n", group->name);
    for (size_t i = 0; i < group->child_count; i++)
        graph_group(arena, view, group->children[i], depth + 1, out);
    for (size_t i = 0; group->depth > 0 && i < group->host_count; i++) {
        if (!is_shown(view, group->hosts[i]))
            continue;
        indent(out, depth + 1);
        wp_buf_printf(out, "%s\n", group->hosts[i]->name);
        if (view->with_vars)
            graph_vars(arena, wp_inventory_view_host(arena, view, group->hosts[i]), depth + 2, out);
    }
    if (view->with_vars)
        graph_vars(arena, vars_of_group(arena, view, group), depth + 1, out);
}

wp_str wp_inventory_view_graph(wp_arena *arena, const wp_inventory_view *view, const wp_group *from)
{
    wp_buf out = wp_buf_new(arena);
    graph_group(arena, view, from, 0, &out);
    return wp_buf_str(&out);
}
