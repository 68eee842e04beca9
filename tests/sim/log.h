/*
 * Log lines, in the shape that recent versions of the client write:
 *
 *   I 2024-11-04 13:02:44.625 UTC 44 cluster.c:157] text req_id=Main
 *
 * on standard output, where `docker logs` finds them, and in a file.
 */
#ifndef SIM_LOG_H
#define SIM_LOG_H

#include "config.h"

typedef struct sim_log sim_log;

/* The file lies under config->root; a folder that is missing is made. */
sim_log *sim_log_open(const sim_config *config, const char *path);

/* level: 'D', 'I', 'W' or 'E'. */
void sim_log_line(sim_log *log, char level, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#define sim_say(app, level, ...) sim_log_line((app)->log, level, __FILE__, __LINE__, __VA_ARGS__)

/* mkdir -p for the folder that a file is to lie in. */
void sim_make_parents(const char *path);

#endif
