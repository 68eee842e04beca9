/*
 * The module of an attempt: on which host, as whom, in what environment; now, or in the
 * background.
 */
#include "executor/job.h"

#include <string.h>

/* ---- where --------------------------------------------------------------------------- */

/* A host that is in no inventory is reached by its name. */
static const wp_host *host_called(wp_task_job *job, const char *name)
{
    wp_inventory *inventory = job->run->options.inventory;
    wp_host *host = wp_inventory_host(inventory, name);
    if (host != NULL)
        return host;
    if (strcmp(name, "localhost") == 0 || strcmp(name, "127.0.0.1") == 0 || strcmp(name, "::1") == 0)
        return wp_inventory_localhost(inventory);
    return wp_inventory_stranger(job->arena, inventory, name);
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

bool wp_task_delegate(wp_task_job *job, wp_vars_scope *scope, const wp_host **out, wp_error *err)
{
    wp_value name, raw = wp_node_keyword(&job->task->node, WP_K_DELEGATE_TO);
    bool has_facts = false;
    *out = NULL;
    job->delegated = job->delegated_address = NULL;
    wp_vars_scope_delegate(scope, NULL);
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
        wp_vars_scope_delegate(scope, *out);
        job->delegated_address = address_of(job, *out);
    }
    return true;
}

/* ---- how ------------------------------------------------------------------------------ */

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
            wp_dict_put_all(job->arena, *out, item);
        else if (!wp_is(item, WP_NULL) && !wp_is(item, WP_OMIT) && !wp_text_is(item, ""))
            wp_run_warn(job->run, wp_printf(job->arena, "'environment' takes a dictionary, and %s is passed over",
                                            wp_type_name(item)));
    }
    return true;
}

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

/* The connection and who one becomes: read once for all items of a loop, unless another item may change them. */
static bool reach(wp_task_job *job, wp_vars_scope *scope, const wp_host *delegate, wp_reach *out, wp_error *err)
{
    wp_run *run = job->run;
    const wp_node *node = &job->task->node;
    const wp_host *where = delegate != NULL ? delegate : job->host;
    size_t age = wp_host_vars_age(wp_vars_of_host(run->vars, where));
    *out = job->reach;
    if (out->where == where && out->age == age)
        return true;
    wp_vars_scope *there = delegate != NULL ? wp_run_scope(run, job->arena, delegate, node) : scope;
    size_t moving = wp_vars_scope_moving(there);
    *out = (wp_reach){ .where = where, .age = age };
    if (!wp_run_connection(run, job->arena, there, where, node, job->background, &out->connection, err) ||
        !wp_run_become(run, job->arena, there, node, &out->become, err))
        return false;
    if (wp_vars_scope_moving(there) == moving)
        job->reach = *out;
    return true;
}

/* All that the bench wants to know; made in the job's arena. */
static bool prepare(wp_task_job *job, wp_vars_scope *scope, const wp_module *module, wp_value args,
                    const wp_host *delegate, wp_job_options *out, wp_error *err)
{
    wp_run *run = job->run;
    const wp_node *node = &job->task->node;
    wp_reach *way = wp_new(job->arena, wp_reach);
    wp_template_context *context = wp_new(job->arena, wp_template_context);
    wp_value environment;
    int64_t timeout_s;
    if (!reach(job, scope, delegate, way, err) ||
        !evaluate_environment(job, scope, &environment, err) ||
        !wp_keyword_int(job->arena, scope, node, WP_K_TIMEOUT, 0, &timeout_s, err))
        return false;
    *context = wp_vars_context(job->arena, scope);
    *out = (wp_job_options){
        .module = module,
        .args = args,
        .host = job->host->name,
        .connection = way->connection,
        .become = way->become.method != NULL ? &way->become : NULL,
        .environment = environment,
        .check_mode = job->check_mode,
        .diff_mode = job->diff_mode,
        .diff_limit = run->options.diff_limit,
        .verbosity = run->options.verbosity,
        .timeout_ms = (int)(timeout_s * 1000),
        .context = context,
        .search = context->search,
        .data = job,
        .progress = tell_progress,
        .prompt = run->options.prompt != NULL ? ask : NULL,
    };
    return true;
}

