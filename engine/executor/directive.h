/*
 * Directives, as far as a worker thread does them: set_fact, include_vars and set_stats
 * whole; of includes, add_host, group_by the arguments, for the main thread to act on
 * (includes.c, wishes.c).
 */
#ifndef WP_EXECUTOR_DIRECTIVE_H
#define WP_EXECUTOR_DIRECTIVE_H

#include "executor/job.h"

/* `args` are evaluated; `item` is the label of the loop's item, or undefined. `out` has a result of its own already. */
typedef bool (*wp_directive_run)(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                                 wp_error *err);

bool wp_do_include_vars(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                        wp_error *err);
bool wp_do_add_host(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                    wp_error *err);
bool wp_do_group_by(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                    wp_error *err);
bool wp_do_include_tasks(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                         wp_error *err);
bool wp_do_include_role(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                        wp_error *err);

bool wp_do_validate(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                    wp_error *err);

/* Arguments: as text (NULL: not given), as a boolean, as a list (a text is split at commas). */
const char *wp_task_text(wp_task_job *job, wp_value args, const char *name);
bool wp_task_bool(wp_value args, const char *name, bool fallback);
wp_value wp_task_list(wp_task_job *job, wp_value args, const char *name);
/* Fails, naming the nearest, where an argument is not among `names` (split by blanks). */
bool wp_task_args_known(wp_task_job *job, wp_value args, const char *names, wp_error *err);

#endif
