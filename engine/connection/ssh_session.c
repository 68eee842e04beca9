/*
 * Connecting, in the order of events:
 *
 *   settings --> socket --> key exchange --> host key --> login
 *        `--- again, after a pause, while nobody has been authenticated
 *
 * The session never blocks: every call of libssh is repeated while it says that it
 * needs more, and in between this thread sleeps on the socket and on the wish to
 * stop. While it waits, the host is asked from time to time whether it is still
 * there, so that one that froze is noticed.
 */
#include "connection/ssh.h"

#include "base/clock.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <libssh/server.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    /* While the host drops connections before its greeting: too many at once (MaxStartups). */
    BUSY_PAUSE_MS = 150,       /* the first pause; each is twice the one before */
    BUSY_PAUSE_MOST_MS = 1200, /* but no longer than this */
    BUSY_PATIENCE = 2,         /* for so many times what connecting may take */
    RETRY_PAUSE_MS = 1000,
    LOGIN_LIMIT_MS = 60 * 1000 /* slow name services and PAM; beyond what connecting may take */
};

static void *make_ssh(wp_arena *arena, const wp_connection_options *options, wp_connection_stats *stats)
{
    wp_ssh *ssh = wp_new(arena, wp_ssh);
    ssh->options = options;
    ssh->stats = stats;
    return ssh;
}

/* ---- waiting ------------------------------------------------------------------------------- */

/* What libssh says in front of the cause is for developers. */
const char *wp_ssh_error(const wp_ssh *ssh)
{
    static const char *const fronts[] = { "Socket error: ", "Received SSH_MSG_DISCONNECT: " };
    const char *text = ssh->session ? ssh_get_error(ssh->session) : "";
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (strncmp(text, fronts[i], strlen(fronts[i])) == 0)
            text += strlen(fronts[i]);
    if (!text[0] || strcmp(text, "disconnected") == 0)
        return "the host closed the connection";
    return wp_tame(ssh->arena, wp_str_of(text)); /* the host may have worded it */
}

bool wp_ssh_fail_lost(wp_ssh *ssh, wp_error *err)
{
    return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the connection was lost: %s", wp_ssh_error(ssh));
}

static bool is_gone(const wp_ssh *ssh)
{
    return (ssh_get_status(ssh->session) & (SSH_CLOSED | SSH_CLOSED_ERROR)) != 0;
}

/* When it was last heard or asked: a connection that nobody waited at for long was silent by itself. */
static int64_t last_sign(const wp_ssh *ssh)
{
    return ssh->heard_at > ssh->asked_at ? ssh->heard_at : ssh->asked_at;
}

/* Notes whether the host was heard, and asks when it was silent for long. False: it is silent for too long. */
static bool keep_alive(wp_ssh *ssh, wp_error *err)
{
    int64_t now = wp_clock_ms(), interval = (int64_t)ssh->settings->alive_interval * 1000;
    if (ssh->counter.in_bytes != ssh->heard_bytes) {
        ssh->heard_bytes = ssh->counter.in_bytes;
        ssh->heard_at = now;
        ssh->unanswered = 0;
    }
    if (!ssh->is_up || interval == 0 || now - last_sign(ssh) < interval)
        return true;
    if (ssh->unanswered >= ssh->settings->alive_count)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the host has not answered for %d s",
                       (int)((now - ssh->heard_at) / 1000));
    /* The first call collects the answer to an earlier question, where there was one. */
    if (ssh->unanswered > 0 || ssh->heard_bytes > 0)
        ssh_send_keepalive(ssh->session);
    ssh_send_keepalive(ssh->session);
    ssh->unanswered++;
    ssh->asked_at = now;
    return true;
}

static int64_t next_question(const wp_ssh *ssh)
{
    int64_t interval = (int64_t)ssh->settings->alive_interval * 1000;
    return ssh->is_up && interval > 0 ? last_sign(ssh) + interval : INT64_MAX;
}

bool wp_ssh_wait(wp_ssh *ssh, struct pollfd *extra, const wp_patience *patience, wp_error *err)
{
    if (wp_cancelled(patience->cancel))
        return wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "cancelled");
    if (wp_ssh_hand_over_early(ssh))
        return true;
    if (is_gone(ssh))
        return wp_ssh_fail_lost(ssh, err);
    int64_t until = next_question(ssh) < patience->until ? next_question(ssh) : patience->until;
    int64_t left = until == INT64_MAX ? INT32_MAX : until - wp_clock_ms();
    bool is_writing = (ssh_get_poll_flags(ssh->session) & SSH_WRITE_PENDING) != 0;
    struct pollfd polled[3] = {
        { .fd = ssh_get_fd(ssh->session), .events = (short)(POLLIN | (is_writing ? POLLOUT : 0)) },
        { .fd = patience->cancel ? patience->cancel->fd : -1, .events = POLLIN },
        { .fd = -1 },
    };
    if (extra)
        polled[2] = *extra;
    poll(polled, 3, (int)(left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : left));
    if (extra)
        extra->revents = polled[2].revents;
    /* During the handshake it is the call itself, repeated, that reads. */
    if (ssh->event && polled[0].revents)
        ssh_event_dopoll(ssh->event, 0);
    ssh->stats->bytes_in = ssh->counter.in_bytes;
    ssh->stats->bytes_out = ssh->counter.out_bytes;
    if (ssh->is_up)
        wp_ssh_collect_answers(ssh);
    if (is_gone(ssh))
        return wp_ssh_fail_lost(ssh, err);
    return keep_alive(ssh, err);
}

