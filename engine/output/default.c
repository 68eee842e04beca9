/*
 * The output that users of Ansible know: banners, a line a host, the recap.
 */
#include "output/writer.h"

#include "base/file.h"
#include "base/text.h"
#include "output/shown.h"

#include <stdio.h>
#include <string.h>

enum { NARROWEST = 79, SHORTEST_STARS = 3 };

static void put(wp_output *output, wp_arena *arena, wp_color color, const char *text)
{
    wp_buf buf = wp_buf_new(arena);
    wp_put_colored(&buf, wp_output_settings(output)->color, color, text, strlen(text));
    wp_buf_char(&buf, '\n');
    wp_output_write(output, 1, wp_buf_str(&buf));
}

static void put_error(wp_output *output, wp_arena *arena, wp_color color, const char *text)
{
    wp_buf buf = wp_buf_new(arena);
    wp_put_colored(&buf, wp_output_settings(output)->color, color, text, strlen(text));
    wp_buf_char(&buf, '\n');
    wp_output_write(output, 2, wp_buf_str(&buf));
}

static void clear_progress(wp_output *output)
{
    wp_writer_state *state = wp_output_state(output);
    if (state->has_progress)
        wp_output_write(output, 1, wp_str_of("\r\033[K"));
    state->has_progress = false;
}

static void banner(wp_output *output, wp_arena *arena, const char *title)
{
    int width = wp_output_settings(output)->width - 1;
    int stars = (width > NARROWEST ? width : NARROWEST) - (int)wp_utf8_width(wp_str_of(title));
    wp_buf buf = wp_buf_new(arena);
    wp_buf_printf(&buf, "\n%s ", title);
    wp_buf_repeat(&buf, '*', stars > SHORTEST_STARS ? (size_t)stars : SHORTEST_STARS);
    wp_buf_char(&buf, '\n');
    wp_output_write(output, 1, wp_buf_str(&buf));
}

static const char *who(wp_arena *arena, const wp_event *event)
{
    if (event->delegated == NULL)
        return event->host;
    return event->delegated_address != NULL
               ? wp_printf(arena, "%s -> %s(%s)", event->host, event->delegated, event->delegated_address)
               : wp_printf(arena, "%s -> %s", event->host, event->delegated);
}

/* ---- diffs -------------------------------------------------------------------------- */

static void put_diff(wp_output *output, wp_arena *arena, const wp_event *event)
{
    const wp_value *diff = wp_is(event->result, WP_DICT) ? wp_dict_find(event->result, "diff") : NULL;
    bool is_preview =
        diff != NULL && wp_is(*diff, WP_DICT) && event->check_mode && wp_dict_find(*diff, "prepared") != NULL;
    if (diff == NULL || !(event->diff_mode || is_preview) || event->no_log)
        return;
    wp_str text = wp_show_diffs(arena, *diff, wp_output_settings(output));
    if (text.len > 0)
        wp_output_write(output, 1, text);
}

/* ---- results --------------------------------------------------------------------------- */

static const char *result_text(wp_output *output, wp_arena *arena, const wp_event *event)
{
    return wp_show_result(arena, event, wp_output_settings(output)->verbosity);
}

static bool is_verbose(const wp_output *output, const wp_event *event)
{
    return wp_output_settings(output)->verbosity > 0 || (wp_shows_whole_result(event) && !event->no_log);
}

static const char *item_text(wp_arena *arena, const wp_event *event)
{
    if (event->no_log)
        return "(censored due to no_log)";
    wp_str text = wp_to_text(arena, event->item);
    return wp_strndup(arena, text.ptr, text.len);
}

static void put_reason(wp_output *output, wp_arena *arena, const wp_event *event)
{
    if (wp_is_fault(event) && event->error->mark.file != NULL && !event->no_log)
        wp_output_put_error(output, arena, event->error);
}

/* What the module wants the user to know. */
static void put_warnings(wp_output *output, wp_arena *arena, const wp_event *event)
{
    const wp_value *warnings = wp_is(event->result, WP_DICT) ? wp_dict_find(event->result, "warnings") : NULL;
    for (size_t i = 0; warnings != NULL && !event->no_log && i < wp_len(*warnings); i++) {
        wp_str text = wp_to_text(arena, wp_list_at(*warnings, i));
        put_error(output, arena, WP_BRIGHT_PURPLE, wp_printf(arena, "[WARNING]: %.*s", (int)text.len, text.ptr));
    }
}

