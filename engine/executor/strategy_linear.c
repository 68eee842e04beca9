/*
 * Linear: all hosts do a task before any of them does the next.
 *
 * Always the least path among the hosts' cursors is run, by all hosts that are there:
 * hosts that failed wait in their rescue section until the others have left the block,
 * and those without a notified handler wait while the others are in theirs. Not so with
 * the last of the handlers: as in Ansible, those that have none left go on beside it.
 * Hosts that are behind the others, since `meta` forgave them, come last.
 */
#include "executor/results.h"
#include "executor/play.h"
#include "executor/pool.h"

#include <string.h>

typedef struct step {
    const wp_task *task;   /* of the first host: its name is told */
    wp_run_host **hosts;
    const wp_task **tasks; /* of each: the same one, but beside the last handler */
    size_t count;
    const wp_run_host *once; /* who did it for those after it; NULL: nobody */
    wp_cursor last;        /* where it is */
} step;

static const wp_task *task_of(wp_run *run, wp_run_host *host)
{
    return wp_host_is_in_play(host) ? wp_host_task(run, host) : NULL;
}

/* Of those that are past a place, or, where there is none, of all. */
static wp_run_host *find_least(wp_run *run, const wp_cursor *last)
{
    wp_run_host *least = NULL;
    bool is_least_past = false;
    for (size_t i = 0; i < run->play.host_count; i++) {
        wp_run_host *host = run->play.hosts[i];
        if (task_of(run, host) == NULL)
            continue;
        bool is_past = wp_cursor_compare(&host->cursor, last) > 0;
        if (least == NULL || is_past > is_least_past ||
            (is_past == is_least_past && wp_cursor_compare(&host->cursor, &least->cursor) < 0)) {
            least = host;
            is_least_past = is_past;
        }
    }
    return least;
}

/* Does this host do it for those after it, too? */
static bool is_for_all(wp_run *run, const wp_run_host *host, const wp_task *task)
{
    wp_value keyword = wp_node_keyword(&task->node, WP_K_RUN_ONCE);
    bool once = false;
    if (wp_action_is_once_for_all(run, task))
        return true;
    if (wp_is(keyword, WP_UNDEFINED))
        return false;
    wp_arena *arena = wp_arena_new();
    wp_error ignored = { 0 };
    wp_vars_scope *scope = wp_run_scope(run, arena, host->host, &task->node);
    wp_keyword_bool(arena, scope, &task->node, WP_K_RUN_ONCE, false, &once, &ignored);
    wp_arena_free(arena);
    return once;
}

/* The least path, and who is there. */
static bool next_step(wp_run *run, step *out)
{
    wp_play_run *play = &run->play;
    wp_run_host *least = find_least(run, &out->last);
    size_t last = least != NULL ? wp_cursor_last_handler(&least->cursor) : 0;
    if (last > 0 && is_for_all(run, least, task_of(run, least)))
        last = 0; /* what is done once for all is nobody's to go on beside */
    out->count = 0;
    out->once = NULL;
    for (size_t i = 0; least != NULL && i < play->host_count; i++) {
        wp_run_host *host = play->hosts[i];
        const wp_task *task = task_of(run, host);
        bool is_beside = last > 0 && host->flushed == last && !wp_cursor_in_handlers(&host->cursor);
        if (task == NULL || (!is_beside && wp_cursor_compare(&host->cursor, &least->cursor) != 0))
            continue;
        out->hosts[out->count] = host;
        out->tasks[out->count++] = task;
    }
    for (size_t i = 0; i < out->count; i++)
        wp_cursor_go_on(&out->hosts[i]->cursor);
    out->task = out->count > 0 ? out->tasks[0] : NULL;
    if (least != NULL)
        wp_cursor_copy(&out->last, &least->cursor);
    return out->count > 0;
}

static bool is_mixed(const step *s)
{
    for (size_t i = 1; i < s->count; i++)
        if (s->tasks[i] != s->task)
            return true;
    return false;
}

static bool is_meta(const wp_task *task)
{
    return wp_directive_of(task) == WP_DO_META;
}