void wp_attempt_of_outcome(wp_task_job *job, const wp_outcome *outcome, wp_attempt *out)
{
    const wp_value *facts = wp_dict_find(outcome->result, "ansible_facts");
    *out = (wp_attempt){ .result = outcome->result, .error = outcome->error, .changed = outcome->changed,
                         .failed = outcome->failed, .unreachable = outcome->unreachable, .skipped = outcome->skipped,
                         .was_run = true, .facts = facts != NULL && wp_is(*facts, WP_DICT) ? *facts : wp_null(),
                         .round_trips = outcome->round_trips };
    wp_at(&out->error, job->task->node.mark);
}

/* Was it what the playbook says that can't be understood? Then neither `failed_when` nor another item is tried. */
static bool is_untold(const wp_module *module, const wp_attempt *attempt)
{
    return module->ends_loop && attempt->error.kind != WP_E_NONE && attempt->error.kind != WP_E_FAILED;
}

/* ---- in the background ------------------------------------------------------------------- */

static bool begin_background(wp_task_job *job, wp_vars_scope *scope, const wp_module *module, wp_value args,
                             int64_t limit_s, wp_attempt *out, wp_error *err)
{
    wp_task_job *own = wp_background_job(job);
    wp_vars_scope *own_scope = wp_vars_scope_copy(own->arena, scope);
    const wp_host *delegate;
    wp_job_options options;
    if (!wp_task_delegate(own, own_scope, &delegate, err) ||
        !prepare(own, own_scope, module, wp_value_copy(own->arena, args), delegate, &options, err)) {
        wp_task_job_free(own);
        return false;
    }
    options.timeout_ms = (int)(limit_s * 1000);
    options.progress = NULL;
    options.prompt = NULL;
    wp_background_begin(own, &options);
    *out = (wp_attempt){ .result = wp_dict_new(job->arena, 4), .changed = true, .was_run = true, .facts = wp_null() };
    wp_dict_set(job->arena, out->result, "started", wp_int(1));
    wp_dict_set(job->arena, out->result, "finished", wp_int(0));
    wp_dict_set(job->arena, out->result, "ansible_job_id", wp_string(job->arena, own->background));
    wp_dict_set(job->arena, out->result, "changed", wp_bool(true));
    return true;
}

/* `async` with a `poll` is a task with a limit. */
static void wait_for_it(wp_task_job *job, wp_job_options *options, int64_t limit_s, wp_attempt *out)
{
    wp_outcome outcome = { 0 };
    options->timeout_ms = (int)(limit_s * 1000);
    wp_bench_run(job->arena, job->run->bench, options, &outcome);
    wp_attempt_of_outcome(job, &outcome, out);
    wp_dict_set(job->arena, out->result, "started", wp_int(1));
    wp_dict_set(job->arena, out->result, "finished", wp_int(outcome.error.kind != WP_E_TIMEOUT));
    wp_dict_set(job->arena, out->result, "ansible_job_id", wp_string(job->arena, wp_background_id(job->run, job->arena)));
}

bool wp_task_module(wp_task_job *job, wp_vars_scope *scope, const wp_module *module, wp_value args,
                    const wp_host *delegate, wp_attempt *out, wp_error *err)
{
    const wp_node *node = &job->task->node;
    int64_t async_s, poll_s;
    wp_job_options options;
    wp_outcome outcome = { 0 };
    if (!wp_keyword_int(job->arena, scope, node, WP_K_ASYNC, 0, &async_s, err) ||
        !wp_keyword_int(job->arena, scope, node, WP_K_POLL,
                        job->run->options.poll_s > 0 ? job->run->options.poll_s : 15, &poll_s, err))
        return false;
    if (async_s > 0 && job->check_mode)
        return wp_fail(err, WP_E_FAILED, node->mark, "'async' and check mode don't go together: what a task in the "
                                                     "background would do can't be told");
    if (async_s > 0 && poll_s <= 0)
        return begin_background(job, scope, module, args, async_s, out, err);
    if (!prepare(job, scope, module, args, delegate, &options, err))
        return false;
    if (async_s > 0) {
        wait_for_it(job, &options, async_s, out);
        return true;
    }
    wp_bench_run(job->arena, job->run->bench, &options, &outcome);
    wp_attempt_of_outcome(job, &outcome, out);
    out->is_untold = is_untold(module, out);
    return true;
}
