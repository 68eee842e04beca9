/*
 * Temporary files of the control machine: /tmp/waplay-PID-XXXXXX, removed when their
 * job ends. Those of a run that was killed are swept by the next that needs one: no
 * process has their number, and nobody has written to them for a while (a container
 * may share the directory and not the numbers).
 */
#include "module/job.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SURELY_LEFT = 10 * 60 }; /* seconds */

static const char prefix[] = "waplay-";

static bool is_left(const char *name, const struct stat *info)
{
    char *end;
    long pid = strtol(name + strlen(prefix), &end, 10);
    return pid > 0 && *end == '-' && S_ISREG(info->st_mode) && info->st_uid == geteuid() &&
           time(NULL) - info->st_mtime > SURELY_LEFT && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

static void sweep(const char *path)
{
    struct stat info;
    const struct dirent *entry;
    DIR *dir = opendir(path);
    if (!dir)
        return;
    while ((entry = readdir(dir)) != NULL) {
        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
            continue;
        if (fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && is_left(entry->d_name, &info))
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
}

/* A run looks once: the directory may be large, and be asked for often. */
static void sweep_once(wp_job *job, const char *dir)
{
    static const char key[] = "temporary files of killed runs";
    if (wp_job_share_begin(job, key).len == 0)
        sweep(dir);
    wp_job_share_end(job, key, wp_str_of("swept"));
}

bool wp_job_temporary(wp_job *job, const char **path, wp_error *err)
{
    const char *wished = getenv("TMPDIR"), *dir = wished && *wished ? wished : "/tmp";
    char *name = wp_printf(job->arena, "%s/%s%ld-XXXXXX", dir, prefix, (long)getpid());
    sweep_once(job, dir);
    int fd = mkstemp(name);
    if (fd < 0)
        return wp_fail(err, WP_E_IO, WP_NO_MARK, "cannot make a temporary file %s: %s", name, strerror(errno));
    close(fd);
    wp_list_push(job->arena, job->temporaries, wp_string(job->arena, name));
    *path = name;
    return true;
}
