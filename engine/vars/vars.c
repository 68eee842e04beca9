/*
 * The variables of a run: what belongs to no host, and the stores of the hosts.
 */
#include "vars/run.h"

#include <string.h>

wp_vars *wp_vars_new(const wp_vars_options *options)
{
    wp_arena *arena = wp_arena_new();
    wp_vars *vars = wp_new(arena, wp_vars);
    vars->options = *options;
    if (!wp_is(vars->options.extra, WP_DICT))
        vars->options.extra = wp_dict_new(arena, 1);
    if (!wp_is(vars->options.options, WP_DICT))
        vars->options.options = wp_dict_new(arena, 1);
    if (!wp_is(vars->options.reached, WP_DICT))
        vars->options.reached = wp_dict_new(arena, 1);
    vars->arena = arena;
    vars->hosts = wp_map_new(arena);
    vars->files = wp_map_new(arena);
    vars->names = wp_map_new(arena);
    vars->groups = wp_undefined(arena, NULL);
    vars->nothing = wp_dict_new(arena, 0);
    pthread_mutex_init(&vars->lock, NULL);
    return vars;
}

void wp_vars_free(wp_vars *vars)
{
    wp_str name;
    void *host;
    if (vars == NULL)
        return;
    for (size_t i = 0; wp_map_at(vars->hosts, i, &name, &host); i++) {
        pthread_mutex_destroy(&((wp_host_vars *)host)->lock);
        wp_arena_free(((wp_host_vars *)host)->arena);
    }
    pthread_mutex_destroy(&vars->lock);
    wp_arena_free(vars->arena);
}

const char *wp_vars_file_name(wp_vars *vars, const char *path)
{
    pthread_mutex_lock(&vars->lock);
    const char *known = wp_map_get(vars->names, wp_str_of(path));
    if (known == NULL) {
        known = wp_strdup(vars->arena, path);
        wp_map_put(vars->names, wp_str_of(path), (void *)(uintptr_t)known);
    }
    pthread_mutex_unlock(&vars->lock);
    return known;
}

/* ---- hosts ------------------------------------------------------------------ */

wp_host_vars *wp_vars_of_host(wp_vars *vars, const wp_host *host)
{
    pthread_mutex_lock(&vars->lock);
    wp_host_vars *store = wp_map_get(vars->hosts, wp_str_of(host->name));
    if (store == NULL) {
        store = wp_new(vars->arena, wp_host_vars);
        store->facts = store->injected = store->set = store->included = vars->nothing;
        pthread_mutex_init(&store->lock, NULL);
        wp_map_put(vars->hosts, wp_str_of(host->name), store);
    }
    pthread_mutex_unlock(&vars->lock);
    return store;
}

/* A dict with `more` on top: a new one, since others may be reading the old. */
static wp_value merged(wp_arena *arena, wp_value dict, wp_value more)
{
    wp_value both = wp_dict_new(arena, wp_len(dict) + wp_len(more)), key, item;
    wp_dict_put_all(arena, both, dict);
    for (size_t i = 0; wp_dict_pair(more, i, &key, &item); i++)
        wp_dict_put(arena, both, wp_value_copy(arena, key), wp_value_mark_all(arena, wp_value_copy(arena, item), WP_UNSAFE));
    return both;
}

/* ansible_distribution and distribution are the same fact. */
static wp_value without_prefix(wp_arena *arena, wp_value facts)
{
    wp_value plain = wp_dict_new(arena, wp_len(facts)), key, item;
    for (size_t i = 0; wp_dict_pair(facts, i, &key, &item); i++) {
        wp_str name = wp_text(key);
        bool has_prefix = name.len > 8 && memcmp(name.ptr, "ansible_", 8) == 0;
        if (wp_str_is(name, "ansible_local"))
            wp_dict_put(arena, plain, key, item);
        wp_dict_put(arena, plain, has_prefix ? wp_string_n(arena, name.ptr + 8, name.len - 8) : key, item);
    }
    return plain;
}

/* Under its lock. Most hosts of a large inventory never get that far. */
static void begin_change(wp_host_vars *host)
{
    host->age++;
    if (host->arena != NULL)
        return;
    host->arena = wp_arena_new();
    host->set = wp_dict_new(host->arena, 8);
    host->included = wp_dict_new(host->arena, 4);
}

void wp_host_vars_set_facts(wp_host_vars *host, wp_value facts)
{
    pthread_mutex_lock(&host->lock);
    begin_change(host);
    host->injected = merged(host->arena, host->injected, facts);
    host->facts = without_prefix(host->arena, host->injected);
    pthread_mutex_unlock(&host->lock);
}

void wp_host_vars_set(wp_host_vars *host, const char *name, wp_value value)
{
    pthread_mutex_lock(&host->lock);
    begin_change(host);
    wp_value kept = wp_value_mark_all(host->arena, wp_value_copy(host->arena, value), WP_UNSAFE);
    kept.marks |= WP_UNSAFE; /* on a list or dict: so that nobody needs to look whether there are templates in it */
    wp_dict_set(host->arena, host->set, name, kept);
    pthread_mutex_unlock(&host->lock);
}

void wp_host_vars_include(wp_host_vars *host, wp_value dict)
{
    wp_value key, item;
    pthread_mutex_lock(&host->lock);
    begin_change(host);
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++)
        wp_dict_put(host->arena, host->included, wp_value_copy(host->arena, key), wp_value_copy(host->arena, item));
    pthread_mutex_unlock(&host->lock);
}

void wp_host_vars_clear_facts(wp_host_vars *host)
{
    pthread_mutex_lock(&host->lock);
    begin_change(host);
    host->facts = wp_dict_new(host->arena, 4);
    host->injected = wp_dict_new(host->arena, 4);
    pthread_mutex_unlock(&host->lock);
}

size_t wp_host_vars_age(wp_host_vars *host)
{
    pthread_mutex_lock(&host->lock);
    size_t age = host->age;
    pthread_mutex_unlock(&host->lock);
    return age;
}

wp_value wp_host_vars_facts(wp_host_vars *host)
{
    pthread_mutex_lock(&host->lock);
    wp_value facts = host->facts;
    pthread_mutex_unlock(&host->lock);
    return facts;
}

/* ---- groups ------------------------------------------------------------------- */

wp_value wp_vars_groups(wp_vars *vars)
{
    const wp_inventory *inventory = vars->options.inventory;
    pthread_mutex_lock(&vars->lock);
    size_t now = wp_inventory_change_count(inventory);
    if (wp_is(vars->groups, WP_UNDEFINED) || now != vars->groups_age) {
        wp_value dict = wp_dict_new(vars->arena, wp_inventory_group_count(inventory));
        for (size_t i = 0; i < wp_inventory_group_count(inventory); i++) {
            const wp_group *group = wp_inventory_group_at(inventory, i);
            wp_host **hosts;
            size_t count;
            wp_group_hosts(vars->arena, group, &hosts, &count);
            wp_value names = wp_list_new(vars->arena, count);
            for (size_t j = 0; j < count; j++)
                wp_list_push(vars->arena, names, wp_string_static(hosts[j]->name));
            wp_dict_set(vars->arena, dict, group->name, names);
        }
        vars->groups = dict;
        vars->groups_age = now;
    }
    wp_value groups = vars->groups;
    pthread_mutex_unlock(&vars->lock);
    return groups;
}

wp_value wp_host_vars_raw_facts(wp_host_vars *host)
{
    pthread_mutex_lock(&host->lock);
    wp_value facts = host->injected;
    pthread_mutex_unlock(&host->lock);
    return facts;
}
