/*
 * A job, in a worker thread:
 *
 *   loop -> for each item: until -> attempt -> changed_when, failed_when -> result
 *        -> results of all items in one
 */
#include "executor/job.h"
#include "executor/loop.h"

#include "base/clock.h"

wp_task_job *wp_task_job_new(wp_run *run, wp_run_host *owner, const wp_task *task, const char *title)
{
    wp_arena *arena = wp_arena_new();
    wp_task_job *job = wp_new(arena, wp_task_job);
    *job = (wp_task_job){ .run = run, .arena = arena, .owner = owner, .host = owner->host, .task = task, .title = title,
                          .action = task->action };
    job->facts = job->set_facts = job->included = job->stats = wp_null();
    job->facts_host = owner->host;
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

/* What a module says of how its result is shown is no part of the variable. */
static void take_display(wp_attempt *attempt)
{
    static const char key[] = "_ansible_verbose_always";
    const wp_value *always = wp_dict_find(attempt->result, key);
    attempt->shows_whole = always != NULL && wp_truth(*always);
    if (always != NULL)
        wp_dict_remove(attempt->result, wp_string_static(key));
}

/* ---- one attempt, judged --------------------------------------------------------- */

/* The result is a variable while changed_when, failed_when and until are asked. */
static void show_result(wp_task_job *job, wp_vars_scope *scope, const wp_attempt *attempt)
{
    wp_value name = own(job, WP_K_REGISTER);
    if (wp_is(name, WP_STRING))
        wp_vars_scope_push(scope, name.as.text, wp_value_mark_all(job->arena, attempt->result, WP_UNSAFE));
    wp_vars_scope_forget(scope);
}

/* Facts are seen by the conditions and by the next item already. */
static void keep_facts(wp_task_job *job, wp_vars_scope *scope, const wp_attempt *attempt)
{
    if (!wp_is(attempt->facts, WP_DICT))
        return;
    wp_host_vars_set_facts(wp_vars_of_host(job->run->vars, job->facts_host), attempt->facts);
    if (!wp_is(job->facts, WP_DICT))
        job->facts = wp_dict_new(job->arena, 8);
    wp_dict_put_all(job->arena, job->facts, attempt->facts);
    wp_vars_scope_forget(scope);
}

static void judgement_failed(wp_task_job *job, wp_attempt *attempt, const char *key, wp_error *err)
{
    wp_at(err, job->task->node.mark);
    wp_dict_set(job->arena, attempt->result, key, wp_string(job->arena, err->text));
    attempt->failed = set_bool(job, attempt, "failed", true);
    attempt->error = *err;
}

static void judge(wp_task_job *job, wp_vars_scope *scope, wp_attempt *attempt)
{
    wp_value changed_when = own(job, WP_K_CHANGED_WHEN), failed_when = own(job, WP_K_FAILED_WHEN);
    wp_error err = { 0 };
    bool answer;
    if (attempt->skipped || attempt->unreachable || attempt->is_untold)
        return;
    if (is_given(changed_when)) {
        if (!wp_conditions_hold(job->arena, scope, changed_when, &answer, &err)) {
            judgement_failed(job, attempt, "changed_when_result", &err);
            return;
        }
        attempt->changed = set_bool(job, attempt, "changed", answer);
        show_result(job, scope, attempt);
    }
    if (is_given(failed_when)) {
        if (!wp_conditions_hold(job->arena, scope, failed_when, &answer, &err)) {
            judgement_failed(job, attempt, "failed_when_result", &err);
            return;
        }
        set_bool(job, attempt, "failed_when_result", answer);
        attempt->failed = set_bool(job, attempt, "failed", answer);
        if (!answer)
            attempt->error.kind = WP_E_NONE;
        show_result(job, scope, attempt);
    }
}

/* ---- one item: attempts ------------------------------------------------------------- */

static void tell_retry(wp_task_job *job, const wp_attempt *attempt, int64_t left)
{
    wp_event event = wp_run_event(job->run, WP_EVENT_RETRY);
    event.task = job->title;
    event.host = job->host->name;
    event.action = job->action;
    event.result = attempt->result;
    event.attempts_left = (int)left;
    event.no_log = job->no_log;
    wp_output_emit(job->run->options.output, &event);
}

typedef struct patience {
    wp_value until;
    int64_t attempts;
    double delay_s;
} patience;

static bool read_patience(wp_task_job *job, wp_vars_scope *scope, patience *out, wp_error *err)
{
    bool has_until = is_given(own(job, WP_K_UNTIL));
    int64_t retries;
    wp_value delay;
    *out = (patience){ .until = own(job, WP_K_UNTIL), .attempts = 1, .delay_s = 5 };
    if (!wp_keyword_int(job->arena, scope, &job->task->node, WP_K_RETRIES, has_until ? 3 : 0, &retries, err) ||
        !wp_keyword_value(job->arena, scope, &job->task->node, WP_K_DELAY, &delay, err))
        return false;
    if (has_until && retries > 0)
        out->attempts = retries + 1;
    if (wp_is(delay, WP_INT))
        out->delay_s = (double)delay.as.integer;
    else if (wp_is(delay, WP_FLOAT))
        out->delay_s = delay.as.number;
    if (out->delay_s < 0)
        out->delay_s = 1;
    return true;
}

/* True: no more attempts. */
static bool is_settled(wp_task_job *job, wp_vars_scope *scope, const patience *p, int64_t attempt, wp_attempt *out)
{
    wp_error err = { 0 };
    bool is_reached;
    if (!wp_conditions_hold(job->arena, scope, p->until, &is_reached, &err)) {
        wp_at(&err, job->task->node.mark);
        wp_attempt_fail(job, out, &err);
        out->is_untold = true;
        return true;
    }
    if (is_reached)
        return true;
    if (attempt >= p->attempts) {
        wp_dict_set(job->arena, out->result, "attempts", wp_int(attempt > 1 ? attempt - 1 : attempt));
        set_bool(job, out, "failed", true);
        out->failed = out->failed || wp_dict_find(out->result, "failed_when_result") == NULL; /* it has the last word */
        return true;
    }
    tell_retry(job, out, p->attempts - attempt);
    if (wp_cancel_sleep(job->run->options.cancel, (int64_t)(p->delay_s * 1000)))
        return false;
    wp_fail(&err, WP_E_CANCELLED, WP_NO_MARK, "stopped by the user");
    wp_attempt_fail(job, out, &err);
    return true;
}

static void do_item(wp_task_job *job, wp_vars_scope *scope, wp_value label, wp_attempt *out)
{
    wp_error err = { 0 };
    wp_ready ready;
    patience p;
    if (!wp_attempt_ready(job, scope, label, &ready, out)) {
        if (!out->skipped) /* an item that is left out leaves the variable as it is */
            show_result(job, scope, out);
        return;
    }
    if (!read_patience(job, scope, &p, &err)) {
        wp_at(&err, job->task->node.mark);
        wp_attempt_fail(job, out, &err);
        return;
    }
    for (int64_t i = 1;; i++) {
        wp_attempt_do(job, scope, &ready, out);
        job->round_trips += out->round_trips;
        bool can_retry = is_given(p.until) && !out->unreachable && !out->is_untold;
        take_display(out);
        if (out->was_run && !out->unreachable && wp_dict_find(out->result, "failed") == NULL)
            wp_dict_set(job->arena, out->result, "failed", wp_bool(out->failed));
        if (can_retry)
            wp_dict_set(job->arena, out->result, "attempts", wp_int(i));
        keep_facts(job, scope, out);
        show_result(job, scope, out);
        judge(job, scope, out);
        if (!can_retry || is_settled(job, scope, &p, i, out))
            return;
    }
}

/* ---- all items ------------------------------------------------------------------------ */

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

/* What includes do is told once they are done; only that one was left out is told here. */
static void tell_item(wp_task_job *job, const wp_attempt *attempt, wp_value label)
{
    wp_directive directive = wp_directive_of(job->task);
    bool is_include = directive == WP_DO_INCLUDE_TASKS || directive == WP_DO_INCLUDE_ROLE;
    if (is_include && !attempt->skipped)
        return;
    wp_event event = wp_run_event(job->run, WP_EVENT_ITEM);
    event.task = job->title;
    event.host = job->host->name;
    event.delegated = job->delegated;
    event.delegated_address = job->delegated_address;
    event.action = job->action;
    event.status = status_of(attempt);
    event.item = label;
    event.result = attempt->result;
    event.shows_whole = attempt->shows_whole;
    event.mark = job->task->node.mark;
    event.error = attempt->error.kind != WP_E_NONE ? &attempt->error : NULL;
    event.check_mode = job->check_mode;
    event.diff_mode = job->diff_mode;
    event.no_log = job->no_log;
    if (job->run->play.is_mixed || job->wishes != NULL) /* whether a wish changes anything is known later */
        hold(job, &event);
    else
        wp_output_emit(job->run->options.output, &event);
}

/* Of a loop, it counts whether any failed item may fail the task. */
static bool read_ignore_errors(wp_task_job *job, wp_vars_scope *scope)
{
    bool ignores = false;
    wp_error err = { 0 };
    return wp_keyword_bool(job->arena, scope, &job->task->node, WP_K_IGNORE_ERRORS, false, &ignores, &err) && ignores;
}

static void set_items_result(wp_task_job *job, wp_value results)
{
    wp_arena *arena = job->arena;
    job->result = wp_dict_new(arena, 5);
    if (wp_len(results) == 0) {
        wp_dict_set(arena, job->result, "changed", wp_bool(false));
        wp_dict_set(arena, job->result, "skipped", wp_bool(true));
        wp_dict_set(arena, job->result, "skipped_reason", wp_string_static("No items in the list"));
        wp_dict_set(arena, job->result, "results", results);
        return;
    }
    wp_dict_set(arena, job->result, "results", results);
    wp_dict_set(arena, job->result, "skipped", wp_bool(job->skipped));
    if (job->failed)
        wp_dict_set(arena, job->result, "failed", wp_bool(true));
    if (job->unreachable)
        wp_dict_set(arena, job->result, "unreachable", wp_bool(true));
    wp_dict_set(arena, job->result, "msg",
                wp_string_static(job->failed    ? "One or more items failed"
                                 : job->skipped ? "All items skipped"
                                                : "All items completed"));
    wp_dict_set(arena, job->result, "changed", wp_bool(job->changed));
}

static void take(wp_task_job *job, const wp_attempt *attempt)
{
    job->result = attempt->result;
    job->shows_whole = attempt->shows_whole;
    job->error = attempt->error;
    job->changed = attempt->changed;
    job->failed = attempt->failed;
    job->unreachable = attempt->unreachable;
    job->skipped = attempt->skipped;
}

static void add_item(wp_task_job *job, wp_vars_scope *scope, const wp_attempt *attempt)
{
    job->changed = job->changed || attempt->changed;
    if (attempt->failed) {
        bool ignores = read_ignore_errors(job, scope);
        job->ignore_errors = job->failed ? job->ignore_errors && ignores : ignores;
        job->failed = true;
    }
    job->unreachable = job->unreachable || attempt->unreachable;
    if (attempt->failed || attempt->unreachable)
        job->error = attempt->error;
}

/* What set_fact gave to the host it was delegated to, the next items see all the same. */
static void push_facts(wp_task_job *job, wp_vars_scope *scope)
{
    wp_value name, value;
    for (size_t i = 0; wp_is(job->set_facts, WP_DICT) && wp_dict_pair(job->set_facts, i, &name, &value); i++)
        wp_vars_scope_push(scope, name.as.text, wp_value_mark_all(job->arena, value, WP_UNSAFE));
}

static void do_loop(wp_task_job *job, wp_vars_scope *scope, const wp_task_loop *loop)
{
    size_t count = wp_len(loop->items), skipped = 0;
    wp_value results = wp_list_new(job->arena, count);
    job->is_loop = true;
    for (size_t i = 0; i < count && !job->unreachable && !wp_cancelled(job->run->options.cancel); i++) {
        wp_attempt attempt;
        wp_error err = { 0 };
        wp_value label;
        if (i > 0 && loop->pause_s > 0)
            wp_cancel_sleep(job->run->options.cancel, (int64_t)(loop->pause_s * 1000));
        push_facts(job, scope);
        wp_loop_push(job, scope, loop, i);
        bool has_label = wp_loop_label(job, scope, loop, i, &label, &err);
        do_item(job, scope, label, &attempt);
        if (attempt.is_untold) { /* Ansible gives up the whole loop */
            job->is_loop = false;
            take(job, &attempt);
            return;
        }
        wp_loop_mark_result(job, loop, i, attempt.result);
        if (!has_label) {
            wp_while(&err, "the label of the item");
            wp_at(&err, job->task->node.mark);
            attempt.failed = set_bool(job, &attempt, "failed", true);
            attempt.error = err;
            wp_dict_set(job->arena, attempt.result, "msg", wp_string(job->arena, err.text));
        }
        wp_list_push(job->arena, results, attempt.result);
        tell_item(job, &attempt, label);
        skipped += attempt.skipped;
        add_item(job, scope, &attempt);
    }
    job->skipped = skipped == count;
    set_items_result(job, results);
}

/* ---- the job --------------------------------------------------------------------- */

/* What a loop needs and nobody defines does not matter where `when` is false anyway. */
static void loop_failed(wp_task_job *job, wp_vars_scope *scope, const wp_error *reason)
{
    wp_attempt attempt;
    wp_error err = { 0 };
    bool holds = true;
    if (reason->kind == WP_E_UNDEFINED && wp_node_is_wanted(job->arena, scope, &job->task->node, &holds, &err) && !holds)
        wp_attempt_skip(job, &attempt);
    else
        wp_attempt_fail(job, &attempt, reason);
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

/* They may ask for the result, so they are read once that is there; of a loop's items, with each of them. */
static void read_ignores(wp_task_job *job, wp_vars_scope *scope)
{
    wp_error err = { 0 };
    if (!job->is_loop)
        job->ignore_errors = read_ignore_errors(job, scope);
    if (!wp_keyword_bool(job->arena, scope, &job->task->node, WP_K_IGNORE_UNREACHABLE, false, &job->ignore_unreachable,
                         &err))
        job->ignore_unreachable = false;
}

void wp_task_job_do(void *run, void *given)
{
    wp_task_job *job = given;
    int64_t begun = wp_clock_ms();
    wp_vars_scope *scope = wp_run_scope(run, job->arena, job->host, &job->task->node);
    wp_attempt attempt;
    wp_task_loop loop;
    wp_error err = { 0 };

    if (!read_modes(job, scope, &err) || !wp_loop_control(job, scope, &loop, &err)) {
        wp_at(&err, job->task->node.mark);
        wp_attempt_fail(job, &attempt, &err);
        take(job, &attempt);
    } else if (!wp_loop_items(job, scope, &loop, &err)) {
        wp_at(&err, job->task->node.mark);
        loop_failed(job, scope, &err);
    } else if (!wp_is(loop.items, WP_UNDEFINED)) {
        do_loop(job, scope, &loop);
    } else {
        do_item(job, scope, wp_undefined(job->arena, NULL), &attempt);
        take(job, &attempt);
    }
    read_ignores(job, scope);
    job->seconds = (double)(wp_clock_ms() - begun) / 1000.0;
}
