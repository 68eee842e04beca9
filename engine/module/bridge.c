/*
 *   curl --> abstract socket, accepted once --> thread --> fd of the tunnel
 *
 * The kernel chooses the name, so that no two can meet. Another process that finds
 * it gets nowhere: whoever connects must be this process. Each direction ends for
 * itself, so that what was sent last arrives.
 */
#include "module/bridge.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct wp_bridge {
    int listener, far, stop[2];
    pthread_t thread;
    const char *name;
};

static bool is_own(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.pid == getpid();
}

static bool send_all(int to, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(to, bytes, len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes += sent;
        len -= (size_t)sent;
    }
    return true;
}

/* False at the end of this direction, which the other side is told. */
static bool carry(int from, int to)
{
    char bytes[16384];
    ssize_t got = recv(from, bytes, sizeof bytes, 0);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (got > 0 && send_all(to, bytes, (size_t)got))
        return true;
    shutdown(to, SHUT_WR);
    return false;
}

static void carry_both(int near, int far, int stop)
{
    struct pollfd ends[] = { { .fd = near, .events = POLLIN },
                             { .fd = far, .events = POLLIN },
                             { .fd = stop, .events = POLLIN } };
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (poll(ends, 3, -1) < 0 && errno != EINTR)
            return;
        if (ends[2].revents)
            return;
        if (ends[0].revents && !carry(near, far))
            ends[0].fd = -1;
        if (ends[1].revents && !carry(far, near))
            ends[1].fd = -1;
    }
}

static void *run(void *data)
{
    wp_bridge *bridge = data;
    struct pollfd ready[] = { { .fd = bridge->listener, .events = POLLIN },
                              { .fd = bridge->stop[0], .events = POLLIN } };
    while (poll(ready, 2, -1) > 0 && !ready[1].revents) {
        int near = accept(bridge->listener, NULL, NULL);
        if (near < 0)
            continue;
        bool own = is_own(near);
        if (own)
            carry_both(near, bridge->far, bridge->stop[0]);
        close(near);
        if (own)
            break;
    }
    return NULL;
}

/* An abstract address is a NUL and a name; none given, the kernel makes one. */
static bool listen_somewhere(wp_arena *arena, wp_bridge *bridge)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    socklen_t len = sizeof address;
    bridge->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bridge->listener < 0 || bind(bridge->listener, (struct sockaddr *)&address, sizeof(sa_family_t)) != 0 ||
        listen(bridge->listener, 4) != 0 || getsockname(bridge->listener, (struct sockaddr *)&address, &len) != 0)
        return false;
    size_t from = offsetof(struct sockaddr_un, sun_path) + 1;
    bridge->name = wp_strndup(arena, address.sun_path + 1, len > from ? len - from : 0);
    return true;
}

bool wp_bridge_open(wp_arena *arena, int fd, wp_bridge **out, wp_error *err)
{
    wp_bridge *bridge = wp_new(arena, wp_bridge);
    *bridge = (wp_bridge){ .listener = -1, .far = fd, .stop = { -1, -1 } };
    if (listen_somewhere(arena, bridge) && pipe(bridge->stop) == 0 &&
        pthread_create(&bridge->thread, NULL, run, bridge) == 0) {
        *out = bridge;
        return true;
    }
    wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot lead a connection through the host: %s", strerror(errno));
    for (int i = 0; i < 2; i++)
        if (bridge->stop[i] >= 0)
            close(bridge->stop[i]);
    if (bridge->listener >= 0)
        close(bridge->listener);
    return false;
}

const char *wp_bridge_name(const wp_bridge *bridge)
{
    return bridge->name;
}

void wp_bridge_close(wp_bridge *bridge)
{
    if (!bridge)
        return;
    close(bridge->stop[1]); /* its other end becomes readable */
    pthread_join(bridge->thread, NULL);
    close(bridge->stop[0]);
    close(bridge->listener);
}
