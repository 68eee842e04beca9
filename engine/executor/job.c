/*
 * A job, in a worker thread:
 *
 *   loop -> for each item: until -> attempt -> changed_when, failed_when -> result
 *        -> results of all items in one
 */
#include "executor/job.h"
#include "template/builtin.h"
#include "template/lookups.h"

#include "base/clock.h"
#include "base/text.h"

#include <stdlib.h>

wp_task_job *wp_task_job_new(wp_run *run, wp_run_host *owner, const wp_task *task, const char *title)
{
    wp_arena *arena = wp_arena_new();
    wp_task_job *job = wp_new(arena, wp_task_job);
    *job = (wp_task_job){ .run = run, .arena = arena, .owner = owner, .host = owner->host, .task = task, .title = title };
    job->facts = job->set_facts = job->included = job->stats = wp_null();
    job->notify = wp_list_new(arena, 2);
    job->result = wp_dict_new(arena, 8);
    return job;
}

void wp_task_job_free(wp_task_job *job)
{
    wp_arena_free(job->arena);
}

static bool set_bool(wp_task_job *job, wp_attempt *attempt, const char *key, bool truth)
{
    wp_dict_set(job->arena, attempt->result, key, wp_bool(truth));
    return truth;
}

static wp_value own(const wp_task_job *job, wp_keyword keyword)
{
    return job->task->node.keywords[keyword];
}

static bool is_given(wp_value value)
{
    return !wp_is(value, WP_UNDEFINED) && !(wp_is(value, WP_LIST) && wp_len(value) == 0);
}

/* ---- one item ------------------------------------------------------------------ */

/* The result is a variable while changed_when, failed_when and until are asked. */
static void show_result(wp_task_job *job, wp_vars_scope *scope, const wp_attempt *attempt)
{
    wp_value name = own(job, WP_K_REGISTER);
    if (wp_is(name, WP_STRING))
        wp_vars_scope_push(scope, name.as.text, wp_value_mark_all(job->arena, attempt->result, WP_UNSAFE));
    wp_vars_scope_forget(scope);
}

static bool judge(wp_task_job *job, wp_vars_scope *scope, wp_attempt *attempt)
{
    wp_error err = { 0 };
    bool answer;
    if (attempt->skipped || attempt->unreachable)
        return true;
    wp_value changed_when = own(job, WP_K_CHANGED_WHEN), failed_when = own(job, WP_K_FAILED_WHEN);
    if (is_given(changed_when)) {
        if (!wp_conditions_hold(job->arena, scope, changed_when, &answer, &err))
            goto failed;
        attempt->changed = set_bool(job, attempt, "changed", answer);
        show_result(job, scope, attempt);
    }
    if (is_given(failed_when)) {
        if (!wp_conditions_hold(job->arena, scope, failed_when, &answer, &err))
            goto failed;
        set_bool(job, attempt, "failed_when_result", answer);
        attempt->failed = set_bool(job, attempt, "failed", answer);
        if (!answer)
            attempt->error.kind = WP_E_NONE;
        show_result(job, scope, attempt);
    }
    return true;
failed:
    wp_while(&err, "a condition of the task can't be told");
    attempt->failed = set_bool(job, attempt, "failed", true);
    attempt->error = err;
    wp_dict_set(job->arena, attempt->result, "msg", wp_string(job->arena, err.text));
    return false;
}

static void tell_retry(wp_task_job *job, const wp_attempt *attempt, int64_t left)
{
    wp_event event = wp_run_event(job->run, WP_EVENT_RETRY);
    event.task = job->title;
    event.host = job->host->name;
    event.action = job->task->action;
    event.result = attempt->result;
    event.attempts_left = (int)left;
    event.no_log = job->no_log;
    wp_output_emit(job->run->options.output, &event);
}

/* Facts are seen by the next item already. */
static void keep_facts(wp_task_job *job, wp_vars_scope *scope, const wp_attempt *attempt)
{
    if (!wp_is(attempt->facts, WP_DICT))
        return;
    wp_host *host = wp_inventory_host(job->run->options.inventory, job->host->name);
    const wp_host *whose = job->facts_host != NULL ? job->facts_host : host != NULL ? host : job->host;
    wp_host_vars_set_facts(wp_vars_of_host(job->run->vars, whose), attempt->facts);
    if (!wp_is(job->facts, WP_DICT))
        job->facts = wp_dict_new(job->arena, 8);
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(attempt->facts, i, &key, &item); i++)
        wp_dict_put(job->arena, job->facts, key, item);
    wp_vars_scope_forget(scope);
}

