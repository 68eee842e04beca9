/*
 * The channel's first line of input is the script, read by `read`, which leaves
 * what follows for the script itself: the contents, as they are, to the end of
 * the channel's input. A channel has two streams, an end and an exit code of its
 * own, so no marks are needed; a token tells where a login script's noise ends.
 *
 * Memory: one piece of the input, and what the host has not taken of it yet.
 */
#include "connection/stream.h"

#include "base/clock.h"
#include "connection/become.h"
#include "connection/capture.h"
#include "connection/frame.h"
#include "connection/reaper.h"

#include <stdlib.h>
#include <string.h>

enum {
    PIECE = 256 * 1024,
    SILENCE_MS = 1000, /* after the command has ended, of a process that keeps its streams open */
    KILL_LIMIT_MS = 6 * 1000,
    CANCEL_LIMIT_MS = 2 * 1000
};

typedef struct stream_run {
    const wp_stream *stream;
    wp_channel *channel;
    wp_capture capture[2];
    wp_error sink_error;
    bool sink_failed;
    int64_t heard; /* when something came last */
} stream_run;

/* ---- bytes out ------------------------------------------------------------------------- */

/* What the capture has collected since the token goes to the sink, and is forgotten. */
static void pour(stream_run *run)
{
    wp_capture *capture = &run->capture[WP_STREAM_OUT];
    const wp_sink *sink = run->stream->output;
    if (!sink || run->sink_failed || !capture->has_token || capture->bytes.len == 0)
        return;
    run->sink_failed = !sink->write(sink->data, capture->bytes.ptr, capture->bytes.len, &run->sink_error);
    wp_buf_clear(&capture->bytes);
    capture->scanned = 0;
}

static void take_bytes(void *data, int stream, const char *bytes, size_t len)
{
    stream_run *run = data;
    wp_capture_add(&run->capture[stream], bytes, len);
    if (stream == WP_STREAM_OUT)
        pour(run);
    run->heard = wp_clock_ms();
}

/* ---- stages ------------------------------------------------------------------------------ */

static bool start(wp_arena *arena, stream_run *run, const char *token, wp_error *err)
{
    const wp_stream *stream = run->stream;
    wp_link *link = stream->link;
    const char *program =
        wp_printf(arena, "%s %s", link->options->shell ? link->options->shell : "/bin/sh", wp_line_shell);
    size_t limit = stream->frame->output_limit ? stream->frame->output_limit : WP_OUTPUT_LIMIT;
    for (int i = 0; i < 2; i++)
        wp_capture_begin(&run->capture[i], token, "", limit);
    if (!wp_become_run(arena, link, stream->frame->become, program, &stream->patience, &run->channel, err))
        return false;
    run->channel->on_bytes = take_bytes;
    run->channel->data = run;
    return true;
}

static long next_piece(const wp_stream *stream, size_t *at, char *piece, size_t size, wp_error *err)
{
    if (stream->input)
        return stream->input->read(stream->input->data, piece, size, err);
    if (!stream->frame->input.ptr)
        return 0;
    size_t left = stream->frame->input.len - *at;
    size_t len = left < size ? left : size;
    memcpy(piece, stream->frame->input.ptr + *at, len);
    *at += len;
    return (long)len;
}

/* As full as it gets: a source may give little at a time (the heads of a tar), and each piece that is written is a
 * packet at least. */
