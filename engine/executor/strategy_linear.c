/*
 * Linear: all hosts do a task before any of them does the next.
 *
 * Always the least path among the hosts' cursors is run, by all hosts that are there:
 * hosts that failed wait in their rescue section until the others have left the block.
 */
#include "executor/results.h"
#include "executor/pool.h"

typedef struct step {
    const wp_task *task;
    wp_run_host **hosts;
    size_t count;
} step;

static bool is_in_play(const wp_run_host *host)
{
    return !host->is_unreachable && !host->has_ended;
}

/* The least path, and who is there. */
static bool next_step(wp_run *run, step *out)
{
    wp_play_run *play = &run->play;
    const wp_run_host *least = NULL;
    out->count = 0;
    for (size_t i = 0; i < play->host_count; i++) {
        wp_run_host *host = play->hosts[i];
        const wp_task *task = is_in_play(host) ? wp_host_task(run, host) : NULL;
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
    for (size_t i = 0; i < s->count; i++) {
        wp_run_host *host = s->hosts[i];
        if (wp_task_is_flush(s->task) && wp_host_has_notified(host)) {
            wp_cursor_enter_handlers(&host->cursor, run->play.handlers, run->play.handler_count);
            continue;
        }
        wp_cursor_next(&host->cursor);
        if (!wp_meta_do(run, host, s->task)) {
            run->play.is_ending = run->play.is_fatal = true;
            return;
        }
    }
}

static bool wants_run_once(wp_run *run, const step *s)
{
    wp_arena *arena = wp_arena_new();
    bool once = false;
    wp_error ignored = { 0 };
    wp_vars_scope *scope = wp_run_scope(run, arena, s->hosts[0]->host, &s->task->node);
    wp_keyword_bool(arena, scope, &s->task->node, WP_K_RUN_ONCE, false, &once, &ignored);
    wp_arena_free(arena);
    return once || wp_directive_of(s->task) == WP_DO_ADD_HOST;
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

static void do_tasks(wp_run *run, const step *s, wp_step_outcome *outcome)
{
    bool once = wants_run_once(run, s);
    size_t throttle = throttle_of(run, s), count = once ? 1 : s->count;
    const char *title = wp_title_of(run, run->arena, s->task, s->hosts[0]->host);

    wp_banner(run, s->task, title);
    for (size_t i = 0; i < count && !wp_run_cancelled(run); i++) {
        while (wp_pool_under_way(run->pool) >= throttle)
            take_one(run, outcome);
        wp_pool_give(run->pool, wp_task_job_new(run, s->hosts[i], s->task, title));
    }
    if (wp_directive_of(s->task) == WP_DO_GROUP_BY)
        take_all_at_the_end(run, count, outcome);
    while (wp_pool_under_way(run->pool) > 0)
        take_one(run, outcome);
    /* the others go on, past the task that one did for all; where it included something, they go in too */
    for (size_t i = count; i < s->count; i++)
        if (!s->hosts[i]->failed_in_play && !s->hosts[i]->is_unreachable) {
            bool failed_with_it = s->hosts[0]->failed_in_play || s->hosts[0]->is_unreachable;
            if (outcome->includes != NULL && outcome->includes->task == s->task) {
                wp_included *group = outcome->includes;
                group->hosts = wp_grow(run->arena, group->hosts, group->host_count * sizeof(wp_run_host *),
                                       (group->host_count + 1) * sizeof(wp_run_host *));
                group->hosts[group->host_count++] = s->hosts[i];
            } else if (!failed_with_it && wp_cursor_compare(&s->hosts[i]->cursor, &s->hosts[0]->cursor) < 0) {
                wp_cursor_next(&s->hosts[i]->cursor);
            }
        }
}

static void end_everybody(wp_run *run)
{
    for (size_t i = 0; i < run->play.host_count; i++) {
        wp_run_host *host = run->play.hosts[i];
        bool is_cleaning = wp_cursor_is_in(&host->cursor, WP_SECTION_RESCUE) ||
                           wp_cursor_is_in(&host->cursor, WP_SECTION_ALWAYS);
        host->has_failed = true;
        if (!is_cleaning)
            wp_cursor_end(&host->cursor);
    }
    run->play.is_fatal = true;
}

static bool too_many_failed(wp_run *run)
{
    wp_value limit = run->play.play->node.keywords[WP_K_MAX_FAIL_PERCENTAGE];
    double percent = wp_is(limit, WP_INT) ? (double)limit.as.integer
                     : wp_is(limit, WP_FLOAT) ? limit.as.number : -1;
    size_t failed = 0;
    if (percent < 0)
        return false;
    for (size_t i = 0; i < run->play.host_count; i++)
        failed += run->play.hosts[i]->failed_in_play;
    return (double)failed * 100.0 / (double)run->play.host_count > percent;
}

void wp_strategy_linear(wp_run *run)
{
    step s = { .hosts = wp_new_array(run->arena, wp_run_host *, run->play.host_count) };
    while (!wp_run_cancelled(run) && !run->is_parse_error && next_step(run, &s)) {
        wp_step_outcome outcome = { 0 };
        if (wp_directive_of(s.task) == WP_DO_META) {
            do_meta(run, &s);
            if (run->play.is_ending && run->play.is_fatal)
                return;
            continue;
        }
        do_tasks(run, &s, &outcome);
        if (outcome.includes != NULL)
            wp_includes_take(run, &outcome);
        if (outcome.is_fatal || (outcome.has_failed && too_many_failed(run)))
            end_everybody(run);
    }
}
