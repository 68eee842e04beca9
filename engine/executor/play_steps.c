/*
 * The steps of a play: its sections in order, with handlers flushed after pre_tasks, after
 * roles and tasks, and after post_tasks; and where in them a host is, past what
 * --start-at-task leaves out.
 */
#include "executor/results.h"
#include "executor/play.h"
#include "executor/fact_cache.h"

#include "base/text.h"

#include <string.h>

/* ---- the list of them ---------------------------------------------------------------- */

static wp_task *implicit_task(wp_run *run, const wp_play *play, const char *action, const char *name)
{
    wp_task *task = wp_new(run->arena, wp_task);
    wp_value tags = wp_list_new(run->arena, 1);
    task->node = (wp_node){ .kind = WP_NODE_TASK, .parent = (wp_node *)&play->node, .mark = play->node.mark,
                            .keywords = wp_new_array(run->arena, wp_value, WP_KEYWORD_COUNT),
                            .include_vars = wp_null() };
    wp_list_push(run->arena, tags, wp_string_static("always"));
    task->node.keywords[WP_K_TAGS] = tags;
    task->node.keywords[WP_K_NAME] = wp_string_static(name);
    task->action = task->name = action;
    task->args = wp_dict_new(run->arena, 4);
    task->loop = wp_undefined(run->arena, NULL);
    return task;
}

static wp_task *flush_task(wp_run *run, const wp_play *play)
{
    wp_task *task = implicit_task(run, play, "meta", "flush_handlers");
    wp_dict_set(run->arena, task->args, "free_form", wp_string_static("flush_handlers"));
    task->is_directive = true;
    return task;
}

static wp_task *facts_task(wp_run *run, const wp_play *play)
{
    wp_task *task = implicit_task(run, play, "gather_facts", "Gathering Facts");
    static const struct {
        wp_keyword keyword;
        const char *param;
    } given[] = { { WP_K_GATHER_SUBSET, "gather_subset" },
                  { WP_K_GATHER_TIMEOUT, "gather_timeout" },
                  { WP_K_FACT_PATH, "fact_path" } };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (!wp_is(play->node.keywords[given[i].keyword], WP_UNDEFINED))
            wp_dict_set(run->arena, task->args, given[i].param, play->node.keywords[given[i].keyword]);
    return task;
}

/* Steps, then their flush: in an always section where handlers are to run after failures too. */
static void add_section(wp_run *run, const wp_steps *const *lists, size_t count)
{
    wp_play_run *play = &run->play;
    wp_step flush = { .task = flush_task(run, play->play) };
    wp_block *block = wp_new(run->arena, wp_block);
    block->is_section = true;
    wp_steps *into = play->force_handlers ? &block->tasks : &play->steps;
    for (size_t i = 0; i < count; i++)
        wp_steps_add_chosen(run, into, lists[i]);
    if (!play->force_handlers) {
        wp_steps_add(run->arena, &play->steps, flush);
        return;
    }
    wp_steps_add(run->arena, &block->always, flush);
    wp_steps_add(run->arena, &play->steps, (wp_step){ .block = block });
}

void wp_play_build_steps(wp_run *run)
{
    const wp_play *play = run->play.play;
    if (run->play.gathers_facts)
        wp_steps_add(run->arena, &run->play.steps, (wp_step){ .task = facts_task(run, play) });
    add_section(run, (const wp_steps *const[]){ &play->pre_tasks }, 1);
    add_section(run, (const wp_steps *const[]){ &play->roles, &play->tasks }, 2);
    add_section(run, (const wp_steps *const[]){ &play->post_tasks }, 1);
}

/* ---- where a host is in them ---------------------------------------------------------- */

/* The name that --start-at-task gives may be a pattern, and may leave out the role. */
static bool is_start(wp_run *run, const wp_task *task)
{
    wp_arena *arena = wp_arena_new();
    wp_str wanted = wp_str_of(run->options.start_at_task);
    const char *title = wp_task_title(arena, task);
    const char *separator = task->node.role != NULL ? strstr(title, " : ") : NULL;
    bool is_it = wp_glob_match(wanted, wp_str_of(title)) ||
                 (separator != NULL && wp_glob_match(wanted, wp_str_of(separator + 3)));
    wp_arena_free(arena);
    return is_it;
}

/* Is it on the way of a host that nothing goes wrong for? */
static bool start_is_ahead(wp_run *run)
{
    wp_arena *arena = wp_arena_new();
    wp_cursor cursor;
    const wp_task *task;
    bool died, found = false;
    wp_cursor_begin(&cursor, arena, &run->play.steps);
    while (!found && (task = wp_cursor_task(&cursor, &died)) != NULL) {
        found = task->id != 0 && is_start(run, task);
        wp_cursor_next(&cursor);
    }
    wp_arena_free(arena);
    return found;
}

void wp_play_seek_start(wp_run *run)
{
    if (run->options.start_at_task == NULL || run->start_reached)
        return;
    run->start_reached = start_is_ahead(run);
    for (size_t i = 0; i < run->play.host_count; i++) {
        run->play.hosts[i]->is_seeking = run->start_reached;
        if (!run->start_reached)
            wp_cursor_end(&run->play.hosts[i]->cursor);
    }
}

/* Everything before it is passed over, but for the facts of its play. */
static bool is_passed_over(wp_run *run, wp_run_host *host, const wp_task *task)
{
    if (!host->is_seeking)
        return false;
    if (task->id == 0)
        return wp_directive_of(task) == WP_DO_META;
    host->is_seeking = !is_start(run, task);
    return host->is_seeking;
}

/* gathering = smart: what is known is not gathered again. */
static bool is_known(const wp_run *run, const wp_run_host *host, const wp_task *task)
{
    return task->id == 0 && strcmp(task->name, "gather_facts") == 0 && wp_fact_cache_knows(run, host);
}

/* A role that allows no duplicates runs once on a host, however often it is brought in; one whose tasks were all
 * skipped did not run. Whether it allows them, the one to be done says. */
static bool has_been_done(const wp_run_host *host, const wp_task *task)
{
    const wp_role *role = task->node.role;
    const wp_role *first = role != NULL ? wp_map_get(host->roles, wp_str_of(role->identity)) : NULL;
    return first != NULL && first != role && !role->allow_duplicates;
}

void wp_host_ran(wp_run_host *host, const wp_task *task)
{
    const wp_role *role = task->node.role;
    if (role != NULL && !task->is_handler && wp_map_get(host->roles, wp_str_of(role->identity)) == NULL)
        wp_map_put(host->roles, wp_str_of(role->identity), task->node.role);
}

const wp_task *wp_host_task(wp_run *run, wp_run_host *host)
{
    const wp_task *task;
    bool died;
    while ((task = wp_cursor_task(&host->cursor, &died)) != NULL) {
        bool is_handler = host->cursor.levels[host->cursor.count - 1].is_handlers;
        if (is_handler ? wp_handler_is_notified(host, task)
                       : !is_passed_over(run, host, task) && !has_been_done(host, task) && !is_known(run, host, task))
            return task;
        wp_cursor_next(&host->cursor);
    }
    return NULL;
}

void wp_banner(wp_run *run, const wp_task *task, const char *title)
{
    wp_event event = wp_run_event(run, WP_EVENT_TASK_START);
    event.task = title;
    event.action = task->action;
    event.mark = task->node.mark;
    event.is_handler = task->is_handler;
    run->play.banner = task;
    wp_output_emit(run->options.output, &event);
}
