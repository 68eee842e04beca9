/*
 * Runs a program and catches what it says.
 *
 *   look up the program -> pipes -> fork -> (child) exec, or say why not
 *                                -> (parent) feed and read until all is closed
 *
 * The child is the first of a process group, so that at the limit its children
 * go with it. It reports a failed exec through a pipe that a good one closes.
 * A child that is gone while somebody it left behind still holds its pipes is
 * not waited for: what has arrived by then is the output.
 */
#include "base/process.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST_NAP_MS 50
#define LINGER_MS      2000 /* for what somebody left behind still says */
#define READ_SIZE      ((size_t)64 * 1024)

extern char **environ;

typedef struct pipe_ends {
    int read, write; /* -1: closed */
} pipe_ends;

typedef struct running {
    pid_t pid;
    pipe_ends in, out, err, report;
    int status;
    bool has_ended;
    bool is_killed; /* by us, for one of these: */
    bool timed_out;
    bool is_cancelled;
} running;

/* ---- before the fork ------------------------------------------------------ */

static const char *find_program(wp_arena *arena, const char *name)
{
    if (strchr(name, '/'))
        return name;
    const char *path = getenv("PATH");
    if (!path)
        path = "/usr/local/bin:/usr/bin:/bin";
    while (*path) {
        size_t len = strcspn(path, ":");
        const char *file = wp_path_join(arena, len ? wp_strndup(arena, path, len) : ".", name);
        if (access(file, X_OK) == 0 && wp_path_is_file(file))
            return file;
        path += len + (path[len] == ':');
    }
    return NULL;
}

static bool is_same_name(const char *a, const char *b)
{
    size_t len = strcspn(a, "=");
    return strncmp(a, b, len) == 0 && b[len] == '=';
}