static long full_piece(const wp_stream *stream, size_t *at, char *piece, wp_error *err)
{
    size_t len = 0;
    while (len < PIECE) {
        long got = next_piece(stream, at, piece + len, PIECE - len, err);
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    return (long)len;
}

/* All of the input, as far as the command takes it. */
static bool feed(stream_run *run, wp_error *err)
{
    const wp_stream *stream = run->stream;
    char *piece = malloc(PIECE);
    if (!piece)
        abort();
    bool done = false;
    size_t at = 0;
    for (;;) {
        long len = full_piece(stream, &at, piece, err);
        if (len < 0)
            goto out;
        if (len == 0 || run->sink_failed)
            break;
        wp_str bytes = { piece, (size_t)len };
        if (!wp_link_write(stream->link, run->channel, bytes, &stream->patience, err)) {
            if (err->kind != WP_E_NONE)
                goto out;
            break; /* the command has ended, or wants no more */
        }
    }
    stream->link->transport->send_eof(stream->link->state, run->channel);
    done = true;
out:
    free(piece);
    return done;
}

static bool has_ended(const stream_run *run)
{
    return run->channel->closed || (run->channel->exited && wp_clock_ms() - run->heard >= SILENCE_MS);
}

/* False: patience ended (WP_E_TIMEOUT), cancelled, or the connection is lost. */
static bool await_end(stream_run *run, const wp_patience *patience, wp_error *err)
{
    run->heard = wp_clock_ms();
    while (!has_ended(run) && !run->sink_failed) {
        wp_patience step = *patience;
        if (run->channel->exited && run->heard + SILENCE_MS < step.until)
            step.until = run->heard + SILENCE_MS;
        if (!wp_link_wait(run->stream->link, NULL, &step, err))
            return false;
        if (!has_ended(run) && wp_clock_ms() >= patience->until)
            return wp_fail(err, WP_E_TIMEOUT, WP_NO_MARK, "the command did not end in time");
    }
    return true;
}

static void kill_command(stream_run *run, int limit_ms)
{
    const wp_stream *stream = run->stream;
    wp_patience patience = { wp_clock_ms() + limit_ms, NULL };
    wp_error ignored;
    if (stream->is_reaper || stream->link->lost)
        return;
    long pid = run->capture[WP_STREAM_OUT].number;
    if (pid <= 0 || !wp_reap(stream->link, stream->frame->become, pid, &patience))
        stream->link->transport->kill(stream->link->state, run->channel);
    await_end(run, &patience, &ignored);
}

static bool explain_no_start(wp_arena *arena, stream_run *run, wp_error *err)
{
    wp_buf said = wp_buf_new(arena);
    for (int i = 0; i < 2; i++)
        wp_buf_str_add(&said, wp_capture_noise(&run->capture[i]));
    if (run->channel->trouble[0])
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%s", run->channel->trouble);
    if (run->stream->frame->become && run->stream->frame->become->method)
        return wp_become_explain(arena, run->stream->frame->become, run->channel->status, wp_buf_str(&said), err);
    return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the shell did not start on the host (exit code %d)",
                   run->channel->status);
}

static bool run_stages(wp_arena *arena, stream_run *run, wp_shell_reply *reply, wp_error *err)
{
    const wp_stream *stream = run->stream;
    char token[WP_MARK_SIZE];
    wp_mark_new(token);
    if (!start(arena, run, token, err))
        return false;
    wp_str line = wp_line_text(arena, stream->frame, token);
    stream->link->stats->round_trips++;
    bool done = wp_link_write(stream->link, run->channel, line, &stream->patience, err);
    done = (done || err->kind == WP_E_NONE) && feed(run, err) && await_end(run, &stream->patience, err);
    if (!done) {
        wp_error reason = *err;
        kill_command(run, reason.kind == WP_E_CANCELLED ? CANCEL_LIMIT_MS : KILL_LIMIT_MS);
        *err = reason;
        if (reason.kind != WP_E_TIMEOUT)
            return false;
        reply->timed_out = true;
    }
    if (run->sink_failed) {
        kill_command(run, CANCEL_LIMIT_MS);
        *err = run->sink_error;
        return false;
    }
    if (!run->capture[WP_STREAM_OUT].has_token && !reply->timed_out)
        return explain_no_start(arena, run, err);
    reply->status = run->channel->status >= 0 ? wp_shell_status(run->channel->status) : 128 + 9;
    reply->out = wp_capture_text(arena, &run->capture[WP_STREAM_OUT], &reply->cut);
    reply->err = wp_capture_text(arena, &run->capture[WP_STREAM_ERR], &reply->cut);
    return true;
}

bool wp_stream_run(wp_arena *arena, const wp_stream *stream, wp_shell_reply *out, wp_error *err)
{
    stream_run run = { .stream = stream };
    wp_shell_reply reply = { 0 };
    wp_error ignored;
    int64_t began = wp_clock_ms();
    for (int i = 0; i < 2; i++)
        wp_capture_init(&run.capture[i]);
    bool done = run_stages(arena, &run, &reply, err ? err : &ignored);
    if (run.channel && !stream->link->lost)
        stream->link->transport->stop(stream->link->state, run.channel);
    for (int i = 0; i < 2; i++)
        wp_capture_free(&run.capture[i]);
    if (!done)
        return false;
    reply.seconds = (double)(wp_clock_ms() - began) / 1000;
    *out = reply;
    return true;
}
