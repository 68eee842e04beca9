/*
 * The local kind: a command is a child of ours, in a session of its own, its
 * three streams are pipes. It is the same as over SSH otherwise, down to the
 * order of things: a child that ends while another process keeps its streams
 * open is `exited`, and `closed` once both have reached their end.
 */
#include "connection/transport.h"
#include "connection/tunnel.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

typedef struct local_channel {
    wp_channel base;
    struct local_channel *next;
    pid_t pid;
    int pid_fd; /* readable once it has ended; -1: the system has none, and it is asked from time to time */
    int fd[3];  /* our ends; -1: closed */
} local_channel;

typedef struct local {
    const wp_connection_options *options;
    wp_connection_stats *stats;
    local_channel *channels;
    char user[256];
} local;

void *wp_local_new(wp_arena *arena, const wp_connection_options *options, wp_connection_stats *stats)
{
    local *state = wp_new(arena, local);
    state->options = options;
    state->stats = stats;
    return state;
}

static bool connect_local(void *data, wp_error *err)
{
    (void)err;
    local *state = data;
    char room[4096];
    struct passwd entry, *found = NULL;
    if (getpwuid_r(geteuid(), &entry, room, sizeof room, &found) == 0 && found)
        snprintf(state->user, sizeof state->user, "%s", found->pw_name);
    else
        snprintf(state->user, sizeof state->user, "%u", (unsigned)geteuid());
    return true;
}

static const char *local_user(void *data)
{
    return ((local *)data)->user;
}

/* ---- start -------------------------------------------------------------------- */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* In a session of its own, nothing inherited but the three streams: signals as at start, no other descriptor.
 * With a terminal that one is all three, and as the first that the session opens it is the session's own. */
static int spawn(pid_t *pid, const char *command, const char *dir, const int theirs[3], const char *terminal)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    if (terminal)
        posix_spawn_file_actions_addopen(&files, 0, terminal, O_RDWR, 0);
    for (int i = 0; i < 3; i++)
        if (!terminal || i > 0)
            posix_spawn_file_actions_adddup2(&files, terminal ? 0 : theirs[i], i);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    if (dir)
        posix_spawn_file_actions_addchdir_np(&files, dir);

    char *const argv[] = { "sh", "-c", (char *)command, NULL };
    int error = posix_spawn(pid, "/bin/sh", &files, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

/* Above the three standard numbers, so that dup2 in the child can't hit it. */
static int move_up(int fd)
{
    if (fd < 0 || fd > 2)
        return fd;
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    close(fd);
    return moved;
}

static bool make_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    for (int i = 0; i < 2; i++)
        ends[i] = move_up(ends[i]);
    return ends[0] >= 0 && ends[1] >= 0;
}

/* Our ends in ours[], theirs in theirs[], or the name of a terminal whose other side is ours. 0, or why not. */
static int make_streams(int ours[3], int theirs[3], char *terminal, size_t size)
{
    int ends[2];
    if (terminal) {
        ours[0] = move_up(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
        if (ours[0] < 0 || grantpt(ours[0]) < 0 || unlockpt(ours[0]) < 0 || ptsname_r(ours[0], terminal, size) != 0)
            return errno;
        ours[1] = fcntl(ours[0], F_DUPFD_CLOEXEC, 3);
        return ours[1] < 0 ? errno : 0;
    }
    for (int i = 0; i < 3; i++) {
        if (!make_pipe(ends))
            return errno;
        ours[i] = ends[i == 0 ? 1 : 0];
        theirs[i] = ends[i == 0 ? 0 : 1];
    }
    return 0;
}

static bool start_local(void *data, const char *command, bool pty, const wp_patience *patience, wp_channel **out,
                        wp_error *err)
{
    (void)patience;
    local *state = data;
    int ours[3] = { -1, -1, -1 }, theirs[3] = { -1, -1, -1 };
    char terminal[64];
    pid_t pid = -1;
    int error = make_streams(ours, theirs, pty ? terminal : NULL, sizeof terminal);
    if (error == 0)
        error = spawn(&pid, command, state->options->dir, theirs, pty ? terminal : NULL);
    for (int i = 0; i < 3; i++)
        close_fd(&theirs[i]);
    if (error) {
        for (int i = 0; i < 3; i++)
            close_fd(&ours[i]);
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot start a shell%s%s: %s", state->options->dir ? " in " : "",
                       state->options->dir ? state->options->dir : "", strerror(error));
    }

    local_channel *channel = calloc(1, sizeof *channel);
    if (!channel)
        abort();
    channel->base.status = -1;
    channel->pid = pid;
    channel->pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    for (int i = 0; i < 3; i++) {
        channel->fd[i] = ours[i];
        if (ours[i] >= 0)
            fcntl(ours[i], F_SETFL, O_NONBLOCK);
    }
    channel->next = state->channels;
    state->channels = channel;
    *out = &channel->base;
    return true;
}

/* ---- bytes in -------------------------------------------------------------------- */

/* A pipe without a reader must not raise a signal: a room can't say what the program does with those. */
static ssize_t write_quietly(int fd, const char *bytes, size_t len)
{
    sigset_t broken, before, pending;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &broken, &before);
    ssize_t count = write(fd, bytes, len);
    int error = errno;
    if (count < 0 && error == EPIPE && !sigismember(&pending, SIGPIPE))
        sigtimedwait(&broken, NULL, &(struct timespec){ 0 });
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return count;
}

