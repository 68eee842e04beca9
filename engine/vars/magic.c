/*
 * Magic variables: names that mean something in every scope, and that nothing
 * overrides. Each is a row with the function that makes its value; those of the
 * command line and of the play come ready-made from the executor as dicts.
 */
#include "vars/run.h"

#include "base/file.h"

#include <string.h>
#include <stdlib.h>

typedef bool (*magic_make)(wp_vars_scope *scope, wp_arena *arena, wp_value *out);

static bool make_hostname(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    (void)arena;
    if (scope->options.host == NULL)
        return false;
    *out = wp_string_static(scope->options.host->name);
    return true;
}

static bool make_short_hostname(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    if (scope->options.host == NULL)
        return false;
    const char *name = scope->options.host->name;
    const char *dot = strchr(name, '.');
    *out = wp_string_n(arena, name, dot != NULL ? (size_t)(dot - name) : strlen(name));
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool make_group_names(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    const wp_host *host = scope->options.host;
    if (host == NULL)
        return false;
    const char **names = wp_new_array(arena, const char *, host->group_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < host->group_count; i++)
        if (strcmp(host->groups[i]->name, "all") != 0)
            names[count++] = host->groups[i]->name;
    qsort(names, count, sizeof *names, by_name);
    *out = wp_list_new(arena, count);
    for (size_t i = 0; i < count; i++)
        wp_list_push(arena, *out, wp_string_static(names[i]));
    return true;
}

static bool make_groups(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    (void)arena;
    *out = wp_vars_groups(scope->vars);
    return true;
}

static bool make_hostvars(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    *out = wp_hostvars_new(scope, arena);
    return true;
}

static bool make_vars(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
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
    if (scope->host_vars == NULL)
        return false;
    *out = wp_host_vars_facts(arena, scope->host_vars);
    return true;
}

static bool text_or_none(wp_arena *arena, const char *text, wp_value *out)
{
    if (text == NULL)
        return false;
    *out = wp_string(arena, text);
    return true;
}

static bool make_inventory_dir(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    const wp_host *host = scope->options.host;
    return host != NULL && text_or_none(arena, wp_inventory_dir(scope->vars->options.inventory, host), out);
}

static bool make_inventory_file(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    const wp_host *host = scope->options.host;
    return host != NULL && text_or_none(arena, wp_inventory_file(scope->vars->options.inventory, host), out);
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

static bool make_parent_role_names(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    const wp_role *role = role_of(scope);
    if (role == NULL || role->parent_role == NULL)
        return false;
    *out = wp_list_new(arena, 2);
    for (role = role->parent_role; role != NULL; role = role->parent_role)
        wp_list_push(arena, *out, wp_string(arena, role->name));
    return true;
}

static bool make_parent_role_paths(wp_vars_scope *scope, wp_arena *arena, wp_value *out)
{
    const wp_role *role = role_of(scope);
    if (role == NULL || role->parent_role == NULL)
        return false;
    *out = wp_list_new(arena, 2);
    for (role = role->parent_role; role != NULL; role = role->parent_role)
        wp_list_push(arena, *out, wp_string(arena, role->path));
    return true;
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
    { "inventory_hostname", make_hostname },
    { "inventory_hostname_short", make_short_hostname },
    { "group_names", make_group_names },
    { "groups", make_groups },
    { "hostvars", make_hostvars },
    { "vars", make_vars },
    { "omit", make_omit },
    { "ansible_facts", make_facts },
    { "inventory_dir", make_inventory_dir },
    { "inventory_file", make_inventory_file },
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
    const wp_play_vars *play = scope->options.play;
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
    if (scope->options.play != NULL)
        add_keys(arena, list, scope->options.play->magic);
    add_keys(arena, list, scope->vars->options.options);
}
