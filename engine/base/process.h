/* Runs a program of the control machine: argv, no shell in between. */
#ifndef WP_BASE_PROCESS_H
#define WP_BASE_PROCESS_H

#include <waplay/error.h>
#include "base/cancel.h"

typedef struct wp_process {
    const char *const *argv; /* ends in NULL; argv[0] is looked up in PATH */
    const char *const *env;  /* NULL: as ours; else "NAME=value" entries to add, ends in NULL */
    const char *dir;         /* NULL: here */
    wp_str input;            /* its standard input; empty: /dev/null */
    bool merge_error;        /* standard error into `out` */
    bool inherit_terminal;   /* the program talks to the user itself; nothing is caught */
    int timeout_ms;          /* 0: none. At the limit its process group is killed */
    const wp_cancel *cancel; /* NULL: none. On request it is killed as well: WP_E_CANCELLED */
} wp_process;

typedef struct wp_process_result {
    int status; /* exit code; 128 + n for signal n */
    bool timed_out;
    wp_str out, err;
} wp_process_result;

bool wp_process_run(wp_arena *arena, const wp_process *process, wp_process_result *out, wp_error *err);

#endif