bool wp_ssh_drive(wp_ssh *ssh, wp_ssh_step step, void *data, int again, const wp_patience *patience, int *result,
                  wp_error *err)
{
    int said;
    while ((said = step(data)) == again) {
        if (wp_clock_ms() >= patience->until)
            return wp_fail(err, WP_E_TIMEOUT, WP_NO_MARK, "timed out");
        if (!wp_ssh_wait(ssh, NULL, patience, err))
            return false;
    }
    *result = said;
    return true;
}

/* ---- the session -------------------------------------------------------------------------------- */

static void set_list(wp_ssh *ssh, enum ssh_options_e option, const char *list)
{
    if (list)
        ssh_options_set(ssh->session, option, list);
}

static bool make_session(wp_ssh *ssh, int fd, wp_error *err)
{
    const wp_ssh_settings *settings = ssh->settings;
    int no = 0;
    const char *types = wp_ssh_host_key_types(ssh);
    ssh->session = ssh_new();
    if (!ssh->session)
        abort();
    ssh_set_blocking(ssh->session, 0);
    memset(&ssh->counter, 0, sizeof ssh->counter);
    ssh_set_counters(ssh->session, &ssh->counter, NULL);
    ssh_options_set(ssh->session, SSH_OPTIONS_PROCESS_CONFIG, &no);
    ssh_options_set(ssh->session, SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
    ssh_options_set(ssh->session, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    ssh_options_set(ssh->session, SSH_OPTIONS_USER, settings->user);
    ssh_options_set(ssh->session, SSH_OPTIONS_FD, &fd);
    if (types[0] && ssh_options_set(ssh->session, SSH_OPTIONS_HOSTKEYS, types) < 0)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "no host key algorithm of '%s' is possible", types);
    set_list(ssh, SSH_OPTIONS_CIPHERS_C_S, settings->ciphers);
    set_list(ssh, SSH_OPTIONS_CIPHERS_S_C, settings->ciphers);
    set_list(ssh, SSH_OPTIONS_HMAC_C_S, settings->macs);
    set_list(ssh, SSH_OPTIONS_HMAC_S_C, settings->macs);
    set_list(ssh, SSH_OPTIONS_KEY_EXCHANGE, settings->key_exchange);
    set_list(ssh, SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, settings->key_types);
    if (settings->identity_agent && strcmp(settings->identity_agent, "none") != 0 &&
        strcmp(settings->identity_agent, "SSH_AUTH_SOCK") != 0)
        ssh_options_set(ssh->session, SSH_OPTIONS_IDENTITY_AGENT, settings->identity_agent);
    if (settings->compression == WP_YES)
        ssh_options_set(ssh->session, SSH_OPTIONS_COMPRESSION, "yes");
    return true;
}

static int step_connect(void *data)
{
    return ssh_connect(((wp_ssh *)data)->session);
}

/* Gives all back. Nothing here waits for the host. */
static void close_session(wp_ssh *ssh)
{
    wp_ssh_forget_channels(ssh);
    if (ssh->event) {
        ssh_event_remove_session(ssh->event, ssh->session);
        ssh_event_free(ssh->event);
        ssh->event = NULL;
    }
    if (ssh->session) {
        ssh_disconnect(ssh->session);
        ssh_free(ssh->session);
        ssh->session = NULL;
    }
    wp_ssh_leave_proxy(ssh);
    ssh->is_up = false;
}

/* A server that is full may say so, in a line that is no greeting. */
static bool has_greeted(const wp_ssh *ssh)
{
    const char *line = ssh_get_serverbanner(ssh->session);
    return line != NULL && strncmp(line, "SSH-", 4) == 0;
}

/* The socket is open: is there a server that greets, and agrees on keys? */
static bool exchange_keys(wp_ssh *ssh, int fd, const wp_patience *patience, bool *is_busy, wp_error *err)
{
    int said = SSH_ERROR;
    if (!make_session(ssh, fd, err)) {
        close(fd);
        return false;
    }
    ssh->stats->round_trips += 3;
    if (!wp_ssh_drive(ssh, step_connect, ssh, SSH_AGAIN, patience, &said, err)) {
        if (err->kind == WP_E_TIMEOUT)
            return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%s port %d: the SSH server did not answer in time",
                           ssh->settings->host, ssh->settings->port);
        *is_busy = err->kind == WP_E_UNREACHABLE && !has_greeted(ssh);
        return false;
    }
    if (said == SSH_OK)
        return true;
    *is_busy = !has_greeted(ssh);
    return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%s port %d: %s", ssh->settings->host, ssh->settings->port,
                   wp_ssh_error(ssh));
}

/* ---- connect ---------------------------------------------------------------------------------------- */