static long write_local(void *data, wp_channel *base, const char *bytes, size_t len)
{
    local *state = data;
    local_channel *channel = (local_channel *)base;
    if (channel->fd[0] < 0)
        return -1;
    ssize_t count = write_quietly(channel->fd[0], bytes, len);
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    state->stats->bytes_out += (uint64_t)count;
    return count;
}

static void send_eof_local(void *data, wp_channel *base)
{
    (void)data;
    close_fd(&((local_channel *)base)->fd[0]);
}

/* ---- wait -------------------------------------------------------------------------- */

enum { CHANNEL_FDS = 4 };

static void reap(local_channel *channel)
{
    int status = 0;
    if (channel->base.exited || waitpid(channel->pid, &status, WNOHANG) != channel->pid)
        return;
    channel->base.exited = true;
    channel->base.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    close_fd(&channel->pid_fd);
}

static void take_bytes(local *state, local_channel *channel, int stream)
{
    char bytes[65536];
    int *fd = &channel->fd[1 + stream];
    ssize_t count = read(*fd, bytes, sizeof bytes);
    if (count > 0) {
        state->stats->bytes_in += (uint64_t)count;
        if (channel->base.on_bytes)
            channel->base.on_bytes(channel->base.data, stream, bytes, (size_t)count);
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
        close_fd(fd);
    }
}

static bool is_done(const local_channel *channel)
{
    return channel->base.exited && channel->fd[1] < 0 && channel->fd[2] < 0;
}

static struct pollfd watch(int fd, short events)
{
    return (struct pollfd){ .fd = fd, .events = events };
}

/* The rows of `polled` belong to the channels in their order, the last one to the wish to stop. */
static int watch_all(local *state, struct pollfd *polled, const wp_channel *writing, const wp_patience *patience,
                     int64_t *step)
{
    int count = 0;
    for (local_channel *channel = state->channels; channel; channel = channel->next) {
        polled[count++] = watch(&channel->base == writing ? channel->fd[0] : -1, POLLOUT);
        polled[count++] = watch(channel->fd[1], POLLIN);
        polled[count++] = watch(channel->fd[2], POLLIN);
        polled[count++] = watch(channel->pid_fd, POLLIN);
        if (!channel->base.exited && channel->pid_fd < 0 && *step > 20)
            *step = 20;
    }
    polled[count++] = watch(patience->cancel ? patience->cancel->fd : -1, POLLIN);
    return count;
}

static bool wait_local(void *data, wp_channel *writing, const wp_patience *patience, wp_error *err)
{
    local *state = data;
    size_t channels = 0;
    for (local_channel *channel = state->channels; channel; channel = channel->next)
        channels++;
    struct pollfd few[CHANNEL_FDS * 4 + 1];
    struct pollfd *polled = channels <= 4 ? few : calloc(channels * CHANNEL_FDS + 1, sizeof *polled);
    if (!polled)
        abort();

    bool done = false;
    if (wp_cancelled(patience->cancel)) {
        wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "cancelled");
        goto out;
    }
    int64_t step = patience->until == INT64_MAX ? INT32_MAX : patience->until - wp_clock_ms();
    step = step < 0 ? 0 : step > INT32_MAX ? INT32_MAX : step;
    int count = watch_all(state, polled, writing, patience, &step);
    poll(polled, (nfds_t)count, (int)step);

    struct pollfd *row = polled;
    for (local_channel *channel = state->channels; channel; channel = channel->next, row += CHANNEL_FDS) {
        for (int stream = 0; stream < 2; stream++)
            if (row[1 + stream].revents)
                take_bytes(state, channel, stream);
        if (row[3].revents || channel->pid_fd < 0)
            reap(channel);
        channel->base.closed = is_done(channel);
    }
    done = true;
out:
    if (polled != few)
        free(polled);
    return done;
}

/* ---- end --------------------------------------------------------------------------- */

static void kill_local(void *data, wp_channel *base)
{
    (void)data;
    local_channel *channel = (local_channel *)base;
    if (!channel->base.exited)
        kill(-channel->pid, SIGKILL);
}

/* A shell ends by itself once its input does; one that is busy is not waited for longer than a moment. */
static void stop_local(void *data, wp_channel *base)
{
    local *state = data;
    local_channel *channel = (local_channel *)base;
    for (int i = 0; i < 3; i++)
        close_fd(&channel->fd[i]);
    for (int i = 0; i < 50 && !channel->base.exited; i++) {
        struct pollfd end = watch(channel->pid_fd, POLLIN);
        poll(&end, 1, channel->pid_fd < 0 ? 10 : 500);
        reap(channel);
        if (channel->pid_fd >= 0)
            break;
    }
    if (!channel->base.exited) {
        kill(channel->pid, SIGKILL);
        waitpid(channel->pid, NULL, 0);
    }
    close_fd(&channel->pid_fd);
    for (local_channel **at = &state->channels; *at; at = &(*at)->next) {
        if (*at == channel) {
            *at = channel->next;
            break;
        }
    }
    free(channel);
}

static void disconnect_local(void *data)
{
    local *state = data;
    while (state->channels)
        stop_local(state, &state->channels->base);
}

static bool tunnel_local(void *data, const char *host, int port, wp_tunnel **out, wp_error *err)
{
    local *state = data;
    return wp_tunnel_direct(host, port, state->options, out, err);
}

const wp_transport wp_transport_local = {
    .kind = "local",
    .connect = connect_local,
    .start = start_local,
    .write = write_local,
    .send_eof = send_eof_local,
    .wait = wait_local,
    .stop = stop_local,
    .kill = kill_local,
    .tunnel = tunnel_local,
    .user = local_user,
    .disconnect = disconnect_local,
    .free = disconnect_local,
};
