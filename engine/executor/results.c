/*
 * Results: what a job that is done means for its host and for the run. In order: what it
 * asked of the inventory, registered variables, notified handlers, the event, the recap,
 * where the host goes from here.
 */
#include "executor/results.h"
#include "executor/debugger.h"
#include "executor/play.h"

static bool is_run_once(wp_run *run, const wp_task_job *job)
{
    bool once = false;
    wp_error ignored = { 0 };
    wp_vars_scope *scope = wp_run_scope(run, job->arena, job->host, &job->task->node);
    return wp_keyword_bool(job->arena, scope, &job->task->node, WP_K_RUN_ONCE, false, &once, &ignored) && once;
}

/* ---- variables ------------------------------------------------------------------------ */

/* Facts that modules found are kept by the job itself already, for the host whose they are. */
static void share_facts(const wp_task_job *job, wp_host_vars *vars)
{
    wp_value key, item;
    for (size_t i = 0; wp_is(job->set_facts, WP_DICT) && wp_dict_pair(job->set_facts, i, &key, &item); i++)
        wp_host_vars_set(vars, key.as.text, item);
    if (wp_is(job->included, WP_DICT))
        wp_host_vars_include(vars, job->included);
    if (wp_is(job->facts, WP_DICT))
        wp_host_vars_set_facts(vars, job->facts);
}

/* Of run_once, everybody gets what the one host found out. */
static void share_variables(wp_run *run, const wp_task_job *job, bool is_once)
{
    wp_value name = job->task->node.keywords[WP_K_REGISTER];
    for (size_t i = 0; i < run->play.host_count; i++) {
        wp_run_host *host = run->play.hosts[i];
        bool is_owner = host == job->owner;
        if (!is_owner && !is_once)
            continue;
        if (wp_is(name, WP_STRING))
            wp_host_vars_set(host->vars, name.as.text, job->result);
        if (!job->failed && (!is_owner || wp_is(job->set_facts, WP_DICT) || wp_is(job->included, WP_DICT)))
            share_facts(job, is_owner ? wp_vars_of_host(run->vars, job->facts_host) : host->vars);
    }
}

/* ---- failure ---------------------------------------------------------------------------- */

static wp_value describe_task(wp_run *run, const wp_task *task)
{
    wp_value dict = wp_dict_new(run->arena, 3);
    wp_value name = task->node.keywords[WP_K_NAME];
    wp_dict_set(run->arena, dict, "name", wp_is(name, WP_STRING) ? name : wp_string_static(""));
    wp_dict_set(run->arena, dict, "action", wp_string(run->arena, task->action));
    wp_dict_set(run->arena, dict, "args", wp_value_mark_all(run->arena, wp_value_copy(run->arena, task->args), WP_UNSAFE));
    return dict;
}

void wp_host_fail(wp_run *run, wp_run_host *host, const wp_task *task, wp_value result, bool counts)
{
    /* a handler is not rescued where the flush stands, but counts so */
    bool is_handler = wp_cursor_in_handlers(&host->cursor);
    bool counts_rescued = is_handler && wp_cursor_is_in_rescued_block(&host->cursor);
    bool is_rescued = wp_cursor_fail(&host->cursor) == WP_FAILURE_RESCUED;
    counts_rescued = counts_rescued || (is_rescued && !is_handler);
    if (counts && counts_rescued) {
        host->stats.rescued++;
        wp_host_vars_set(host->vars, "ansible_failed_task", describe_task(run, task));
        wp_host_vars_set(host->vars, "ansible_failed_result", result);
    } else if (counts) {
        host->stats.failed++;
    }
    host->is_removed = host->is_removed || (is_rescued && !counts);
    if (!is_rescued) {
        host->failed_in_play = true;
        host->is_given_up = host->is_given_up || (counts && wp_cursor_has_ended(&host->cursor));
    }
    wp_play_vars_refresh(run);
}

/* A failure of run_once is one of all hosts, counted for the one that did it. */
static void fail_hosts(wp_run *run, wp_task_job *job, bool is_once, wp_step_outcome *step)
{
    bool is_final = wp_cursor_would_fail(&job->owner->cursor);
    wp_host_fail(run, job->owner, job->task, job->result, true);
    step->failed += is_final && job->owner->failed_in_play;
    for (size_t i = 0; is_once && i < run->play.host_count; i++)
        if (run->play.hosts[i] != job->owner && wp_host_is_in_play(run->play.hosts[i]))
            wp_host_fail(run, run->play.hosts[i], job->task, job->result, false);
}

