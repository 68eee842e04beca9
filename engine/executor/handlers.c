/*
 * Handlers: tasks that run when they were notified, in the order in which they are
 * defined. A name notifies the last handler that is called so, and all that listen to
 * it.
 */
#include "executor/results.h"

#include <stdio.h>
#include <string.h>

void wp_handlers_collect(wp_run *run, const wp_steps *steps)
{
    wp_play_run *play = &run->play;
    for (size_t i = 0; i < steps->count; i++) {
        wp_step step = steps->at[i];
        if (step.block != NULL) {
            wp_handlers_collect(run, &step.block->tasks);
            continue;
        }
        play->handlers = wp_grow(run->arena, play->handlers, play->handler_count * sizeof(wp_task *),
                                 (play->handler_count + 1) * sizeof(wp_task *));
        play->handlers[play->handler_count++] = step.task;
    }
}

static wp_str key_of(wp_arena *arena, const wp_task *handler)
{
    return wp_str_of(wp_printf(arena, "%zu", handler->id));
}

static void mark_notified(wp_run *run, wp_run_host *host, const wp_task *handler)
{
    wp_map_put(host->notified, key_of(run->arena, handler), (void *)(uintptr_t)handler);
}

bool wp_handler_is_notified(const wp_run *run, const wp_run_host *host, const wp_task *handler)
{
    char key[24];
    (void)run;
    snprintf(key, sizeof key, "%zu", handler->id);
    return host->notified != NULL && wp_map_get(host->notified, wp_str_of(key)) != NULL;
}

void wp_handler_done(wp_run *run, wp_run_host *host, const wp_task *handler)
{
    char key[24];
    (void)run;
    snprintf(key, sizeof key, "%zu", handler->id);
    wp_map_remove(host->notified, wp_str_of(key));
}

bool wp_host_has_notified(const wp_run_host *host)
{
    return host->notified != NULL && wp_map_len(host->notified) > 0;
}

static bool listens(const wp_task *handler, wp_str name)
{
    wp_value topics = handler->node.keywords[WP_K_LISTEN];
    for (size_t i = 0; wp_is(topics, WP_LIST) && i < wp_len(topics); i++)
        if (wp_str_eq(wp_text(wp_list_at(topics, i)), name))
            return true;
    return false;
}

static bool is_called(wp_run *run, wp_arena *arena, const wp_run_host *host, const wp_task *handler, wp_str name)
{
    const char *title = wp_title_of(run, arena, handler, host->host);
    wp_value own = handler->node.keywords[WP_K_NAME];
    if (!wp_is(own, WP_STRING))
        return false;
    const char *separator = handler->node.role != NULL ? strstr(title, " : ") : NULL;
    return wp_str_is(name, title) || (separator != NULL && wp_str_is(name, separator + 3));
}

static bool notify_one(wp_run *run, wp_arena *arena, wp_run_host *host, wp_str name, wp_error *err)
{
    const wp_play_run *play = &run->play;
    bool found = false;
    for (size_t i = play->handler_count; i-- > 0 && !found;)
        if (is_called(run, arena, host, play->handlers[i], name)) {
            mark_notified(run, host, play->handlers[i]);
            found = true;
        }
    for (size_t i = 0; i < play->handler_count; i++)
        if (listens(play->handlers[i], name)) {
            mark_notified(run, host, play->handlers[i]);
            found = true;
        }
    if (found)
        return true;
    wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "there is no handler '%.*s' in this play", (int)name.len, name.ptr);
    return wp_hint(err, "handlers stand below `handlers:` of the play, or in handlers/main.yml of a role");
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
