/*
 * Magic variables: names that mean something in every scope.
 *
 * Most of them nothing overrides: each is a row with the function that makes its
 * value; those of the command line and of the play come ready-made from the executor
 * as dicts. What a host is called and which groups it is in (a dict) takes its place
 * in the chain, as in Ansible.
 */
#include "vars/run.h"

#include "base/file.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a host is -------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static wp_value names_of_groups(wp_arena *arena, const wp_host *host)
{
    const char **names = wp_new_array(arena, const char *, host->group_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < host->group_count; i++)
        if (strcmp(host->groups[i]->name, "all") != 0)
            names[count++] = host->groups[i]->name;
    qsort(names, count, sizeof *names, by_name);
    wp_value list = wp_list_new(arena, count);
    for (size_t i = 0; i < count; i++)
        wp_list_push(arena, list, wp_string_static(names[i]));
    return list;
}

static void set_text(wp_arena *arena, wp_value dict, const char *key, const char *text)
{
    if (text != NULL)
        wp_dict_set(arena, dict, key, wp_string(arena, text));
}

wp_value wp_scope_host_magic(wp_vars_scope *scope)
{
    const wp_host *host = scope->options.host;
    const wp_inventory *inventory = scope->vars->options.inventory;
    wp_arena *arena = scope->arena;
    if (!wp_is(scope->host_magic, WP_UNDEFINED))
        return scope->host_magic;
    wp_value dict = wp_dict_new(arena, 6);
    const char *dot = strchr(host->name, '.');
    wp_dict_set(arena, dict, "inventory_hostname", wp_string_static(host->name));
    wp_dict_set(arena, dict, "inventory_hostname_short",
                wp_string_n(arena, host->name, dot != NULL ? (size_t)(dot - host->name) : strlen(host->name)));
    wp_dict_set(arena, dict, "group_names", names_of_groups(arena, host));
    set_text(arena, dict, "inventory_dir", wp_inventory_dir(inventory, host));
    set_text(arena, dict, "inventory_file", wp_inventory_file(inventory, host));
    scope->host_magic = dict;
    return dict;
}

wp_value wp_scope_task_magic(wp_vars_scope *scope)
{
    const wp_node *node = scope->options.node;
    if (!wp_is(scope->task_magic, WP_UNDEFINED))
        return scope->task_magic;
    scope->task_magic = wp_dict_new(scope->arena, 1);
    if (node != NULL)
        wp_dict_set(scope->arena, scope->task_magic, "environment",
                    wp_node_keyword_all(scope->arena, node, WP_K_ENVIRONMENT));
    return scope->task_magic;
}

/* ---- the rest ------------------------------------------------------------------- */

typedef bool (*magic_make)(wp_vars_scope *scope, wp_arena *arena, wp_value *out);

static bool make_groups(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    (void)arena;
    *out = wp_vars_groups(scope->vars);
    return true;
}

/* One host's variables, seen from another, hold neither all of hostvars nor themselves. */
static bool make_hostvars(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    if (scope->is_of_another)
        return false;
    *out = wp_hostvars_new(scope, arena);
    return true;
}

static bool make_vars(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    if (scope->is_of_another)
        return false;
    *out = wp_vars_object_new(scope, arena);
    return true;
}

static bool make_omit(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    (void)scope;
    (void)arena;
    *out = wp_omit();
    return true;
}

static bool make_facts(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    (void)arena;
    if (scope->host_vars == NULL)
        return false;
    *out = wp_host_vars_facts(scope->host_vars);
    return true;
}

static bool text_or_none(wp_arena *arena, const char *text, wp_value *out)
{
    if (text == NULL)
        return false;
    *out = wp_string(arena, text);
    return true;
}

static const wp_role *role_of(const wp_vars_scope *scope)
{
    return scope->options.node != NULL ? scope->options.node->role : NULL;
}

static bool make_role_name(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    const wp_role *role = role_of(scope);
    return role != NULL && text_or_none(arena, role->name, out);
}

static bool make_role_path(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    const wp_role *role = role_of(scope);
    return role != NULL && text_or_none(arena, role->path, out);
}

/* The roles from which tasks include or import, one from the other, what this task is part of. */
static bool list_parent_roles(wp_vars_scope *scope, wp_arena *arena, size_t text_at, wp_value *out)
{
    *out = wp_list_new(arena, 2);
    for (const wp_node *at = scope->options.node; at != NULL; at = at->parent) {
        const wp_role *role = (const wp_role *)(const void *)at;
        if (at->kind == WP_NODE_ROLE && role->is_included && role->parent_role != NULL)
            wp_list_push(arena, *out,
                         wp_string(arena, *(const char *const *)(const void *)((const char *)role->parent_role + text_at)));
    }
    return wp_len(*out) > 0;
}

static bool make_parent_role_names(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    return list_parent_roles(scope, arena, offsetof(wp_role, name), out);
}

static bool make_parent_role_paths(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    return list_parent_roles(scope, arena, offsetof(wp_role, path), out);
}

static bool make_search_path(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    if (scope->options.node == NULL)
        return false;
    const char *const *dirs = wp_node_search_path(arena, scope->options.node);
    *out = wp_list_new(arena, 4);
    for (; *dirs != NULL; dirs++)
        wp_list_push(arena, *out, wp_string(arena, *dirs));
    return true;
}

static bool make_playbook_dir(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    const wp_play_vars *play = scope->options.play;
    if (play == NULL || play->play == NULL)
        return false;
    return text_or_none(arena, wp_path_absolute(arena, play->play->dir), out);
}

static const struct {
    const char *name;
    magic_make make;
} rows[] = {
    { "groups", make_groups },
    { "hostvars", make_hostvars },
    { "vars", make_vars },
    { "omit", make_omit },
    { "ansible_facts", make_facts },
    { "role_name", make_role_name },
    { "ansible_role_name", make_role_name },
    { "role_path", make_role_path },
    { "ansible_parent_role_names", make_parent_role_names },
    { "ansible_parent_role_paths", make_parent_role_paths },
    { "ansible_search_path", make_search_path },
    { "playbook_dir", make_playbook_dir },
};

bool wp_scope_magic(wp_vars_scope *scope, wp_arena *arena, wp_str name, wp_value *out, bool *found, wp_error *err)
{
    (void)err;
    *found = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (wp_str_is(name, rows[i].name)) {
            *found = rows[i].make(scope, arena, out);
            return true;
        }
    const wp_play_vars *play = scope->is_of_another ? NULL : scope->options.play;
    const wp_value *item = play != NULL && wp_is(play->magic, WP_DICT)
                               ? wp_dict_find_n(play->magic, name.ptr, name.len) : NULL;
    if (item == NULL)
        item = wp_dict_find_n(scope->vars->options.options, name.ptr, name.len);
    *found = item != NULL;
    if (item != NULL)
        *out = *item;
    return true;
}

static void add_keys(wp_arena *arena, wp_value list, wp_value dict)
{
    wp_value key, item;
    for (size_t i = 0; wp_is(dict, WP_DICT) && wp_dict_pair(dict, i, &key, &item); i++)
        wp_list_push(arena, list, key);
}

void wp_scope_magic_names(wp_vars_scope *scope, wp_arena *arena, wp_value list)
{
    wp_value ignored;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].make(scope, arena, &ignored))
            wp_list_push(arena, list, wp_string_static(rows[i].name));
    if (scope->options.play != NULL && !scope->is_of_another)
        add_keys(arena, list, scope->options.play->magic);
    add_keys(arena, list, scope->vars->options.options);
}
