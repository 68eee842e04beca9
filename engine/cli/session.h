/*
 * From options to what a run takes, for every command that reaches hosts:
 *
 *   output -> vault passwords -> extra vars -> inventory -> the run's options
 */
#ifndef WP_CLI_SESSION_H
#define WP_CLI_SESSION_H

#include "cli/cli.h"
#include "cli/options.h"
#include "executor/executor.h"

typedef struct wp_session {
    wp_output *output;
    wp_run_options run;
} wp_session;

/* False: the session is ended, and the error is still to be told. */
bool wp_session_begin(wp_cli *cli, const wp_options *options, wp_session *out, wp_error *err);
void wp_session_end(wp_session *session);

/* The parts of it, for commands that reach no hosts. */
bool wp_session_output(const wp_options *options, wp_output **out, wp_error *err);
bool wp_session_inventory(wp_arena *arena, const wp_options *options, wp_vault *vault, wp_output *output,
                          const char *const **sources, wp_inventory **out, wp_error *err);

/* Do dicts of several levels of variables become one (hash_behaviour)? */
bool wp_session_merges(const wp_options *options);
/* The texts of a list as an array, which ends in NULL. */
const char *const *wp_session_texts(wp_arena *arena, wp_value list);

#endif
