/* What results mean for the run: main thread only. */
#ifndef WP_EXECUTOR_RESULTS_H
#define WP_EXECUTOR_RESULTS_H

#include "executor/job.h"

/* Includes of one step, grouped: the same file with the same variables for many hosts. */
typedef struct wp_included {
    const wp_task *task;
    wp_include *include;      /* copied into the run's arena */
    wp_run_host **hosts;
    size_t host_count;
    struct wp_included *next;
} wp_included;

typedef struct wp_step_outcome {
    bool has_failed;          /* of a host, not ignored, not rescued */
    bool is_fatal;            /* any_errors_fatal */
    wp_included *includes;
} wp_step_outcome;

/* Stats, events, register, facts, notify, failure. Frees nothing. */
void wp_result_take(wp_run *run, wp_task_job *job, wp_step_outcome *step);
/* Loads what was included and sends the hosts there. */
void wp_includes_take(wp_run *run, wp_step_outcome *step);
/* A host failed outside of a result (a file that can't be included): its cursor, stats and status. */
void wp_host_fail(wp_run *run, wp_run_host *host, const wp_task *task, wp_value result);

/* handlers.c */
void wp_handlers_collect(wp_run *run, const wp_steps *steps);
bool wp_handlers_notify(wp_run *run, wp_run_host *host, wp_value names, wp_error *err);
bool wp_handler_is_notified(const wp_run *run, const wp_run_host *host, const wp_task *handler);
void wp_handler_done(wp_run *run, wp_run_host *host, const wp_task *handler);
bool wp_host_has_notified(const wp_run_host *host);

/* meta.c: *ended: the play or the host's part in it is over. */
bool wp_meta_do(wp_run *run, wp_run_host *host, const wp_task *task);

/* play.c: the task a host is at, past what tags and --start-at-task leave out; NULL: none. */
const wp_task *wp_host_task(wp_run *run, wp_run_host *host);
/* strategy_linear.c, strategy_free.c */
void wp_strategy_linear(wp_run *run);
void wp_strategy_free(wp_run *run, bool is_pinned);
bool wp_play_hosts(wp_run *run, const wp_play *play, wp_run_host ***out, size_t *count, wp_error *err);
/* The same without warnings, which come when the play begins. */
bool wp_play_hosts_quietly(wp_run *run, const wp_play *play, wp_run_host ***out, size_t *count, wp_error *err);
/* Do --tags and --skip-tags let it run? */
bool wp_task_is_chosen(wp_run *run, const wp_task *task);
/* foresee.c: how many failures are certain; each has been told. */
size_t wp_foresee(wp_run *run);
void wp_play_do(wp_run *run, const wp_play *play);
void wp_banner(wp_run *run, const wp_task *task, const char *title);
bool wp_task_is_flush(const wp_task *task);
const char *wp_meta_name(const wp_task *task);
void wp_play_vars_refresh(wp_run *run);

#endif
