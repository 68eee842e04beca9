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

/* ---- when -------------------------------------------------------------------- */

static bool is_wanted(wp_task_job *job, wp_vars_scope *scope, bool *out, wp_error *err)
{
    const wp_play *play = wp_node_play(&job->task->node);
    *out = true;
    if (play != NULL && !wp_conditions_hold(job->arena, scope, play->import_when, out, err))
        return false;
    if (!*out)
        return true;
    wp_value conditions = wp_node_keyword_all(job->arena, &job->task->node, WP_K_WHEN);
    return wp_conditions_hold(job->arena, scope, conditions, out, err);
}

/* ---- arguments ---------------------------------------------------------------- */

static void add_all(wp_arena *arena, wp_value into, wp_value dict)
{
    wp_value key, item;
    for (size_t i = 0; wp_is(dict, WP_DICT) && wp_dict_pair(dict, i, &key, &item); i++)
        wp_dict_put(arena, into, key, item);
}

/* module_defaults of the play, blocks and task for this module; the nearest wins. */
static bool add_defaults(wp_task_job *job, wp_template_context *context, wp_value into, wp_error *err)
{
    wp_value all = wp_node_keyword_all(job->arena, &job->task->node, WP_K_MODULE_DEFAULTS);
    for (size_t i = 0; i < wp_len(all); i++) {
        wp_value key, raw, item;
        for (size_t j = 0; wp_dict_pair(wp_list_at(all, i), j, &key, &raw); j++) {
            wp_action_info info;
            const char *nearest;
            if (!wp_is(key, WP_STRING) || !wp_action_find(job->run, wp_text(key), &info, &nearest) ||
                strcmp(info.name, job->task->name) != 0)
                continue;
            if (!wp_template_value(context, raw, &item, err))
                return false;
            add_all(job->arena, into, wp_value_as_lists(job->arena, item));
        }
    }
    return true;
}

static bool evaluate_args(wp_task_job *job, wp_vars_scope *scope, wp_value *out, wp_error *err)
{
    wp_template_context context = wp_vars_context(job->arena, scope);
    wp_value args = wp_dict_new(job->arena, 8), key, raw, item;
    wp_container_set_mark(args, wp_value_mark(job->task->args));
    if (!add_defaults(job, &context, args, err))
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
            add_all(job->arena, args, item); /* copy: "{{ a_dict }}" */
        } else if (!wp_is(item, WP_NULL)) {
            return wp_fail(err, WP_E_INVALID, wp_value_mark(raw), "the arguments are a dictionary, not %s",
                           wp_type_name(item));
        }
    }
    *out = args;
    return true;
}