static void do_item(wp_task_job *job, wp_vars_scope *scope, wp_value label, wp_attempt *out)
{
    wp_value until = own(job, WP_K_UNTIL);
    wp_error err = { 0 };
    int64_t retries = 0;
    double delay_s = 5;
    wp_value delay;
    bool has_until = is_given(until);

    if (!wp_keyword_int(job->arena, scope, &job->task->node, WP_K_RETRIES, has_until ? 3 : 0, &retries, &err) ||
        !wp_keyword_value(job->arena, scope, &job->task->node, WP_K_DELAY, &delay, &err)) {
        wp_attempt_fail(job, out, &err);
        return;
    }
    if (wp_is(delay, WP_INT))
        delay_s = (double)delay.as.integer;
    else if (wp_is(delay, WP_FLOAT))
        delay_s = delay.as.number;
    int64_t attempts = has_until && retries > 0 ? retries + 1 : 1;

    for (int64_t i = 1;; i++) {
        wp_attempt_do(job, scope, label, out);
        if (has_until && !out->skipped)
            wp_dict_set(job->arena, out->result, "attempts", wp_int(i));
        show_result(job, scope, out);
        bool is_judged = judge(job, scope, out), is_reached = true;
        if (!has_until || out->skipped || out->unreachable || !is_judged)
            break;
        if (!wp_conditions_hold(job->arena, scope, until, &is_reached, &err)) {
            wp_attempt_fail(job, out, &err);
            break;
        }
        if (is_reached)
            break;
        if (i >= attempts) {
            wp_dict_set(job->arena, out->result, "attempts", wp_int(i > 1 ? i - 1 : i));
            out->failed = set_bool(job, out, "failed", true);
            break;
        }
        tell_retry(job, out, attempts - i);
        if (!wp_cancel_sleep(job->run->options.cancel, (int64_t)(delay_s * 1000))) {
            wp_fail(&err, WP_E_CANCELLED, WP_NO_MARK, "stopped by the user");
            wp_attempt_fail(job, out, &err);
            break;
        }
    }
    if (!out->skipped && !out->unreachable && wp_dict_find(out->result, "failed") == NULL)
        wp_dict_set(job->arena, out->result, "failed", wp_bool(out->failed));
    keep_facts(job, scope, out);
}

/* ---- the loop -------------------------------------------------------------------- */

typedef struct loop {
    wp_value items;          /* list; undefined: no loop */
    const char *var, *index_var;
    wp_value label;          /* template, or undefined */
    double pause_s;
    bool extended, extended_all;
} loop;

/* with_NAME: what the look-up NAME makes of its terms. */
static bool evaluate_with(wp_task_job *job, wp_template_context *context, wp_value *out, wp_error *err)
{
    const wp_task *task = job->task;
    const wp_builtin *lookup = wp_lookup_find(wp_str_of(task->loop_with));
    wp_value terms;
    if (lookup == NULL) {
        const char *nearest = wp_builtin_nearest("lookup", wp_str_of(task->loop_with));
        wp_fail(err, WP_E_NOT_FOUND, task->node.mark, "there is no look-up '%s' for with_%s", task->loop_with,
                task->loop_with);
        return nearest != NULL ? wp_hint(err, "did you mean 'with_%s'?", nearest) : false;
    }
    if (!wp_template_value(context, task->loop, &terms, err))
        return false;
    if (!wp_is(terms, WP_LIST)) {
        wp_value one = wp_list_new(job->arena, 1);
        wp_list_push(job->arena, one, terms);
        terms = one;
    }
    wp_mark mark = wp_value_mark(task->loop);
    if (!wp_lookup_run(context, wp_str_of(lookup->name), terms, wp_null(), mark, out, err))
        return false;
    return wp_is(*out, WP_LIST) || wp_fail(err, WP_E_INVALID, mark, "with_%s gives %s, not a list", task->loop_with,
                                           wp_type_name(*out));
}

static bool evaluate_loop(wp_task_job *job, wp_vars_scope *scope, loop *out, wp_error *err)
{
    const wp_task *task = job->task;
    wp_template_context context = wp_vars_context(job->arena, scope);
    if (wp_is(task->loop, WP_UNDEFINED))
        return true;
    if (task->loop_with == NULL) {
        if (!wp_template_value(&context, task->loop, &out->items, err))
            return false;
        if (wp_is(out->items, WP_OBJECT)) {
            wp_value list;
            if (!wp_iterate(job->arena, out->items, &list, err))
                return false;
            out->items = list;
        }
        if (wp_is(out->items, WP_LIST))
            return true;
        wp_fail(err, WP_E_INVALID, wp_value_mark(task->loop), "'loop' takes a list, not %s", wp_type_name(out->items));
        return wp_hint(err, "a dictionary is looped over with `loop: \"{{ it | dict2items }}\"`");
    }
    return evaluate_with(job, &context, &out->items, err);
}