/* Ours, without what is set anew, and that. */
static char **make_environment(wp_arena *arena, const char *const *added)
{
    size_t ours = 0, count = 0;
    while (environ[ours])
        ours++;
    while (added && added[count])
        count++;

    char **env = wp_new_array(arena, char *, ours + count + 1);
    size_t len = 0;
    for (size_t i = 0; i < ours; i++) {
        bool replaced = false;
        for (size_t j = 0; j < count && !replaced; j++)
            replaced = is_same_name(added[j], environ[i]);
        if (!replaced)
            env[len++] = environ[i];
    }
    for (size_t j = 0; j < count; j++)
        env[len++] = wp_strdup(arena, added[j]);
    return env;
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_pipe(pipe_ends *ends)
{
    close_end(&ends->read);
    close_end(&ends->write);
}

/* Both ends above the standard three, so that the child's dup2 can't step on one. */
static bool open_pipe(pipe_ends *ends)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        if (fds[i] > STDERR_FILENO)
            continue;
        int higher = fcntl(fds[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        close(fds[i]);
        fds[i] = higher;
    }
    *ends = (pipe_ends){ .read = fds[0], .write = fds[1] };
    return fds[0] >= 0 && fds[1] >= 0;
}

static bool open_pipes(const wp_process *process, running *child)
{
    if (!open_pipe(&child->report))
        return false;
    if (process->inherit_terminal)
        return true;
    return (!process->input.len || open_pipe(&child->in)) && open_pipe(&child->out) &&
           (process->merge_error || open_pipe(&child->err));
}

/* ---- in the child: nothing but what is safe after a fork ------------------- */

static bool connect_streams(const wp_process *process, const running *child)
{
    if (process->inherit_terminal)
        return true;
    int in = child->in.read >= 0 ? child->in.read : open("/dev/null", O_RDONLY | O_CLOEXEC);
    int err = process->merge_error ? child->out.write : child->err.write;
    if (in < 0 || (in == STDIN_FILENO ? fcntl(in, F_SETFD, 0) : dup2(in, STDIN_FILENO)) < 0)
        return false;
    return dup2(child->out.write, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0;
}

static void reset_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
}

_Noreturn static void become_program(const wp_process *process, const running *child, const char *program, char **env)
{
    if (!process->inherit_terminal)
        setpgid(0, 0);
    reset_signals();
    if (connect_streams(process, child) && (!process->dir || chdir(process->dir) == 0))
        execve(program, (char *const *)process->argv, env);
    int number = errno;
    ssize_t written = write(child->report.write, &number, sizeof number);
    _exit(written == (ssize_t)sizeof number ? 127 : 126);
}

/* ---- in the parent -------------------------------------------------------- */

/* The error number of a child that could not become its program, or 0. */
static int read_report(running *child)
{
    int number = 0;
    ssize_t got;
    close_end(&child->report.write);
    do
        got = read(child->report.read, &number, sizeof number);
    while (got < 0 && errno == EINTR);
    close_end(&child->report.read);
    return got == (ssize_t)sizeof number ? number : 0;
}

static void set_nonblocking(int fd)
{
    if (fd >= 0)
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* Reads what is there; closes the end when there will be no more. */
static void read_some(wp_buf *buf, int *fd)
{
    char bytes[READ_SIZE];
    ssize_t got = read(*fd, bytes, sizeof bytes);
    if (got > 0)
        wp_buf_add_n(buf, bytes, (size_t)got);
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        close_end(fd);
}

/* Writes what fits. A program that does not want more closes its end: no error of ours. */
static void write_some(wp_str *input, int *fd)
{
    ssize_t put = write(*fd, input->ptr, input->len);
    if (put > 0) {
        input->ptr += put;
        input->len -= (size_t)put;
    }
    if (!input->len || (put < 0 && errno != EAGAIN && errno != EINTR))
        close_end(fd);
}

static void check_ended(running *child)
{
    int status;
    if (child->has_ended || waitpid(child->pid, &status, WNOHANG) != child->pid)
        return;
    child->has_ended = true;
    child->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void kill_child(const wp_process *process, running *child)
{
    child->is_killed = true;
    kill(process->inherit_terminal ? child->pid : -child->pid, SIGKILL);
}

static int least_ms(int64_t a, int64_t b)
{
    return (int)(a < b ? a : b);
}

/* Feeds and reads whatever is ready within `ms`, or until the user wants to stop.
 * False: nothing was. */
static bool exchange(const wp_process *process, running *child, wp_str *input, wp_buf *out, wp_buf *err, int ms)
{
    struct pollfd fds[] = {
        { .fd = child->in.write, .events = POLLOUT },
        { .fd = child->out.read, .events = POLLIN },
        { .fd = child->err.read, .events = POLLIN },
        { .fd = process->cancel && !child->is_killed ? process->cancel->fd : -1, .events = POLLIN },
    };
    if (poll(fds, 4, ms) <= 0)
        return false;
    if (fds[0].revents)
        write_some(input, &child->in.write);
    if (fds[1].revents)
        read_some(out, &child->out.read);
    if (fds[2].revents)
        read_some(err, &child->err.read);
    return true;
}

/* Until the child has ended and its pipes are closed, or hold no more. */
static void attend(const wp_process *process, running *child, wp_buf *out, wp_buf *err)
{
    wp_str input = process->input;
    int64_t limit = process->timeout_ms > 0 ? wp_clock_ms() + process->timeout_ms : INT64_MAX;
    int64_t nap = 1, ended = 0;
    for (;;) {
        bool is_open = child->out.read >= 0 || child->err.read >= 0;
        bool was_ended = child->has_ended;
        int64_t now = wp_clock_ms(), left = limit - now;
        if (!child->is_killed && !child->has_ended && (left <= 0 || wp_cancelled(process->cancel))) {
            child->timed_out = left <= 0;
            child->is_cancelled = left > 0;
            kill_child(process, child);
        }
        if (child->is_killed)
            left = LONGEST_NAP_MS;
        bool was_busy = exchange(process, child, &input, out, err, was_ended ? 0 : least_ms(nap, left));
        check_ended(child);
        if (child->has_ended && !was_ended)
            ended = now;
        if (child->has_ended && (!is_open || (was_ended && (!was_busy || now - ended > LINGER_MS))))
            return;
        nap = was_busy ? 1 : least_ms(nap * 2, LONGEST_NAP_MS);
    }
}

/* Blocks SIGPIPE around `attend`, so that a program that closes its standard
 * input early is no death of ours; one that came meanwhile is taken away. */
static void attend_quietly(const wp_process *process, running *child, wp_buf *out, wp_buf *err)
{
    sigset_t pipe_signal, before, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    bool was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    attend(process, child, out, err);
    if (!was_pending) {
        struct timespec now = { 0 };
        while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR)
            ;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool start(wp_arena *arena, const wp_process *process, running *child, wp_error *err)
{
    const char *program = find_program(arena, process->argv[0]);
    if (!program)
        return wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "there is no program '%s' in PATH", process->argv[0]);
    if (process->dir && !wp_path_is_dir(process->dir))
        return wp_fail(err, WP_E_NOT_FOUND, WP_NO_MARK, "cannot run '%s' in %s: no such directory", process->argv[0],
                       process->dir);
    char **env = make_environment(arena, process->env);
    if (!open_pipes(process, child))
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot make a pipe: %s", strerror(errno));

    child->pid = fork();
    if (child->pid == 0)
        become_program(process, child, program, env);
    if (child->pid < 0)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot start '%s': %s", process->argv[0], strerror(errno));

    int number = read_report(child);
    if (number) {
        waitpid(child->pid, NULL, 0);
        return wp_fail(err, number == ENOENT ? WP_E_NOT_FOUND : WP_E_IO, WP_NO_MARK, "cannot run '%s': %s",
                       process->argv[0], strerror(number));
    }
    return true;
}

static bool finish(wp_arena *arena, const wp_process *process, running *child, wp_process_result *out, wp_error *err)
{
    close_end(&child->in.read);
    close_end(&child->out.write);
    close_end(&child->err.write);
    set_nonblocking(child->in.write);
    set_nonblocking(child->out.read);
    set_nonblocking(child->err.read);

    wp_buf out_text = wp_buf_new(arena), err_text = wp_buf_new(arena);
    attend_quietly(process, child, &out_text, &err_text);
    if (child->is_cancelled)
        return wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "'%s' was stopped", process->argv[0]);
    *out = (wp_process_result){
        .status = child->status,
        .timed_out = child->timed_out,
        .out = wp_buf_str(&out_text),
        .err = wp_buf_str(&err_text),
    };
    return true;
}

bool wp_process_run(wp_arena *arena, const wp_process *process, wp_process_result *out, wp_error *err)
{
    const pipe_ends closed = { .read = -1, .write = -1 };
    running child = { .in = closed, .out = closed, .err = closed, .report = closed };
    bool done = start(arena, process, &child, err) && finish(arena, process, &child, out, err);
    close_pipe(&child.in);
    close_pipe(&child.out);
    close_pipe(&child.err);
    close_pipe(&child.report);
    return done;
}