static void tell_item(wp_output *output, wp_arena *arena, const wp_event *event)
{
    const wp_output_options *options = wp_output_settings(output);
    const char *host = who(arena, event), *item = item_text(arena, event);
    const char *tail = is_verbose(output, event) ? wp_printf(arena, " => %s", result_text(output, arena, event)) : "";
    put_diff(output, arena, event);
    put_warnings(output, arena, event);
    switch (event->status) {
    case WP_OK:
        if (options->show_ok)
            put(output, arena, WP_GREEN, wp_printf(arena, "ok: [%s] => (item=%s)%s", host, item, tail));
        break;
    case WP_CHANGED:
        put(output, arena, WP_YELLOW, wp_printf(arena, "changed: [%s] => (item=%s)%s", host, item, tail));
        break;
    case WP_SKIPPED:
        if (options->show_skipped)
            put(output, arena, WP_CYAN, wp_printf(arena, "skipping: [%s] => (item=%s) %s", host, item, tail));
        break;
    default:
        put(output, arena, WP_RED,
            wp_printf(arena, "failed: [%s] (item=%s) => %s", host, item, result_text(output, arena, event)));
        put_reason(output, arena, event);
        break;
    }
}

static void tell_failure(wp_output *output, wp_arena *arena, const wp_event *event)
{
    const char *word = event->status == WP_UNREACHABLE ? "UNREACHABLE" : "FAILED";
    if (!event->is_loop || event->status == WP_UNREACHABLE) {
        put(output, arena, event->status == WP_UNREACHABLE ? WP_BRIGHT_PURPLE : WP_RED,
            wp_printf(arena, "fatal: [%s]: %s! => %s", who(arena, event), word, result_text(output, arena, event)));
        put_reason(output, arena, event);
    }
    if (event->status == WP_IGNORED || event->ignored_unreachable)
        put(output, arena, WP_CYAN, "...ignoring");
}

static void tell_result(wp_output *output, wp_arena *arena, const wp_event *event)
{
    const wp_output_options *options = wp_output_settings(output);
    const char *host = who(arena, event);
    const char *tail = is_verbose(output, event) ? wp_printf(arena, " => %s", result_text(output, arena, event)) : "";
    bool sums_up = event->is_loop && !event->no_log; /* its items were shown; where they are censored, all is shown */
    if (event->quiet)
        return;
    if (!event->is_loop) {
        put_diff(output, arena, event);
        put_warnings(output, arena, event);
    }
    switch (event->status) {
    case WP_OK:
        if (options->show_ok && !sums_up)
            put(output, arena, WP_GREEN, wp_printf(arena, "ok: [%s]%s", host, tail));
        break;
    case WP_CHANGED:
        if (!sums_up)
            put(output, arena, WP_YELLOW, wp_printf(arena, "changed: [%s]%s", host, tail));
        break;
    case WP_SKIPPED:
        if (options->show_skipped)
            put(output, arena, WP_CYAN, wp_printf(arena, "skipping: [%s]%s", host, tail));
        break;
    default:
        tell_failure(output, arena, event);
        break;
    }
}

/* A role that is included shows itself by its tasks. */
static void tell_included(wp_output *output, wp_arena *arena, const wp_event *event)
{
    if (event->is_role)
        return;
    wp_buf buf = wp_buf_new(arena);
    wp_buf_printf(&buf, "included: %s for ", event->text);
    for (size_t i = 0; event->hosts != NULL && event->hosts[i] != NULL; i++)
        wp_buf_printf(&buf, "%s%s", i > 0 ? ", " : "", event->hosts[i]);
    if (!wp_is(event->item, WP_UNDEFINED))
        wp_buf_printf(&buf, " => (item=%s)", item_text(arena, event));
    put(output, arena, WP_CYAN, wp_buf_str(&buf).ptr);
}

