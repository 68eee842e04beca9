/*
 * Directives that the main thread has to act on: add_host and group_by become wishes,
 * include_tasks, include and include_role become includes.
 */
#include "executor/directive.h"

/* ---- wishes --------------------------------------------------------------------------- */

static void add_wish(wp_task_job *job, const wp_inventory_wish *wish)
{
    wp_inventory_wish **last = &job->wishes;
    while (*last != NULL)
        last = &(*last)->next;
    *last = wp_new(job->arena, wp_inventory_wish);
    **last = *wish;
}

bool wp_do_add_host(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                     wp_error *err)
{
    static const char *const names[] = { "name", "hostname", "host" };
    static const char *const group_names[] = { "groups", "group", "groupname" };
    wp_inventory_wish wish = { .groups = wp_list_new(job->arena, 1), .parents = wp_list_new(job->arena, 1),
                               .vars = wp_dict_new(job->arena, 4), .result = out->result };
    wp_value key, value;
    (void)scope;
    (void)item;
    for (size_t i = 0; i < 3 && wish.host == NULL; i++)
        wish.host = wp_task_text(job, args, names[i]);
    if (wish.host == NULL || wish.host[0] == '\0')
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "add_host names no host: give it `name`");
    for (size_t i = 0; i < 3 && wp_len(wish.groups) == 0; i++)
        wish.groups = wp_task_list(job, args, group_names[i]);
    for (size_t i = 0; wp_dict_pair(args, i, &key, &value); i++) {
        bool is_special = false;
        for (size_t j = 0; j < 3; j++)
            is_special = is_special || wp_text_is(key, names[j]) || wp_text_is(key, group_names[j]);
        if (!is_special)
            wp_dict_put(job->arena, wish.vars, key, value);
    }
    add_wish(job, &wish);
    wp_value shown = wp_dict_new(job->arena, 3);
    wp_dict_set(job->arena, shown, "host_name", wp_string(job->arena, wish.host));
    wp_dict_set(job->arena, shown, "groups", wish.groups);
    wp_dict_set(job->arena, shown, "host_vars", wish.vars);
    wp_dict_set(job->arena, out->result, "add_host", shown);
    return true;
}

bool wp_do_group_by(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                     wp_error *err)
{
    const char *key = wp_task_text(job, args, "key");
    (void)scope;
    (void)item;
    if (key == NULL)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "group_by names no group: give it `key`");
    char *name = wp_strdup(job->arena, key);
    for (char *c = name; *c != '\0'; c++)
        if (*c == ' ')
            *c = '-';
    wp_inventory_wish wish = { .groups = wp_list_new(job->arena, 1), .parents = wp_task_list(job, args, "parents"),
                               .vars = wp_null(), .result = out->result };
    wp_list_push(job->arena, wish.groups, wp_string(job->arena, name));
    if (wp_len(wish.parents) == 0)
        wp_list_push(job->arena, wish.parents, wp_string_static("all"));
    add_wish(job, &wish);
    wp_dict_set(job->arena, out->result, "add_group", wp_string(job->arena, name));
    wp_dict_set(job->arena, out->result, "parent_groups", wish.parents);
    return true;
}

/* ---- includes -------------------------------------------------------------------------- */

/* The variables that included tasks see: those of the include task, and those of its loop, but not their names. */
static wp_value include_vars_of(wp_task_job *job, wp_vars_scope *scope, wp_value item)
{
    wp_value vars = wp_dict_new(job->arena, 4), key, value, own = job->task->node.keywords[WP_K_VARS];
    bool found = false;
    wp_dict_put_all(job->arena, vars, own);
    if (wp_is(item, WP_UNDEFINED))
        return vars;
    static const char *const names[] = { "ansible_loop_var", "ansible_index_var" };
    wp_error ignored = { 0 };
    for (size_t i = 0; i < 2; i++) {
        if (!wp_vars_get(scope, names[i], &key, &found, &ignored) || !found)
            continue;
        if (wp_vars_get(scope, key.as.text, &value, &found, &ignored) && found)
            wp_dict_set(job->arena, vars, key.as.text, wp_value_mark_all(job->arena, value, WP_UNSAFE));
    }
    if (wp_vars_get(scope, "ansible_loop", &value, &found, &ignored) && found)
        wp_dict_set(job->arena, vars, "ansible_loop", value);
    return vars;
}

static void add_include(wp_task_job *job, const wp_include *include)
{
    wp_include **last = &job->includes;
    while (*last != NULL)
        last = &(*last)->next;
    *last = wp_new(job->arena, wp_include);
    **last = *include;
}

static void add_all(wp_arena *arena, wp_value into, wp_value dict)
{
    wp_value key, value;
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &value); i++)
        wp_dict_put(arena, into, key, value);
}

/* What `include` has beside its file. */
static wp_value own_args(wp_arena *arena, wp_value args)
{
    wp_value own = wp_dict_new(arena, wp_len(args));
    add_all(arena, own, args);
    wp_dict_remove(own, wp_string_static("file"));
    wp_dict_remove(own, wp_string_static("apply"));
    return own;
}

bool wp_do_include_tasks(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                          wp_error *err)
{
    const char *file = wp_task_text(job, args, "file");
    const wp_value *apply = wp_dict_find(args, "apply");
    wp_include include = { .file = file, .apply = apply != NULL ? *apply : wp_null(), .item = item };
    if (file == NULL)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "%s names no file", job->task->name);
    wp_value own = own_args(job->arena, args);
    include.vars = include_vars_of(job, scope, item);
    add_all(job->arena, include.vars, own);
    add_include(job, &include);
    wp_dict_set(job->arena, out->result, "include", wp_string(job->arena, file));
    wp_dict_set(job->arena, out->result, "include_args", own);
    return true;
}

bool wp_do_include_role(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                         wp_error *err)
{
    const char *name = wp_task_text(job, args, "name");
    const wp_value *apply = wp_dict_find(args, "apply");
    if (name == NULL)
        name = wp_task_text(job, args, "role");
    if (name == NULL)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "include_role names no role: give it `name`");
    wp_include include = { .apply = apply != NULL ? *apply : wp_null(), .item = item };
    include.role = (wp_role_request){ .name = name,
                                      .tasks_from = wp_task_text(job, args, "tasks_from"),
                                      .vars_from = wp_task_text(job, args, "vars_from"),
                                      .defaults_from = wp_task_text(job, args, "defaults_from"),
                                      .handlers_from = wp_task_text(job, args, "handlers_from"),
                                      .params = wp_null(),
                                      .apply = include.apply,
                                      .allow_duplicates = wp_task_bool(args, "allow_duplicates", true),
                                      .is_public = wp_task_bool(args, "public", false) };
    include.vars = include_vars_of(job, scope, item);
    add_include(job, &include);
    wp_dict_set(job->arena, out->result, "include_role", wp_string(job->arena, name));
    return true;
}

