/* What modules have in common that run a command of the user's. */
#ifndef WAPLAY_COMMANDS_H
#define WAPLAY_COMMANDS_H

#include <waplay/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A command of the user's, as command, shell, raw and script run it: looks at creates and removes, respects check mode,
 * and sets cmd, rc, stdout, stderr, start, end, delta and msg. The state of such a module is a wp_user_command: its
 * probe fills it and ends with wp_user_command_look; plan and apply are these. */
typedef struct wp_user_command {
    wp_command command;
    wp_value shown;         /* the result's `cmd` */
    const char *text;       /* for people: what is run */
    bool keep_ends;         /* empty lines at the end of the output stay */
    bool plain;             /* the result is rc, stdout and stderr only; one that is not run is skipped */
    wp_verdict verdict;     /* of the look */
} wp_user_command;
#define WP_COMMAND_PARAMS(what)                                                                                        \
    { .name = "chdir", .type = WP_PARAM_PATH, .help = "directory to run it in, on the host" },                         \
    { .name = "creates", .type = WP_PARAM_PATH,                                                                        \
      .help = "a path or pattern of the host: when it is there, the " what " is not run" },                            \
    { .name = "removes", .type = WP_PARAM_PATH,                                                                        \
      .help = "a path or pattern of the host: when it is not there, the " what " is not run" }
#define WP_COMMAND_STREAM_PARAMS                                                                                       \
    { .name = "stdin", .type = WP_PARAM_STR, .help = "text for its standard input" },                                  \
    { .name = "stdin_add_newline", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "end that text with a newline" }, \
    { .name = "strip_empty_ends", .type = WP_PARAM_BOOL, .fallback = "yes",                                            \
      .help = "take newlines off the end of what it wrote" },                                                          \
    { .name = "warn", .type = WP_PARAM_BOOL, .refused = "Ansible dropped it in 2.14; leave it out" }
#define WP_COMMAND_PREVIEW                                                                                             \
    "What it would change can't be known: in check mode it is skipped, and the preview shows what would be run, by "   \
    "whom and where; unless creates or removes decide. One that only reads may have check_mode: false."
#define WP_COMMAND_RETURNS                                                                                             \
    "rc: exit code\nstdout: what it wrote\nstdout_lines: the same, in lines\nstderr: what it wrote to standard "       \
    "error\nstderr_lines: the same, in lines\n"
#define WP_COMMAND_TIMES "start: when it began\nend: when it ended\ndelta: how long it took\n"                         \
    "msg: why it was not run, or what went wrong\n"
void wp_user_command_place(wp_job *job, wp_user_command *run);   /* by WP_COMMAND_PARAMS */
void wp_user_command_streams(wp_job *job, wp_user_command *run); /* by WP_COMMAND_STREAM_PARAMS */
void wp_user_command_empty(wp_job *job, wp_value shown, int rc); /* the result of one that was not run */
bool wp_user_command_look(wp_job *job, wp_error *err);
bool wp_user_command_plan(wp_job *job, wp_error *err);
bool wp_user_command_apply(wp_job *job, wp_error *err);

#ifdef __cplusplus
}
#endif
#endif
