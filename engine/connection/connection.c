/*
 * The life of a connection: made with options, opened at the first call, lost or
 * reset, closed. It is taken by one caller at a time; the others wait. What takes
 * it need not be the thread that gives it back (a tunnel is closed by whoever
 * uses it), so the lock is a flag with a condition, not a mutex held throughout.
 */
#include "connection/connection.h"

#include "base/clock.h"
#include "connection/frame.h"
#include "connection/shell.h"
#include "connection/stream.h"
#include "connection/tunnel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_TRIES = 6 };

typedef struct kept_shell {
    wp_shell *shell;
    struct kept_shell *next;
} kept_shell;

struct wp_connection {
    wp_arena *arena;
    wp_connection_options options;
    pthread_mutex_t mutex;
    pthread_cond_t given_back;
    bool is_taken;
    atomic_bool is_open; /* asked without taking the connection */
    wp_link link;
    wp_error why_lost;
    kept_shell *shells;
    wp_connection_stats stats;
    wp_fake_answer answer; /* of a fake: it takes the place of link and shells */
    void *answer_data;
};

/* ---- make ------------------------------------------------------------------------------- */

static const char *copy_or_null(wp_arena *arena, const char *text)
{
    return text ? wp_strdup(arena, text) : NULL;
}

static void copy_options(wp_arena *arena, wp_connection_options *to, const wp_connection_options *from)
{
    *to = *from;
    const char **texts[] = { &to->kind,
                             &to->name,
                             &to->host,
                             &to->user,
                             &to->password,
                             &to->private_key_file,
                             &to->private_key_passphrase,
                             &to->ssh_args,
                             &to->kind_args,
                             &to->known_hosts_file,
                             &to->shell,
                             &to->dir };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = copy_or_null(arena, *texts[i]);
    if (!to->name)
        to->name = to->host ? to->host : "localhost";
    if (!to->host)
        to->host = to->name;
}

static wp_connection *make(const wp_connection_options *options)
{
    wp_arena *arena = wp_arena_new();
    wp_connection *connection = wp_new(arena, wp_connection);
    connection->arena = arena;
    copy_options(arena, &connection->options, options);
    pthread_mutex_init(&connection->mutex, NULL);
    pthread_cond_init(&connection->given_back, NULL);
    connection->link.options = &connection->options;
    connection->link.stats = &connection->stats;
    return connection;
}

wp_connection *wp_connection_new(const wp_connection_options *options)
{
    wp_connection *connection = make(options);
    wp_link *link = &connection->link;
    link->transport = wp_transport_find(options->kind ? options->kind : "ssh");
    if (link->transport)
        link->state = link->transport->make(connection->arena, &connection->options, &connection->stats);
    return connection;
}

wp_connection *wp_connection_new_fake(const char *name, wp_fake_answer answer, void *data)
{
    wp_connection *connection = make(&(wp_connection_options){ .kind = "fake", .name = name, .user = "fake" });
    connection->answer = answer;
    connection->answer_data = data;
    return connection;
}

/* ---- take and give back ------------------------------------------------------------------- */

static void take(wp_connection *connection)
{
    pthread_mutex_lock(&connection->mutex);
    while (connection->is_taken)
        pthread_cond_wait(&connection->given_back, &connection->mutex);
    connection->is_taken = true;
    pthread_mutex_unlock(&connection->mutex);
}

static void give_back(wp_connection *connection)
{
    pthread_mutex_lock(&connection->mutex);
    connection->is_taken = false;
    pthread_cond_signal(&connection->given_back);
    pthread_mutex_unlock(&connection->mutex);
}

/* ---- open and close (taken) ----------------------------------------------------------------- */

static void close_shells(wp_connection *connection)
{
    for (; connection->shells; connection->shells = connection->shells->next)
        wp_shell_free(connection->shells->shell);
}

static void close_all(wp_connection *connection)
{
    close_shells(connection);
    if (connection->is_open && !connection->answer)
        connection->link.transport->disconnect(connection->link.state);
    connection->is_open = false;
}

static bool is_lost(const wp_connection *connection)
{
    return connection->why_lost.kind != WP_E_NONE;
}

/* A loss is remembered, and told again to whoever comes later. */
static bool note_loss(wp_connection *connection, bool done, wp_error *err)
{
    if (!done && err->kind == WP_E_UNREACHABLE && connection->link.lost) {
        connection->why_lost = *err;
        close_all(connection);
    }
    return done;
}

static bool open_link(wp_connection *connection, wp_error *err)
{
    if (is_lost(connection)) {
        *err = connection->why_lost;
        return false;
    }
    if (connection->is_open)
        return true;
    if (connection->answer) {
        connection->is_open = true;
        return true;
    }
    if (!connection->link.transport)
        return wp_connection_check_kind(connection->options.kind, err);
    double began = (double)wp_clock_ms();
    if (!connection->link.transport->connect(connection->link.state, err)) {
        connection->link.lost = err->kind == WP_E_UNREACHABLE;
        return note_loss(connection, false, err);
    }
    connection->stats.connect_seconds = ((double)wp_clock_ms() - began) / 1000;
    connection->is_open = true;
    return true;
}

