/* Events of a run, and what a writer makes of them: standard output and standard error as two texts. */
#ifndef WP_TEST_OUTPUT_FIXTURE_H
#define WP_TEST_OUTPUT_FIXTURE_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "output/output.h"

#define HELPER __attribute__((unused)) static

static wp_arena *arena;
static wp_output *output;
static wp_output_options with; /* set before begin() */
static wp_buf out, err_out;

static void take(void *data, int fd, wp_str text)
{
    (void)data;
    wp_buf_str_add(fd == 1 ? &out : &err_out, text);
}

HELPER void set_up(void)
{
    arena = wp_arena_new();
    out = wp_buf_new(arena);
    err_out = wp_buf_new(arena);
    with = (wp_output_options){ .show_ok = true, .show_skipped = true, .write = take };
    output = NULL;
}

HELPER void tear_down(void)
{
    wp_output_free(output);
    wp_arena_free(arena);
}

HELPER void begin(const char *callback)
{
    wp_error err = { 0 };
    with.callback = callback;
    wp_output_free(output);
    cr_assert(wp_output_new(&with, &output, &err), "%s", err.text);
    wp_buf_clear(&out);
    wp_buf_clear(&err_out);
}

HELPER wp_value json(const char *text)
{
    wp_value value;
    wp_error err = { 0 };
    cr_assert(wp_from_json(arena, wp_str_of(text), &value, &err), "%s: %s", text, err.text);
    return value;
}

HELPER wp_event event_of(wp_event_kind kind)
{
    return (wp_event){ .kind = kind, .play = "p", .item = wp_undefined(NULL, NULL), .result = wp_null() };
}

HELPER wp_event result_of(const char *action, wp_status status, const char *result)
{
    wp_event event = event_of(WP_EVENT_RESULT);
    event.task = "t";
    event.host = "h";
    event.action = action;
    event.status = status;
    event.result = json(result);
    return event;
}

HELPER wp_event item_of(const char *action, wp_status status, const char *item, const char *result)
{
    wp_event event = result_of(action, status, result);
    event.kind = WP_EVENT_ITEM;
    event.item = json(item);
    return event;
}

/* What was written on standard output for it. */
HELPER const char *told(wp_event event)
{
    wp_buf_clear(&out);
    wp_buf_clear(&err_out);
    wp_output_emit(output, &event);
    return wp_buf_str(&out).ptr;
}

HELPER const char *told_on_error(wp_event event)
{
    told(event);
    return wp_buf_str(&err_out).ptr;
}

#endif
