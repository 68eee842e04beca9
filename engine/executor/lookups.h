/* Between the files of look-ups that need the run: see template/lookups.h. */
#ifndef WP_EXECUTOR_LOOKUPS_H
#define WP_EXECUTOR_LOOKUPS_H

#include "executor/run.h"

typedef struct wp_asked {
    wp_run *run;
    wp_arena *arena;
    wp_value terms, options;
} wp_asked;

/* What web servers answer to the control machine. */
bool wp_lookup_url(const wp_asked *by, wp_value *out, wp_error *err);

#endif