void wp_connection_free(wp_connection *connection)
{
    if (!connection)
        return;
    close_all(connection);
    if (connection->link.transport)
        connection->link.transport->free(connection->link.state);
    pthread_cond_destroy(&connection->given_back);
    pthread_mutex_destroy(&connection->mutex);
    wp_arena_free(connection->arena);
}

void wp_connection_reset(wp_connection *connection)
{
    take(connection);
    close_all(connection);
    connection->link.lost = false;
    connection->why_lost = (wp_error){ .kind = WP_E_NONE };
    give_back(connection);
}

/* What has happened while nobody looked: bytes that came, shells that ended. A connection that was lost meanwhile
 * has lost nothing of anyone's, so it is simply made again. */
static void catch_up(wp_connection *connection)
{
    wp_link *link = &connection->link;
    wp_patience none = { 0, NULL };
    wp_error ignored;
    if (!connection->is_open || connection->answer || wp_link_wait(link, NULL, &none, &ignored))
        return;
    close_all(connection);
    link->lost = false;
}

/* ---- run ---------------------------------------------------------------------------------------- */

static wp_shell *find_shell(wp_connection *connection, const wp_become *become)
{
    become = become && become->method ? become : NULL;
    for (kept_shell *at = connection->shells; at; at = at->next)
        if (wp_shell_is_for(at->shell, become))
            return at->shell;
    kept_shell *kept = wp_new(connection->arena, kept_shell);
    kept->shell = wp_shell_new(&connection->link, become);
    kept->next = connection->shells;
    connection->shells = kept;
    return kept->shell;
}

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
    wp_shell *shell = find_shell(connection, become);
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
    return wp_shell_run(arena, find_shell(connection, frame->become), frame, out, err);
}

/* A host may allow one session only (MaxSessions): then the shells that there are make room. It counts a session
 * until it has come to look after what was closed, so this is tried again after a moment. Nothing has run yet. */
static bool make_room(wp_connection *connection, int attempt, const wp_error *why)
{
    if (why->kind != WP_E_FAILED || !connection->link.refused || attempt >= ROOM_TRIES)
        return false;
    for (kept_shell *at = connection->shells; at; at = at->next)
        wp_shell_end(at->shell);
    close_shells(connection);
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
    take(connection);
    catch_up(connection);
    bool done = open_link(connection, err);
    if (done) {
        connection->stats.frames++;
        done = connection->answer ? run_fake(arena, connection, frame, out, err)
                                  : run_real(arena, connection, frame, out, err);
        note_loss(connection, done, err);
    }
    give_back(connection);
    return done;
}

bool wp_connection_open(wp_connection *connection, wp_error *err)
{
    wp_error ignored;
    err = err ? err : &ignored;
    take(connection);
    catch_up(connection);
    bool done = open_link(connection, err);
    if (done && !connection->answer && !wp_shell_is_started(find_shell(connection, NULL))) {
        wp_arena *arena = wp_arena_new();
        wp_shell_reply reply;
        done = wp_shell_run(arena, find_shell(connection, NULL), &(wp_frame){ .script = ":" }, &reply, err);
        wp_arena_free(arena);
        note_loss(connection, done, err);
    }
    give_back(connection);
    return done;
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
    take(connection);
    catch_up(connection);
    bool done = open_link(connection, err);
    if (done) {
        connection->stats.streams++;
        done = connection->answer ? stream_fake(arena, connection, frame, input, output, out, err)
                                  : stream_real(arena, connection, frame, input, output, out, err);
        note_loss(connection, done, err);
    }
    give_back(connection);
    return done;
}

bool wp_tunnel_open(wp_connection *connection, const char *host, int port, wp_tunnel **out, wp_error *err)
{
    wp_error ignored = { .kind = WP_E_NONE };
    err = err ? err : &ignored;
    take(connection);
    catch_up(connection);
    bool done = open_link(connection, err);
    if (done && connection->answer)
        done = wp_fail(err, WP_E_FAILED, WP_NO_MARK, "a fake connection has no tunnels");
    done = done && connection->link.transport->tunnel(connection->link.state, host, port, out, err);
    if (done) {
        (*out)->connection = connection;
        return true; /* given back by wp_tunnel_close */
    }
    note_loss(connection, false, err);
    give_back(connection);
    return false;
}

void wp_tunnel_close(wp_tunnel *tunnel)
{
    if (!tunnel)
        return;
    wp_connection *connection = tunnel->connection;
    wp_tunnel_end(tunnel);
    if (connection)
        give_back(connection);
}

/* ---- ask ------------------------------------------------------------------------------------------------ */

bool wp_connection_is_open(const wp_connection *connection)
{
    return atomic_load(&connection->is_open);
}

const char *wp_connection_user(const wp_connection *connection)
{
    if (connection->answer)
        return connection->options.user;
    return connection->link.transport ? connection->link.transport->user(connection->link.state) : NULL;
}

wp_connection_stats wp_connection_statistics(wp_connection *connection)
{
    take(connection);
    wp_connection_stats stats = connection->stats;
    give_back(connection);
    return stats;
}
