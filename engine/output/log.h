/*
 * The log of a run: a file to which is appended what is shown, past the redactor, without colours and lines of
 * progress; each text with time, process and user in front. The format is that of Ansible's log_path.
 */
#ifndef WP_OUTPUT_LOG_H
#define WP_OUTPUT_LOG_H

#include <waplay/error.h>

typedef struct wp_log wp_log;

bool wp_log_open(wp_arena *arena, const char *path, wp_log **out, wp_error *err);
void wp_log_close(wp_log *log); /* NULL: nothing */
void wp_log_add(wp_log *log, wp_arena *arena, wp_str text);

#endif