static bool evaluate_control(wp_task_job *job, wp_vars_scope *scope, loop *out, wp_error *err)
{
    wp_value control = own(job, WP_K_LOOP_CONTROL), key, raw, value;
    wp_template_context context = wp_vars_context(job->arena, scope);
    out->var = "item";
    out->extended_all = true;
    out->label = wp_undefined(job->arena, NULL);
    for (size_t i = 0; wp_is(control, WP_DICT) && wp_dict_pair(control, i, &key, &raw); i++) {
        if (wp_text_is(key, "label")) {
            out->label = raw;
            continue;
        }
        if (!wp_template_value(&context, raw, &value, err))
            return false;
        wp_str text = wp_to_text(job->arena, value);
        const char *name = wp_strndup(job->arena, text.ptr, text.len);
        bool truth = false;
        if (wp_text_is(key, "loop_var"))
            out->var = name;
        else if (wp_text_is(key, "index_var"))
            out->index_var = name;
        else if (wp_text_is(key, "pause"))
            out->pause_s = wp_is(value, WP_FLOAT) ? value.as.number : wp_is(value, WP_INT) ? (double)value.as.integer
                                                                                           : strtod(name, NULL);
        else if (wp_text_is(key, "extended"))
            out->extended = wp_as_bool(value, &truth) && truth;
        else if (wp_text_is(key, "extended_allitems"))
            out->extended_all = wp_as_bool(value, &truth) && truth;
        else
            return wp_fail(err, WP_E_INVALID, wp_value_mark(key), "'%s' is nothing that loop_control knows",
                           wp_text(key).ptr);
    }
    return true;
}

static wp_value loop_facts(wp_task_job *job, const loop *l, size_t i)
{
    wp_arena *arena = job->arena;
    size_t count = wp_len(l->items);
    wp_value facts = wp_dict_new(arena, 10);
    if (l->extended_all)
        wp_dict_set(arena, facts, "allitems", l->items);
    wp_dict_set(arena, facts, "index", wp_int((int64_t)i + 1));
    wp_dict_set(arena, facts, "index0", wp_int((int64_t)i));
    wp_dict_set(arena, facts, "first", wp_bool(i == 0));
    wp_dict_set(arena, facts, "last", wp_bool(i + 1 == count));
    wp_dict_set(arena, facts, "length", wp_int((int64_t)count));
    wp_dict_set(arena, facts, "revindex", wp_int((int64_t)(count - i)));
    wp_dict_set(arena, facts, "revindex0", wp_int((int64_t)(count - i) - 1));
    if (i > 0)
        wp_dict_set(arena, facts, "previtem", wp_list_at(l->items, i - 1));
    if (i + 1 < count)
        wp_dict_set(arena, facts, "nextitem", wp_list_at(l->items, i + 1));
    return facts;
}

static wp_status status_of(const wp_attempt *attempt)
{
    if (attempt->unreachable)
        return WP_UNREACHABLE;
    if (attempt->failed)
        return WP_FAILED;
    return attempt->skipped ? WP_SKIPPED : attempt->changed ? WP_CHANGED : WP_OK;
}

static void hold(wp_task_job *job, const wp_event *event)
{
    job->held = wp_grow(job->arena, job->held, job->held_count * sizeof *event, (job->held_count + 1) * sizeof *event);
    job->held[job->held_count++] = *event;
    if (event->error != NULL) {
        wp_error *kept = wp_new(job->arena, wp_error);
        *kept = *event->error;
        job->held[job->held_count - 1].error = kept;
    }
}

static void tell_item(wp_task_job *job, const wp_attempt *attempt, wp_value label)
{
    wp_directive directive = wp_directive_of(job->task);
    if (directive == WP_DO_INCLUDE_TASKS || directive == WP_DO_INCLUDE_ROLE)
        return;
    wp_event event = wp_run_event(job->run, WP_EVENT_ITEM);
    event.task = job->title;
    event.host = job->host->name;
    event.delegated = job->delegated;
    event.action = job->task->action;
    event.status = status_of(attempt);
    event.item = label;
    event.result = attempt->result;
    event.mark = job->task->node.mark;
    event.error = attempt->error.kind != WP_E_NONE ? &attempt->error : NULL;
    event.check_mode = job->check_mode;
    event.diff_mode = job->diff_mode;
    event.no_log = job->no_log;
    if (job->run->play.is_free || job->wishes != NULL) /* whether a wish changes anything is known later */
        hold(job, &event);
    else
        wp_output_emit(job->run->options.output, &event);
}

