/* minimal and oneline: a result and little else, for ad-hoc runs and for logs. */
#include "output/shown.h"

#include <string.h>

static const char *const words[] = { [WP_OK] = "SUCCESS",      [WP_CHANGED] = "CHANGED",
                                     [WP_SKIPPED] = "SKIPPED", [WP_FAILED] = "FAILED!",
                                     [WP_UNREACHABLE] = "UNREACHABLE!", [WP_RESCUED] = "FAILED!",
                                     [WP_IGNORED] = "FAILED!" };
static const wp_color colors[] = { [WP_OK] = WP_GREEN,         [WP_CHANGED] = WP_YELLOW,
                                   [WP_SKIPPED] = WP_CYAN,     [WP_FAILED] = WP_RED,
                                   [WP_UNREACHABLE] = WP_RED,  [WP_RESCUED] = WP_RED,
                                   [WP_IGNORED] = WP_RED };

static void put(wp_output *output, wp_arena *arena, wp_color color, const char *text)
{
    wp_buf buf = wp_buf_new(arena);
    wp_put_colored(&buf, wp_output_settings(output)->color, color, text, strlen(text));
    wp_buf_char(&buf, '\n');
    wp_output_write(output, 1, wp_buf_str(&buf));
}

static const char *text_of(wp_arena *arena, wp_value result, const char *key)
{
    const wp_value *value = wp_is(result, WP_DICT) ? wp_dict_find(result, key) : NULL;
    if (value == NULL || wp_is(*value, WP_NULL))
        return "";
    wp_str text = wp_to_text(arena, *value);
    return wp_strndup(arena, text.ptr, text.len);
}

static void tell_common(wp_output *output, wp_arena *arena, const wp_event *event)
{
    if (event->kind == WP_EVENT_ERROR)
        wp_output_put_error(output, arena, event->error);
    else if (event->kind == WP_EVENT_WARNING)
        wp_output_write(output, 2, wp_str_of(wp_printf(arena, "[WARNING]: %s\n", event->text)));
}

/* A command's result is its output, as it came. */
static void tell_minimal(wp_output *output, wp_arena *arena, const wp_event *event)
{
    if (event->kind != WP_EVENT_RESULT) {
        tell_common(output, arena, event);
        return;
    }
    const wp_value *rc = wp_is(event->result, WP_DICT) ? wp_dict_find(event->result, "rc") : NULL;
    if (rc != NULL && wp_is(*rc, WP_INT) && !event->no_log) {
        put(output, arena, colors[event->status],
            wp_printf(arena, "%s | %s | rc=%lld >>\n%s%s%s", event->host,
                      event->status == WP_FAILED ? "FAILED" : words[event->status], (long long)rc->as.integer,
                      text_of(arena, event->result, "stdout"), text_of(arena, event->result, "stderr"),
                      event->status == WP_FAILED ? text_of(arena, event->result, "msg") : ""));
        return;
    }
    wp_str json = wp_to_json(arena, wp_shown_result(arena, event), (wp_json_style){ .indent = 4, .sort_keys = true });
    put(output, arena, colors[event->status],
        wp_printf(arena, "%s | %s => %.*s", event->host, words[event->status], (int)json.len, json.ptr));
}

static void tell_oneline(wp_output *output, wp_arena *arena, const wp_event *event)
{
    if (event->kind != WP_EVENT_RESULT) {
        tell_common(output, arena, event);
        return;
    }
    wp_str json = wp_to_json(arena, wp_shown_result(arena, event), (wp_json_style){ .sort_keys = true });
    put(output, arena, colors[event->status],
        wp_printf(arena, "%s | %s => %.*s", event->host, words[event->status], (int)json.len, json.ptr));
}

const wp_writer wp_writer_minimal = { "minimal", tell_minimal, "results only, as the ad-hoc command shows them" };
const wp_writer wp_writer_oneline = { "oneline", tell_oneline, "a line a result" };
