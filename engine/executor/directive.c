/*
 * Directives, as far as a worker thread does them: set_fact, include_vars and set_stats
 * whole; of includes, add_host, group_by and meta the arguments, for the main thread to
 * act on (results.c).
 */
#include "executor/job.h"

#include "base/file.h"
#include "base/regex.h"
#include "base/text.h"
#include "yaml/yaml.h"

#include <stdlib.h>
#include <string.h>

typedef bool (*directive_run)(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                              wp_error *err);

static const char *text_arg(wp_task_job *job, wp_value args, const char *name)
{
    const wp_value *value = wp_dict_find(args, name);
    if (value == NULL || wp_is(*value, WP_NULL))
        return NULL;
    wp_str text = wp_to_text(job->arena, *value);
    return wp_strndup(job->arena, text.ptr, text.len);
}

static bool bool_arg(wp_value args, const char *name, bool fallback)
{
    const wp_value *value = wp_dict_find(args, name);
    bool truth = fallback;
    if (value != NULL)
        wp_as_bool(*value, &truth);
    return truth;
}

static wp_value list_arg(wp_task_job *job, wp_value args, const char *name)
{
    const wp_value *value = wp_dict_find(args, name);
    wp_value list = wp_list_new(job->arena, 2);
    if (value == NULL || wp_is(*value, WP_NULL))
        return list;
    if (wp_is(*value, WP_LIST))
        return *value;
    wp_str text = wp_to_text(job->arena, *value), part;
    while (wp_str_split(&text, ',', &part))
        wp_list_push(job->arena, list, wp_string_of(job->arena, wp_str_trim(part)));
    return list;
}

static bool set_stats(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                      wp_error *err)
{
    const wp_value *data = wp_dict_find(args, "data");
    (void)scope;
    (void)item;
    if (data == NULL || !wp_is(*data, WP_DICT))
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "'data' takes a dictionary");
    job->stats = *data;
    job->stats_aggregate = bool_arg(args, "aggregate", true);
    job->stats_per_host = bool_arg(args, "per_host", false);
    wp_value stats = wp_dict_new(job->arena, 3);
    wp_dict_set(job->arena, stats, "data", *data);
    wp_dict_set(job->arena, stats, "per_host", wp_bool(job->stats_per_host));
    wp_dict_set(job->arena, stats, "aggregate", wp_bool(job->stats_aggregate));
    wp_dict_set(job->arena, out->result, "ansible_stats", stats);
    return true;
}

/* ---- set_fact --------------------------------------------------------------------- */

static const wp_host *host_of_facts(wp_task_job *job, wp_vars_scope *scope)
{
    bool is_delegated = false;
    wp_error ignored = { 0 };
    wp_value name;
    if (!wp_keyword_bool(job->arena, scope, &job->task->node, WP_K_DELEGATE_FACTS, false, &is_delegated, &ignored) ||
        !is_delegated || !wp_keyword_value(job->arena, scope, &job->task->node, WP_K_DELEGATE_TO, &name, &ignored) ||
        !wp_is(name, WP_STRING))
        return job->host;
    const wp_host *host = wp_inventory_host(job->run->options.inventory, name.as.text);
    return host != NULL ? host : job->host;
}