static uint64_t random_below(uint64_t limit)
{
    uint64_t number;
    wp_random_bytes(&number, sizeof number);
    return limit ? number % limit : 0;
}

/* Somewhere between half of `ms` and one and a half, so that hosts that were refused together don't come again
 * together. */
static bool pause_for(const wp_ssh *ssh, int64_t ms, wp_error *err)
{
    if (wp_cancel_sleep(ssh->options->cancel, ms / 2 + (int64_t)random_below((uint64_t)ms)))
        return true;
    return wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "cancelled");
}

/* One way to the server and back: a session with its keys exchanged. */
static bool try_once(wp_ssh *ssh, bool *is_busy, wp_error *err)
{
    int fd = -1;
    wp_patience patience = { wp_clock_ms() + (int64_t)ssh->settings->connect_timeout * 1000, ssh->options->cancel };
    if (ssh->options->connect_timeout_ms > 0)
        patience.until = wp_clock_ms() + ssh->options->connect_timeout_ms;
    *is_busy = false;
    if (wp_ssh_reach(ssh, &patience, &fd, err) && exchange_keys(ssh, fd, &patience, is_busy, err))
        return true;
    close_session(ssh);
    return false;
}

/* Tries again while no one has been authenticated: as often as asked for, and more when the host is only busy. */
static bool try_often(wp_ssh *ssh, wp_error *err)
{
    int tries = ssh->options->retries;
    if (ssh->settings->attempts > 1)
        tries += ssh->settings->attempts - 1;
    int64_t began = wp_clock_ms(), busy_pause = BUSY_PAUSE_MS;
    for (;;) {
        bool is_busy = false;
        if (try_once(ssh, &is_busy, err))
            return true;
        if (err->kind != WP_E_UNREACHABLE)
            return false;
        bool has_time = wp_clock_ms() - began < (int64_t)ssh->settings->connect_timeout * 1000 * BUSY_PATIENCE;
        wp_error why = *err;
        if (is_busy && has_time) {
            if (!pause_for(ssh, busy_pause, err))
                return false;
            busy_pause = busy_pause * 2 < BUSY_PAUSE_MOST_MS ? busy_pause * 2 : BUSY_PAUSE_MOST_MS;
        } else if (tries > 0) {
            tries--;
            if (!pause_for(ssh, RETRY_PAUSE_MS, err))
                return false;
        } else {
            *err = why;
            return false;
        }
    }
}

bool wp_ssh_meet(wp_ssh *ssh, wp_error *err)
{
    wp_arena_free(ssh->arena);
    ssh->arena = wp_arena_new();
    ssh->password_forbidden = false;
    if (!wp_ssh_settings_load(ssh->arena, ssh->options, &ssh->settings, err))
        return false;
    if (!wp_known_hosts_find(ssh->arena, ssh->settings, &ssh->known, err)) {
        err->kind = WP_E_UNREACHABLE;
        return false;
    }
    return try_often(ssh, err);
}

static bool connect_ssh(void *state, wp_error *err)
{
    wp_ssh *ssh = state;
    if (!wp_ssh_meet(ssh, err))
        return false;

    wp_patience patience = { wp_clock_ms() + LOGIN_LIMIT_MS, ssh->options->cancel };
    if (!wp_ssh_check_host_key(ssh, err) || !wp_ssh_login(ssh, &patience, err)) {
        if (err->kind == WP_E_TIMEOUT)
            wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%s: the login took longer than %d s", ssh->settings->host,
                    LOGIN_LIMIT_MS / 1000);
        close_session(ssh);
        return false;
    }
    ssh->event = ssh_event_new();
    if (!ssh->event || ssh_event_add_session(ssh->event, ssh->session) != SSH_OK)
        abort();
    ssh->heard_at = wp_clock_ms();
    ssh->unanswered = 0;
    ssh->is_up = true;
    return true;
}

static bool wait_ssh(void *state, wp_channel *writing, const wp_patience *patience, wp_error *err)
{
    (void)writing; /* the socket tells both that there is room and that the host's window has grown */
    return wp_ssh_wait(state, NULL, patience, err);
}

static const char *user_ssh(void *state)
{
    const wp_ssh *ssh = state;
    return ssh->settings ? ssh->settings->user : ssh->options->user;
}

static void disconnect_ssh(void *state)
{
    close_session(state);
}

void wp_ssh_part(wp_ssh *ssh)
{
    close_session(ssh);
    wp_arena_free(ssh->arena);
    ssh->arena = NULL;
}

static void free_ssh(void *state)
{
    wp_ssh_part(state);
}

const wp_transport wp_transport_ssh = {
    .kind = "ssh",
    .make = make_ssh,
    .connect = connect_ssh,
    .start = wp_ssh_start,
    .write = wp_ssh_write,
    .send_eof = wp_ssh_send_eof,
    .wait = wait_ssh,
    .stop = wp_ssh_stop,
    .kill = wp_ssh_kill,
    .tunnel = wp_ssh_tunnel,
    .user = user_ssh,
    .disconnect = disconnect_ssh,
    .free = free_ssh,
};
