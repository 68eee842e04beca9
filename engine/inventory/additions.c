/*
 * What a run adds: hosts, groups, memberships, variables.
 *
 * Order is kept step by step. Each addition is remembered by names, since a refresh
 * (meta: refresh_inventory) begins with what the sources say and then does them again.
 */
#include "inventory/additions.h"

#include <string.h>

#include "inventory/vars_files.h"

typedef enum kind { ADD_HOST, JOIN, NEST, SET_VARS } kind;

struct wp_addition {
    kind kind;
    const char *name;  /* of the host; of the child group */
    const char *group; /* that it joins, or hangs under */
    wp_value vars;
    wp_addition *next;
};

static void remember(wp_inventory *inventory, wp_addition addition)
{
    inventory->change_count++;
    if (inventory->additions_end == NULL)
        inventory->additions_end = &inventory->additions;
    wp_addition *kept = wp_new(inventory->arena, wp_addition);
    *kept = addition;
    *inventory->additions_end = kept;
    inventory->additions_end = &kept->next;
}

static void note(bool *changed)
{
    if (changed)
        *changed = true;
}

/* ---- do ---------------------------------------------------------------------- */

static wp_host *add_host(wp_inventory *inventory, const char *name, bool *changed)
{
    wp_host *known = wp_inventory_host(inventory, name);
    if (known)
        return known;
    wp_host *host = wp_data_host(inventory, wp_str_of(name));
    wp_data_join(inventory, host, inventory->all);
    wp_data_join(inventory, host, inventory->ungrouped);
    wp_data_list_groups(inventory, host);
    wp_vars_files_load_host(inventory, host);
    note(changed);
    return host;
}

/* Every group hangs under `all`, if under nothing else. */
static void hang_up(wp_inventory *inventory, wp_group *group)
{
    if (group != inventory->all && group->parent_count == 0)
        wp_data_nest(inventory, inventory->all, group, NULL, WP_NO_MARK, NULL);
}

static bool join(wp_inventory *inventory, wp_host *host, wp_group *group)
{
    hang_up(inventory, group);
    if (!wp_data_join(inventory, host, group))
        return false;
    if (group != inventory->all && group != inventory->ungrouped)
        wp_data_leave(host, inventory->ungrouped);
    wp_data_list_groups(inventory, host);
    return true;
}

static bool nest(wp_inventory *inventory, wp_group *parent, wp_group *child, wp_error *err)
{
    bool changed = false;
    hang_up(inventory, parent);
    if (!wp_data_nest(inventory, parent, child, &changed, WP_NO_MARK, err))
        return false;
    for (size_t i = 0; changed && i < inventory->host_count; i++)
        wp_data_list_groups(inventory, inventory->hosts[i]);
    return true;
}

static void set_vars(wp_inventory *inventory, wp_host *host, wp_value vars)
{
    wp_value both = wp_dict_new(inventory->arena, wp_len(host->vars) + wp_len(vars));
    wp_dict_put_all(inventory->arena, both, host->vars);
    wp_dict_put_all(inventory->arena, both, vars);
    host->vars = both;
}

/* ---- do, and remember ---------------------------------------------------------- */

wp_host *wp_inventory_add_host(wp_inventory *inventory, const char *name, bool *changed)
{
    wp_host *host = add_host(inventory, name, changed);
    remember(inventory, (wp_addition){ .kind = ADD_HOST, .name = host->name });
    return host;
}

wp_group *wp_inventory_add_group(wp_inventory *inventory, const char *name, bool *changed)
{
    wp_group *known = wp_inventory_group(inventory, name);
    if (known)
        return known;
    wp_group *group = wp_data_group(inventory, wp_str_of(name));
    wp_vars_files_load_group(inventory, group);
    inventory->change_count++;
    note(changed);
    return group;
}

void wp_inventory_join(wp_inventory *inventory, wp_host *host, wp_group *group, bool *changed)
{
    if (!join(inventory, host, group))
        return;
    note(changed);
    remember(inventory, (wp_addition){ .kind = JOIN, .name = host->name, .group = group->name });
}

bool wp_inventory_nest(wp_inventory *inventory, wp_group *parent, wp_group *child, wp_error *err)
{
    if (!nest(inventory, parent, child, err))
        return false;
    remember(inventory, (wp_addition){ .kind = NEST, .name = child->name, .group = parent->name });
    return true;
}

void wp_inventory_set_host_vars(wp_inventory *inventory, wp_host *host, wp_value vars)
{
    wp_value kept = wp_value_copy(inventory->arena, vars);
    set_vars(inventory, host, kept);
    remember(inventory, (wp_addition){ .kind = SET_VARS, .name = host->name, .vars = kept });
}

/* ---- once more -------------------------------------------------------------------- */

/* The implicit localhost is in no source, and in every inventory. */
static wp_host *host_named(wp_inventory *inventory, const char *name)
{
    wp_host *host = wp_inventory_host(inventory, name);
    if (host == NULL && inventory->localhost != NULL && strcmp(inventory->localhost->name, name) == 0)
        host = inventory->localhost;
    return host;
}

static void repeat(wp_inventory *inventory, const wp_addition *addition)
{
    wp_host *host = host_named(inventory, addition->name);
    wp_group *child = wp_inventory_group(inventory, addition->name);
    wp_error ignored = { 0 };
    switch (addition->kind) {
    case ADD_HOST:
        add_host(inventory, addition->name, NULL);
        break;
    case JOIN:
        if (host != NULL)
            join(inventory, host, wp_inventory_add_group(inventory, addition->group, NULL));
        break;
    case NEST:
        if (child != NULL)
            nest(inventory, wp_inventory_add_group(inventory, addition->group, NULL), child, &ignored);
        break;
    case SET_VARS:
        if (host != NULL)
            set_vars(inventory, host, addition->vars);
        break;
    }
}

/* Arrows between groups last: only those that have hosts again are there. */
void wp_additions_repeat(wp_inventory *inventory)
{
    for (const wp_addition *addition = inventory->additions; addition != NULL; addition = addition->next)
        if (addition->kind != NEST)
            repeat(inventory, addition);
    for (const wp_addition *addition = inventory->additions; addition != NULL; addition = addition->next)
        if (addition->kind == NEST)
            repeat(inventory, addition);
}