static bool is_variable_name(wp_str name)
{
    if (name.len == 0 || (name.ptr[0] >= '0' && name.ptr[0] <= '9'))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

static bool set_fact(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                     wp_error *err)
{
    wp_value facts = wp_dict_new(job->arena, wp_len(args)), key, value;
    bool is_cacheable = bool_arg(args, "cacheable", false);
    const wp_host *host = host_of_facts(job, scope);
    (void)item;

    for (size_t i = 0; wp_dict_pair(args, i, &key, &value); i++) {
        if (wp_text_is(key, "cacheable"))
            continue;
        wp_template_context context = wp_vars_context(job->arena, scope);
        wp_value name;
        if (!wp_template_value(&context, key, &name, err))
            return false;
        if (!wp_is(name, WP_STRING) || !is_variable_name(wp_text(name))) {
            wp_str shown = wp_to_text(job->arena, name);
            wp_fail(err, WP_E_INVALID, wp_value_mark(key), "'%.*s' is no name for a variable", (int)shown.len, shown.ptr);
            return wp_hint(err, "letters, digits and _, beginning with a letter");
        }
        wp_dict_put(job->arena, facts, name, value);
    }
    if (wp_len(facts) == 0)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "set_fact sets nothing: give it name: value");
    for (size_t i = 0; wp_dict_pair(facts, i, &key, &value); i++)
        wp_host_vars_set(wp_vars_of_host(job->run->vars, host), key.as.text, value);
    if (is_cacheable)
        wp_host_vars_set_facts(wp_vars_of_host(job->run->vars, host), facts);
    wp_vars_scope_forget(scope);

    if (!wp_is(job->set_facts, WP_DICT))
        job->set_facts = wp_dict_new(job->arena, 4);
    for (size_t i = 0; wp_dict_pair(facts, i, &key, &value); i++)
        wp_dict_put(job->arena, job->set_facts, key, value);
    wp_dict_set(job->arena, out->result, "ansible_facts", facts);
    return true;
}

/* ---- include_vars ------------------------------------------------------------------- */

typedef struct vars_dir {
    wp_value extensions, ignored;
    wp_regex *matching;
    int64_t depth;
    bool ignore_unknown;
    wp_value found, files; /* dict, list of paths */
} vars_dir;

static bool read_vars(wp_task_job *job, const char *path, wp_value into, wp_error *err)
{
    const char *file = wp_strdup(job->arena, path);
    wp_yaml_options yaml = { .file = file, .vault = job->run->options.vault };
    wp_value dict, key, item;
    if (!wp_yaml_load_file(job->arena, file, &yaml, &dict, err))
        return false;
    if (!wp_is(dict, WP_DICT) && !wp_is(dict, WP_NULL))
        return wp_fail(err, WP_E_INVALID, (wp_mark){ file, 1, 1 }, "variables are a dictionary, not %s",
                       wp_type_name(dict));
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++)
        wp_dict_put(job->arena, into, key, item);
    return true;
}

static bool has_extension(wp_value extensions, wp_str name)
{
    for (size_t i = 0; i < wp_len(extensions); i++) {
        wp_str extension = wp_text(wp_list_at(extensions, i));
        if (name.len > extension.len && name.ptr[name.len - extension.len - 1] == '.' &&
            memcmp(name.ptr + name.len - extension.len, extension.ptr, extension.len) == 0)
            return true;
    }
    return false;
}

static bool read_dir(wp_task_job *job, const char *dir, vars_dir *d, int64_t level, wp_error *err)
{
    const char **names;
    size_t count;
    if (!wp_dir_list(job->arena, dir, &names, &count, err))
        return false;
    for (int want_dirs = 0; want_dirs < 2; want_dirs++)
        for (size_t i = 0; i < count; i++) {
            const char *path = wp_path_join(job->arena, dir, names[i]);
            wp_span *spans;
            bool is_dir = wp_path_is_dir(path), is_ignored = false;
            if (is_dir != (want_dirs == 1))
                continue;
            if (is_dir) {
                if ((d->depth == 0 || level < d->depth) && !read_dir(job, path, d, level + 1, err))
                    return false;
                continue;
            }
            for (size_t j = 0; j < wp_len(d->ignored); j++)
                is_ignored = is_ignored || wp_glob_match(wp_text(wp_list_at(d->ignored, j)), wp_str_of(names[i]));
            if (is_ignored || (d->matching != NULL &&
                               !wp_regex_search(job->arena, d->matching, wp_str_of(names[i]), 0, &spans)))
                continue;
            if (!has_extension(d->extensions, wp_str_of(names[i]))) {
                if (d->ignore_unknown)
                    continue;
                return wp_fail(err, WP_E_INVALID, job->task->node.mark, "'%s' has no extension of a file of variables",
                               path);
            }
            if (!read_vars(job, path, d->found, err))
                return false;
            wp_list_push(job->arena, d->files, wp_string(job->arena, path));
        }
    return true;
}