/* What is no dictionary is passed over with a warning, as in Ansible. */
static bool evaluate_environment(wp_task_job *job, wp_vars_scope *scope, wp_value *out, wp_error *err)
{
    wp_template_context context = wp_vars_context(job->arena, scope);
    wp_value all = wp_node_keyword_all(job->arena, &job->task->node, WP_K_ENVIRONMENT), item;
    *out = wp_dict_new(job->arena, 4);
    for (size_t i = 0; i < wp_len(all); i++) {
        wp_value raw = wp_list_at(all, i);
        if (!wp_template_value(&context, raw, &item, err))
            return wp_at(err, wp_value_mark(raw));
        if (wp_is(item, WP_DICT))
            add_all(job->arena, *out, item);
        else if (!wp_is(item, WP_NULL) && !wp_is(item, WP_OMIT) && !wp_text_is(item, ""))
            wp_run_warn(job->run, wp_printf(job->arena, "'environment' takes a dictionary, and %s is passed over",
                                            wp_type_name(item)));
    }
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

/* ---- where --------------------------------------------------------------------- */

/* A host that is in no inventory is reached by its name. */
static const wp_host *host_called(wp_task_job *job, const char *name)
{
    wp_inventory *inventory = job->run->options.inventory;
    wp_host *host = wp_inventory_host(inventory, name);
    if (host != NULL)
        return host;
    if (strcmp(name, "localhost") == 0 || strcmp(name, "127.0.0.1") == 0 || strcmp(name, "::1") == 0)
        return wp_inventory_localhost(inventory);
    return wp_inventory_stranger(job->arena, name);
}

/* Where it is reached, if that is not its name: for who reads the output. */
static const char *address_of(wp_task_job *job, const wp_host *host)
{
    wp_vars_scope *scope = wp_run_scope(job->run, job->arena, host, &job->task->node);
    wp_value address;
    wp_error ignored = { 0 };
    bool found = false;
    if (!wp_vars_get(scope, "ansible_host", &address, &found, &ignored) || !found || !wp_is(address, WP_STRING) ||
        wp_text_is(address, host->name))
        return NULL;
    return address.as.text;
}

static bool find_delegate(wp_task_job *job, wp_vars_scope *scope, const wp_host **out, wp_error *err)
{
    wp_value name, raw = wp_node_keyword(&job->task->node, WP_K_DELEGATE_TO);
    bool has_facts = false;
    *out = NULL;
    job->delegated = job->delegated_address = NULL;
    if (!wp_keyword_value(job->arena, scope, &job->task->node, WP_K_DELEGATE_TO, &name, err)) {
        job->delegated = wp_is(raw, WP_STRING) ? raw.as.text : NULL;
        return false;
    }
    if (wp_is(name, WP_UNDEFINED) || wp_text_is(name, ""))
        return true;
    if (!wp_keyword_bool(job->arena, scope, &job->task->node, WP_K_DELEGATE_FACTS, false, &has_facts, err))
        return false;
    wp_str text = wp_to_text(job->arena, name);
    *out = host_called(job, wp_strndup(job->arena, text.ptr, text.len));
    job->facts_host = has_facts ? *out : job->host;
    if (strcmp((*out)->name, job->host->name) != 0) {
        job->delegated = (*out)->name;
        job->delegated_address = address_of(job, *out);
    }
    return true;
}

/* ---- the module ------------------------------------------------------------------ */

static void tell_progress(void *data, const char *text)
{
    wp_task_job *job = data;
    wp_event event = wp_run_event(job->run, WP_EVENT_PROGRESS);
    event.task = job->title;
    event.host = job->host->name;
    event.text = text;
    if (!job->no_log)
        wp_output_emit(job->run->options.output, &event);
}

static bool ask(void *data, const char *text, bool is_private, wp_arena *arena, const char **answer)
{
    wp_task_job *job = data;
    const wp_run_options *options = &job->run->options;
    return options->prompt != NULL && options->prompt(options->prompt_data, text, is_private, arena, answer);
}

static bool run_module(wp_task_job *job, wp_vars_scope *scope, const wp_module *module, wp_value args,
                       const wp_host *delegate, wp_attempt *out, wp_error *err)
{
    wp_run *run = job->run;
    wp_become become;
    wp_connection *connection = NULL;
    wp_value environment;
    int64_t timeout_s;

    const wp_host *where = delegate != NULL ? delegate : job->host;
    wp_vars_scope *there = delegate != NULL ? wp_run_scope(run, job->arena, delegate, &job->task->node) : scope;
    if (!wp_run_connection(run, job->arena, there, where, &job->task->node, &connection, err) ||
        !wp_run_become(run, job->arena, there, &job->task->node, &become, err) ||
        !evaluate_environment(job, scope, &environment, err) ||
        !wp_keyword_int(job->arena, scope, &job->task->node, WP_K_TIMEOUT, 0, &timeout_s, err))
        return false;

    wp_template_context context = wp_vars_context(job->arena, scope);
    wp_job_options options = {
        .module = module,
        .args = args,
        .host = job->host->name,
        .connection = connection,
        .become = become.method != NULL ? &become : NULL,
        .environment = environment,
        .check_mode = job->check_mode,
        .diff_mode = job->diff_mode,
        .verbosity = run->options.verbosity,
        .timeout_ms = (int)(timeout_s * 1000),
        .context = &context,
        .search = wp_node_search_path(job->arena, &job->task->node),
        .data = job,
        .progress = tell_progress,
        .prompt = run->options.prompt != NULL ? ask : NULL,
    };
    wp_outcome outcome = { 0 };
    wp_bench_run(job->arena, run->bench, &options, &outcome);
    *out = (wp_attempt){ .result = outcome.result, .error = outcome.error, .changed = outcome.changed,
                         .failed = outcome.failed, .unreachable = outcome.unreachable, .skipped = outcome.skipped,
                         .was_run = true, .facts = wp_null() };
    const wp_value *facts = wp_dict_find(outcome.result, "ansible_facts");
    if (facts != NULL && wp_is(*facts, WP_DICT))
        out->facts = *facts;
    wp_at(&out->error, job->task->node.mark);
    return true;
}

/* Everything about the task but its `when`. */
static bool act(wp_task_job *job, wp_vars_scope *scope, wp_value item, wp_attempt *out, wp_error *err)
{
    wp_directive directive = wp_directive_of(job->task);
    const wp_host *delegate;
    wp_value args;
    if (!find_delegate(job, scope, &delegate, err) || !evaluate_notify(job, scope, err) ||
        !evaluate_args(job, scope, &args, err))
        return false;
    if (directive == WP_NO_DIRECTIVE) {
        const wp_module *module = wp_registry_find(job->run->options.registry, wp_str_of(job->task->name));
        return run_module(job, scope, module, args, delegate, out, err);
    }
    bool is_include = directive == WP_DO_INCLUDE_TASKS || directive == WP_DO_INCLUDE_ROLE;
    *out = (wp_attempt){ .result = wp_dict_new(job->arena, 4), .was_run = !is_include, .facts = wp_null() };
    wp_dict_set(job->arena, out->result, "changed", wp_bool(false));
    return wp_directive_do(job, scope, directive, args, item, out, err);
}

void wp_attempt_do(wp_task_job *job, wp_vars_scope *scope, wp_value item, wp_attempt *out)
{
    wp_error err = { 0 };
    bool wanted;
    if (!is_wanted(job, scope, &wanted, &err)) {
        wp_while(&err, "the condition of the task can't be told");
        wp_at(&err, job->task->node.mark);
        wp_attempt_fail(job, out, &err);
        out->is_untold = true;
    } else if (!wanted) {
        wp_attempt_skip(job, out);
    } else if (!act(job, scope, item, out, &err)) {
        wp_at(&err, job->task->node.mark);
        wp_attempt_fail(job, out, &err);
        out->is_untold = err.kind == WP_E_UNDEFINED || err.kind == WP_E_SYNTAX;
    }
}
