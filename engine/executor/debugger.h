/*
 * The debugger of a task (`debugger: on_failed`), or of all that fail (`strategy: debug`, a
 * setting): once its result is told, the user may look around, change variables and
 * arguments, and do it again. Main thread only.
 */
#ifndef WP_EXECUTOR_DEBUGGER_H
#define WP_EXECUTOR_DEBUGGER_H

#include "executor/job.h"

/* Does the task want it, for a result like this? */
bool wp_debugger_is_wanted(const wp_run *run, const wp_task_job *job);
/* Asks until the user goes on: true. False: the task is under way again, or the run ends; the result doesn't count. */
bool wp_debugger_ask(wp_run *run, const wp_task_job *job);

#endif