static wp_value label_of(wp_task_job *job, wp_vars_scope *scope, const loop *l, wp_value item)
{
    wp_template_context context = wp_vars_context(job->arena, scope);
    wp_value label, given = l->label;
    wp_error ignored = { 0 };
    if (wp_is(given, WP_UNDEFINED)) /* a text that looks like a number is shown as one, as any template would */
        given = wp_string_printf(job->arena, "{{ %s }}", l->var);
    return wp_template_value(&context, given, &label, &ignored) ? label : item;
}

static void set_items_result(wp_task_job *job, wp_value results, bool all_skipped, bool any_failed)
{
    wp_arena *arena = job->arena;
    job->result = wp_dict_new(arena, 4);
    wp_dict_set(arena, job->result, "results", results);
    if (wp_len(results) == 0) {
        wp_dict_set(arena, job->result, "changed", wp_bool(false));
        wp_dict_set(arena, job->result, "skipped", wp_bool(true));
        wp_dict_set(arena, job->result, "skipped_reason", wp_string_static("No items in the list"));
        return;
    }
    if (all_skipped)
        wp_dict_set(arena, job->result, "skipped", wp_bool(true));
    if (any_failed)
        wp_dict_set(arena, job->result, "failed", wp_bool(true));
    wp_dict_set(arena, job->result, "msg",
                wp_string_static(any_failed ? "One or more items failed"
                                            : all_skipped ? "All items skipped" : "All items completed"));
    wp_dict_set(arena, job->result, "changed", wp_bool(job->changed));
}

static void take(wp_task_job *job, const wp_attempt *attempt)
{
    job->result = attempt->result;
    job->error = attempt->error;
    job->changed = attempt->changed;
    job->failed = attempt->failed;
    job->unreachable = attempt->unreachable;
    job->skipped = attempt->skipped;
}

static void do_loop(wp_task_job *job, wp_vars_scope *scope, const loop *l)
{
    wp_arena *arena = job->arena;
    size_t count = wp_len(l->items), skipped = 0;
    wp_value results = wp_list_new(arena, count);
    bool is_unreachable = false;

    job->is_loop = true;
    for (size_t i = 0; i < count && !is_unreachable; i++) {
        wp_value item = wp_list_at(l->items, i);
        if (i > 0 && l->pause_s > 0 &&
            !wp_cancel_sleep(job->run->options.cancel, (int64_t)(l->pause_s * 1000)))
            break;
        wp_vars_scope_forget(scope);
        wp_vars_scope_push(scope, l->var, item);
        wp_vars_scope_push(scope, "ansible_loop_var", wp_string_static(l->var));
        if (l->index_var != NULL) {
            wp_vars_scope_push(scope, l->index_var, wp_int((int64_t)i));
            wp_vars_scope_push(scope, "ansible_index_var", wp_string_static(l->index_var));
        }
        if (l->extended)
            wp_vars_scope_push(scope, "ansible_loop", loop_facts(job, l, i));

        wp_attempt attempt;
        wp_value label = label_of(job, scope, l, item);
        do_item(job, scope, label, &attempt);
        if (attempt.is_untold) { /* Ansible gives up the whole loop */
            job->is_loop = false;
            take(job, &attempt);
            return;
        }
        wp_dict_set(arena, attempt.result, l->var, item);
        wp_dict_set(arena, attempt.result, "ansible_loop_var", wp_string_static(l->var));
        if (l->index_var != NULL) {
            wp_dict_set(arena, attempt.result, l->index_var, wp_int((int64_t)i));
            wp_dict_set(arena, attempt.result, "ansible_index_var", wp_string_static(l->index_var));
        }
        if (l->extended)
            wp_dict_set(arena, attempt.result, "ansible_loop", loop_facts(job, l, i));
        wp_list_push(arena, results, attempt.result);
        tell_item(job, &attempt, label);

        skipped += attempt.skipped;
        job->changed = job->changed || attempt.changed;
        if (attempt.failed) {
            job->failed = true;
            job->error = attempt.error;
        }
        is_unreachable = attempt.unreachable;
        if (is_unreachable) {
            job->unreachable = true;
            job->error = attempt.error;
        }
        if (wp_cancelled(job->run->options.cancel))
            break;
    }
    job->skipped = skipped == count;
    set_items_result(job, results, job->skipped, job->failed);
    if (is_unreachable)
        wp_dict_set(arena, job->result, "unreachable", wp_bool(true));
}