/* "12 s: master1 is booting": what is new in it stands behind the time. */
static const char *without_seconds(const char *text)
{
    const char *rest = text + strspn(text, "0123456789");
    return rest != text && strncmp(rest, " s: ", 4) == 0 ? rest + 4 : text;
}

static void tell_progress(wp_output *output, wp_arena *arena, const wp_event *event)
{
    wp_writer_state *state = wp_output_state(output);
    const char *line = wp_printf(arena, "waiting: [%s] %s", event->host, event->text);
    const char *news = wp_printf(arena, "%s %s", event->host, without_seconds(event->text));
    bool is_news = strncmp(news, state->last_progress, sizeof state->last_progress - 1) != 0;
    strncpy(state->last_progress, news, sizeof state->last_progress - 1);
    if (!wp_output_settings(output)->terminal) {
        if (is_news) /* a log needs no line a second */
            put(output, arena, WP_BLUE, line);
        return;
    }
    size_t columns = (size_t)wp_output_settings(output)->width - 1;
    wp_str cut = wp_str_slice(wp_str_of(line), 0, wp_utf8_offset(wp_str_of(line), columns));
    clear_progress(output);
    wp_output_write(output, 1, cut);
    state->has_progress = true;
}

/* ---- the recap ---------------------------------------------------------------------------- */

static void put_number(wp_buf *buf, bool color, const char *name, int64_t number, wp_color shade)
{
    char text[64];
    int len = snprintf(text, sizeof text, "%s=%-4lld", name, (long long)number);
    wp_put_colored(buf, color, number > 0 ? shade : WP_NO_COLOR, text, (size_t)len);
}

static void put_recap_line(wp_output *output, wp_arena *arena, wp_value line)
{
    static const struct {
        const char *name;
        wp_color color;
    } numbers[] = { { "ok", WP_GREEN },        { "changed", WP_YELLOW }, { "unreachable", WP_RED }, { "failed", WP_RED },
                    { "skipped", WP_CYAN }, { "rescued", WP_YELLOW }, { "ignored", WP_PURPLE } };
    bool color = wp_output_settings(output)->color;
    wp_buf buf = wp_buf_new(arena);
    const char *host = wp_dict_find(line, "host")->as.text;
    bool is_bad = wp_dict_find(line, "failed")->as.integer > 0 || wp_dict_find(line, "unreachable")->as.integer > 0;
    bool is_changed = wp_dict_find(line, "changed")->as.integer > 0;
    wp_put_colored(&buf, color, is_bad ? WP_RED : is_changed ? WP_YELLOW : WP_GREEN, host, strlen(host));
    if (strlen(host) < 26)
        wp_buf_repeat(&buf, ' ', 26 - strlen(host));
    wp_buf_add(&buf, " : ");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        wp_buf_add(&buf, i > 0 ? " " : "");
        put_number(&buf, color, numbers[i].name, wp_dict_find(line, numbers[i].name)->as.integer, numbers[i].color);
    }
    wp_buf_char(&buf, '\n');
    wp_output_write(output, 1, wp_buf_str(&buf));
}

static void keep_recap(wp_output *output, const wp_event *event)
{
    wp_arena *arena = wp_output_arena(output);
    wp_value line = wp_dict_new(arena, 8);
    wp_dict_set(arena, line, "host", wp_string(arena, event->host));
    wp_dict_set(arena, line, "ok", wp_int(event->stats.ok));
    wp_dict_set(arena, line, "changed", wp_int(event->stats.changed));
    wp_dict_set(arena, line, "unreachable", wp_int(event->stats.unreachable));
    wp_dict_set(arena, line, "failed", wp_int(event->stats.failed));
    wp_dict_set(arena, line, "skipped", wp_int(event->stats.skipped));
    wp_dict_set(arena, line, "rescued", wp_int(event->stats.rescued));
    wp_dict_set(arena, line, "ignored", wp_int(event->stats.ignored));
    wp_list_push(arena, wp_output_state(output)->recap, line);
}

static void keep_custom_stats(wp_output *output, const wp_event *event)
{
    if (wp_output_settings(output)->show_custom_stats)
        wp_output_state(output)->custom_stats = wp_value_copy(wp_output_arena(output), event->result);
}

