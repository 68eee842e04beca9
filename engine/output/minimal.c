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

/* A command's result is its output, as it came; one that ran in the background is told whole. */
static bool is_raw(const wp_event *event)
{
    static const char *const commands[] = { "command", "shell", "raw" };
    const char *dot = event->action != NULL ? strrchr(event->action, '.') : NULL;
    const char *action = dot != NULL ? dot + 1 : event->action;
    if (event->no_log || !wp_is(event->result, WP_DICT) || wp_dict_find(event->result, "ansible_job_id") != NULL)
        return false;
    for (size_t i = 0; action != NULL && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(action, commands[i]) == 0)
            return event->status != WP_UNREACHABLE;
    return false;
}

static long long rc_of(const wp_event *event)
{
    const wp_value *rc = wp_dict_find(event->result, "rc");
    return rc != NULL && wp_is(*rc, WP_INT) ? (long long)rc->as.integer : -1;
}

static bool is_failure(const wp_event *event)
{
    return event->status == WP_FAILED || event->status == WP_IGNORED || event->status == WP_RESCUED;
}

static void tell_diff(wp_output *output, wp_arena *arena, const wp_event *event)
{
    const wp_value *diff = wp_is(event->result, WP_DICT) ? wp_dict_find(event->result, "diff") : NULL;
    if (diff != NULL && event->diff_mode && !event->no_log)
        wp_output_write(output, 1, wp_show_diffs(arena, *diff, wp_output_settings(output)));
}

static void tell_minimal(wp_output *output, wp_arena *arena, const wp_event *event)
{
    if (event->kind != WP_EVENT_RESULT) {
        tell_common(output, arena, event);
        return;
    }
    tell_diff(output, arena, event);
    if (is_raw(event)) {
        put(output, arena, colors[event->status],
            wp_printf(arena, "%s | %s | rc=%lld >>\n%s%s%s", event->host,
                      is_failure(event) ? "FAILED" : words[event->status], rc_of(event),
                      text_of(arena, event->result, "stdout"), text_of(arena, event->result, "stderr"),
                      is_failure(event) ? text_of(arena, event->result, "msg") : ""));
        return;
    }
    wp_str json = wp_to_json(arena, wp_shown_fields(arena, event, wp_output_settings(output)->verbosity), (wp_json_style){ .indent = 4, .sort_keys = true });
    put(output, arena, colors[event->status],
        wp_printf(arena, "%s | %s => %.*s", event->host, words[event->status], (int)json.len, json.ptr));
}

/* The text on one line: each line break as \n. */
static const char *on_one_line(wp_arena *arena, const char *text)
{
    wp_buf line = wp_buf_new(arena);
    for (; *text != '\0'; text++)
        wp_buf_add_n(&line, *text == '\n' ? "\\n" : text, *text == '\n' ? 2 : 1);
    return wp_buf_str(&line).ptr;
}

static void tell_oneline(wp_output *output, wp_arena *arena, const wp_event *event)
{
    if (event->kind != WP_EVENT_RESULT) {
        tell_common(output, arena, event);
        return;
    }
    if (is_raw(event) && !is_failure(event)) {
        const char *errors = on_one_line(arena, text_of(arena, event->result, "stderr"));
        put(output, arena, colors[event->status],
            wp_printf(arena, "%s | %s | rc=%lld | (stdout) %s%s%s", event->host, words[event->status], rc_of(event),
                      on_one_line(arena, text_of(arena, event->result, "stdout")),
                      errors[0] != '\0' ? " (stderr) " : "", errors));
        return;
    }
    wp_str json = wp_to_json(arena, wp_shown_fields(arena, event, wp_output_settings(output)->verbosity),
                             (wp_json_style){ .sort_keys = true, .item_separator = ",", .key_separator = ": " });
    put(output, arena, colors[event->status],
        wp_printf(arena, "%s | %s => %.*s", event->host, words[event->status], (int)json.len, json.ptr));
}

const wp_writer wp_writer_minimal = { "minimal", tell_minimal, "results only, as the ad-hoc command shows them" };
const wp_writer wp_writer_oneline = { "oneline", tell_oneline, "a line a result" };