/* ---- the job --------------------------------------------------------------------- */

/* What a loop can't be evaluated for does not matter where `when` is false anyway. */
static void loop_failed(wp_task_job *job, wp_vars_scope *scope, const wp_error *reason)
{
    wp_attempt attempt;
    wp_error err = { 0 };
    bool holds = true;
    wp_value conditions = wp_node_keyword_all(job->arena, &job->task->node, WP_K_WHEN);
    if (wp_len(conditions) > 0 && wp_conditions_hold(job->arena, scope, conditions, &holds, &err) && !holds) {
        attempt = (wp_attempt){ .result = wp_dict_new(job->arena, 3), .skipped = true };
        wp_dict_set(job->arena, attempt.result, "changed", wp_bool(false));
        wp_dict_set(job->arena, attempt.result, "skipped", wp_bool(true));
        wp_dict_set(job->arena, attempt.result, "skip_reason", wp_string_static("Conditional result was False"));
    } else {
        wp_attempt_fail(job, &attempt, reason);
    }
    take(job, &attempt);
}

static bool read_modes(wp_task_job *job, wp_vars_scope *scope, wp_error *err)
{
    const wp_node *node = &job->task->node;
    const wp_run_options *options = &job->run->options;
    return wp_keyword_bool(job->arena, scope, node, WP_K_NO_LOG, false, &job->no_log, err) &&
           wp_keyword_bool(job->arena, scope, node, WP_K_CHECK_MODE, options->check_mode, &job->check_mode, err) &&
           wp_keyword_bool(job->arena, scope, node, WP_K_DIFF, options->diff_mode, &job->diff_mode, err) &&
           wp_keyword_bool(job->arena, scope, node, WP_K_ANY_ERRORS_FATAL, false, &job->any_errors_fatal, err);
}

/* ignore_errors may ask for the result, so it is read once that is there. */
static void read_ignores(wp_task_job *job, wp_vars_scope *scope)
{
    const wp_node *node = &job->task->node;
    wp_error err = { 0 };
    if (!wp_keyword_bool(job->arena, scope, node, WP_K_IGNORE_ERRORS, false, &job->ignore_errors, &err))
        job->ignore_errors = false;
    if (!wp_keyword_bool(job->arena, scope, node, WP_K_IGNORE_UNREACHABLE, false, &job->ignore_unreachable, &err))
        job->ignore_unreachable = false;
}

static void read_notify(wp_task_job *job, wp_vars_scope *scope)
{
    wp_value names;
    wp_error err = { 0 };
    if (!job->changed || !wp_keyword_value(job->arena, scope, &job->task->node, WP_K_NOTIFY, &names, &err))
        return;
    for (size_t i = 0; wp_is(names, WP_LIST) && i < wp_len(names); i++) {
        wp_value name = wp_list_at(names, i);
        if (wp_is(name, WP_LIST))
            for (size_t j = 0; j < wp_len(name); j++)
                wp_list_push(job->arena, job->notify, wp_list_at(name, j));
        else
            wp_list_push(job->arena, job->notify, name);
    }
}

void wp_task_job_do(void *run, void *given)
{
    wp_task_job *job = given;
    int64_t begun = wp_clock_ms();
    wp_vars_scope *scope = wp_run_scope(run, job->arena, job->host, &job->task->node);
    loop l = { .items = wp_undefined(job->arena, NULL) };
    wp_error err = { 0 };

    if (!read_modes(job, scope, &err) || !evaluate_control(job, scope, &l, &err)) {
        wp_attempt attempt;
        wp_attempt_fail(job, &attempt, &err);
        take(job, &attempt);
    } else if (!evaluate_loop(job, scope, &l, &err)) {
        wp_at(&err, job->task->node.mark);
        loop_failed(job, scope, &err);
    } else if (!wp_is(l.items, WP_UNDEFINED)) {
        do_loop(job, scope, &l);
    } else {
        wp_attempt attempt;
        do_item(job, scope, wp_undefined(job->arena, NULL), &attempt);
        take(job, &attempt);
    }
    read_ignores(job, scope);
    read_notify(job, scope);
    job->seconds = (double)(wp_clock_ms() - begun) / 1000.0;
}
