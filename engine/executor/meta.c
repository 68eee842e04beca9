/* meta: tasks that steer the run itself. Each action is a row. */
#include "executor/results.h"
#include "executor/play.h"
#include "executor/pool.h"

#include "base/nearest.h"
#include "base/text.h"

#include <string.h>

typedef void (*meta_run)(wp_run *run, wp_run_host *host);

static void do_nothing(wp_run *run, wp_run_host *host)
{
    (void)run;
    (void)host;
}

static void clear_facts(wp_run *run, wp_run_host *host)
{
    (void)host;
    for (size_t i = 0; i < run->play.host_count; i++)
        wp_host_vars_clear_facts(run->play.hosts[i]->vars);
}

/* Of the batch, those too that failed in a play before. They go on where they can, but don't count among the hosts of
 * the play any more. */
static void clear_host_errors(wp_run *run, wp_run_host *host)
{
    (void)host;
    for (size_t i = 0; i < run->play.batch_size; i++) {
        wp_run_host *one = run->play.batch[i];
        one->is_removed = one->is_removed || one->has_failed || one->is_unreachable || one->failed_in_play;
        one->has_failed = one->is_unreachable = one->failed_in_play = one->is_given_up = one->lacks_file = false;
    }
    for (size_t i = 0; i < run->play.host_count; i++)
        wp_cursor_forgive(&run->play.hosts[i]->cursor);
    wp_play_vars_refresh(run);
}

/* A host that ends before its rescue is through stays failed. */
static void end_host(wp_run *run, wp_run_host *host)
{
    host->failed_in_play = wp_cursor_knows_failure(&host->cursor);
    host->has_ended = true;
    wp_cursor_end(&host->cursor);
    wp_play_vars_refresh(run);
}

static void end_batch(wp_run *run, wp_run_host *host)
{
    (void)host;
    for (size_t i = 0; i < run->play.host_count; i++)
        if (!run->play.hosts[i]->is_unreachable && !run->play.hosts[i]->has_ended)
            end_host(run, run->play.hosts[i]);
}

static void end_play(wp_run *run, wp_run_host *host)
{
    end_batch(run, host);
    run->play.is_ending = true;
}

static void reset_connection(wp_run *run, wp_run_host *host)
{
    wp_run_connection_reset(run, host->host);
}

/* Who is in no source any more leaves the play; who is new waits for the next one. */
static void refresh_inventory(wp_run *run, wp_run_host *host)
{
    wp_inventory *inventory = run->options.inventory;
    wp_error err = { 0 };
    (void)host;
    wp_pool_await_all(run->pool); /* hosts that go on by themselves read it */
    pthread_rwlock_wrlock(&run->inventory_lock);
    bool done = wp_inventory_refresh(inventory, &err);
    pthread_rwlock_unlock(&run->inventory_lock);
    if (!done) {
        wp_run_abort(run, &err, wp_exit_code_of(&err));
        return;
    }
    for (size_t i = 0; i < run->play.host_count; i++) {
        const wp_host *one = run->play.hosts[i]->host;
        if (!one->is_implicit && wp_inventory_host(inventory, one->name) == NULL)
            end_host(run, run->play.hosts[i]);
    }
    run->play.is_regrouped = true;
    wp_play_vars_find_hosts(run);
}

typedef struct meta_row {
    const char *name;
    meta_run run;
    bool takes_when;
    bool for_all;      /* done once, for all hosts at the task */
    const char *not;   /* what does not happen where `when` is false */
    bool names_host;   /* it doesn't for a host, which is told */
} meta_row;

static const meta_row rows[] = {
    { "noop", do_nothing, false, false, NULL, false },
    { "flush_handlers", do_nothing, true, false, "not running handlers", true }, /* the host goes to its handlers */
    { "refresh_inventory", refresh_inventory, false, true, NULL, false },
    { "clear_facts", clear_facts, true, true, "not clearing facts and fact cache", true },
    { "clear_host_errors", clear_host_errors, true, true, "not clearing host error state", true },
    { "end_play", end_play, true, true, "continuing play", false },
    { "end_batch", end_batch, true, true, "continuing current batch", false },
    { "end_host", end_host, true, false, "continuing execution", true },
    { "reset_connection", reset_connection, false, false, NULL, false },
};

