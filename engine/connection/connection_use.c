/*
 * What a connection is taken for: a frame in a kept shell, a stream on a channel of
 * its own, a tunnel. Which way a frame goes depends on its size, and on whether the
 * host allows one more session.
 */
#include "connection/connection_inside.h"

#include "base/clock.h"
#include "connection/frame.h"
#include "connection/stream.h"
#include "connection/tunnel.h"

#include <string.h>

enum { ROOM_TRIES = 6 };

/* ---- run ---------------------------------------------------------------------------------------- */

static bool run_fake(wp_arena *arena, wp_connection *connection, const wp_frame *frame, wp_shell_reply *out,
                     wp_error *err)
{
    wp_shell_reply reply = { .out = wp_str_of(""), .err = wp_str_of("") };
    connection->stats.round_trips++;
    if (!connection->answer(connection->answer_data, arena, frame, &reply, err)) {
        connection->link.lost = err->kind == WP_E_UNREACHABLE;
        return false;
    }
    *out = reply;
    return true;
}

static int64_t limit_of(const wp_frame *frame)
{
    return frame->timeout_ms > 0 ? wp_clock_ms() + frame->timeout_ms : INT64_MAX;
}

/* A terminal is found out about by starting a shell, and only where a password may want one. */
static bool find_terminal(wp_arena *arena, wp_connection *connection, const wp_become *become, wp_shell **out,
                          wp_error *err)
{
    wp_shell_reply reply;
    *out = NULL;
    if (!become || !become->method || !become->password)
        return true;
    wp_shell *shell = wp_connection_shell(connection, become);
    wp_frame nothing = { .become = become, .script = ":" };
    if (!wp_shell_is_started(shell) && !wp_shell_run(arena, shell, &nothing, &reply, err))
        return false;
    *out = wp_shell_is_on_terminal(shell) ? shell : NULL;
    return true;
}

static bool run_stream(wp_arena *arena, wp_connection *connection, const wp_frame *frame, const wp_source *input,
                       const wp_sink *output, wp_shell_reply *out, wp_error *err)
{
    wp_stream stream = { .link = &connection->link,
                         .frame = frame,
                         .input = input,
                         .output = output,
                         .patience = { limit_of(frame), connection->options.cancel } };
    wp_shell *terminal;
    if (!find_terminal(arena, connection, frame->become, &terminal, err))
        return false;
    if (terminal)
        return wp_stream_run_sliced(arena, &stream, terminal, out, err);
    return wp_stream_run(arena, &stream, out, err);
}

static bool run_by_size(wp_arena *arena, wp_connection *connection, const wp_frame *frame, wp_shell_reply *out,
                        wp_error *err)
{
    if (frame->input.ptr && frame->input.len > WP_FRAME_INPUT_LIMIT)
        return run_stream(arena, connection, frame, NULL, NULL, out, err);
    return wp_shell_run(arena, wp_connection_shell(connection, frame->become), frame, out, err);
}

/* A host may allow one session only (MaxSessions): then the shells that there are make room. It counts a session
 * until it has come to look after what was closed, so this is tried again after a moment. Nothing has run yet. */
static bool make_room(wp_connection *connection, int attempt, const wp_error *why)
{
    if (why->kind != WP_E_FAILED || !connection->link.refused || attempt >= ROOM_TRIES)
        return false;
    wp_connection_end_shells(connection);
    return attempt == 0 || wp_cancel_sleep(connection->options.cancel, 10 << attempt);
}

static bool run_real(wp_arena *arena, wp_connection *connection, const wp_frame *frame, wp_shell_reply *out,
                     wp_error *err)
{
    for (int attempt = 0;; attempt++) {
        connection->link.refused = false;
        if (run_by_size(arena, connection, frame, out, err))
            return true;
        if (!make_room(connection, attempt, err))
            return false;
    }
}

bool wp_connection_run(wp_arena *arena, wp_connection *connection, const wp_frame *frame, wp_shell_reply *out,
                       wp_error *err)
{
    wp_error ignored = { .kind = WP_E_NONE };
    err = err ? err : &ignored;
    if (!wp_connection_enter(connection, err))
        return false;
    connection->stats.frames++;
    bool done = connection->answer ? run_fake(arena, connection, frame, out, err)
                                   : run_real(arena, connection, frame, out, err);
    return wp_connection_leave(connection, done, err);
}

/* ---- streams and tunnels ---------------------------------------------------------------------------- */

/* The fake has no channels: it is given the whole input at once, and its output is handed on at once. */
static bool stream_fake(wp_arena *arena, wp_connection *connection, const wp_frame *frame, const wp_source *input,
                        const wp_sink *output, wp_shell_reply *out, wp_error *err)
{
    wp_frame whole = *frame;
    wp_buf bytes = wp_buf_new(arena);
    char piece[4096];
    long len = 0;
    while (input && (len = input->read(input->data, piece, sizeof piece, err)) > 0)
        wp_buf_add_n(&bytes, piece, (size_t)len);
    if (len < 0)
        return false;
    if (input)
        whole.input = wp_buf_str(&bytes);
    if (!run_fake(arena, connection, &whole, out, err))
        return false;
    if (!output)
        return true;
    wp_str text = out->out;
    out->out = wp_str_of("");
    return output->write(output->data, text.ptr, text.len, err);
}

static bool stream_real(wp_arena *arena, wp_connection *connection, const wp_frame *frame, const wp_source *input,
                        const wp_sink *output, wp_shell_reply *out, wp_error *err)
{
    for (int attempt = 0;; attempt++) {
        connection->link.refused = false;
        if (run_stream(arena, connection, frame, input, output, out, err))
            return true;
        if (!make_room(connection, attempt, err))
            return false;
    }
}

bool wp_connection_stream(wp_arena *arena, wp_connection *connection, const wp_frame *frame, const wp_source *input,
                          const wp_sink *output, wp_shell_reply *out, wp_error *err)
{
    wp_error ignored = { .kind = WP_E_NONE };
    err = err ? err : &ignored;
    if (!wp_connection_enter(connection, err))
        return false;
    connection->stats.streams++;
    bool done = connection->answer ? stream_fake(arena, connection, frame, input, output, out, err)
                                   : stream_real(arena, connection, frame, input, output, out, err);
    return wp_connection_leave(connection, done, err);
}

bool wp_tunnel_open(wp_connection *connection, const char *host, int port, wp_tunnel **out, wp_error *err)
{
    wp_error ignored = { .kind = WP_E_NONE };
    err = err ? err : &ignored;
    if (!wp_connection_enter(connection, err))
        return false;
    bool done = connection->answer
                    ? wp_fail(err, WP_E_FAILED, WP_NO_MARK, "a fake connection has no tunnels")
                    : connection->link.transport->tunnel(connection->link.state, host, port, out, err);
    if (!done)
        return wp_connection_leave(connection, false, err);
    (*out)->connection = connection;
    return true; /* given back by wp_tunnel_close */
}

void wp_tunnel_close(wp_tunnel *tunnel)
{
    if (!tunnel)
        return;
    wp_connection *connection = tunnel->connection;
    wp_tunnel_end(tunnel);
    if (connection)
        wp_connection_give_back(connection);
}
