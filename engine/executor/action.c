/*
 * One attempt: `when`, then the arguments, then the module (or directive), on the
 * host itself or on the one it is delegated to.
 */
#include "executor/job.h"

#include "base/text.h"

#include <string.h>

void wp_attempt_fail(wp_task_job *job, wp_attempt *out, const wp_error *err)
{
    wp_arena *arena = job->arena;
    *out = (wp_attempt){ .result = wp_dict_new(arena, 4), .error = *err, .facts = wp_null() };
    out->unreachable = err->kind == WP_E_UNREACHABLE;
    out->failed = !out->unreachable;
    wp_dict_set(arena, out->result, "changed", wp_bool(false));
    wp_dict_set(arena, out->result, out->unreachable ? "unreachable" : "failed", wp_bool(true));
    wp_dict_set(arena, out->result, "msg", wp_string(arena, err->text));
}

void wp_attempt_skip(wp_task_job *job, wp_attempt *out)
{
    wp_arena *arena = job->arena;
    *out = (wp_attempt){ .result = wp_dict_new(arena, 4), .skipped = true, .facts = wp_null() };
    wp_dict_set(arena, out->result, "changed", wp_bool(false));
    wp_dict_set(arena, out->result, "skipped", wp_bool(true));
    wp_dict_set(arena, out->result, "skip_reason", wp_string_static("Conditional result was False"));
}

/* ---- arguments ---------------------------------------------------------------- */

/* module_defaults of the play, blocks and task for this module; the nearest wins. */
static bool add_defaults(wp_task_job *job, wp_template_context *context, const char *name, wp_value into, wp_error *err)
{
    wp_value all = wp_node_keyword_all(job->arena, &job->task->node, WP_K_MODULE_DEFAULTS);
    for (size_t i = 0; i < wp_len(all); i++) {
        wp_value key, raw, item;
        for (size_t j = 0; wp_dict_pair(wp_list_at(all, i), j, &key, &raw); j++) {
            wp_action_info info;
            const char *nearest;
            if (!wp_is(key, WP_STRING) || !wp_action_find(job->run, wp_text(key), &info, &nearest) ||
                strcmp(info.name, name) != 0)
                continue;
            if (!wp_template_value(context, raw, &item, err))
                return false;
            wp_dict_put_all(job->arena, into, wp_value_as_lists(job->arena, item));
        }
    }
    return true;
}

static bool evaluate_args(wp_task_job *job, wp_vars_scope *scope, const char *name, wp_value *out, wp_error *err)
{
    wp_template_context context = wp_vars_context(job->arena, scope);
    wp_value args = wp_dict_new(job->arena, wp_len(job->task->args)), key, raw, item;
    wp_container_set_mark(args, wp_value_mark(job->task->args));
    if (!add_defaults(job, &context, name, args, err))
        return false;
    for (size_t i = 0; wp_dict_pair(job->task->args, i, &key, &raw); i++) {
        if (!wp_template_value(&context, raw, &item, err))
            return wp_at(err, wp_value_mark(key));
        if (wp_is(item, WP_OMIT))
            continue;
        item = wp_value_as_lists(job->arena, item);
        if (!wp_text_is(key, "")) {
            wp_dict_put(job->arena, args, key, item);
        } else if (wp_is(item, WP_DICT)) {
            wp_dict_put_all(job->arena, args, item); /* copy: "{{ a_dict }}" */
        } else if (!wp_is(item, WP_NULL)) {
            return wp_fail(err, WP_E_INVALID, wp_value_mark(raw), "the arguments are a dictionary, not %s",
                           wp_type_name(item));
        }
    }
    *out = args;
    return true;
}

/* action: "{{ name }} a=b". What brings in tasks, or is for the main thread, is known to it before. */
static bool is_nameable_late(const wp_action_info *info)
{
    return !info->is_directive || wp_directive_called(info->name) == WP_DO_SET_FACT ||
           wp_directive_called(info->name) == WP_DO_INCLUDE_VARS;
}

