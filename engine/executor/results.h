/* What results mean for the run: main thread only. */
#ifndef WP_EXECUTOR_RESULTS_H
#define WP_EXECUTOR_RESULTS_H

#include "executor/job.h"

/* Includes of one step, grouped: the same file with the same variables for many hosts. */
typedef struct wp_included {
    const wp_task *task;
    const char *title;        /* as it was told */
    wp_include *include;      /* copied into the run's arena */
    wp_run_host **hosts;
    size_t host_count;
    struct wp_included *next;
} wp_included;

/* What came of one task on the hosts that did it. */
typedef struct wp_step_outcome {
    size_t failed, unreachable; /* hosts; not those that go on: ignored, rescued */
    bool is_fatal;            /* such a failure counts for all: any_errors_fatal, run_once */
    bool is_again;            /* the user of the debugger has sent it off once more */
    wp_included *includes;
} wp_step_outcome;

/* Stats, events, register, facts, notify, failure; the host goes to what is next for it. Frees nothing. */
void wp_result_take(wp_run *run, wp_task_job *job, wp_step_outcome *step);
/* The host fails at the task it is at: rescued or not, in its cursor and its status. `counts`: in the recap, too. */
void wp_host_fail(wp_run *run, wp_run_host *host, const wp_task *task, wp_value result, bool counts);

/* includes.c: notes what a job wants to include; loads what was noted and sends the hosts there. */
void wp_includes_note(wp_run *run, const wp_task_job *job, wp_step_outcome *step);
void wp_includes_take(wp_run *run, wp_step_outcome *step);
/* wishes.c: what a job asked to be done to the inventory, and to the statistics. */
void wp_wishes_grant(wp_run *run, wp_task_job *job);
void wp_stats_keep(wp_run *run, const wp_task_job *job);

/* handlers.c */
void wp_handlers_collect(wp_run *run, const wp_steps *steps);
/* False: there is no such handler. */
bool wp_handlers_notify(wp_run *run, wp_run_host *host, wp_value names, wp_error *err);
bool wp_handler_is_notified(const wp_run_host *host, const wp_task *handler);
void wp_handler_done(wp_run_host *host, const wp_task *handler);
bool wp_host_has_notified(const wp_run_host *host);
void wp_host_enter_handlers(wp_run *run, wp_run_host *host);

/* meta.c: does a meta task for one host and moves it on. *for_all: it is done for the others too, who still have to be
 * moved on. False: the run was aborted. */
bool wp_meta_do(wp_run *run, wp_run_host *host, const wp_task *task, bool *for_all);
bool wp_task_is_flush(const wp_task *task);

#endif
