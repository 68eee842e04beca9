/*
 * The life of a connection: made with options, opened at the first call, lost or
 * reset, closed. It is taken by one caller at a time; the others wait. What takes
 * it need not be the thread that gives it back (a tunnel is closed by whoever
 * uses it), so the lock is a flag with a condition, not a mutex held throughout.
 */
#include "connection/connection_inside.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

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

/* Nobody is waited for. */
static bool take_now(wp_connection *connection)
{
    pthread_mutex_lock(&connection->mutex);
    bool done = !connection->is_taken;
    connection->is_taken = true;
    pthread_mutex_unlock(&connection->mutex);
    return done;
}

void wp_connection_give_back(wp_connection *connection)
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

static void forget_loss(wp_connection *connection)
{
    connection->link.lost = false;
    connection->why_lost = (wp_error){ .kind = WP_E_NONE };
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
    forget_loss(connection);
    wp_connection_give_back(connection);
}

/* Takes in what came while nobody looked; the end of the connection is behind the last of it. */
static bool is_still_there(wp_connection *connection)
{
    wp_link *link = &connection->link;
    wp_patience none = { 0, NULL };
    wp_error ignored;
    uint64_t before;
    do {
        before = connection->stats.bytes_in;
        if (!wp_link_wait(link, NULL, &none, &ignored))
            return false;
    } while (connection->stats.bytes_in != before);
    return true;
}

/* A connection that was lost while nobody used it has lost nothing of anyone's, so it is simply made again. */
static void catch_up(wp_connection *connection)
{
    if (!connection->is_open || connection->answer || is_still_there(connection))
        return;
    close_all(connection);
    connection->link.lost = false;
}

bool wp_connection_enter(wp_connection *connection, wp_error *err)
{
    take(connection);
    catch_up(connection);
    if (open_link(connection, err))
        return true;
    wp_connection_give_back(connection);
    return false;
}

bool wp_connection_leave(wp_connection *connection, bool done, wp_error *err)
{
    note_loss(connection, done, err);
    wp_connection_give_back(connection);
    return done;
}

/* ---- shells (taken) ----------------------------------------------------------------------------- */

wp_shell *wp_connection_shell(wp_connection *connection, const wp_become *become)
{
    become = become && become->method ? become : NULL;
    for (wp_kept_shell *at = connection->shells; at; at = at->next)
        if (wp_shell_is_for(at->shell, become))
            return at->shell;
    wp_kept_shell *kept = wp_new(connection->arena, wp_kept_shell);
    kept->shell = wp_shell_new(&connection->link, become);
    kept->next = connection->shells;
    connection->shells = kept;
    return kept->shell;
}

void wp_connection_end_shells(wp_connection *connection)
{
    for (wp_kept_shell *at = connection->shells; at; at = at->next)
        wp_shell_end(at->shell);
    close_shells(connection);
}

static bool start_shell(wp_connection *connection, wp_error *err)
{
    wp_shell *shell = wp_connection_shell(connection, NULL);
    if (connection->answer || wp_shell_is_started(shell))
        return true;
    wp_arena *arena = wp_arena_new();
    wp_shell_reply reply;
    bool done = wp_shell_run(arena, shell, &(wp_frame){ .script = ":" }, &reply, err);
    wp_arena_free(arena);
    return done;
}

bool wp_connection_open(wp_connection *connection, wp_error *err)
{
    wp_error ignored = { .kind = WP_E_NONE };
    err = err ? err : &ignored;
    return wp_connection_enter(connection, err) &&
           wp_connection_leave(connection, start_shell(connection, err), err);
}

void wp_connection_open_ahead(wp_connection *connection, const wp_cancel *cancel)
{
    wp_error ignored = { .kind = WP_E_NONE };
    if (!take_now(connection))
        return;
    const wp_cancel *own = connection->options.cancel;
    connection->options.cancel = cancel;
    if (!connection->is_open && !is_lost(connection) &&
        !(open_link(connection, &ignored) && start_shell(connection, &ignored))) {
        close_all(connection);
        forget_loss(connection);
    }
    connection->options.cancel = own;
    wp_connection_give_back(connection);
}

int wp_connection_set_patience(wp_connection *connection, int connect_timeout_ms)
{
    take(connection);
    int before = connection->options.connect_timeout_ms;
    connection->options.connect_timeout_ms = connect_timeout_ms;
    wp_connection_give_back(connection);
    return before;
}

/* ---- ask ------------------------------------------------------------------------------------------------ */

const wp_connection_options *wp_connection_asked(const wp_connection *connection)
{
    return &connection->options;
}

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
    wp_connection_give_back(connection);
    return stats;
}