static const char *find_vars(wp_task_job *job, const char *name)
{
    const char *const *dirs = wp_node_search_path(job->arena, &job->task->node);
    if (name[0] == '/')
        return wp_path_exists(name) ? name : NULL;
    for (size_t i = 0; dirs[i] != NULL; i++) {
        const char *both[] = { wp_path_join(job->arena, dirs[i], "vars"), dirs[i] };
        const char *path = wp_path_search(job->arena, both, 2, name);
        if (path != NULL)
            return path;
    }
    return NULL;
}

static bool include_dir(wp_task_job *job, wp_value args, const char *name, vars_dir *d, wp_error *err)
{
    const char *path = find_vars(job, name), *matching = text_arg(job, args, "files_matching");
    const char *depth = text_arg(job, args, "depth");
    if (path == NULL || !wp_path_is_dir(path))
        return wp_fail(err, WP_E_NOT_FOUND, job->task->node.mark, "there is no directory '%s'", name);
    d->depth = depth != NULL ? atoi(depth) : 0;
    d->ignored = list_arg(job, args, "ignore_files");
    d->ignore_unknown = bool_arg(args, "ignore_unknown_extensions", false);
    d->extensions = list_arg(job, args, "extensions");
    if (wp_len(d->extensions) == 0) {
        static const char *const usual[] = { "yaml", "yml", "json" };
        for (size_t i = 0; i < 3; i++)
            wp_list_push(job->arena, d->extensions, wp_string_static(usual[i]));
    }
    if (matching != NULL && !wp_regex_compile(job->arena, wp_str_of(matching), 0, &d->matching, err))
        return false;
    return read_dir(job, path, d, 1, err);
}

static bool include_vars(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                         wp_error *err)
{
    const char *file = text_arg(job, args, "file"), *dir = text_arg(job, args, "dir");
    const char *name = text_arg(job, args, "name");
    vars_dir d = { .found = wp_dict_new(job->arena, 8), .files = wp_list_new(job->arena, 2) };
    (void)item;

    if (file == NULL && dir == NULL)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "include_vars names no file: give it `file` or `dir`");
    if (dir != NULL) {
        if (!include_dir(job, args, dir, &d, err))
            return false;
    } else {
        const char *path = find_vars(job, file);
        if (path == NULL)
            return wp_fail(err, WP_E_NOT_FOUND, job->task->node.mark, "there is no file of variables '%s'", file);
        if (!read_vars(job, path, d.found, err))
            return false;
        wp_list_push(job->arena, d.files, wp_string(job->arena, path));
    }
    wp_value vars = d.found;
    if (name != NULL) {
        vars = wp_dict_new(job->arena, 1);
        wp_dict_set(job->arena, vars, name, d.found);
    }
    wp_host_vars_include(wp_vars_of_host(job->run->vars, job->host), vars);
    wp_vars_scope_forget(scope);
    job->included = vars;
    wp_dict_set(job->arena, out->result, "ansible_facts", vars);
    wp_dict_set(job->arena, out->result, "ansible_included_var_files", d.files);
    return true;
}

/* ---- what the main thread has to do ---------------------------------------------------- */

static void add_wish(wp_task_job *job, const wp_inventory_wish *wish)
{
    wp_inventory_wish **last = &job->wishes;
    while (*last != NULL)
        last = &(*last)->next;
    *last = wp_new(job->arena, wp_inventory_wish);
    **last = *wish;
}

static bool add_host(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
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
        wish.host = text_arg(job, args, names[i]);
    if (wish.host == NULL || wish.host[0] == '\0')
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "add_host names no host: give it `name`");
    for (size_t i = 0; i < 3 && wp_len(wish.groups) == 0; i++)
        wish.groups = list_arg(job, args, group_names[i]);
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