static void lose_host(wp_run *run, wp_task_job *job, wp_step_outcome *step)
{
    job->owner->is_unreachable = true;
    wp_cursor_next(&job->owner->cursor); /* where it goes on, if it is forgiven */
    wp_play_vars_refresh(run);
    step->unreachable++;
}

/* ---- the recap and the event -------------------------------------------------------------- */

static wp_status status_of(const wp_task_job *job)
{
    if (job->unreachable)
        return WP_UNREACHABLE;
    if (job->failed)
        return job->ignore_errors ? WP_IGNORED : WP_FAILED;
    return job->skipped ? WP_SKIPPED : job->changed ? WP_CHANGED : WP_OK;
}

static void count_result(const wp_task_job *job, wp_status status)
{
    wp_host_stats *stats = &job->owner->stats;
    if (status != WP_SKIPPED && status != WP_UNREACHABLE)
        wp_host_ran(job->owner, job->task);
    switch (status) {
    case WP_UNREACHABLE:
        stats->unreachable += !job->ignore_unreachable;
        stats->ok += job->ignore_unreachable;
        stats->ignored += job->ignore_unreachable;
        break;
    case WP_IGNORED:
        stats->ok++;
        stats->ignored++;
        stats->changed += job->changed;
        break;
    case WP_SKIPPED:
        stats->skipped++;
        break;
    case WP_CHANGED:
        stats->ok++;
        stats->changed++;
        break;
    case WP_OK:
        /* an include counts where its file has been read, a role does not count */
        stats->ok += job->includes == NULL && wp_directive_of(job->task) != WP_DO_INCLUDE_ROLE;
        break;
    default:
        break; /* failed or rescued: counted when it is known which */
    }
}

static void tell_result(wp_run *run, const wp_task_job *job, wp_status status)
{
    wp_event event = wp_run_event(run, WP_EVENT_RESULT);
    wp_directive directive = wp_directive_of(job->task);
    if (run->play.is_mixed && run->play.banner != job->task)
        wp_banner(run, job->task, job->title);
    for (size_t i = 0; i < job->held_count; i++)
        wp_output_emit(run->options.output, &job->held[i]);
    event.task = job->title;
    event.host = job->host->name;
    event.delegated = job->delegated;
    event.delegated_address = job->delegated_address;
    event.action = job->action;
    event.status = status;
    event.result = job->result;
    event.shows_whole = job->shows_whole;
    event.mark = job->task->node.mark;
    event.error = job->error.kind != WP_E_NONE ? &job->error : NULL;
    event.is_handler = job->task->is_handler;
    event.check_mode = job->check_mode;
    event.diff_mode = job->diff_mode;
    event.is_loop = job->is_loop;
    event.no_log = job->no_log;
    event.ignored_unreachable = job->unreachable && job->ignore_unreachable;
    event.seconds = job->seconds;
    event.round_trips = job->round_trips;
    event.quiet = (directive == WP_DO_INCLUDE_TASKS || directive == WP_DO_INCLUDE_ROLE) && job->includes != NULL;
    wp_output_emit(run->options.output, &event);
}

static bool notify(wp_run *run, wp_task_job *job, wp_status status)
{
    wp_error err = { 0 };
    if (status != WP_CHANGED || wp_handlers_notify(run, job->owner, job->notify, &err))
        return true;
    wp_at(&err, job->task->node.mark);
    return wp_run_abort(run, &err, WP_EXIT_ERROR);
}

void wp_result_take(wp_run *run, wp_task_job *job, wp_step_outcome *step)
{
    bool is_once = !run->play.is_free && is_run_once(run, job);
    wp_wishes_grant(run, job);
    wp_status status = status_of(job);
    bool is_debugged = wp_debugger_is_wanted(run, job);
    if (is_debugged) {
        tell_result(run, job, status);
        if (!wp_debugger_ask(run, job)) {
            step->is_again = !wp_run_is_over(run);
            return;
        }
    }
    share_variables(run, job, is_once);
    wp_stats_keep(run, job);
    if (!notify(run, job, status))
        return;
    if (!is_debugged)
        tell_result(run, job, status);
    count_result(job, status);
    wp_includes_note(run, job, step);
    if (job->task->is_handler && wp_cursor_in_handlers(&job->owner->cursor))
        wp_handler_done(job->owner, job->task);

    bool for_all = job->any_errors_fatal || is_once || wp_action_is_once_for_all(run, job->task);
    step->is_fatal = step->is_fatal || (for_all && !job->ignore_errors);
    if (job->unreachable && !job->ignore_unreachable)
        lose_host(run, job, step);
    else if (status == WP_FAILED)
        fail_hosts(run, job, is_once, step);
    else if (job->includes == NULL)
        wp_cursor_next(&job->owner->cursor);
}