static bool evaluate_name(wp_task_job *job, wp_vars_scope *scope, const char **out, wp_error *err)
{
    const wp_task *task = job->task;
    wp_template_context context = wp_vars_context(job->arena, scope);
    wp_value name;
    wp_action_info info = { 0 };
    const char *nearest;
    *out = task->name;
    if (!task->is_named_late)
        return true;
    if (!wp_template_value(&context, wp_string_at(job->arena, wp_str_of(task->name), task->node.mark), &name, err))
        return false;
    wp_str text = wp_to_text(job->arena, name);
    if (!wp_action_find(job->run, text, &info, &nearest)) {
        if (info.refusal != NULL)
            return wp_fail(err, WP_E_FAILED, task->node.mark, "module '%s' can't be used: %s", info.name, info.refusal);
        wp_fail(err, WP_E_FAILED, task->node.mark, "there is no module '%.*s'", (int)text.len, text.ptr);
        return nearest != NULL ? wp_hint(err, "did you mean '%s'?", nearest) : false;
    }
    if (!is_nameable_late(&info))
        return wp_fail(err, WP_E_FAILED, task->node.mark, "'%s' can't be named by a template", info.name);
    *out = job->action = info.name;
    return true;
}

/* Names of handlers; a list in the list is taken apart. */
static bool evaluate_notify(wp_task_job *job, wp_vars_scope *scope, wp_error *err)
{
    wp_value names;
    if (!wp_keyword_value(job->arena, scope, &job->task->node, WP_K_NOTIFY, &names, err))
        return false;
    for (size_t i = 0; wp_is(names, WP_LIST) && i < wp_len(names); i++) {
        wp_value name = wp_list_at(names, i);
        for (size_t j = 0; wp_is(name, WP_LIST) && j < wp_len(name); j++)
            wp_list_push(job->arena, job->notify, wp_list_at(name, j));
        if (!wp_is(name, WP_LIST))
            wp_list_push(job->arena, job->notify, name);
    }
    return true;
}

/* ---- the attempt ------------------------------------------------------------------- */

static bool give_up(wp_task_job *job, wp_attempt *out, wp_error *err)
{
    wp_at(err, job->task->node.mark);
    wp_attempt_fail(job, out, err);
    out->is_untold = err->kind == WP_E_UNDEFINED || err->kind == WP_E_SYNTAX;
    return false;
}

bool wp_attempt_ready(wp_task_job *job, wp_vars_scope *scope, wp_value item, wp_ready *ready, wp_attempt *out)
{
    wp_error err = { 0 };
    bool wanted;
    *ready = (wp_ready){ .item = item };
    if (!wp_node_is_wanted(job->arena, scope, &job->task->node, &wanted, &err)) {
        wp_while(&err, "the condition of the task can't be told");
        give_up(job, out, &err);
        out->is_untold = true;
        return false;
    }
    if (!wanted) {
        wp_attempt_skip(job, out);
        return false;
    }
    return (wp_task_delegate(job, scope, &ready->delegate, &err) && evaluate_notify(job, scope, &err) &&
            evaluate_name(job, scope, &ready->name, &err) && evaluate_args(job, scope, ready->name, &ready->args, &err)) ||
           give_up(job, out, &err);
}

static bool act(wp_task_job *job, wp_vars_scope *scope, const wp_ready *ready, wp_attempt *out, wp_error *err)
{
    wp_directive directive = wp_directive_called(ready->name);
    if (directive == WP_NO_DIRECTIVE) {
        const wp_module *module = wp_registry_find(job->run->options.registry, wp_str_of(ready->name));
        return wp_task_module(job, scope, module, ready->args, ready->delegate, out, err);
    }
    bool is_include = directive == WP_DO_INCLUDE_TASKS || directive == WP_DO_INCLUDE_ROLE;
    *out = (wp_attempt){ .result = wp_dict_new(job->arena, 4), .was_run = !is_include, .facts = wp_null() };
    wp_dict_set(job->arena, out->result, "changed", wp_bool(false));
    return wp_directive_do(job, scope, directive, ready->args, ready->item, out, err);
}

void wp_attempt_do(wp_task_job *job, wp_vars_scope *scope, const wp_ready *ready, wp_attempt *out)
{
    wp_error err = { 0 };
    if (!act(job, scope, ready, out, &err))
        give_up(job, out, &err);
}