/* Its name is told for each host. */
static void do_meta_on(wp_run *run, wp_run_host *host, const wp_task *task, bool *for_all)
{
    bool is_implicit = task->id == 0;
    if (!is_implicit)
        wp_banner(run, task, wp_title_of(run, run->arena, task, host->host));
    wp_meta_do(run, host, task, for_all);
}

/* All hosts are at it. */
static void do_meta(wp_run *run, const step *s)
{
    bool for_all = false;
    for (size_t i = 0; i < s->count && !wp_run_is_over(run); i++)
        if (for_all)
            wp_cursor_next(&s->hosts[i]->cursor);
        else
            do_meta_on(run, s->hosts[i], s->task, &for_all);
}

/* ---- one task on many hosts -------------------------------------------------------- */

static size_t throttle_of(wp_run *run, const step *s)
{
    wp_arena *arena = wp_arena_new();
    int64_t throttle = 0;
    wp_error ignored = { 0 };
    wp_vars_scope *scope = wp_run_scope(run, arena, s->hosts[0]->host, &s->task->node);
    wp_keyword_int(arena, scope, &s->task->node, WP_K_THROTTLE, 0, &throttle, &ignored);
    wp_arena_free(arena);
    return throttle > 0 ? (size_t)throttle : SIZE_MAX;
}

static void take_one(wp_run *run, wp_step_outcome *outcome)
{
    wp_task_job *job = wp_pool_take(run->pool);
    wp_result_take(run, job, outcome);
    wp_task_job_free(job);
}

/* Those that change the inventory are taken once nobody else reads it. */
static void take_all_at_the_end(wp_run *run, size_t count, wp_step_outcome *outcome)
{
    wp_task_job **jobs = wp_new_array(run->arena, wp_task_job *, count);
    size_t taken = 0;
    while (wp_pool_under_way(run->pool) > 0)
        jobs[taken++] = wp_pool_take(run->pool);
    for (size_t i = 0; i < taken; i++) {
        wp_result_take(run, jobs[i], outcome);
        wp_task_job_free(jobs[i]);
    }
}

static void do_task(wp_run *run, step *s, wp_step_outcome *outcome)
{
    size_t throttle = throttle_of(run, s);
    const wp_task *for_all = NULL;
    bool changes_inventory = false;
    const char *title = NULL; /* of the first real task: told for all */
    for (size_t i = 0; i < s->count && !wp_run_is_over(run); i++) {
        const wp_task *task = s->tasks[i];
        bool is_once = false;
        if (task == for_all) {
            wp_cursor_next(&s->hosts[i]->cursor);
            continue;
        }
        if (is_meta(task)) {
            do_meta_on(run, s->hosts[i], task, &is_once);
            for_all = is_once ? task : for_all;
            continue;
        }
        if (title == NULL) {
            title = wp_title_of(run, run->arena, task, s->hosts[i]->host);
            wp_banner(run, task, title);
        }
        while (wp_pool_under_way(run->pool) >= throttle)
            take_one(run, outcome);
        if (is_for_all(run, s->hosts[i], task)) {
            for_all = task;
            s->once = s->hosts[i];
        }
        changes_inventory = changes_inventory || wp_directive_of(task) == WP_DO_GROUP_BY;
        wp_pool_give(run->pool, wp_task_job_new(run, s->hosts[i], task, title));
    }
    if (changes_inventory)
        take_all_at_the_end(run, s->count, outcome);
    while (wp_pool_under_way(run->pool) > 0)
        take_one(run, outcome);
    if (outcome->includes != NULL && !wp_run_is_over(run))
        wp_includes_take(run, outcome);
}

/* --step: a yes, a no, or a yes to all that follows. */
static bool user_wants(wp_run *run, const step *s)
{
    const wp_run_options *options = &run->options;
    const char *answer = NULL;
    if (!options->step || run->is_step_over || options->prompt == NULL)
        return true;
    wp_arena *arena = wp_arena_new();
    const char *title = wp_title_of(run, arena, s->task, s->hosts[0]->host);
    const char *question = wp_printf(arena, "Perform task: %s (N)o/(y)es/(c)ontinue", title);
    if (!options->prompt(options->prompt_data, question, false, arena, &answer)) {
        wp_error err = { 0 };
        wp_fail(&err, WP_E_USAGE, s->task->node.mark, "--step has no terminal to ask on");
        wp_run_abort(run, &err, WP_EXIT_FAILED);
    }
    bool is_yes = answer != NULL && (answer[0] == 'y' || answer[0] == 'Y');
    run->is_step_over = answer != NULL && (answer[0] == 'c' || answer[0] == 'C');
    wp_arena_free(arena);
    return is_yes || run->is_step_over;
}

