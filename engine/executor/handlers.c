/*
 * Handlers: tasks that run when they were notified, in the order in which they are
 * defined. A name notifies one handler that is called so, and all that listen to it. Of
 * several with one name it is the first of its list, and of several lists (those of roles,
 * then the play's own, then what was included) the last.
 */
#include "executor/results.h"

#include "base/nearest.h"

#include <stdio.h>
#include <string.h>

static void add_handler(wp_run *run, wp_task *task, unsigned list)
{
    wp_play_run *play = &run->play;
    size_t count = play->handler_count++;
    wp_task **tasks = wp_new_array(run->arena, wp_task *, count + 1);
    play->handlers = wp_grow(run->arena, play->handlers, count * sizeof *play->handlers,
                             (count + 1) * sizeof *play->handlers);
    play->handlers[count] = (wp_handler){ task, list };
    for (size_t i = 0; i <= count; i++)
        tasks[i] = play->handlers[i].task;
    play->handler_tasks = tasks; /* a new list: cursors may stand in the old */
}

static void add_all(wp_run *run, const wp_steps *steps, unsigned list)
{
    for (size_t i = 0; i < steps->count; i++)
        if (steps->at[i].block != NULL)
            add_all(run, &steps->at[i].block->tasks, list);
        else
            add_handler(run, steps->at[i].task, list);
}

/* A block is the file of a role; what stands side by side is one list. */
void wp_handlers_collect(wp_run *run, const wp_steps *steps)
{
    unsigned list = 0;
    for (size_t i = 0; i < steps->count; i++) {
        const wp_block *block = steps->at[i].block;
        if (block != NULL) {
            add_all(run, &block->tasks, ++run->play.handler_lists);
            list = 0;
            continue;
        }
        if (list == 0)
            list = ++run->play.handler_lists;
        add_handler(run, steps->at[i].task, list);
    }
}

/* ---- who was notified -------------------------------------------------------------------- */

typedef struct key {
    char text[24];
} key;

static key key_of(const wp_task *handler)
{
    key k;
    snprintf(k.text, sizeof k.text, "%zu", handler->id);
    return k;
}

static void mark_notified(wp_run_host *host, wp_task *handler)
{
    key k = key_of(handler);
    wp_map_put(host->notified, wp_str_of(k.text), handler);
}

bool wp_handler_is_notified(const wp_run_host *host, const wp_task *handler)
{
    key k = key_of(handler);
    return host->notified != NULL && wp_map_get(host->notified, wp_str_of(k.text)) != NULL;
}

void wp_handler_done(wp_run_host *host, const wp_task *handler)
{
    key k = key_of(handler);
    wp_map_remove(host->notified, wp_str_of(k.text));
}

bool wp_host_has_notified(const wp_run_host *host)
{
    return host->notified != NULL && wp_map_len(host->notified) > 0;
}

void wp_host_enter_handlers(wp_run *run, wp_run_host *host)
{
    wp_cursor_enter_handlers(&host->cursor, run->play.handler_tasks, run->play.handler_count);
}

/* ---- finding them ------------------------------------------------------------------------- */

static bool listens(const wp_task *handler, wp_str name)
{
    wp_value topics = handler->node.keywords[WP_K_LISTEN];
    for (size_t i = 0; wp_is(topics, WP_LIST) && i < wp_len(topics); i++)
        if (wp_str_eq(wp_text(wp_list_at(topics, i)), name))
            return true;
    return false;
}

/* "restart web", or of a role also "role : restart web". */
static bool is_called(wp_run *run, wp_arena *arena, const wp_run_host *host, const wp_task *handler, wp_str name)
{
    if (!wp_is(handler->node.keywords[WP_K_NAME], WP_STRING))
        return false;
    const char *title = wp_title_of(run, arena, handler, host->host);
    const char *separator = handler->node.role != NULL ? strstr(title, " : ") : NULL;
    return wp_str_is(name, title) || (separator != NULL && wp_str_is(name, separator + 3));
}

static wp_task *find_by_name(wp_run *run, wp_arena *arena, const wp_run_host *host, wp_str name)
{
    const wp_play_run *play = &run->play;
    const wp_handler *found = NULL;
    for (size_t i = play->handler_count; i-- > 0;) {
        const wp_handler *handler = &play->handlers[i];
        if (found != NULL && handler->list != found->list)
            break;
        if (is_called(run, arena, host, handler->task, name))
            found = handler;
    }
    return found != NULL ? found->task : NULL;
}

static bool unknown(wp_run *run, wp_arena *arena, const wp_run_host *host, wp_str name, wp_error *err)
{
    wp_nearest nearest = wp_nearest_to(name);
    for (size_t i = 0; i < run->play.handler_count; i++)
        wp_nearest_try(&nearest, wp_title_of(run, arena, run->play.handlers[i].task, host->host));
    wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "there is no handler '%.*s' in this play", (int)name.len, name.ptr);
    if (nearest.best != NULL)
        return wp_hint(err, "did you mean '%s'?", nearest.best);
    return wp_hint(err, "handlers stand below `handlers:` of the play, or in handlers/main.yml of a role");
}

static bool notify_one(wp_run *run, wp_arena *arena, wp_run_host *host, wp_str name, wp_error *err)
{
    const wp_play_run *play = &run->play;
    wp_task *called = find_by_name(run, arena, host, name);
    bool found = called != NULL;
    if (found)
        mark_notified(host, called);
    for (size_t i = 0; i < play->handler_count; i++)
        if (listens(play->handlers[i].task, name)) {
            mark_notified(host, play->handlers[i].task);
            found = true;
        }
    return found || unknown(run, arena, host, name, err);
}

bool wp_handlers_notify(wp_run *run, wp_run_host *host, wp_value names, wp_error *err)
{
    wp_arena *arena = wp_arena_new();
    bool done = true;
    for (size_t i = 0; done && i < wp_len(names); i++)
        done = notify_one(run, arena, host, wp_to_text(arena, wp_list_at(names, i)), err);
    wp_arena_free(arena);
    return done;
}
