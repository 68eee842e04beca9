/*
 * The output of a run: a stream of events goes to any number of writers, past the
 * redactor. One thread emits at a time (a lock sees to it), so progress of jobs may
 * come from their own threads.
 */
#ifndef WP_OUTPUT_OUTPUT_H
#define WP_OUTPUT_OUTPUT_H

#include "output/event.h"

typedef struct wp_output wp_output;

typedef struct wp_output_options {
    const char *callback;   /* "default", "jsonl", "minimal", "oneline"; NULL: default */
    bool color;
    bool terminal;          /* standard output is one: progress lines may be overwritten */
    int width;              /* columns; 0: 80 */
    int verbosity;          /* -v ... -vvvv */
    bool show_skipped;      /* display_skipped_hosts */
    bool show_ok;           /* display_ok_hosts */
    bool show_custom_stats; /* what set_stats gathered stands below the recap */
    int diff_context;       /* how many lines a diff shows around a change; 0: 3; negative: none */
    const char *log;        /* a file to which all that is shown is appended; NULL: none */
    const char *tree;       /* a directory that gets the result of each host as a file; NULL: none */
    void *data;
    /* Where text goes: fd 1 or 2. NULL: the real ones. */
    void (*write)(void *data, int fd, wp_str text);
} wp_output_options;

/* NULL options: the defaults. A callback that is unknown is an error with the nearest name. */
bool wp_output_new(const wp_output_options *options, wp_output **out, wp_error *err);
void wp_output_free(wp_output *output);
void wp_output_emit(wp_output *output, const wp_event *event);
/* From now on this text is shown nowhere; short ones (under 3 bytes) are ignored. */
void wp_output_secret(wp_output *output, wp_str text);
/* What the redactor makes of a text or value; for writers and for what leaves the program elsewhere. */
wp_str wp_output_redact(wp_arena *arena, wp_output *output, wp_str text);
wp_value wp_output_redact_value(wp_arena *arena, wp_output *output, wp_value value);

/* An error as the user sees it: text, file, line, the line itself with a caret, the hint. */
wp_str wp_error_show(wp_arena *arena, const wp_error *error, bool color);
/* A unified diff as --diff shows it. */
wp_str wp_unified_diff(wp_arena *arena, const char *before_name, wp_str before, const char *after_name, wp_str after,
                       size_t context, bool color);

#endif
