/*
 * jsonl: one JSON object an event, for programs. The fields are a promise: event,
 * play, task, host, status, action, item, result; where the engine found a task
 * wrong, hint, file, line and column as well; a recap line for each host.
 */
#include "output/writer.h"

#include <string.h>

static void set_text(wp_arena *arena, wp_value dict, const char *key, const char *text)
{
    wp_dict_set(arena, dict, key, text != NULL ? wp_string(arena, text) : wp_null());
}

static void add_place(wp_arena *arena, wp_value dict, wp_mark mark)
{
    if (mark.file == NULL)
        return;
    set_text(arena, dict, "file", mark.file);
    wp_dict_set(arena, dict, "line", wp_int(mark.line));
    wp_dict_set(arena, dict, "column", wp_int(mark.column));
}

static void add_result(wp_arena *arena, wp_value dict, const wp_event *event)
{
    set_text(arena, dict, "play", event->play);
    set_text(arena, dict, "task", event->task);
    set_text(arena, dict, "host", event->host);
    set_text(arena, dict, "status", wp_status_name(event->status));
    set_text(arena, dict, "action", event->action);
    if (event->ignored_unreachable)
        wp_dict_set(arena, dict, "ignore", wp_bool(true));
    if (event->delegated != NULL)
        set_text(arena, dict, "delegated_to", event->delegated);
    wp_dict_set(arena, dict, "result", wp_shown_result(arena, event));
    if (!wp_is_fault(event) || event->no_log)
        return;
    if (event->error->hint[0] != '\0')
        set_text(arena, dict, "hint", event->error->hint);
    add_place(arena, dict, event->error->mark);
}

static void add_stats(wp_arena *arena, wp_value dict, const wp_host_stats *stats)
{
    wp_dict_set(arena, dict, "ok", wp_int(stats->ok));
    wp_dict_set(arena, dict, "changed", wp_int(stats->changed));
    wp_dict_set(arena, dict, "unreachable", wp_int(stats->unreachable));
    wp_dict_set(arena, dict, "failed", wp_int(stats->failed));
    wp_dict_set(arena, dict, "skipped", wp_int(stats->skipped));
    wp_dict_set(arena, dict, "rescued", wp_int(stats->rescued));
    wp_dict_set(arena, dict, "ignored", wp_int(stats->ignored));
}

static const char *const names[] = {
    [WP_EVENT_PLAYBOOK_START] = "playbook_start", [WP_EVENT_PLAY_START] = "play_start",
    [WP_EVENT_NO_HOSTS] = "no_hosts",             [WP_EVENT_TASK_START] = "task_start",
    [WP_EVENT_PROGRESS] = "progress",             [WP_EVENT_RETRY] = "retry",
    [WP_EVENT_ITEM] = "item",                     [WP_EVENT_RESULT] = "result",
    [WP_EVENT_INCLUDED] = "included",             [WP_EVENT_WARNING] = "warning",
    [WP_EVENT_DEPRECATED] = "deprecated",         [WP_EVENT_VERBOSE] = "verbose",
    [WP_EVENT_ERROR] = "error",                   [WP_EVENT_NO_MORE_HOSTS] = "no_more_hosts",
    [WP_EVENT_STATS_HOST] = "recap",              [WP_EVENT_STATS_CUSTOM] = "custom_stats",
    [WP_EVENT_END] = "end",
};

static void tell(wp_output *output, wp_arena *arena, const wp_event *event)
{
    wp_value dict = wp_dict_new(arena, 10), hosts;
    set_text(arena, dict, "event", names[event->kind]);
    switch (event->kind) {
    case WP_EVENT_PLAY_START:
    case WP_EVENT_NO_HOSTS:
        set_text(arena, dict, "play", event->play);
        break;
    case WP_EVENT_TASK_START:
        set_text(arena, dict, "play", event->play);
        set_text(arena, dict, "task", event->task);
        set_text(arena, dict, "action", event->action);
        wp_dict_set(arena, dict, "handler", wp_bool(event->is_handler));
        add_place(arena, dict, event->mark);
        break;
    case WP_EVENT_ITEM:
        add_result(arena, dict, event);
        wp_dict_set(arena, dict, "item",
                    event->no_log ? wp_string_static("(censored due to no_log)") : event->item);
        break;
    case WP_EVENT_RESULT:
        add_result(arena, dict, event);
        wp_dict_set(arena, dict, "seconds", wp_float(event->seconds));
        wp_dict_set(arena, dict, "round_trips", wp_int((int64_t)event->round_trips));
        break;
    case WP_EVENT_RETRY:
        add_result(arena, dict, event);
        wp_dict_set(arena, dict, "left", wp_int(event->attempts_left));
        break;
    case WP_EVENT_PROGRESS:
        set_text(arena, dict, "task", event->task);
        set_text(arena, dict, "host", event->host);
        set_text(arena, dict, "text", event->text);
        break;
    case WP_EVENT_INCLUDED:
        hosts = wp_list_new(arena, 4);
        for (size_t i = 0; event->hosts != NULL && event->hosts[i] != NULL; i++)
            wp_list_push(arena, hosts, wp_string(arena, event->hosts[i]));
        set_text(arena, dict, "file", event->text);
        wp_dict_set(arena, dict, "hosts", hosts);
        break;
    case WP_EVENT_ERROR:
        set_text(arena, dict, "text", event->error->text);
        set_text(arena, dict, "hint", event->error->hint);
        add_place(arena, dict, event->error->mark);
        break;
    case WP_EVENT_STATS_HOST:
        set_text(arena, dict, "host", event->host);
        add_stats(arena, dict, &event->stats);
        break;
    case WP_EVENT_STATS_CUSTOM:
        wp_dict_set(arena, dict, "stats", event->result);
        break;
    default:
        if (event->text != NULL)
            set_text(arena, dict, "text", event->text);
        break;
    }
    wp_buf line = wp_buf_new(arena);
    wp_buf_str_add(&line, wp_to_json(arena, dict, (wp_json_style){ .ascii = true }));
    wp_buf_char(&line, '\n');
    wp_output_write(output, 1, wp_buf_str(&line));
    if (event->kind == WP_EVENT_ERROR) /* people read standard error */
        wp_output_put_error(output, arena, event->error);
}

const wp_writer wp_writer_jsonl = { "jsonl", tell, "one JSON object an event, for programs" };
