/*
 * A TCP connection made by the host: a channel of the session on one side, a pair
 * of sockets on the other, and a thread that moves bytes between them. The session
 * is the thread's alone until the tunnel is closed.
 *
 *   user's end -- socket pair -- thread -- channel -- host -- its peer
 *
 * Each side holds at most one buffer that the other has not taken, so a slow reader
 * slows its writer down, and nothing piles up in between.
 */
#include "connection/ssh.h"
#include "connection/tunnel.h"

#include "base/clock.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 32 * 1024 };

typedef struct ssh_tunnel {
    wp_tunnel base;
    wp_ssh *ssh;
    ssh_channel channel;
    const char *host;
    int port;
    int inner; /* the thread's end of the pair */
    wp_cancel stop;
    pthread_t thread;
    char from_host[PIECE];
    size_t from_host_len, from_host_at;
    bool host_ended, user_ended; /* nothing more will come from there */
} ssh_tunnel;

/* ---- the thread -------------------------------------------------------------------------- */

/* False: the user's end is closed. */
static bool move_to_user(ssh_tunnel *tunnel)
{
    for (;;) {
        if (tunnel->from_host_at == tunnel->from_host_len) {
            if (tunnel->host_ended)
                return true;
            int count = ssh_channel_read_nonblocking(tunnel->channel, tunnel->from_host, PIECE, 0);
            if (count == SSH_AGAIN || count == 0) {
                tunnel->host_ended = ssh_channel_is_eof(tunnel->channel) || ssh_channel_is_closed(tunnel->channel);
                if (tunnel->host_ended)
                    shutdown(tunnel->inner, SHUT_WR);
                return true;
            }
            if (count < 0) {
                tunnel->host_ended = true;
                shutdown(tunnel->inner, SHUT_WR);
                return true;
            }
            tunnel->from_host_len = (size_t)count;
            tunnel->from_host_at = 0;
        }
        ssize_t sent = send(tunnel->inner, tunnel->from_host + tunnel->from_host_at,
                            tunnel->from_host_len - tunnel->from_host_at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0)
            return errno == EAGAIN || errno == EINTR;
        tunnel->from_host_at += (size_t)sent;
    }
}

static size_t room_to_host(const ssh_tunnel *tunnel)
{
    if (tunnel->user_ended || !ssh_channel_is_open(tunnel->channel) ||
        (ssh_get_poll_flags(tunnel->ssh->session) & SSH_WRITE_PENDING))
        return 0;
    size_t window = ssh_channel_window_size(tunnel->channel);
    return window < PIECE ? window : PIECE;
}

static void move_to_host(ssh_tunnel *tunnel)
{
    char bytes[PIECE];
    size_t room = room_to_host(tunnel);
    if (room == 0)
        return;
    ssize_t count = recv(tunnel->inner, bytes, room, MSG_DONTWAIT);
    if (count > 0) {
        ssh_channel_write(tunnel->channel, bytes, (uint32_t)count);
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
        tunnel->user_ended = true;
        ssh_channel_send_eof(tunnel->channel);
    }
}

static void *pump(void *data)
{
    ssh_tunnel *tunnel = data;
    wp_patience patience = { INT64_MAX, &tunnel->stop };
    wp_error ignored;
    while (move_to_user(tunnel) && !(tunnel->host_ended && tunnel->user_ended)) {
        move_to_host(tunnel);
        bool has_bytes = tunnel->from_host_at < tunnel->from_host_len;
        struct pollfd inner = { .fd = tunnel->inner };
        inner.events = (short)((room_to_host(tunnel) > 0 ? POLLIN : 0) | (has_bytes ? POLLOUT : 0));
        if (tunnel->user_ended && !has_bytes)
            inner.fd = -1; /* its end would be told again and again */
        if (!wp_ssh_wait(tunnel->ssh, &inner, &patience, &ignored))
            break;
        if (inner.revents == POLLHUP)
            tunnel->user_ended = true;
    }
    shutdown(tunnel->inner, SHUT_RDWR);
    return NULL;
}

/* ---- open and close ------------------------------------------------------------------------- */

static int step_forward(void *data)
{
    ssh_tunnel *tunnel = data;
    return ssh_channel_open_forward(tunnel->channel, tunnel->host, tunnel->port, "127.0.0.1", 0);
}

static void free_tunnel_parts(ssh_tunnel *tunnel)
{
    if (tunnel->channel)
        ssh_channel_free(tunnel->channel);
    if (tunnel->inner >= 0)
        close(tunnel->inner);
    wp_cancel_close(&tunnel->stop);
}

static void end(wp_tunnel *base)
{
    ssh_tunnel *tunnel = (ssh_tunnel *)base;
    wp_cancel_request(&tunnel->stop);
    pthread_join(tunnel->thread, NULL);
    free_tunnel_parts(tunnel);
}

/* Of a channel that was not opened: the reason, without libssh's words about channels and their numbers. */
static const char *refusal(const wp_ssh *ssh)
{
    enum { PROHIBITED = 1 };
    const char *text = wp_ssh_error(ssh);
    unsigned reason;
    int front = 0;
    if (sscanf(text, "Channel opening failure: channel %*u error (%u) %n", &reason, &front) != 1 || !front)
        return text;
    if (reason == PROHIBITED)
        return "its SSH server does not forward (AllowTcpForwarding)";
    char *words = wp_strdup(ssh->arena, text + front);
    words[0] = (char)tolower((unsigned char)words[0]);
    return words;
}

static bool open_channel(ssh_tunnel *tunnel, wp_error *err)
{
    wp_ssh *ssh = tunnel->ssh;
    int said = SSH_ERROR;
    wp_patience patience = { wp_clock_ms() + (int64_t)ssh->settings->connect_timeout * 1000, ssh->options->cancel };
    tunnel->channel = ssh_channel_new(ssh->session);
    ssh->stats->round_trips++;
    if (!wp_ssh_drive(ssh, step_forward, tunnel, SSH_AGAIN, &patience, &said, err)) {
        if (err->kind == WP_E_TIMEOUT)
            wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s port %d: timed out, seen from %s", tunnel->host, tunnel->port,
                    ssh->options->name);
        return false;
    }
    if (said == SSH_OK)
        return true;
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s port %d: not to be reached from %s: %s", tunnel->host,
                   tunnel->port, ssh->options->name, refusal(ssh));
}

bool wp_ssh_tunnel(void *state, const char *host, int port, wp_tunnel **out, wp_error *err)
{
    wp_ssh *ssh = state;
    int ends[2] = { -1, -1 };
    ssh_tunnel *tunnel = calloc(1, sizeof *tunnel);
    if (!tunnel)
        abort();
    tunnel->ssh = ssh;
    tunnel->host = host;
    tunnel->port = port;
    tunnel->inner = -1;
    tunnel->stop.fd = -1;
    if (!open_channel(tunnel, err))
        goto failed;
    if (!wp_cancel_open(&tunnel->stop) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        wp_fail(err, WP_E_IO, WP_NO_MARK, "no descriptors for a tunnel: %s", strerror(errno));
        goto failed;
    }
    tunnel->inner = ends[1];
    tunnel->base.fd = ends[0];
    tunnel->base.end = end;
    if (pthread_create(&tunnel->thread, NULL, pump, tunnel) != 0) {
        wp_fail(err, WP_E_IO, WP_NO_MARK, "no thread for a tunnel");
        goto failed;
    }
    *out = &tunnel->base;
    return true;
failed:
    if (ends[0] >= 0)
        close(ends[0]);
    free_tunnel_parts(tunnel);
    free(tunnel);
    return false;
}
