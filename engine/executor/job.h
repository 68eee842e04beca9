/*
 * A job: one task on one host, from the loop over its items to the result that is
 * registered. A worker thread does it and touches nothing of the run but what has a
 * lock of its own; what it means for the run is written down here, and the main
 * thread acts on it (results.c).
 */
#ifndef WP_EXECUTOR_JOB_H
#define WP_EXECUTOR_JOB_H

#include "executor/run.h"

/* What include_tasks and include_role ask for; one for each item of a loop. */
typedef struct wp_include {
    const char *file;         /* of tasks, as named; NULL: a role */
    const char *path;         /* where that was found */
    wp_role_request role;
    wp_value apply;           /* dict or null */
    wp_value vars;            /* dict: of the include task, and its loop variables */
    wp_value item;            /* its label; undefined: no loop */
    struct wp_include *next;
} wp_include;

/* What add_host and group_by ask for. */
typedef struct wp_inventory_wish {
    const char *host;         /* NULL: the host of the job (group_by) */
    wp_value groups;          /* list of names */
    wp_value parents;         /* list of names: group_by */
    wp_value vars;            /* dict */
    wp_value result;          /* of add_host: gets `changed` */
    struct wp_inventory_wish *next;
} wp_inventory_wish;

/* How a host is reached. */
typedef struct wp_reach {
    const wp_host *where;     /* NULL: nothing was kept */
    size_t age;               /* of what that host had gathered then */
    wp_connection *connection;
    wp_become become;
} wp_reach;

struct wp_task_job {
    wp_run *run;
    wp_arena *arena;          /* dies with the job */
    wp_run_host *owner;       /* whose task it is: for the main thread */
    const wp_host *host;
    const wp_task *task;
    const char *title;
    const char *action;       /* as written; of a name that is a template, what became of it */
    const char *background;   /* its id, where it goes on in the background; else NULL */
    wp_reach reach;           /* what the next item will find the same */

    /* what came of it */
    wp_value result;
    wp_error error;           /* with its mark, where the engine knows the reason */
    bool changed, failed, unreachable, skipped;
    bool ignore_errors, ignore_unreachable, no_log, any_errors_fatal, check_mode, diff_mode;
    bool is_loop, shows_whole;
    const char *delegated;    /* the host that did it, or NULL */
    const char *delegated_address; /* where that one is reached, if not by its name */
    const wp_host *facts_host; /* whose facts they are */
    wp_value facts;           /* ansible_facts of the result: dict or null */
    wp_value set_facts;       /* set_fact: dict or null; the host's once the task has not failed, as `included` */
    wp_value included;        /* include_vars: dict or null */
    wp_value notify;          /* list of names, evaluated; they count where the task changed something */
    wp_value stats;           /* set_stats: dict or null */
    bool stats_aggregate, stats_per_host;
    wp_include *includes;
    wp_inventory_wish *wishes;
    wp_event *held;           /* items, where they are told with the result */
    size_t held_count;
    double seconds;
    uint64_t round_trips;     /* of all attempts at all items */
};

wp_task_job *wp_task_job_new(wp_run *run, wp_run_host *owner, const wp_task *task, const char *title);
void wp_task_job_free(wp_task_job *job);
/* In a worker thread. */
void wp_task_job_do(void *run, void *job);

/* ---- one attempt (action.c) ------------------------------------------------------ */

typedef struct wp_attempt {
    wp_value result;          /* a dict of its own, which may be added to */
    wp_error error;
    bool changed, failed, unreachable, skipped;
    bool was_run;             /* it came to the action itself */
    bool shows_whole;         /* the module wants its result shown without -v, too */
    bool is_untold;           /* nothing was tried: a condition or an argument can't be evaluated */
    wp_value facts;           /* dict or null */
    uint64_t round_trips;
} wp_attempt;

/* What all attempts at an item have in common: `until` tries again with the same arguments. */
typedef struct wp_ready {
    wp_value item;            /* the label of the loop's item, or undefined */
    const char *name;         /* of the module or directive */
    wp_value args;
    const wp_host *delegate;
} wp_ready;

/* `when` and the arguments. False: there is nothing to try, and `out` tells why. */
bool wp_attempt_ready(wp_task_job *job, wp_vars_scope *scope, wp_value item, wp_ready *ready, wp_attempt *out);
void wp_attempt_do(wp_task_job *job, wp_vars_scope *scope, const wp_ready *ready, wp_attempt *out);
void wp_attempt_fail(wp_task_job *job, wp_attempt *out, const wp_error *err);
void wp_attempt_skip(wp_task_job *job, wp_attempt *out); /* `when` is false */

/* action_module.c: the host that `delegate_to` names (NULL: none), and the module on it or on the job's own. */
bool wp_task_delegate(wp_task_job *job, wp_vars_scope *scope, const wp_host **out, wp_error *err);
bool wp_task_module(wp_task_job *job, wp_vars_scope *scope, const wp_module *module, wp_value args,
                    const wp_host *delegate, wp_attempt *out, wp_error *err);
void wp_attempt_of_outcome(wp_task_job *job, const wp_outcome *outcome, wp_attempt *out);

/* A directive, with its arguments evaluated. False: failed, and err tells why. */
bool wp_directive_do(wp_task_job *job, wp_vars_scope *scope, wp_directive directive, wp_value args, wp_value item,
                     wp_attempt *out, wp_error *err);

/* ---- background.c: tasks with `async` and `poll: 0` -------------------------------- */

const char *wp_background_id(wp_run *run, wp_arena *arena); /* one of its own */
/* A copy of the job with an arena and an id of its own. */
wp_task_job *wp_background_job(const wp_task_job *job);
/* In a thread of its own; the job belongs to the background from here on. */
void wp_background_begin(wp_task_job *job, const wp_job_options *options);
/* async_status. */
bool wp_background_look(wp_task_job *job, const char *id, wp_attempt *out, wp_error *err);
/* Waits for what is under way. */
void wp_backgrounds_end(wp_run *run);

/* ---- connection.c ----------------------------------------------------------------- */

/* The connection of a host as its variables and the task's keywords say; made when first asked for. `lane`: NULL, or
 * who has one of its own. */
bool wp_run_connection(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_host *host, const wp_node *node,
                       const char *lane, wp_connection **out, wp_error *err);
/* Asks the user, once for each prompt (asking.c); as wp_connection_options wants it. */
bool wp_run_ask(void *run, const char *prompt, char *out, size_t size);
/* What the above makes it with. */
bool wp_run_connection_options(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_host *host,
                               const wp_node *node, wp_connection_options *out, wp_error *err);
/* The same for opening it ahead of time; NULL where that is not worth it, or not wise. */
bool wp_run_connection_ahead(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_host *host,
                             const wp_node *node, wp_connection **out, wp_error *err);
bool wp_run_become(wp_run *run, wp_arena *arena, wp_vars_scope *scope, const wp_node *node, wp_become *out,
                   wp_error *err);
void wp_run_connections_free(wp_run *run);
void wp_run_connection_reset(wp_run *run, const wp_host *host);

#endif