static void put_recap(wp_output *output, wp_arena *arena)
{
    wp_value lines = wp_output_state(output)->recap;
    size_t count = wp_len(lines);
    wp_value *sorted = wp_new_array(arena, wp_value, count);
    for (size_t i = 0; i < count; i++) {
        wp_value line = wp_list_at(lines, i);
        const char *host = wp_dict_find(line, "host")->as.text;
        size_t at = i;
        for (; at > 0 && strcmp(wp_dict_find(sorted[at - 1], "host")->as.text, host) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = line;
    }
    banner(output, arena, "PLAY RECAP");
    for (size_t i = 0; i < count; i++)
        put_recap_line(output, arena, sorted[i]);
    wp_output_write(output, 1, wp_str_of("\n"));
    wp_value stats = wp_output_state(output)->custom_stats;
    if (wp_is(stats, WP_DICT)) {
        banner(output, arena, "CUSTOM STATS:");
        wp_output_write(output, 1, wp_show_custom_stats(arena, stats));
    }
    wp_output_state(output)->recap = wp_list_new(wp_output_arena(output), 8); /* another playbook may follow */
}

/* ---- the table of events ---------------------------------------------------------------------- */

static void tell(wp_output *output, wp_arena *arena, const wp_event *event)
{
    if (event->kind != WP_EVENT_PROGRESS)
        clear_progress(output);
    switch (event->kind) {
    case WP_EVENT_PLAYBOOK_START:
        if (wp_output_settings(output)->verbosity >= 2)
            banner(output, arena, wp_printf(arena, "PLAYBOOK: %s", wp_path_basename(event->text)));
        break;
    case WP_EVENT_PLAY_START:
        banner(output, arena, event->play[0] != '\0' ? wp_printf(arena, "PLAY [%s]", event->play) : "PLAY");
        break;
    case WP_EVENT_NO_HOSTS:
        put(output, arena, WP_CYAN, "skipping: no hosts matched");
        break;
    case WP_EVENT_TASK_START:
        banner(output, arena, wp_printf(arena, "%s [%s]", event->is_handler ? "RUNNING HANDLER" : "TASK", event->task));
        if (wp_output_settings(output)->verbosity >= 2 && event->mark.file != NULL)
            put(output, arena, WP_BLUE,
                wp_printf(arena, "task path: %s:%u", wp_path_absolute(arena, event->mark.file), event->mark.line));
        break;
    case WP_EVENT_PROGRESS:
        tell_progress(output, arena, event);
        break;
    case WP_EVENT_RETRY:
        put(output, arena, WP_BLUE, wp_printf(arena, "FAILED - RETRYING: [%s]: %s (%d retries left).", event->host,
                                              event->task, event->attempts_left));
        break;
    case WP_EVENT_ITEM:
        tell_item(output, arena, event);
        break;
    case WP_EVENT_RESULT:
        tell_result(output, arena, event);
        break;
    case WP_EVENT_INCLUDED:
        tell_included(output, arena, event);
        break;
    case WP_EVENT_WARNING:
        put_error(output, arena, WP_BRIGHT_PURPLE, wp_printf(arena, "[WARNING]: %s", event->text));
        break;
    case WP_EVENT_DEPRECATED:
        put_error(output, arena, WP_PURPLE, wp_printf(arena, "[DEPRECATION WARNING]: %s", event->text));
        break;
    case WP_EVENT_VERBOSE:
        if (wp_output_settings(output)->verbosity >= event->verbosity)
            put(output, arena, WP_BLUE, event->text);
        break;
    case WP_EVENT_ERROR:
        wp_output_put_error(output, arena, event->error);
        break;
    case WP_EVENT_NO_MORE_HOSTS:
        banner(output, arena, "NO MORE HOSTS LEFT");
        break;
    case WP_EVENT_STATS_HOST:
        keep_recap(output, event);
        break;
    case WP_EVENT_STATS_CUSTOM:
        keep_custom_stats(output, event);
        break;
    case WP_EVENT_END:
        put_recap(output, arena);
        break;
    default:
        break;
    }
}

const wp_writer wp_writer_default = { "default", tell, "banners, a line a host, the recap" };
