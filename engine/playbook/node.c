/*
 * Nodes: what a play, role, block and task have in common, and how keywords come
 * down from the play to the task.
 */
#include "playbook/loader.h"
#include "base/file.h"
#include "base/map.h"

#include <string.h>

wp_node *wp_node_init(wp_loader *loader, wp_node *node, wp_node_kind kind, const wp_place *place, wp_mark mark)
{
    node->kind = kind;
    node->parent = place->parent;
    node->role = place->role;
    node->file = place->file;
    node->mark = mark;
    node->keywords = wp_new_array(loader->arena, wp_value, WP_KEYWORD_COUNT);
    node->include_vars = wp_null();
    return node;
}

wp_value wp_node_own(const wp_node *node, wp_keyword keyword)
{
    return node->keywords[keyword];
}

void wp_node_set(wp_node *node, wp_keyword keyword, wp_value value)
{
    node->keywords[keyword] = value;
}

wp_value wp_node_keyword(const wp_node *node, wp_keyword keyword)
{
    bool is_inherited = wp_keyword_row_of(keyword)->is_inherited;
    for (const wp_node *at = node; at != NULL; at = is_inherited ? at->parent : NULL)
        if (!wp_is(at->keywords[keyword], WP_UNDEFINED))
            return at->keywords[keyword];
    return wp_undefined(NULL, NULL);
}

static void collect(wp_arena *arena, const wp_node *node, wp_keyword keyword, wp_value list)
{
    if (node == NULL)
        return;
    collect(arena, node->parent, keyword, list);
    wp_value own = node->keywords[keyword];
    if (wp_is(own, WP_LIST)) {
        for (size_t i = 0; i < wp_len(own); i++)
            wp_list_push(arena, list, wp_list_at(own, i));
    } else if (!wp_is(own, WP_UNDEFINED) && !wp_is(own, WP_NULL)) {
        wp_list_push(arena, list, own);
    }
}

wp_value wp_node_keyword_all(wp_arena *arena, const wp_node *node, wp_keyword keyword)
{
    wp_value list = wp_list_new(arena, 4);
    collect(arena, node, keyword, list);
    return list;
}

const wp_play *wp_node_play(const wp_node *node)
{
    while (node != NULL && node->kind != WP_NODE_PLAY)
        node = node->parent;
    return (const wp_play *)node;
}

/* include_role tells which role it brings in; it stands outside of the role that it is written in. */
static const char *include_role_title(wp_arena *arena, const wp_task *task)
{
    const wp_value *role = wp_dict_find(task->args, "name");
    if (role == NULL)
        role = wp_dict_find(task->args, "role");
    return role != NULL && wp_is(*role, WP_STRING) ? wp_printf(arena, "%s : %s", task->action, role->as.text)
                                                   : task->action;
}

const char *wp_task_title(wp_arena *arena, const wp_task *task)
{
    wp_value name = wp_node_own(&task->node, WP_K_NAME);
    bool is_named = wp_is(name, WP_STRING) && name.len > 0, is_include = strcmp(task->name, "include_role") == 0;
    const char *own = is_named ? wp_strndup(arena, name.as.text, name.len)
                               : is_include ? include_role_title(arena, task) : task->action;
    const wp_role *role = task->node.role;
    return role != NULL && !is_include ? wp_printf(arena, "%s : %s", role->name, own) : own;
}

static void add_dir(wp_arena *arena, const char ***dirs, size_t *count, const char *given)
{
    const char *dir = wp_path_absolute(arena, given);
    for (size_t i = 0; i < *count; i++)
        if (strcmp((*dirs)[i], dir) == 0)
            return;
    *dirs = wp_grow(arena, *dirs, (*count + 1) * sizeof(char *), (*count + 2) * sizeof(char *));
    (*dirs)[(*count)++] = dir;
    (*dirs)[*count] = NULL;
}

const char *const *wp_node_search_path(wp_arena *arena, const wp_node *node)
{
    const char **dirs = wp_new_array(arena, const char *, 1);
    size_t count = 0;
    for (const wp_role *role = node->role; role != NULL; role = role->parent_role)
        add_dir(arena, &dirs, &count, role->path);
    for (const wp_node *at = node; at != NULL; at = at->parent)
        if (at->file != NULL)
            add_dir(arena, &dirs, &count, wp_path_dirname(arena, at->file));
    const wp_play *play = wp_node_play(node);
    if (play != NULL)
        add_dir(arena, &dirs, &count, play->dir);
    return dirs;
}

void wp_steps_add(wp_arena *arena, wp_steps *items, wp_step item)
{
    items->at = wp_grow(arena, items->at, items->count * sizeof(wp_step), (items->count + 1) * sizeof(wp_step));
    items->at[items->count++] = item;
}
