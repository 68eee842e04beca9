/* Tunnels: the part that does not depend on the kind of connection. */
#include "connection/tunnel.h"

#include "base/clock.h"
#include "connection/dial.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

bool wp_tunnel_direct(const char *host, int port, const wp_connection_options *options, wp_tunnel **out, wp_error *err)
{
    int limit = options->connect_timeout_ms > 0 ? options->connect_timeout_ms : 10000;
    wp_patience patience = { wp_clock_ms() + limit, options->cancel };
    int fd = -1;
    if (!wp_dial(host, port, &patience, &fd, err)) {
        if (err && err->kind == WP_E_UNREACHABLE)
            err->kind = WP_E_FAILED; /* the host of the connection itself is there */
        return false;
    }
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    wp_tunnel *tunnel = calloc(1, sizeof *tunnel);
    if (!tunnel)
        abort();
    tunnel->fd = fd;
    *out = tunnel;
    return true;
}

int wp_tunnel_fd(const wp_tunnel *tunnel)
{
    return tunnel->fd;
}

void wp_tunnel_end(wp_tunnel *tunnel)
{
    if (tunnel->end)
        tunnel->end(tunnel);
    if (tunnel->fd >= 0)
        close(tunnel->fd);
    free(tunnel);
}
