/*
 * A tunnel that is a program's standard streams: no thread moves bytes, since the
 * program does. Its first line is not the peer's: it tells that there is a peer.
 */
#include "connection/child.h"
#include "connection/spawn.h"
#include "connection/tunnel.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 256 };

typedef struct child_tunnel {
    wp_tunnel base;
    pid_t pid;
} child_tunnel;

static void end(wp_tunnel *base)
{
    child_tunnel *tunnel = (child_tunnel *)base;
    close(base->fd);
    base->fd = -1;
    wp_spawn_end(&tunnel->pid);
}

/* One byte. False: the end, or patience had one. */
static bool read_byte(int fd, const wp_patience *patience, char *out)
{
    for (;;) {
        if (read(fd, out, 1) == 1)
            return true;
        if (errno != EAGAIN || wp_cancelled(patience->cancel) || wp_clock_ms() >= patience->until)
            return false;
        struct pollfd polled[2] = { { .fd = fd, .events = POLLIN },
                                    { .fd = patience->cancel ? patience->cancel->fd : -1, .events = POLLIN } };
        int64_t left = patience->until == INT64_MAX ? INT32_MAX : patience->until - wp_clock_ms();
        poll(polled, 2, left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left);
    }
}

/* Lines of others (a login script's) may come first. */
static bool await_token(int fd, const char *token, const wp_patience *patience)
{
    char line[LINE_SIZE];
    size_t len = 0;
    char byte;
    errno = 0;
    while (read_byte(fd, patience, &byte)) {
        if (byte == '\n') {
            line[len] = '\0';
            if (strcmp(line, token) == 0)
                return true;
            len = 0;
        } else if (len < sizeof line - 1) {
            line[len++] = byte;
        }
        errno = 0;
    }
    return false;
}

/* Whatever the host has that makes connections. Its standard output is closed by bash itself, so that the end of
 * the peer is the end of the stream. */
const char *wp_child_tunnel_command(wp_arena *arena, wp_child_peer *peer)
{
    static const char script[] = "if command -v bash >/dev/null; then\n"
                                 "exec bash -c 'exec 3<>\"/dev/tcp/$1/$2\" && echo \"$0\" && { cat <&3 & exec cat "
                                 ">&3; }' \"$0\" \"$1\" \"$2\"\n"
                                 "fi\n"
                                 "nc -z \"$1\" \"$2\" && echo \"$0\" && exec nc \"$1\" \"$2\"\n";
    wp_mark_new(peer->token);
    return wp_printf(arena, "exec /bin/sh -c %s %s %s %d", wp_shell_quote(arena, wp_str_of(script)).ptr, peer->token,
                     wp_shell_quote(arena, wp_str_of(peer->host)).ptr, peer->port);
}

bool wp_child_tunnel(const wp_child_program *program, const wp_child_peer *peer, const wp_patience *patience,
                     wp_tunnel **out, wp_error *err)
{
    child_tunnel *tunnel = calloc(1, sizeof *tunnel);
    if (!tunnel)
        abort();
    tunnel->base.end = end;
    int error = wp_spawn_on_socket(&tunnel->pid, program->argv, &tunnel->base.fd);
    if (error) {
        free(tunnel);
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot start %s: %s", program->what, strerror(error));
    }
    if (!await_token(tunnel->base.fd, peer->token, patience)) {
        wp_tunnel_end(&tunnel->base);
        if (wp_cancelled(patience->cancel))
            return wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "cancelled");
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s port %d: not to be reached from %s (which needs bash or nc for it)",
                       peer->host, peer->port, peer->from);
    }
    fcntl(tunnel->base.fd, F_SETFL, fcntl(tunnel->base.fd, F_GETFL) & ~O_NONBLOCK);
    *out = &tunnel->base;
    return true;
}
