/*
 * A name is looked up in a thread of its own, since the resolver can't be told to
 * hurry: when time is up the answer is waited for no longer, and the thread frees
 * what it made once the resolver lets go of it.
 */
#include "connection/dial.h"

#include "base/clock.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- names ------------------------------------------------------------------------------ */

typedef struct name_lookup {
    char host[256];
    char port[8];
    int done_fd; /* readable when the answer is there */
    int result;
    struct addrinfo *found;
    atomic_int users; /* who goes last frees it */
} name_lookup;

static void release(name_lookup *lookup)
{
    if (atomic_fetch_sub(&lookup->users, 1) > 1)
        return;
    if (lookup->found)
        freeaddrinfo(lookup->found);
    close(lookup->done_fd);
    free(lookup);
}

static int resolve(name_lookup *lookup, int flags)
{
    struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = flags };
    return getaddrinfo(lookup->host, lookup->port, &hints, &lookup->found);
}

static void *resolve_aside(void *data)
{
    name_lookup *lookup = data;
    lookup->result = resolve(lookup, AI_ADDRCONFIG);
    uint64_t one = 1;
    ssize_t told = write(lookup->done_fd, &one, sizeof one);
    (void)told;
    release(lookup);
    return NULL;
}

static bool time_is_up(const wp_patience *patience)
{
    return patience->until <= wp_clock_ms();
}

static int step_ms(const wp_patience *patience)
{
    int64_t left = patience->until == INT64_MAX ? INT32_MAX : patience->until - wp_clock_ms();
    return left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
}

/* Until `fd` is ready. False: time is up, or cancelled. */
static bool wait_for(int fd, short events, const wp_patience *patience)
{
    struct pollfd polled[2] = { { .fd = fd, .events = events },
                                { .fd = patience->cancel ? patience->cancel->fd : -1, .events = POLLIN } };
    for (;;) {
        if (wp_cancelled(patience->cancel))
            return false;
        if (poll(polled, 2, step_ms(patience)) > 0 && polled[0].revents)
            return true;
        if (time_is_up(patience))
            return false;
    }
}

static bool fail_waiting(const wp_patience *patience, const char *what, wp_error *err)
{
    if (wp_cancelled(patience->cancel))
        return wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "cancelled");
    return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "%s", what);
}

/* Answered in *result: 0, or what getaddrinfo said. */
static bool look_up(name_lookup *lookup, const wp_patience *patience, wp_error *err)
{
    lookup->result = resolve(lookup, AI_NUMERICHOST); /* an address needs no resolver */
    if (lookup->result == 0)
        return true;
    pthread_t thread;
    atomic_fetch_add(&lookup->users, 1);
    if (pthread_create(&thread, NULL, resolve_aside, lookup) != 0) {
        atomic_fetch_sub(&lookup->users, 1);
        lookup->result = resolve(lookup, AI_ADDRCONFIG);
    } else {
        pthread_detach(thread);
        if (!wait_for(lookup->done_fd, POLLIN, patience)) {
            char text[400];
            snprintf(text, sizeof text, "the name %s could not be looked up in time", lookup->host);
            return fail_waiting(patience, text, err);
        }
    }
    if (lookup->result == 0)
        return true;
    return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the name %s is not known (%s)", lookup->host,
                   gai_strerror(lookup->result));
}

/* ---- addresses ------------------------------------------------------------------------------ */

static const char *cause(int error)
{
    switch (error) {
    case ECONNREFUSED:
        return "connection refused";
    case EHOSTUNREACH:
    case ENETUNREACH:
        return "no route to host";
    case ETIMEDOUT:
        return "timed out";
    default:
        return strerror(error);
    }
}

/* 0, or why not. */
static int try_address(const struct addrinfo *address, const wp_patience *patience, int *out)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, address->ai_protocol);
    if (fd < 0)
        return errno;
    int error = 0;
    socklen_t size = sizeof error;
    /* Keepalive is for what stands in between: it would forget a connection that is idle for long. */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &(int){ 1 }, sizeof(int));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &(int){ 60 }, sizeof(int));
    if (connect(fd, address->ai_addr, address->ai_addrlen) < 0) {
        error = errno;
        if (error == EINPROGRESS) {
            error = ETIMEDOUT;
            if (wait_for(fd, POLLOUT, patience) && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
                error = errno;
            if (error == ECONNRESET) /* it was connected, and let go at once: that is for whoever reads to tell */
                error = 0;
        }
    }
    if (error) {
        close(fd);
        return error;
    }
    *out = fd;
    return 0;
}

/* Each address gets its share of the time, so that a dead first one does not hide a good second. */
static bool try_all(name_lookup *lookup, const wp_patience *patience, int *out, wp_error *err)
{
    int error = 0, left = 0;
    for (struct addrinfo *at = lookup->found; at; at = at->ai_next)
        left++;
    for (struct addrinfo *at = lookup->found; at && !wp_cancelled(patience->cancel); at = at->ai_next, left--) {
        wp_patience share = *patience;
        if (patience->until != INT64_MAX)
            share.until = wp_clock_ms() + step_ms(patience) / left;
        error = try_address(at, &share, out);
        if (error == 0)
            return true;
    }
    char text[400];
    snprintf(text, sizeof text, "%s port %s: %s", lookup->host, lookup->port, cause(error));
    return fail_waiting(patience, text, err);
}

bool wp_dial(const char *host, int port, const wp_patience *patience, int *out, wp_error *err)
{
    name_lookup *lookup = calloc(1, sizeof *lookup);
    if (!lookup)
        abort();
    atomic_init(&lookup->users, 1);
    snprintf(lookup->host, sizeof lookup->host, "%s", host);
    snprintf(lookup->port, sizeof lookup->port, "%d", port);
    lookup->done_fd = eventfd(0, EFD_CLOEXEC);
    bool done = lookup->done_fd >= 0 ? look_up(lookup, patience, err) && try_all(lookup, patience, out, err)
                                     : wp_fail(err, WP_E_IO, WP_NO_MARK, "no descriptor left: %s", strerror(errno));
    release(lookup);
    return done;
}
