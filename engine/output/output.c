/*
 * The stream: an event passes the redactor and goes to the writer, one at a time.
 */
#include "output/writer.h"

#include "base/nearest.h"
#include "base/text.h"
#include "output/log.h"
#include "output/redactor.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

struct wp_output {
    wp_output_options options;
    const wp_writer *writer;
    wp_redactor *redactor;
    wp_log *log; /* NULL: none */
    wp_arena *arena;   /* of the run */
    wp_arena *passing; /* of one event */
    wp_writer_state state;
    pthread_mutex_t lock;
};

static const wp_writer *const writers[] = { &wp_writer_default, &wp_writer_jsonl, &wp_writer_minimal,
                                            &wp_writer_oneline };

static void write_out(void *data, int fd, wp_str text)
{
    (void)data;
    while (text.len > 0) {
        ssize_t written = write(fd, text.ptr, text.len);
        if (written <= 0)
            return; /* nobody listens any more */
        text.ptr += written;
        text.len -= (size_t)written;
    }
}

bool wp_output_new(const wp_output_options *options, wp_output **out, wp_error *err)
{
    static const wp_output_options usual = { .show_ok = true, .show_skipped = true };
    const wp_output_options *given = options != NULL ? options : &usual;
    const char *name = given->callback != NULL ? given->callback : "default";
    const wp_writer *writer = NULL;
    wp_nearest nearest = wp_nearest_to(wp_str_of(name));

    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        if (strcmp(writers[i]->name, name) == 0)
            writer = writers[i];
        wp_nearest_try(&nearest, writers[i]->name);
    }
    if (writer == NULL) {
        wp_fail(err, WP_E_USAGE, WP_NO_MARK, "there is no output format '%s'", name);
        return wp_hint(err, "there are default, jsonl, minimal and oneline%s%s", nearest.best ? "; did you mean " : "",
                       nearest.best ? nearest.best : "");
    }
    wp_arena *arena = wp_arena_new();
    wp_log *log = NULL;
    if (given->log != NULL && !wp_log_open(arena, given->log, &log, err)) {
        wp_arena_free(arena);
        return false;
    }
    wp_output *output = wp_new(arena, wp_output);
    output->log = log;
    output->options = *given;
    if (output->options.write == NULL)
        output->options.write = write_out;
    if (output->options.width <= 0)
        output->options.width = 80;
    output->writer = writer;
    output->arena = arena;
    output->passing = wp_arena_new();
    output->redactor = wp_redactor_new(arena);
    output->state.recap = wp_list_new(arena, 8);
    pthread_mutex_init(&output->lock, NULL);
    *out = output;
    return true;
}

void wp_output_free(wp_output *output)
{
    if (output == NULL)
        return;
    pthread_mutex_destroy(&output->lock);
    wp_log_close(output->log);
    wp_arena_free(output->passing);
    wp_arena_free(output->arena);
}

const wp_output_options *wp_output_settings(const wp_output *output)
{
    return &output->options;
}

wp_writer_state *wp_output_state(wp_output *output)
{
    return &output->state;
}

wp_arena *wp_output_arena(wp_output *output)
{
    return output->arena;
}

void wp_output_write(wp_output *output, int fd, wp_str text)
{
    output->options.write(output->options.data, fd, text);
    if (output->log != NULL)
        wp_log_add(output->log, output->passing, text);
}

static const char *redacted(wp_arena *arena, wp_output *output, const char *text)
{
    return text == NULL ? NULL : wp_redact(arena, output->redactor, wp_str_of(text)).ptr;
}

static void redact_into(wp_arena *arena, wp_output *output, char *text, size_t size)
{
    wp_str clean = wp_redact(arena, output->redactor, wp_str_of(text));
    size_t len = clean.len < size ? clean.len : size - 1;
    memcpy(text, clean.ptr, len);
    text[len] = '\0';
}

/* The line of the file that is shown with it may hold a secret, too. */
void wp_output_put_error(wp_output *output, wp_arena *arena, const wp_error *error)
{
    wp_str shown = wp_error_show(arena, error, output->options.color);
    wp_output_write(output, 2, wp_redact(arena, output->redactor, shown));
}

