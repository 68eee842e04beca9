/*
 * The control machine's side of a job: variables, templates, files beside the
 * playbook, digests.
 */
#include "module/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"

static bool need_context(const wp_job *job, wp_error *err)
{
    if (job->options->context)
        return true;
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "module %s needs the variables of a task",
                   job->options->module->name);
}

bool wp_job_variable(wp_job *job, const char *name, wp_value *out, wp_error *err)
{
    wp_template_context *context = job->options->context;
    bool found = false;
    if (context && context->scope &&
        !context->scope->find(context->scope, job->arena, wp_str_of(name), out, &found, err))
        return false;
    if (!found)
        *out = wp_undefined(job->arena, name);
    return true;
}

bool wp_job_evaluate(wp_job *job, wp_str expression, wp_value *out, wp_error *err)
{
    const wp_template *compiled;
    return need_context(job, err) &&
           wp_template_compile_expression(job->options->context->env, expression, WP_NO_MARK, &compiled, err) &&
           wp_template_evaluate_lenient(job->options->context, compiled, out, err);
}

bool wp_job_condition(wp_job *job, wp_value condition, bool *out, wp_error *err)
{
    return need_context(job, err) && wp_template_condition(job->options->context, condition, out, err);
}

/* ---- templates ------------------------------------------------------------- */

static const char *text_setting(wp_value settings, const char *name)
{
    const wp_value *value = wp_dict_find(settings, name);
    return value && wp_is(*value, WP_STRING) ? value->as.text : NULL;
}

static bool bool_setting(wp_value settings, const char *name, bool fallback)
{
    const wp_value *value = wp_dict_find(settings, name);
    return value ? wp_truth(*value) : fallback;
}

static wp_template_settings settings_of(wp_value settings)
{
    return (wp_template_settings){
        .trim_blocks = bool_setting(settings, "trim_blocks", true),
        .lstrip_blocks = bool_setting(settings, "lstrip_blocks", false),
        .keep_trailing_newline = bool_setting(settings, "keep_trailing_newline", true),
        .newline = text_setting(settings, "newline_sequence"),
        .block_start = text_setting(settings, "block_start_string"),
        .block_end = text_setting(settings, "block_end_string"),
        .variable_start = text_setting(settings, "variable_start_string"),
        .variable_end = text_setting(settings, "variable_end_string"),
        .comment_start = text_setting(settings, "comment_start_string"),
        .comment_end = text_setting(settings, "comment_end_string"),
    };
}

/* A scope with a few names on top of another. */
typedef struct scope_on_top {
    wp_scope scope;
    wp_scope *below;
    wp_value extra;
} scope_on_top;

static bool find_on_top(wp_scope *scope, wp_arena *arena, wp_str name, wp_value *out, bool *found, wp_error *err)
{
    scope_on_top *top = (scope_on_top *)scope;
    const wp_value *extra = wp_dict_find_n(top->extra, name.ptr, name.len);
    if (extra) {
        *out = *extra;
        *found = true;
        return true;
    }
    if (top->below)
        return top->below->find(top->below, arena, name, out, found, err);
    *found = false;
    return true;
}

static wp_value names_on_top(wp_scope *scope, wp_arena *arena)
{
    scope_on_top *top = (scope_on_top *)scope;
    wp_value names = wp_list_new(arena, 16), key, item;
    for (size_t i = 0; wp_dict_pair(top->extra, i, &key, &item); i++)
        wp_list_push(arena, names, key);
    wp_value below = top->below && top->below->names ? top->below->names(top->below, arena) : wp_null();
    for (size_t i = 0; i < wp_len(below); i++)
        wp_list_push(arena, names, wp_list_at(below, i));
    return names;
}

/* What a template includes lies beside it, or where templates lie. */
static const char *const *template_search(wp_job *job, const char *file)
{
    size_t count = 0;
    const char *const *dirs = job->options->search;
    while (dirs && dirs[count])
        count++;
    const char **search = wp_new_array(job->arena, const char *, 2 * count + 2);
    size_t at = 0;
    search[at++] = wp_path_dirname(job->arena, file);
    for (size_t i = 0; i < count; i++) {
        search[at++] = wp_path_join(job->arena, dirs[i], "templates");
        search[at++] = dirs[i];
    }
    return search;
}

