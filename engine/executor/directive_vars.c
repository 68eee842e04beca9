/*
 * include_vars: variables of a file, or of all files of a directory and those below it,
 * its own before those of its subdirectories.
 */
#include "executor/directive.h"

#include "base/file.h"
#include "base/regex.h"
#include "base/text.h"
#include "yaml/yaml.h"

#include <stdlib.h>
#include <string.h>

typedef struct vars_dir {
    wp_value extensions, ignored;
    wp_regex *matching;
    int64_t depth;
    bool ignore_unknown;
    wp_value found, files; /* dict, list of paths */
} vars_dir;

static bool read_vars(wp_task_job *job, const char *path, wp_value into, wp_error *err)
{
    const char *file = wp_vars_file_name(job->run->vars, path);
    wp_yaml_options yaml = { .file = file, .vault = job->run->options.vault,
                             .double_keys = job->run->options.double_keys };
    wp_value dict;
    if (!wp_yaml_load_file(job->arena, file, &yaml, &dict, err))
        return false;
    if (!wp_is(dict, WP_DICT) && !wp_is(dict, WP_NULL))
        return wp_fail(err, WP_E_INVALID, (wp_mark){ file, 1, 1 }, "variables are a dictionary, not %s",
                       wp_type_name(dict));
    wp_dict_put_all(job->arena, into, dict);
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

/* A directory is looked for in fewer places than a file: in vars/ of the role, else beside the file of the task. */
static const char *find_dir(wp_task_job *job, const char *name)
{
    const wp_node *node = &job->task->node;
    const char *path;
    if (name[0] == '/')
        return name;
    if (node->role == NULL)
        return wp_path_join(job->arena, wp_path_dirname(job->arena, node->file), name);
    path = wp_path_join(job->arena, wp_path_join(job->arena, node->role->path, "vars"), name);
    return wp_path_is_dir(path) ? path : wp_path_join(job->arena, node->role->path, name);
}

static bool include_dir(wp_task_job *job, wp_value args, const char *name, vars_dir *d, wp_error *err)
{
    const char *path = find_dir(job, name), *matching = wp_task_text(job, args, "files_matching");
    const char *depth = wp_task_text(job, args, "depth");
    if (!wp_path_is_dir(path))
        return wp_fail(err, WP_E_NOT_FOUND, job->task->node.mark, "there is no directory '%s'", name);
    d->depth = depth != NULL ? atoi(depth) : 0;
    d->ignored = wp_task_list(job, args, "ignore_files");
    d->ignore_unknown = wp_task_bool(args, "ignore_unknown_extensions", false);
    d->extensions = wp_task_list(job, args, "extensions");
    if (wp_len(d->extensions) == 0) {
        static const char *const usual[] = { "yaml", "yml", "json" };
        for (size_t i = 0; i < 3; i++)
            wp_list_push(job->arena, d->extensions, wp_string_static(usual[i]));
    }
    if (matching != NULL && !wp_regex_compile(job->arena, wp_str_of(matching), 0, &d->matching, err))
        return false;
    return read_dir(job, path, d, 1, err);
}

/* With hash_behaviour=merge, a dict grows into the one that the host knows. */
static bool merge_known(wp_task_job *job, wp_vars_scope *scope, wp_value *vars, wp_error *err)
{
    wp_value merged = wp_dict_new(job->arena, wp_len(*vars)), key, item, known;
    for (size_t i = 0; wp_dict_pair(*vars, i, &key, &item); i++) {
        bool found = false;
        if (!wp_vars_get(scope, key.as.text, &known, &found, err))
            return false;
        if (found)
            wp_dict_put(job->arena, merged, key, known);
    }
    wp_dict_merge_all(job->arena, merged, *vars);
    *vars = merged;
    return true;
}

static bool read_all(wp_task_job *job, wp_value args, vars_dir *d, wp_error *err)
{
    const char *file = wp_task_text(job, args, "file"), *dir = wp_task_text(job, args, "dir");
    if ((file == NULL) == (dir == NULL))
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "give include_vars `file` or `dir`%s",
                       file != NULL ? ", not both" : "");
    if (dir != NULL)
        return include_dir(job, args, dir, d, err);
    const char *path = find_vars(job, file);
    if (path == NULL)
        return wp_fail(err, WP_E_NOT_FOUND, job->task->node.mark, "there is no file of variables '%s'", file);
    if (!read_vars(job, path, d->found, err))
        return false;
    wp_list_push(job->arena, d->files, wp_string(job->arena, wp_path_absolute(job->arena, path)));
    return true;
}

bool wp_do_include_vars(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                        wp_error *err)
{
    const char *name = wp_task_text(job, args, "name"), *behaviour = wp_task_text(job, args, "hash_behaviour");
    vars_dir d = { .found = wp_dict_new(job->arena, 8), .files = wp_list_new(job->arena, 2) };
    (void)item;
    if (!wp_task_args_known(job, args, "file dir name depth files_matching ignore_files extensions "
                                  "ignore_unknown_extensions hash_behaviour", err) ||
        !read_all(job, args, &d, err))
        return false;
    wp_value vars = d.found;
    if (name != NULL) {
        vars = wp_dict_new(job->arena, 1);
        wp_dict_set(job->arena, vars, name, d.found);
    }
    if (behaviour != NULL && strcmp(behaviour, "merge") == 0 && !merge_known(job, scope, &vars, err))
        return false;
    if (!wp_is(job->included, WP_DICT))
        job->included = wp_dict_new(job->arena, wp_len(vars));
    wp_dict_put_all(job->arena, job->included, vars);
    wp_dict_set(job->arena, out->result, "ansible_facts", vars);
    wp_dict_set(job->arena, out->result, "ansible_included_var_files", d.files);
    return true;
}
