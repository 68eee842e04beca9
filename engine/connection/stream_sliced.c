/*
 * Streams where there is no channel for them: a shell that lives on a terminal,
 * since doas (or sudo with requiretty) takes a password in no other way. A raw
 * terminal passes all bytes, but can't tell where they end. So the input goes into
 * a file on the host, a frame a slice; the last frame has it as standard input, and
 * no name any more. Slow, and rare.
 */
#include "connection/stream.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "connection/frame.h"

#include <string.h>

typedef struct sliced_run {
    wp_arena *arena;
    const wp_stream *stream;
    wp_shell *shell;
    wp_arena *slice; /* of one frame; emptied after each */
    size_t at;       /* in frame->input */
} sliced_run;

static bool run_slice(sliced_run *run, const char *script, wp_str input, wp_shell_reply *reply, wp_error *err)
{
    wp_frame frame = { .become = run->stream->frame->become, .script = script, .input = input };
    if (!wp_shell_run(run->slice, run->shell, &frame, reply, err))
        return false;
    if (reply->status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot keep the input in a file on the host: %s",
                       wp_tame(run->slice, reply->err));
    return true;
}

static long next_slice(sliced_run *run, char *bytes, size_t size, wp_error *err)
{
    const wp_stream *stream = run->stream;
    if (stream->input)
        return stream->input->read(stream->input->data, bytes, size, err);
    size_t left = stream->frame->input.ptr ? stream->frame->input.len - run->at : 0;
    size_t len = left < size ? left : size;
    if (len > 0)
        memcpy(bytes, stream->frame->input.ptr + run->at, len);
    run->at += len;
    return (long)len;
}

static bool make_file(sliced_run *run, const char **file, wp_error *err)
{
    wp_shell_reply reply;
    if (!run_slice(run, "umask 077; mktemp", (wp_str){ 0 }, &reply, err))
        return false;
    *file = wp_shell_quote(run->arena, wp_str_trim(reply.out)).ptr;
    return true;
}

static bool fill_file(sliced_run *run, const char *file, wp_error *err)
{
    char bytes[16 * 1024];
    const char *script = wp_printf(run->arena, "cat >>%s", file);
    long len;
    while ((len = next_slice(run, bytes, sizeof bytes, err)) > 0) {
        wp_shell_reply reply;
        wp_arena_reset(run->slice);
        if (!run_slice(run, script, (wp_str){ bytes, (size_t)len }, &reply, err))
            return false;
    }
    return len == 0;
}

static bool run_on_file(sliced_run *run, const char *file, wp_shell_reply *out, wp_error *err)
{
    const wp_stream *stream = run->stream;
    wp_frame frame = *stream->frame;
    frame.input = (wp_str){ 0 };
    frame.script = wp_printf(run->arena, "exec <%s; rm -f %s\n%s", file, file, frame.script);
    if (!wp_shell_run(run->arena, run->shell, &frame, out, err))
        return false;
    if (!stream->output)
        return true;
    wp_str text = out->out;
    out->out = wp_str_of("");
    return stream->output->write(stream->output->data, text.ptr, text.len, err);
}

bool wp_stream_run_sliced(wp_arena *arena, const wp_stream *stream, wp_shell *shell, wp_shell_reply *out, wp_error *err)
{
    sliced_run run = { .arena = arena, .stream = stream, .shell = shell, .slice = wp_arena_new() };
    const char *file;
    bool done = make_file(&run, &file, err);
    if (done) {
        done = fill_file(&run, file, err);
        if (done)
            done = run_on_file(&run, file, out, err);
        else {
            wp_error ignored;
            wp_shell_reply reply;
            run_slice(&run, wp_printf(arena, "rm -f %s", file), (wp_str){ 0 }, &reply, &ignored);
        }
    }
    wp_arena_free(run.slice);
    return done;
}
