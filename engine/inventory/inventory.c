/*
 * The inventory as others see it: loading and asking.
 *
 * While sources are read, groups hang together only as far as they say so; then
 * wp_data_finish brings order. What a run changes is in additions.c.
 */
#include "inventory/inventory.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "inventory/additions.h"
#include "inventory/data.h"
#include "inventory/source.h"
#include "inventory/vars_files.h"

/* ---- load ---------------------------------------------------------------- */

static void load_vars(wp_inventory *inventory, wp_vars_place place)
{
    wp_error fault = { 0 };
    if (!wp_vars_files_load(inventory, place, &fault) && inventory->vars_fault.kind == WP_E_NONE)
        inventory->vars_fault = fault;
}

static bool load_sources(wp_inventory *inventory, wp_error *err)
{
    for (size_t i = 0; i < inventory->source_count; i++)
        if (*inventory->sources[i] && !wp_source_load(inventory, inventory->sources[i], err))
            return wp_while(err, "reading the inventory");
    wp_data_finish(inventory);
    load_vars(inventory, WP_VARS_BESIDE_INVENTORY);
    return true;
}

bool wp_inventory_load(wp_arena *arena, const char *const *sources, size_t count, const wp_inventory_options *options,
                       wp_inventory **out, wp_error *err)
{
    wp_inventory *inventory = wp_data_new(arena, options);
    const char **kept = wp_new_array(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        kept[i] = wp_strdup(arena, sources[i]);
    inventory->sources = kept;
    inventory->source_count = count;
    if (!load_sources(inventory, err))
        return false;
    *out = inventory;
    return true;
}

bool wp_inventory_refresh(wp_inventory *inventory, wp_error *err)
{
    inventory->change_count++;
    wp_data_forget(inventory);
    wp_vars_dirs_renew(inventory);
    if (!load_sources(inventory, err))
        return false;
    load_vars(inventory, WP_VARS_BESIDE_PLAYBOOK);
    wp_additions_repeat(inventory);
    return true;
}

void wp_inventory_load_vars_dir(wp_inventory *inventory, const char *playbook_dir)
{
    wp_vars_dir_add(inventory, wp_path_absolute(inventory->arena, playbook_dir), WP_VARS_BESIDE_PLAYBOOK);
    load_vars(inventory, WP_VARS_BESIDE_PLAYBOOK);
}

bool wp_inventory_vars_fault(const wp_inventory *inventory, wp_error *err)
{
    if (inventory->vars_fault.kind == WP_E_NONE)
        return true;
    *err = inventory->vars_fault;
    return false;
}

/* ---- ask ----------------------------------------------------------------- */

size_t wp_inventory_host_count(const wp_inventory *inventory)
{
    return inventory->host_count;
}

wp_host *wp_inventory_host_at(const wp_inventory *inventory, size_t index)
{
    return index < inventory->host_count ? inventory->hosts[index] : NULL;
}

wp_host *wp_inventory_host(const wp_inventory *inventory, const char *name)
{
    return wp_map_get(inventory->host_names, wp_str_of(name));
}

wp_group *wp_inventory_group(const wp_inventory *inventory, const char *name)
{
    return wp_map_get(inventory->group_names, wp_str_of(name));
}

size_t wp_inventory_group_count(const wp_inventory *inventory)
{
    return inventory->group_count;
}

wp_group *wp_inventory_group_at(const wp_inventory *inventory, size_t index)
{
    return index < inventory->group_count ? inventory->groups[index] : NULL;
}

wp_host *wp_inventory_localhost(wp_inventory *inventory)
{
    return wp_data_localhost(inventory, "localhost");
}

wp_host *wp_inventory_stranger(wp_arena *arena, const wp_inventory *inventory, const char *name)
{
    wp_host_entry *entry = wp_new(arena, wp_host_entry);
    entry->host.name = wp_strdup(arena, name);
    entry->host.index = SIZE_MAX;
    entry->host.groups = wp_new_array(arena, wp_group *, 1);
    entry->host.groups[entry->host.group_count++] = inventory->all;
    entry->host.vars = entry->files[0] = entry->files[1] = wp_dict_new(arena, 0);
    return &entry->host;
}

const char *wp_inventory_dir(const wp_inventory *inventory, const wp_host *host)
{
    (void)inventory;
    return ((const wp_host_entry *)host)->dir;
}

const char *wp_inventory_file(const wp_inventory *inventory, const wp_host *host)
{
    (void)inventory;
    return ((const wp_host_entry *)host)->file;
}

wp_value wp_inventory_group_vars(const wp_inventory *inventory, const wp_group *group, wp_vars_place place)
{
    (void)inventory;
    return place == WP_VARS_SOURCE ? group->vars : ((const wp_group_entry *)group)->files[place - 1];
}

wp_value wp_inventory_host_vars(const wp_inventory *inventory, const wp_host *host, wp_vars_place place)
{
    (void)inventory;
    return place == WP_VARS_SOURCE ? host->vars : ((const wp_host_entry *)host)->files[place - 1];
}

size_t wp_inventory_change_count(const wp_inventory *inventory)
{
    return inventory->change_count;
}
