/*
 * Linear: all hosts do a task before any of them does the next.
 *
 * Always the least path among the hosts' cursors is run, by all hosts that are there:
 * hosts that failed wait in their rescue section until the others have left the block,
 * and those without a notified handler wait while the others are in theirs.
 */
#include "executor/results.h"
#include "executor/play.h"
#include "executor/pool.h"

#include <string.h>

typedef struct step {
    const wp_task *task;
    wp_run_host **hosts;
    size_t count;
} step;

/* The least path, and who is there. */
static bool next_step(wp_run *run, step *out)
{
    wp_play_run *play = &run->play;
    const wp_run_host *least = NULL;
    out->count = 0;
    for (size_t i = 0; i < play->host_count; i++) {
        wp_run_host *host = play->hosts[i];
        const wp_task *task = wp_host_is_in_play(host) ? wp_host_task(run, host) : NULL;
        if (task == NULL)
            continue;
        int order = least == NULL ? -1 : wp_cursor_compare(&host->cursor, &least->cursor);
        if (order < 0) {
            least = host;
            out->count = 0;
            out->task = task;
        }
        if (order <= 0)
            out->hosts[out->count++] = host;
    }
    return out->count > 0;
}

static void do_meta(wp_run *run, const step *s)
{
    bool for_all = false;
    bool is_implicit = s->task->id == 0;
    if (!is_implicit)
        wp_banner(run, s->task, wp_title_of(run, run->arena, s->task, s->hosts[0]->host));
    for (size_t i = 0; i < s->count && !wp_run_is_over(run); i++)
        if (for_all)
            wp_cursor_next(&s->hosts[i]->cursor);
        else
            wp_meta_do(run, s->hosts[i], s->task, &for_all);
}

/* ---- one task on many hosts -------------------------------------------------------- */

static bool is_once(wp_run *run, const step *s, const wp_run_host *host)
{
    wp_arena *arena = wp_arena_new();
    bool once = false;
    wp_error ignored = { 0 };
    wp_vars_scope *scope = wp_run_scope(run, arena, host->host, &s->task->node);
    wp_keyword_bool(arena, scope, &s->task->node, WP_K_RUN_ONCE, false, &once, &ignored);
    wp_arena_free(arena);
    return once;
}

/* How many do the task: with run_once, all up to the first host that says so. */
static size_t count_doers(wp_run *run, const step *s)
{
    bool is_template = wp_value_is_template(wp_node_keyword(&s->task->node, WP_K_RUN_ONCE));
    size_t asked = is_template ? s->count : 1;
    if (wp_action_is_once_for_all(run, s->task))
        return 1;
    for (size_t i = 0; i < asked; i++)
        if (is_once(run, s, s->hosts[i]))
            return i + 1;
    return s->count;
}

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

static void do_task(wp_run *run, const step *s, wp_step_outcome *outcome)
{
    size_t throttle = throttle_of(run, s), count = count_doers(run, s);
    const char *title = wp_title_of(run, run->arena, s->task, s->hosts[0]->host);
    bool changes_inventory = wp_directive_of(s->task) == WP_DO_GROUP_BY;

    wp_banner(run, s->task, title);
    for (size_t i = count; i < s->count; i++) /* one does it for all */
        wp_cursor_next(&s->hosts[i]->cursor);
    for (size_t i = 0; i < count && !wp_run_is_over(run); i++) {
        while (wp_pool_under_way(run->pool) >= throttle)
            take_one(run, outcome);
        wp_pool_give(run->pool, wp_task_job_new(run, s->hosts[i], s->task, title));
    }
    if (changes_inventory)
        take_all_at_the_end(run, count, outcome);
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
        if (wp_cursor_fail(&host->cursor) != WP_FAILURE_RESCUED)
            host->failed_in_play = true;
    }
    play->is_broken = true;
    tell_nobody_is_left(run);
}

/* False: the play ends here. */
static bool goes_on(wp_run *run, const wp_step_outcome *outcome)
{
    size_t left = 0;
    if (outcome->is_fatal && outcome->failed + outcome->unreachable > 0)
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
    step s = { .hosts = wp_new_array(run->arena, wp_run_host *, run->play.host_count) };
    while (!wp_run_is_over(run) && next_step(run, &s)) {
        wp_step_outcome outcome = { 0 };
        if (wp_directive_of(s.task) == WP_DO_META) {
            do_meta(run, &s);
            continue;
        }
        if (!user_wants(run, &s)) {
            for (size_t i = 0; i < s.count; i++)
                wp_cursor_next(&s.hosts[i]->cursor);
            continue;
        }
        do_task(run, &s, &outcome);
        if (wp_run_is_over(run) || !goes_on(run, &outcome))
            return;
    }
}