void wp_output_emit(wp_output *output, const wp_event *event)
{
    pthread_mutex_lock(&output->lock);
    wp_arena *arena = output->passing;
    wp_event clean = *event;
    wp_error error;
    clean.result = wp_redact_value(arena, output->redactor, event->result);
    clean.item = wp_redact_value(arena, output->redactor, event->item);
    clean.text = redacted(arena, output, event->text);
    clean.task = redacted(arena, output, event->task);
    clean.play = redacted(arena, output, event->play);
    if (event->error != NULL) {
        error = *event->error;
        redact_into(arena, output, error.text, sizeof error.text);
        redact_into(arena, output, error.hint, sizeof error.hint);
        clean.error = &error;
    }
    output->writer->tell(output, arena, &clean);
    if (output->options.tree != NULL)
        wp_writer_tree.tell(output, arena, &clean);
    wp_arena_reset(arena);
    pthread_mutex_unlock(&output->lock);
}

void wp_output_secret(wp_output *output, wp_str text)
{
    pthread_mutex_lock(&output->lock);
    wp_redactor_add(output->redactor, text);
    pthread_mutex_unlock(&output->lock);
}

wp_str wp_output_redact(wp_arena *arena, wp_output *output, wp_str text)
{
    pthread_mutex_lock(&output->lock);
    wp_str clean = wp_redact(arena, output->redactor, text);
    pthread_mutex_unlock(&output->lock);
    return clean;
}

wp_value wp_output_redact_value(wp_arena *arena, wp_output *output, wp_value value)
{
    pthread_mutex_lock(&output->lock);
    wp_value clean = wp_redact_value(arena, output->redactor, value);
    pthread_mutex_unlock(&output->lock);
    return clean;
}

const char *wp_status_name(wp_status status)
{
    static const char *const names[] = { [WP_OK] = "ok",           [WP_CHANGED] = "changed",
                                         [WP_SKIPPED] = "skipped", [WP_FAILED] = "failed",
                                         [WP_UNREACHABLE] = "unreachable", [WP_RESCUED] = "rescued",
                                         [WP_IGNORED] = "ignored" };
    return names[status];
}

/* ---- shared by the writers ------------------------------------------------------- */

bool wp_is_fault(const wp_event *event)
{
    const wp_error *error = event->error;
    return error != NULL && error->kind != WP_E_FAILED && error->kind != WP_E_UNREACHABLE;
}

wp_value wp_shown_result(wp_arena *arena, const wp_event *event)
{
    wp_value shown = wp_dict_new(arena, 8), key, item;
    if (event->no_log) {
        static const char *const kept[] = { "changed", "failed", "skipped", "unreachable", "attempts", "retries" };
        wp_dict_set(arena, shown, "censored", wp_string_static("hidden, as 'no_log: true' was set for this task"));
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
            const wp_value *value = wp_is(event->result, WP_DICT) ? wp_dict_find(event->result, kept[i]) : NULL;
            if (value != NULL)
                wp_dict_set(arena, shown, kept[i], *value);
        }
        return shown;
    }
    for (size_t i = 0; wp_is(event->result, WP_DICT) && wp_dict_pair(event->result, i, &key, &item); i++)
        if (!wp_text_is(key, "invocation") && !wp_str_starts(wp_text(key), "_ansible_"))
            wp_dict_put(arena, shown, key, item);
    return shown;
}

void wp_put_colored(wp_buf *buf, bool is_on, wp_color color, const char *text, size_t len)
{
    static const char *const codes[] = { "", "0;32", "0;33", "0;31", "0;36", "0;35", "1;35", "0;34" };
    if (!is_on || color == WP_NO_COLOR) {
        wp_buf_add_n(buf, text, len);
        return;
    }
    wp_buf_printf(buf, "\033[%sm", codes[color]);
    wp_buf_add_n(buf, text, len);
    wp_buf_add(buf, "\033[0m");
}