static bool group_by(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                     wp_error *err)
{
    const char *key = text_arg(job, args, "key");
    (void)scope;
    (void)item;
    if (key == NULL)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "group_by names no group: give it `key`");
    char *name = wp_strdup(job->arena, key);
    for (char *c = name; *c != '\0'; c++)
        if (*c == ' ')
            *c = '-';
    wp_inventory_wish wish = { .groups = wp_list_new(job->arena, 1), .parents = list_arg(job, args, "parents"),
                               .vars = wp_null(), .result = out->result };
    wp_list_push(job->arena, wish.groups, wp_string(job->arena, name));
    add_wish(job, &wish);
    wp_dict_set(job->arena, out->result, "add_group", wp_string(job->arena, name));
    wp_dict_set(job->arena, out->result, "parent_groups", wish.parents);
    return true;
}

/* The variables that included tasks see: those of the include task, and those of its loop. */
static wp_value include_vars_of(wp_task_job *job, wp_vars_scope *scope, wp_value item)
{
    wp_value vars = wp_dict_new(job->arena, 4), key, value, own = job->task->node.keywords[WP_K_VARS];
    bool found = false;
    for (size_t i = 0; wp_is(own, WP_DICT) && wp_dict_pair(own, i, &key, &value); i++)
        wp_dict_put(job->arena, vars, key, value);
    if (wp_is(item, WP_UNDEFINED))
        return vars;
    static const char *const names[] = { "ansible_loop_var", "ansible_index_var" };
    wp_error ignored = { 0 };
    for (size_t i = 0; i < 2; i++) {
        if (!wp_vars_get(scope, names[i], &key, &found, &ignored) || !found)
            continue;
        wp_dict_set(job->arena, vars, names[i], key);
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

static bool include_tasks(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                          wp_error *err)
{
    const char *file = text_arg(job, args, "file");
    const wp_value *apply = wp_dict_find(args, "apply");
    wp_include include = { .apply = apply != NULL ? *apply : wp_null(), .item = item };
    if (file == NULL)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "include_tasks names no file");
    if (!wp_include_find(job->arena, &job->task->node, file, job->task->is_handler, &include.path, err))
        return wp_at(err, job->task->node.mark);
    include.vars = include_vars_of(job, scope, item);
    add_include(job, &include);
    wp_dict_set(job->arena, out->result, "include", wp_string(job->arena, file));
    return true;
}

static bool include_role(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                         wp_error *err)
{
    const char *name = text_arg(job, args, "name");
    const wp_value *apply = wp_dict_find(args, "apply");
    if (name == NULL)
        name = text_arg(job, args, "role");
    if (name == NULL)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "include_role names no role: give it `name`");
    wp_include include = { .apply = apply != NULL ? *apply : wp_null(), .item = item };
    include.role = (wp_role_request){ .name = name,
                                      .tasks_from = text_arg(job, args, "tasks_from"),
                                      .vars_from = text_arg(job, args, "vars_from"),
                                      .defaults_from = text_arg(job, args, "defaults_from"),
                                      .handlers_from = text_arg(job, args, "handlers_from"),
                                      .params = wp_null(),
                                      .apply = include.apply,
                                      .allow_duplicates = bool_arg(args, "allow_duplicates", true),
                                      .is_public = bool_arg(args, "public", false) };
    include.vars = include_vars_of(job, scope, item);
    add_include(job, &include);
    wp_dict_set(job->arena, out->result, "include_role", wp_string(job->arena, name));
    return true;
}

static const directive_run runs[] = {
    [WP_DO_SET_FACT] = set_fact,           [WP_DO_INCLUDE_VARS] = include_vars, [WP_DO_ADD_HOST] = add_host,
    [WP_DO_GROUP_BY] = group_by,           [WP_DO_SET_STATS] = set_stats,       [WP_DO_INCLUDE_TASKS] = include_tasks,
    [WP_DO_INCLUDE_ROLE] = include_role,   [WP_DO_IMPORT] = NULL,
};

bool wp_directive_do(wp_task_job *job, wp_vars_scope *scope, wp_directive directive, wp_value args, wp_value item,
                     wp_attempt *out, wp_error *err)
{
    return runs[directive] == NULL || runs[directive](job, scope, args, item, out, err);
}
