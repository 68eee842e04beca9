/*
 * Free: every host goes on as fast as it can. Host-pinned is the same with no more
 * hosts under way than there are forks, each to its end before another begins.
 */
#include "executor/results.h"
#include "executor/play.h"
#include "executor/pool.h"

typedef struct lane {
    bool is_busy, has_begun, is_done;
} lane;

/* Does the meta tasks a host is at; gives the next real task, or NULL at its end. */
static const wp_task *next_task(wp_run *run, wp_run_host *host)
{
    while (wp_host_is_in_play(host) && !wp_run_is_over(run)) {
        const wp_task *task = wp_host_task(run, host);
        bool for_all;
        if (task == NULL)
            return NULL;
        wp_cursor_go_on(&host->cursor);
        if (wp_directive_of(task) != WP_DO_META)
            return task;
        wp_meta_do(run, host, task, &for_all);
    }
    return NULL;
}

static void take(wp_run *run, lane *lanes, wp_task_job *job)
{
    wp_step_outcome outcome = { 0 };
    const wp_run_host *owner = job->owner;
    wp_result_take(run, job, &outcome);
    for (size_t i = 0; i < run->play.host_count; i++)
        if (run->play.hosts[i] == owner)
            lanes[i].is_busy = outcome.is_again;
    wp_task_job_free(job);
    if (outcome.includes != NULL)
        wp_includes_take(run, &outcome);
}

/* What changes the inventory is taken once no other job reads it. */
static void take_next(wp_run *run, lane *lanes)
{
    wp_task_job *job = wp_pool_take(run->pool);
    size_t count = job->wishes != NULL ? wp_pool_under_way(run->pool) : 0;
    wp_task_job **others = wp_new_array(run->arena, wp_task_job *, count);
    for (size_t i = 0; i < count; i++)
        others[i] = wp_pool_take(run->pool);
    take(run, lanes, job);
    for (size_t i = 0; i < count; i++)
        take(run, lanes, others[i]);
}

/* What one host does for all has no place where each goes its own way. */
static void give(wp_run *run, wp_run_host *host, const wp_task *task)
{
    wp_error err = { 0 };
    if (wp_action_is_once_for_all(run, task)) {
        wp_fail(&err, WP_E_INVALID, task->node.mark, "%s runs once for all hosts, and strategies free and host_pinned can't "
                                                     "do that: use linear", task->name);
        wp_run_abort(run, &err, WP_EXIT_ERROR);
        return;
    }
    wp_pool_give(run->pool, wp_task_job_new(run, host, task, wp_title_of(run, run->arena, task, host->host)));
}

void wp_strategy_free(wp_run *run, bool is_pinned)
{
    wp_play_run *play = &run->play;
    lane *lanes = wp_new_array(run->arena, lane, play->host_count);
    size_t limit = is_pinned ? (size_t)run->options.forks : SIZE_MAX, begun = 0;
    while (!wp_run_is_over(run)) {
        for (size_t i = 0; i < play->host_count; i++) {
            if (lanes[i].is_busy || lanes[i].is_done || (!lanes[i].has_begun && begun >= limit))
                continue;
            const wp_task *task = next_task(run, play->hosts[i]);
            begun += (task != NULL) && !lanes[i].has_begun;
            begun -= (task == NULL) && lanes[i].has_begun;
            lanes[i] = (lane){ .is_busy = task != NULL, .has_begun = task != NULL, .is_done = task == NULL };
            if (task != NULL)
                give(run, play->hosts[i], task);
        }
        if (wp_pool_under_way(run->pool) == 0)
            break;
        take_next(run, lanes);
    }
    while (wp_pool_under_way(run->pool) > 0)
        take_next(run, lanes);
}
