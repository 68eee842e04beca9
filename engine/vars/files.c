/*
 * vars_files: files of variables that a play names, perhaps by a template that each
 * host answers differently. An entry that is a list means the first that is there.
 *
 * A file is read once for the run. An entry whose name needs a variable that the host
 * does not have (yet) is passed over, as facts may still be missing; so is a file that
 * isn't there, as long as no host is asked about.
 */
#include "vars/run.h"

#include "base/file.h"

static bool read_once(wp_vars *vars, const char *path, wp_value *out, wp_error *err)
{
    bool done = true;
    pthread_mutex_lock(&vars->lock);
    wp_value *known = wp_map_get(vars->files, wp_str_of(path));
    if (known == NULL) {
        const char *file = wp_strdup(vars->arena, path);
        wp_yaml_options yaml = { .file = file, .vault = vars->options.vault,
                                 .double_keys = vars->options.double_keys };
        known = wp_new(vars->arena, wp_value);
        done = wp_yaml_load_file(vars->arena, file, &yaml, known, err);
        if (done && !wp_is(*known, WP_DICT) && !wp_is(*known, WP_NULL))
            done = wp_fail(err, WP_E_INVALID, (wp_mark){ file, 1, 1 }, "variables are a dictionary, not %s",
                           wp_type_name(*known));
        if (done)
            wp_map_put(vars->files, wp_str_of(path), known);
    }
    if (done)
        *out = *known;
    pthread_mutex_unlock(&vars->lock);
    return done;
}

/* The path of one name, NULL when there is no such file. */
static const char *locate(wp_vars_scope *scope, wp_value name)
{
    const wp_play *play = scope->options.play->play;
    wp_str text = wp_to_text(scope->arena, name);
    const char *path = wp_path_expand(scope->arena, wp_strndup(scope->arena, text.ptr, text.len));
    if (path[0] == '/')
        return wp_path_is_file(path) ? path : NULL;
    const char *dirs[] = { wp_path_join(scope->arena, play->dir, "vars"), play->dir };
    return wp_path_search(scope->arena, dirs, 2, path);
}

static bool add_entry(wp_vars_scope *scope, wp_value entry, wp_value list, wp_error *err)
{
    wp_template_context context = wp_vars_context(scope->arena, scope);
    wp_value choices = entry;
    if (!wp_is(entry, WP_LIST)) {
        choices = wp_list_new(scope->arena, 1);
        wp_list_push(scope->arena, choices, entry);
    }
    bool is_waiting = false;
    for (size_t i = 0; i < wp_len(choices); i++) {
        wp_value name;
        wp_error undefined = { 0 };
        if (!wp_template_value(&context, wp_list_at(choices, i), &name, &undefined)) {
            is_waiting = true;
            continue;
        }
        const char *path = locate(scope, name);
        if (path == NULL)
            continue;
        wp_value dict;
        if (!read_once(scope->vars, path, &dict, err))
            return false;
        wp_list_push(scope->arena, list, dict);
        return true;
    }
    wp_value first = wp_list_at(choices, 0);
    wp_mark mark = wp_value_mark(first);
    if (is_waiting || wp_is(first, WP_UNDEFINED) || scope->options.host == NULL)
        return true;
    return wp_fail(err, WP_E_NOT_FOUND, mark, "there is no file of variables '%.*s'",
                   (int)wp_to_text(scope->arena, first).len, wp_to_text(scope->arena, first).ptr);
}

bool wp_scope_files(wp_vars_scope *scope, wp_value *list, wp_error *err)
{
    if (!wp_is(scope->files, WP_UNDEFINED)) {
        *list = scope->files;
        return true;
    }
    const wp_play *play = scope->options.play != NULL ? scope->options.play->play : NULL;
    wp_value entries = play != NULL ? play->vars_files : wp_null();
    wp_value found = wp_list_new(scope->arena, 2);
    scope->is_finding_files = true;
    bool done = true;
    if (wp_is(entries, WP_LIST))
        for (size_t i = 0; done && i < wp_len(entries); i++)
            done = add_entry(scope, wp_list_at(entries, i), found, err);
    else if (wp_is(entries, WP_STRING))
        done = add_entry(scope, entries, found, err);
    scope->is_finding_files = false;
    if (!done)
        return false;
    scope->files = found;
    *list = found;
    return true;
}

bool wp_vars_check_files(wp_vars_scope *scope, wp_error *err)
{
    wp_value ignored;
    return wp_scope_files(scope, &ignored, err);
}
