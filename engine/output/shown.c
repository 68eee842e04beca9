/* Results and diffs as people see them. */
#include "output/shown.h"

#include "base/text.h"

#include <string.h>

static bool is_action(const wp_event *event, const char *name)
{
    wp_str action = wp_str_of(event->action);
    if (wp_str_starts(action, "ansible.builtin."))
        action = wp_str_slice(action, 16, action.len);
    return wp_str_is(action, name);
}

bool wp_shows_whole_result(const wp_event *event)
{
    return event->status != WP_SKIPPED && (event->shows_whole || is_action(event, "debug"));
}

static bool is_among(wp_str key, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (wp_str_is(key, names[i]))
            return true;
    return false;
}

/* A debug result is its message and nothing else, or the variable without what came along with it. */
static bool is_noise_of_debug(const wp_event *event, wp_str key)
{
    static const char *const names[] = { "changed", "failed", "skipped", "invocation", "skip_reason" };
    if (!is_action(event, "debug"))
        return false;
    if (wp_dict_find(event->result, "msg") != NULL)
        return !wp_str_is(key, "msg");
    return is_among(key, names, sizeof names / sizeof *names);
}

static bool is_hidden(const wp_event *event, wp_str key, int verbosity)
{
    static const char *const always[] = { "exception", "warnings", "deprecations", "failed", "skipped" };
    return is_among(key, always, sizeof always / sizeof *always) || (verbosity < 3 && wp_str_is(key, "diff")) ||
           is_noise_of_debug(event, key);
}

wp_value wp_shown_fields(wp_arena *arena, const wp_event *event, int verbosity)
{
    wp_value all = wp_shown_result(arena, event), shown = wp_dict_new(arena, wp_len(all)), key, item;
    for (size_t i = 0; wp_dict_pair(all, i, &key, &item); i++)
        if (!is_hidden(event, wp_text(key), verbosity))
            wp_dict_put(arena, shown, key, item);
    return shown;
}

const char *wp_show_result(wp_arena *arena, const wp_event *event, int verbosity)
{
    wp_value shown = wp_shown_fields(arena, event, verbosity);
    bool is_laid_out = verbosity >= 3 || event->shows_whole ||
                       (wp_shows_whole_result(event) && event->status != WP_FAILED);
    wp_str text = wp_to_json(arena, shown, (wp_json_style){ .indent = is_laid_out ? 4 : 0, .sort_keys = true });
    return wp_strndup(arena, text.ptr, text.len);
}

/* ---- diffs -------------------------------------------------------------------------- */

static wp_str side(wp_arena *arena, wp_value diff, const char *name)
{
    const wp_value *value = wp_dict_find(diff, name);
    if (value == NULL || wp_is(*value, WP_NULL))
        return (wp_str){ "", 0 };
    if (wp_is(*value, WP_STRING))
        return wp_text(*value);
    wp_str json = wp_to_json(arena, *value, (wp_json_style){ .indent = 4, .sort_keys = true });
    return wp_str_of(wp_printf(arena, "%.*s\n", (int)json.len, json.ptr));
}

static const char *header(wp_arena *arena, wp_value diff, const char *side_name)
{
    const wp_value *value = wp_dict_find(diff, wp_printf(arena, "%s_header", side_name));
    if (value == NULL || wp_is(*value, WP_NULL))
        return side_name;
    wp_str text = wp_to_text(arena, *value);
    return wp_printf(arena, "%s: %.*s", side_name, (int)text.len, text.ptr);
}

static size_t context_of(const wp_output_options *options)
{
    return options->diff_context < 0 ? 0 : options->diff_context == 0 ? 3 : (size_t)options->diff_context;
}

static void show_one(wp_arena *arena, wp_buf *out, wp_value diff, const wp_output_options *options)
{
    const wp_value *prepared = wp_dict_find(diff, "prepared");
    if (prepared != NULL) {
        wp_buf_str_add(out, wp_to_text(arena, *prepared));
        wp_buf_char(out, '\n');
    }
    if (wp_dict_find(diff, "before") == NULL && wp_dict_find(diff, "after") == NULL)
        return;
    wp_str text = wp_unified_diff(arena, header(arena, diff, "before"), side(arena, diff, "before"),
                                  header(arena, diff, "after"), side(arena, diff, "after"), context_of(options),
                                  options->color);
    if (text.len == 0)
        return;
    wp_buf_str_add(out, text);
    wp_buf_char(out, '\n');
}

wp_str wp_show_diffs(wp_arena *arena, wp_value diff, const wp_output_options *options)
{
    wp_buf out = wp_buf_new(arena);
    if (wp_is(diff, WP_DICT))
        show_one(arena, &out, diff, options);
    for (size_t i = 0; wp_is(diff, WP_LIST) && i < wp_len(diff); i++)
        if (wp_is(wp_list_at(diff, i), WP_DICT))
            show_one(arena, &out, wp_list_at(diff, i), options);
    return wp_buf_str(&out);
}

/* ---- set_stats ---------------------------------------------------------------------- */

/* JSON on one line, with the blanks of its indents. */
static void put_stats(wp_arena *arena, wp_buf *out, wp_str who, wp_value stats)
{
    wp_str json = wp_to_json(arena, stats, (wp_json_style){ .indent = 1, .sort_keys = true });
    wp_buf_printf(out, "\t%.*s: ", (int)who.len, who.ptr);
    for (size_t i = 0; i < json.len; i++)
        if (json.ptr[i] != '\n')
            wp_buf_char(out, json.ptr[i]);
    wp_buf_char(out, '\n');
}

wp_str wp_show_custom_stats(wp_arena *arena, wp_value stats)
{
    wp_buf out = wp_buf_new(arena);
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(stats, i, &key, &item); i++)
        if (!wp_text_is(key, "_run"))
            put_stats(arena, &out, wp_text(key), item);
    wp_buf_char(&out, '\n');
    const wp_value *run = wp_dict_find(stats, "_run");
    if (run != NULL) {
        put_stats(arena, &out, wp_str_of("RUN"), *run);
        wp_buf_char(&out, '\n');
    }
    return wp_buf_str(&out);
}
