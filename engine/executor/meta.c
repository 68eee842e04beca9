/* meta: tasks that steer the run itself. Each action is a row. */
#include "executor/results.h"

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
    (void)run;
    wp_host_vars_clear_facts(host->vars);
}

static void clear_host_errors(wp_run *run, wp_run_host *host)
{
    wp_str name;
    void *each;
    (void)host;
    for (size_t i = 0; wp_map_at(run->hosts, i, &name, &each); i++) {
        wp_run_host *one = each;
        one->has_failed = one->is_unreachable = false;
    }
}

static void end_host(wp_run *run, wp_run_host *host)
{
    host->has_ended = true;
    wp_cursor_end(&host->cursor);
    wp_play_vars_refresh(run);
}

static void end_play(wp_run *run, wp_run_host *host)
{
    (void)host;
    for (size_t i = 0; i < run->play.host_count; i++)
        if (!run->play.hosts[i]->is_unreachable && !run->play.hosts[i]->failed_in_play)
            end_host(run, run->play.hosts[i]);
    run->play.is_ending = true;
}

static void end_batch(wp_run *run, wp_run_host *host)
{
    (void)host;
    for (size_t i = 0; i < run->play.host_count; i++)
        if (!run->play.hosts[i]->is_unreachable && !run->play.hosts[i]->failed_in_play)
            end_host(run, run->play.hosts[i]);
}

static void reset_connection(wp_run *run, wp_run_host *host)
{
    wp_run_connection_reset(run, host->host);
}

static const struct {
    const char *name;
    meta_run run;
    bool takes_when;
} rows[] = {
    { "noop", do_nothing, false },
    { "flush_handlers", do_nothing, false }, /* the strategy sends hosts to their handlers */
    { "refresh_inventory", do_nothing, false },
    { "clear_facts", clear_facts, true },
    { "clear_host_errors", clear_host_errors, true },
    { "end_play", end_play, true },
    { "end_batch", end_batch, true },
    { "end_host", end_host, true },
    { "reset_connection", reset_connection, false },
};

const char *wp_meta_name(const wp_task *task)
{
    const wp_value *name = wp_dict_find(task->args, "free_form");
    return name != NULL && wp_is(*name, WP_STRING) ? name->as.text : "";
}

bool wp_task_is_flush(const wp_task *task)
{
    return strcmp(task->name, "meta") == 0 && strcmp(wp_meta_name(task), "flush_handlers") == 0;
}

bool wp_meta_do(wp_run *run, wp_run_host *host, const wp_task *task)
{
    const char *name = wp_meta_name(task);
    wp_error err = { 0 };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(name, rows[i].name) != 0)
            continue;
        bool holds = true;
        if (rows[i].takes_when) {
            wp_arena *arena = wp_arena_new();
            wp_vars_scope *scope = wp_run_scope(run, arena, host->host, &task->node);
            wp_value conditions = wp_node_keyword_all(arena, &task->node, WP_K_WHEN);
            bool told = wp_conditions_hold(arena, scope, conditions, &holds, &err);
            wp_arena_free(arena);
            if (!told) {
                wp_at(&err, task->node.mark);
                wp_run_tell_error(run, &err);
                return false;
            }
        }
        if (holds)
            rows[i].run(run, host);
        return true;
    }
    wp_nearest nearest = wp_nearest_to(wp_str_of(name));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        wp_nearest_try(&nearest, rows[i].name);
    wp_fail(&err, WP_E_INVALID, task->node.mark, "meta knows no '%s'", name);
    if (nearest.best != NULL)
        wp_hint(&err, "did you mean '%s'?", nearest.best);
    wp_run_tell_error(run, &err);
    return false;
}