static const char *action_of(const wp_task *task)
{
    const wp_value *name = wp_dict_find(task->args, "free_form");
    return name != NULL && wp_is(*name, WP_STRING) ? name->as.text : "";
}

bool wp_task_is_flush(const wp_task *task)
{
    return wp_directive_of(task) == WP_DO_META && strcmp(action_of(task), "flush_handlers") == 0;
}

static bool unknown(wp_run *run, const wp_task *task, const char *name)
{
    wp_error err = { 0 };
    wp_nearest nearest = wp_nearest_to(wp_str_of(name));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        wp_nearest_try(&nearest, rows[i].name);
    wp_fail(&err, WP_E_INVALID, task->node.mark, "meta knows no '%s'", name);
    if (nearest.best != NULL)
        wp_hint(&err, "did you mean '%s'?", nearest.best);
    else
        wp_hint(&err, "it knows flush_handlers, end_host, end_play, clear_facts and more: waplay doc meta");
    return wp_run_abort(run, &err, WP_EXIT_ERROR);
}

static bool holds(wp_run *run, const wp_run_host *host, const wp_task *task, bool *out, wp_error *err)
{
    wp_arena *arena = wp_arena_new();
    wp_vars_scope *scope = wp_run_scope(run, arena, host->host, &task->node);
    bool told = wp_node_is_wanted(arena, scope, &task->node, out, err);
    wp_arena_free(arena);
    return told || wp_at(err, task->node.mark);
}

static void tell_skipped(wp_run *run, const wp_run_host *host, const wp_task *task, const meta_row *row)
{
    wp_arena *arena = wp_arena_new();
    wp_event event = wp_run_event(run, WP_EVENT_RESULT);
    const char *title = wp_title_of(run, arena, task, host->host);
    if (run->play.banner != task)
        wp_banner(run, task, title);
    event.task = title;
    event.host = host->host->name;
    event.action = task->action;
    event.status = WP_SKIPPED;
    event.mark = task->node.mark;
    event.result = wp_dict_new(arena, 2);
    wp_dict_set(arena, event.result, "msg", wp_string_static(row->name));
    wp_dict_set(arena, event.result, "skip_reason",
                wp_string_printf(arena, "%s conditional evaluated to False, %s%s%s", row->name, row->not,
                                 row->names_host ? " for " : "", row->names_host ? host->host->name : ""));
    wp_output_emit(run->options.output, &event);
    wp_arena_free(arena);
}

bool wp_meta_do(wp_run *run, wp_run_host *host, const wp_task *task, bool *for_all)
{
    const char *name = action_of(task);
    const meta_row *row = NULL;
    wp_error err = { 0 };
    bool wanted = true;
    for (size_t i = 0; row == NULL && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(name, rows[i].name) == 0)
            row = &rows[i];
    if (row == NULL)
        return unknown(run, task, name);
    *for_all = row->for_all;
    if (row->takes_when && !holds(run, host, task, &wanted, &err))
        return wp_run_abort(run, &err, WP_EXIT_ERROR);
    if (wanted && wp_task_is_flush(task) && host->cursor.handler_failed) {
        host->failed_in_play = true;
        wp_cursor_end(&host->cursor);
        wp_play_vars_refresh(run);
        return true;
    }
    if (wanted && wp_task_is_flush(task))
        host->flushed = run->play.handler_count;
    if (wanted && wp_task_is_flush(task) && wp_host_has_notified(host)) {
        wp_host_enter_handlers(run, host); /* past the flush once it leaves them */
        return true;
    }
    wp_cursor_next(&host->cursor);
    if (wanted)
        row->run(run, host);
    else
        tell_skipped(run, host, task, row);
    return true;
}
