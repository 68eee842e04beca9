/*
 * Each child is in a session of its own, its three streams are pipes, or one
 * terminal. A child that ends while another process keeps its streams open is
 * `exited`, and `closed` once both have reached their end: as over SSH.
 */
#include "connection/child.h"

#include "base/clock.h"
#include "connection/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { END_LIMIT_MS = 500 }; /* for one whose input has ended to end by itself */

struct wp_child {
    wp_channel base;
    wp_child *next;
    pid_t pid;
    int pid_fd; /* readable once it has ended; -1: the system has none, and it is asked from time to time */
    int fd[3];  /* our ends; -1: closed */
};

/* ---- start -------------------------------------------------------------------- */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
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

bool wp_child_start(wp_children *children, const wp_child_program *program, wp_channel **out, wp_error *err)
{
    int ours[3] = { -1, -1, -1 }, theirs[3] = { -1, -1, -1 };
    char terminal[64];
    pid_t pid = -1;
    int error = make_streams(ours, theirs, program->pty ? terminal : NULL, sizeof terminal);
    if (error == 0)
        error = wp_spawn(&pid, program->argv, program->dir, theirs, program->pty ? terminal : NULL);
    for (int i = 0; i < 3; i++)
        close_fd(&theirs[i]);
    if (error) {
        for (int i = 0; i < 3; i++)
            close_fd(&ours[i]);
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot start %s%s%s: %s", program->what,
                       program->dir ? " in " : "", program->dir ? program->dir : "", strerror(error));
    }

    wp_child *child = calloc(1, sizeof *child);
    if (!child)
        abort();
    child->base.status = -1;
    child->pid = pid;
    child->pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    for (int i = 0; i < 3; i++) {
        child->fd[i] = ours[i];
        if (ours[i] >= 0)
            fcntl(ours[i], F_SETFL, O_NONBLOCK);
    }
    child->next = children->first;
    children->first = child;
    *out = &child->base;
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

long wp_child_write(void *state, wp_channel *base, const char *bytes, size_t len)
{
    wp_children *children = state;
    wp_child *child = (wp_child *)base;
    if (child->fd[0] < 0)
        return -1;
    ssize_t count = write_quietly(child->fd[0], bytes, len);
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    children->stats->bytes_out += (uint64_t)count;
    return count;
}

void wp_child_send_eof(void *state, wp_channel *base)
{
    (void)state;
    close_fd(&((wp_child *)base)->fd[0]);
}

/* ---- wait -------------------------------------------------------------------------- */

enum { CHILD_FDS = 4, FEW = 4 };

static void reap(wp_child *child)
{
    int status = 0;
    if (child->base.exited || waitpid(child->pid, &status, WNOHANG) != child->pid)
        return;
    child->base.exited = true;
    child->base.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    close_fd(&child->pid_fd);
}

static void take_bytes(wp_children *children, wp_child *child, int stream)
{
    char bytes[65536];
    int *fd = &child->fd[1 + stream];
    ssize_t count = read(*fd, bytes, sizeof bytes);
    if (count > 0) {
        children->stats->bytes_in += (uint64_t)count;
        if (child->base.on_bytes)
            child->base.on_bytes(child->base.data, stream, bytes, (size_t)count);
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
        close_fd(fd);
    }
}

bool wp_child_has_ended(wp_channel *base, int limit_ms)
{
    wp_child *child = (wp_child *)base;
    if (!base->exited && child->pid_fd >= 0)
        poll(&(struct pollfd){ .fd = child->pid_fd, .events = POLLIN }, 1, limit_ms);
    reap(child);
    return base->exited;
}

bool wp_child_any_failed(const wp_children *children, int status)
{
    for (const wp_child *child = children->first; child; child = child->next)
        if (child->base.exited && child->base.status == status)
            return true;
    return false;
}

static bool is_done(const wp_child *child)
{
    return child->base.exited && child->fd[1] < 0 && child->fd[2] < 0;
}

static struct pollfd watch(int fd, short events)
{
    return (struct pollfd){ .fd = fd, .events = events };
}

/* The rows of `polled` belong to the children in their order, the last one to the wish to stop. */
static int watch_all(wp_children *children, struct pollfd *polled, const wp_channel *writing,
                     const wp_patience *patience, int64_t *step)
{
    int count = 0;
    for (wp_child *child = children->first; child; child = child->next) {
        polled[count++] = watch(&child->base == writing ? child->fd[0] : -1, POLLOUT);
        polled[count++] = watch(child->fd[1], POLLIN);
        polled[count++] = watch(child->fd[2], POLLIN);
        polled[count++] = watch(child->pid_fd, POLLIN);
        if (!child->base.exited && child->pid_fd < 0 && *step > 20)
            *step = 20;
    }
    polled[count++] = watch(patience->cancel ? patience->cancel->fd : -1, POLLIN);
    return count;
}

bool wp_child_wait(void *state, wp_channel *writing, const wp_patience *patience, wp_error *err)
{
    wp_children *children = state;
    size_t all = 0;
    for (wp_child *child = children->first; child; child = child->next)
        all++;
    struct pollfd few[CHILD_FDS * FEW + 1];
    struct pollfd *polled = all <= FEW ? few : calloc(all * CHILD_FDS + 1, sizeof *polled);
    if (!polled)
        abort();

    bool done = false;
    if (wp_cancelled(patience->cancel)) {
        wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "cancelled");
        goto out;
    }
    int64_t step = patience->until == INT64_MAX ? INT32_MAX : patience->until - wp_clock_ms();
    step = step < 0 ? 0 : step > INT32_MAX ? INT32_MAX : step;
    int count = watch_all(children, polled, writing, patience, &step);
    poll(polled, (nfds_t)count, (int)step);

    struct pollfd *row = polled;
    for (wp_child *child = children->first; child; child = child->next, row += CHILD_FDS) {
        for (int stream = 0; stream < 2; stream++)
            if (row[1 + stream].revents)
                take_bytes(children, child, stream);
        if (row[3].revents || child->pid_fd < 0)
            reap(child);
        child->base.closed = is_done(child);
    }
    done = true;
out:
    if (polled != few)
        free(polled);
    return done;
}

/* ---- end --------------------------------------------------------------------------- */

void wp_child_kill(void *state, wp_channel *base)
{
    (void)state;
    wp_child *child = (wp_child *)base;
    if (!child->base.exited)
        kill(-child->pid, SIGKILL);
}

/* A shell ends by itself once its input does; one that is busy is not waited for longer than a moment. */
void wp_child_stop(void *state, wp_channel *base)
{
    wp_children *children = state;
    wp_child *child = (wp_child *)base;
    for (int i = 0; i < 3; i++)
        close_fd(&child->fd[i]);
    for (int i = 0; i < 50 && !child->base.exited; i++) {
        struct pollfd end = watch(child->pid_fd, POLLIN);
        poll(&end, 1, child->pid_fd < 0 ? END_LIMIT_MS / 50 : END_LIMIT_MS);
        reap(child);
        if (child->pid_fd >= 0)
            break;
    }
    if (!child->base.exited) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
    }
    close_fd(&child->pid_fd);
    for (wp_child **at = &children->first; *at; at = &(*at)->next) {
        if (*at == child) {
            *at = child->next;
            break;
        }
    }
    free(child);
}

void wp_child_stop_all(wp_children *children)
{
    while (children->first)
        wp_child_stop(children, &children->first->base);
}
