/* Log lines to standard output and to a file. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct sim_log {
    FILE *file;
};

void sim_make_parents(const char *path)
{
    char folder[SIM_PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(folder, 0755);
        *slash = '/';
    }
}

sim_log *sim_log_open(const sim_config *config, const char *path)
{
    char full[SIM_PATH_MAX];
    snprintf(full, sizeof full, "%s%s", config->root, path);
    sim_make_parents(full);
    sim_log *log = calloc(1, sizeof *log);
    if (!log)
        abort();
    log->file = fopen(full, "ae");
    return log;
}

void sim_log_line(sim_log *log, char level, const char *file, int line, const char *format, ...)
{
    char text[1024], stamp[32], whole[1400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);

    struct timeval now;
    struct tm utc;
    gettimeofday(&now, NULL);
    strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S", gmtime_r(&now.tv_sec, &utc));
    const char *slash = strrchr(file, '/');
    snprintf(whole, sizeof whole, "%c %s.%03d UTC %d %s:%d] %s req_id=Main\n", level, stamp,
             (int)(now.tv_usec / 1000), (int)getpid(), slash ? slash + 1 : file, line, text);

    fputs(whole, stdout);
    fflush(stdout);
    if (log->file) {
        fputs(whole, log->file);
        fflush(log->file);
    }
}
