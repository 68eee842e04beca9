/* Questions go to /dev/tty, so that they work where standard input is something else. */
#include "cli/terminal.h"

#include "base/cancel.h"
#include "output/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int wp_terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

bool wp_terminal_is_out(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

static void write_all(int fd, wp_str text)
{
    while (text.len > 0) {
        ssize_t written = write(fd, text.ptr, text.len);
        if (written <= 0)
            return; /* nobody reads it */
        text.ptr += written;
        text.len -= (size_t)written;
    }
}

void wp_terminal_print(wp_str text)
{
    write_all(STDOUT_FILENO, text);
}

void wp_terminal_page(wp_str text)
{
    const char *pager = getenv("PAGER");
    FILE *pipe = NULL;
    if (wp_terminal_is_out() && (pager == NULL || pager[0] != '\0'))
        pipe = popen(pager != NULL ? pager : "less -FRX 2>/dev/null || cat", "w");
    if (pipe == NULL) {
        wp_terminal_print(text);
        return;
    }
    if (fwrite(text.ptr, 1, text.len, pipe) < text.len)
        clearerr(pipe); /* the user has seen enough */
    pclose(pipe);
}

void wp_terminal_note(const char *text)
{
    write_all(STDERR_FILENO, wp_str_of(text));
}

void wp_terminal_error(wp_arena *arena, const wp_error *err)
{
    write_all(STDERR_FILENO, wp_error_show(arena, err, isatty(STDERR_FILENO) == 1));
}

/* Until the user types, or wants to stop: a signal may come to another thread. */
static bool awaits_input(int fd, const wp_cancel *cancel)
{
    struct pollfd both[] = { { .fd = fd, .events = POLLIN }, { .fd = cancel != NULL ? cancel->fd : -1, .events = POLLIN } };
    while (poll(both, 2, -1) < 0)
        if (errno != EINTR || wp_cancelled(cancel) || cancel == NULL)
            return false;
    return both[1].revents == 0;
}

static bool read_line(int fd, const wp_cancel *cancel, char *line, size_t size)
{
    size_t len = 0;
    for (;;) {
        char c;
        if (!awaits_input(fd, cancel) || read(fd, &c, 1) <= 0)
            return false;
        if (c == '\n')
            break;
        if (len + 1 < size)
            line[len++] = c;
    }
    line[len] = '\0';
    return true;
}

bool wp_terminal_ask(void *cancel, const char *text, bool is_private, wp_arena *arena, const char **answer)
{
    struct termios old, quiet;
    char line[4096];
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool has_modes = tcgetattr(fd, &old) == 0;
    if (has_modes && is_private) {
        quiet = old;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(fd, TCSAFLUSH, &quiet);
    }
    dprintf(fd, "%s: ", text);
    bool done = read_line(fd, cancel, line, sizeof line);
    if (has_modes && is_private) {
        tcsetattr(fd, TCSAFLUSH, &old);
        dprintf(fd, "\n");
    }
    close(fd);
    if (done)
        *answer = wp_strdup(arena, line);
    explicit_bzero(line, sizeof line);
    return done;
}
