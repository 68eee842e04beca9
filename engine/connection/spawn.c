/* Signals are as at start, descriptors above the three are closed. */
#include "connection/spawn.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* A terminal is the session's own, as the first one that it opens. */
static void hand_streams(posix_spawn_file_actions_t *files, const int streams[3], const char *terminal)
{
    if (terminal)
        posix_spawn_file_actions_addopen(files, 0, terminal, O_RDWR, 0);
    for (int i = 0; i < 3; i++)
        if (!terminal || i > 0)
            posix_spawn_file_actions_adddup2(files, terminal ? 0 : streams[i], i);
    posix_spawn_file_actions_addclosefrom_np(files, 3);
}

int wp_spawn(pid_t *pid, const char *const *argv, const char *dir, const int streams[3], const char *terminal)
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
    hand_streams(&files, streams, terminal);
    if (dir)
        posix_spawn_file_actions_addchdir_np(&files, dir);
    int error = posix_spawnp(pid, argv[0], &files, &attributes, (char *const *)argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

int wp_spawn_on_socket(pid_t *pid, const char *const *argv, int *fd)
{
    int ends[2] = { -1, -1 };
    int errors = open("/dev/null", O_WRONLY | O_CLOEXEC), error;
    if (errors >= 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0)
        error = wp_spawn(pid, argv, NULL, (const int[]){ ends[1], ends[1], errors }, NULL);
    else
        error = errno;
    if (errors >= 0)
        close(errors);
    if (ends[1] >= 0)
        close(ends[1]);
    if (error) {
        *pid = 0;
        if (ends[0] >= 0)
            close(ends[0]);
        return error;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *fd = ends[0];
    return 0;
}

static bool has_ended(pid_t pid)
{
    return waitpid(pid, NULL, WNOHANG) != 0;
}

void wp_spawn_end(pid_t *pid)
{
    if (*pid <= 0)
        return;
    bool is_over = has_ended(*pid);
    for (int i = 0; i < 20 && !is_over; i++) {
        if (i == 5)
            kill(-*pid, SIGTERM);
        wp_sleep_ms(i < 5 ? 2 : 10);
        is_over = has_ended(*pid);
    }
    if (!is_over) {
        kill(-*pid, SIGKILL);
        waitpid(*pid, NULL, 0);
    }
    *pid = 0;
}
