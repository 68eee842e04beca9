/* One write a text, so that runs which share a log don't mix their lines. */
#include "output/log.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

struct wp_log {
    int fd;
    const char *user;
};

static const char *name_of_user(wp_arena *arena)
{
    char text[1024];
    struct passwd user, *found = NULL;
    if (getpwuid_r(geteuid(), &user, text, sizeof text, &found) != 0 || found == NULL)
        return wp_printf(arena, "%u", (unsigned)geteuid());
    return wp_strdup(arena, found->pw_name);
}

bool wp_log_open(wp_arena *arena, const char *path, wp_log **out, wp_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) {
        wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot write the log %s: %s", path, strerror(errno));
        return wp_hint(err, "log_path, or ANSIBLE_LOG_PATH, names it");
    }
    wp_log *log = wp_new(arena, wp_log);
    *log = (wp_log){ .fd = fd, .user = name_of_user(arena) };
    *out = log;
    return true;
}

void wp_log_close(wp_log *log)
{
    if (log != NULL)
        close(log->fd);
}

/* Without colours: ESC [ numbers letter. */
static void add_plain(wp_buf *line, wp_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\033') {
            wp_buf_char(line, text.ptr[i]);
            continue;
        }
        while (i + 1 < text.len && strchr("[;0123456789", text.ptr[i + 1]) != NULL)
            i++;
        i++;
    }
}

void wp_log_add(wp_log *log, wp_arena *arena, wp_str text)
{
    bool is_progress = text.len == 0 || text.ptr[text.len - 1] != '\n';
    while (text.len > 0 && text.ptr[0] == '\n')
        text = wp_str_slice(text, 1, text.len);
    if (is_progress || text.len == 0)
        return;
    double now = wp_clock_seconds();
    wp_buf line = wp_buf_new(arena);
    wp_buf_printf(&line, "%s,%03d p=%ld u=%s n=waplay | ", wp_time_format(arena, now, false, "%Y-%m-%d %H:%M:%S"),
                  (int)((now - (double)(int64_t)now) * 1000), (long)getpid(), log->user);
    add_plain(&line, text);
    wp_str all = wp_buf_str(&line);
    ssize_t written = write(log->fd, all.ptr, all.len);
    (void)written; /* a full disk must not end the run */
}
