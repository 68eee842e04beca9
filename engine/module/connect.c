/*
 * Is a port open? From the host, through a tunnel of its connection; or from here.
 * Whoever wants the first words of the other side (an SSH banner) gets them too.
 */
#include "module/job.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

enum { GREETING_LIMIT = 65536 };

static bool finish_connect(int fd, int timeout_ms)
{
    struct pollfd ready = { .fd = fd, .events = POLLOUT };
    int fault = 0;
    socklen_t len = sizeof fault;
    return poll(&ready, 1, timeout_ms) == 1 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &len) == 0 && fault == 0;
}

static int connect_from_here(const char *host, int port, int timeout_ms)
{
    char service[16];
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    snprintf(service, sizeof service, "%d", port);
    if (getaddrinfo(host, service, &hints, &found) != 0)
        return -1;
    int fd = -1;
    for (struct addrinfo *at = found; at && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol);
        if (fd < 0)
            continue;
        if (connect(fd, at->ai_addr, at->ai_addrlen) == 0)
            break;
        if (errno == EINPROGRESS && finish_connect(fd, timeout_ms))
            break;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

static wp_str listen_to(wp_job *job, int fd, int listen_ms, const wp_pattern *until_match)
{
    wp_buf said = wp_buf_new(job->arena);
    int64_t until = wp_clock_ms() + listen_ms;
    char bytes[4096];
    while (said.len < GREETING_LIMIT) {
        int64_t left = until - wp_clock_ms();
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        if (left <= 0 || poll(&ready, 1, (int)left) != 1)
            break;
        ssize_t got = read(fd, bytes, sizeof bytes);
        if (got <= 0)
            break;
        wp_buf_add_n(&said, bytes, (size_t)got);
        if (until_match && wp_pattern_search(job, until_match, wp_buf_str(&said), 0, NULL))
            break;
    }
    return wp_buf_str(&said);
}

bool wp_job_connect(wp_job *job, const char *host, int port, bool through_host, int timeout_ms, int listen_ms,
                    const wp_pattern *until, bool *is_open, wp_str *greeting, wp_error *err)
{
    wp_tunnel *tunnel = NULL;
    wp_error fault = { 0 };
    int fd;
    if (through_host && job->options->connection) {
        if (wp_tunnel_open(job->options->connection, host, port, &tunnel, &fault))
            fd = wp_tunnel_fd(tunnel);
        else
            fd = -1;
        if (fault.kind == WP_E_UNREACHABLE || fault.kind == WP_E_CANCELLED) {
            if (err)
                *err = fault;
            return false;
        }
    } else {
        fd = connect_from_here(host, port, timeout_ms);
    }
    *is_open = fd >= 0;
    if (greeting)
        *greeting = fd >= 0 ? listen_to(job, fd, listen_ms, until) : wp_str_of("");
    if (tunnel)
        wp_tunnel_close(tunnel);
    else if (fd >= 0)
        close(fd);
    return true;
}