/* ---- failures that count for all ------------------------------------------------------ */

/* Those that clean up (rescue, always) may do so; for all others the play is over. */
static void give_everybody_up(wp_run *run)
{
    for (size_t i = 0; i < run->play.host_count; i++) {
        wp_run_host *host = run->play.hosts[i];
        bool has_task = wp_host_is_in_play(host) && wp_host_task(run, host) != NULL;
        if (host->is_unreachable || (has_task && wp_cursor_is_cleaning(&host->cursor)))
            continue;
        host->is_given_up = true;
        wp_cursor_end(&host->cursor);
        run->play.is_broken = true;
    }
}

static size_t count_given_up(const wp_run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->play.host_count; i++)
        count += run->play.hosts[i]->is_given_up;
    return count;
}

static void tell_nobody_is_left(wp_run *run)
{
    wp_event event = wp_run_event(run, WP_EVENT_NO_MORE_HOSTS);
    wp_output_emit(run->options.output, &event);
}

static void mind_max_fail(wp_run *run)
{
    wp_play_run *play = &run->play;
    if (play->max_fail < 0 || (double)count_given_up(run) * 100.0 / (double)play->batch_size <= play->max_fail)
        return;
    for (size_t i = 0; i < play->host_count; i++) {
        wp_run_host *host = play->hosts[i];
        if (host->is_unreachable || host->is_given_up)
            continue;
        host->is_given_up = true;
        bool is_rescued = wp_cursor_fail(&host->cursor) == WP_FAILURE_RESCUED;
        host->is_removed = is_rescued;
        host->failed_in_play = host->failed_in_play || !is_rescued;
    }
    play->is_broken = true;
    tell_nobody_is_left(run);
}

/* Hosts that failed before, and wait for their always section, of which the block outside doesn't know yet: as in
 * Ansible, a failure of theirs counts for all when others do a task that makes it so. */
static size_t count_waiting(const wp_run *run, const step *s)
{
    size_t count = 0;
    for (size_t i = 0; i < run->play.host_count && run->play.hosts[i] != s->once; i++) {
        const wp_run_host *host = run->play.hosts[i];
        count += host->failed_in_play && host->cursor.kept != NULL && wp_host_is_in_play(host) &&
                 !wp_cursor_has_ended(&host->cursor);
    }
    return count;
}

/* False: the play ends here. */
static bool goes_on(wp_run *run, const step *s, const wp_step_outcome *outcome)
{
    size_t left = 0;
    if (outcome->is_fatal && outcome->failed + outcome->unreachable + count_waiting(run, s) > 0)
        give_everybody_up(run);
    mind_max_fail(run);
    for (size_t i = 0; i < run->play.host_count; i++)
        left += !run->play.hosts[i]->is_unreachable;
    if (!run->play.is_broken || count_given_up(run) < left)
        return true;
    tell_nobody_is_left(run);
    return false;
}

void wp_strategy_linear(wp_run *run)
{
    step s = { .hosts = wp_new_array(run->arena, wp_run_host *, run->play.host_count),
               .tasks = wp_new_array(run->arena, const wp_task *, run->play.host_count),
               .last = { .arena = run->arena } };
    while (!wp_run_is_over(run) && next_step(run, &s)) {
        wp_step_outcome outcome = { 0 };
        run->play.is_mixed = is_mixed(&s);
        if (!run->play.is_mixed && is_meta(s.task)) {
            do_meta(run, &s);
            continue;
        }
        if (!user_wants(run, &s)) {
            for (size_t i = 0; i < s.count; i++)
                wp_cursor_next(&s.hosts[i]->cursor);
            continue;
        }
        do_task(run, &s, &outcome);
        if (wp_run_is_over(run) || !goes_on(run, &s, &outcome))
            return;
    }
}