bool wp_job_render(wp_job *job, wp_str text, const char *file, wp_value settings, wp_value extra, wp_str *out,
                   wp_error *err)
{
    const wp_template *compiled;
    wp_template_settings chosen = settings_of(settings);
    if (!need_context(job, err) ||
        !wp_template_compile_file(job->options->context->env, text, file, &chosen, &compiled, err))
        return false;
    scope_on_top top = {
        .scope = { .find = find_on_top, .names = names_on_top },
        .below = job->options->context->scope,
        .extra = wp_is(extra, WP_DICT) ? extra : wp_dict_new(job->arena, 0),
    };
    wp_template_context context = *job->options->context;
    context.arena = job->arena;
    context.scope = &top.scope;
    context.search = template_search(job, file);
    return wp_template_render(&context, compiled, out, err);
}

/* ---- files -------------------------------------------------------------------- */

/* The last directory of the search path is the playbook's. */
const char *wp_job_local_path(wp_job *job, const char *path)
{
    const char *expanded = wp_path_expand(job->arena, path);
    const char *const *dirs = job->options->search;
    if (*expanded == '/' || !dirs || !*dirs)
        return wp_path_absolute(job->arena, expanded);
    while (dirs[1])
        dirs++;
    return wp_path_absolute(job->arena, wp_path_join(job->arena, *dirs, expanded));
}

/* DIR/files/NAME before DIR/NAME, from the nearest directory on. */
bool wp_job_find_file(wp_job *job, const char *kind, const char *name, const char **path, wp_error *err)
{
    const char *const *dirs = job->options->search;
    const char *wanted = wp_path_expand(job->arena, name);
    if (*wanted == '/') {
        *path = wanted;
        return wp_path_exists(wanted) ||
               wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "%s is not there, on the control machine", wanted);
    }
    for (; dirs && *dirs; dirs++) {
        const char *below = wp_path_join(job->arena, wp_path_join(job->arena, *dirs, kind), wanted);
        const char *beside = wp_path_join(job->arena, *dirs, wanted);
        if (wp_path_exists(below) || wp_path_exists(beside)) {
            *path = wp_path_exists(below) ? below : beside;
            return true;
        }
    }
    wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "no file '%s' is to be found", name);
    dirs = job->options->search;
    if (!dirs || !*dirs)
        return false;
    char *places = wp_strdup(job->arena, "");
    for (; *dirs; dirs++)
        places = wp_printf(job->arena, "%s%s%s/%s, %s", places, *places ? ", " : "", *dirs, kind, *dirs);
    return wp_hint(err, "looked in %s", places);
}

bool wp_job_read_file(wp_job *job, const char *path, wp_str *out, wp_error *err)
{
    wp_str text;
    if (!wp_file_read(job->arena, path, &text, err))
        return false;
    if (!wp_is_vaulted(text)) {
        *out = text;
        return true;
    }
    return wp_vault_decrypt(job->arena, job->bench->options.vault, text, out, err) ||
           wp_while(err, "reading %s", path);
}

bool wp_job_is_vaulted(wp_job *job, const char *path, bool *out, wp_error *err)
{
    char head[16];
    (void)job;
    FILE *file = fopen(path, "re");
    if (!file)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot read %s: %s", path, strerror(errno));
    size_t len = fread(head, 1, sizeof head, file);
    fclose(file);
    *out = wp_is_vaulted((wp_str){ head, len });
    return true;
}

wp_str wp_job_base64(wp_job *job, wp_str bytes)
{
    return wp_base64_encode(job->arena, bytes);
}

bool wp_job_digest(wp_job *job, const char *algorithm, wp_str bytes, const char **hex, wp_error *err)
{
    wp_str text;
    if (!wp_digest_hex(job->arena, algorithm, bytes, &text, err))
        return false;
    *hex = wp_strndup(job->arena, text.ptr, text.len);
    return true;
}
