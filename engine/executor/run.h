/*
 * Inside of the executor: what its files share.
 *
 *   run.c          a run's life; loading        foresee.c      failures that are certain
 *   play.c         one play, batch by batch     play_*.c       its hosts, steps, variables
 *   chosen.c       what tags leave of it
 *   cursor.c       where a host is in a play    strategy_*.c   which task is next, for which hosts
 *   actions.c      which actions there are      handlers.c     who was notified
 *   job.c          one task on one host         loop.c         over which items
 *   action.c       one attempt: arguments       action_module.c  its module, on which host, as whom
 *   fact_cache.c   facts from run to run
 *   background.c   tasks with `async`           connection.c   how hosts are reached; asking.c  what they ask for
 *   directive_*.c  tasks that change the run itself
 *   debugger.c     the prompt that a task's `debugger` opens
 *   results.c      what a result means for the run; includes.c, wishes.c: what it asks for
 *   meta.c         meta tasks                   pool.c         the threads
 *   openers.c      hosts connected ahead of time
 */
#ifndef WP_EXECUTOR_RUN_H
#define WP_EXECUTOR_RUN_H

#include "executor/executor.h"
#include "executor/cursor.h"
#include "base/map.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct wp_run_host wp_run_host;
typedef struct wp_pool wp_pool;
typedef struct wp_task_job wp_task_job;
typedef struct wp_background wp_background;

/* What the run knows of a host: main thread only. */
struct wp_run_host {
    wp_host *host;
    wp_host_vars *vars;
    wp_host_stats stats;
    const void *cached_facts; /* the facts that the cache has */
    size_t place;        /* in the order of the play */
    bool has_failed, is_unreachable; /* for good: no more plays */
    /* within the batch */
    wp_cursor cursor;
    bool has_ended;      /* meta: end_host, end_play */
    bool failed_in_play; /* a failure that nothing rescued */
    bool is_given_up;    /* nothing is left for it to do after its failure, or another's counts for it too */
    bool lacks_file;     /* a file that it was to include is not there: it is in no more plays, even where that was rescued */
    bool is_excused;     /* it failed, and is in no more plays; but the last play was ended, or rescued it, before that play knew */
    bool is_removed;     /* counts no more among the hosts of the play, though it goes on: others failed, and it was rescued */
    bool is_seeking;     /* it has not come to the task of --start-at-task yet */
    wp_map *notified;    /* ids of handlers */
    size_t flushed;      /* how many handlers there were when it last came past them */
    wp_map *roles;       /* identity -> the wp_role that ran first; others are passed over unless it allows duplicates */
};

/* A handler, and the list (of the play, of a role) that it stands in. */
typedef struct wp_handler {
    wp_task *task;
    unsigned list;
} wp_handler;

/* The play that is running. */
typedef struct wp_play_run {
    const wp_play *play;
    const char *name;        /* as printed */
    _Atomic(const wp_play_vars *) vars; /* replaced whole, never changed: worker threads read it */
    wp_steps steps;          /* all its sections, with flushes between them */
    wp_handler *handlers;    /* in the order in which they run */
    size_t handler_count;
    unsigned handler_lists;
    wp_task **handler_tasks; /* the same as cursors want them */
    const wp_role **public_roles;
    size_t public_role_count;
    wp_run_host **hosts;     /* of the batch, in order, without those that had failed before */
    size_t host_count;
    wp_run_host **batch;     /* with them */
    size_t batch_size;
    wp_value serial;
    const char *strategy, *order; /* one of their choices */
    double max_fail;         /* max_fail_percentage; < 0: none */
    bool force_handlers;
    bool gathers_facts;
    bool is_regrouped;       /* the inventory is another than when the batch before began */
    bool is_ending;          /* meta: end_play */
    bool is_broken;          /* ended by failures that count for all */
    bool is_debugged;        /* strategy: debug; the prompt opens whenever a task fails */
    bool is_free;            /* hosts go on by themselves */
    bool is_mixed;           /* hosts are at different tasks: banners and items are told with the result */
    const wp_task *banner;   /* whose banner was told last */
    wp_value prompted;
    unsigned next_include;
} wp_play_run;

struct wp_run {
    wp_run_options options;
    wp_arena *arena;         /* the run's life; main thread */
    wp_template_env *env;
    wp_bench *bench;
    wp_vars *vars;
    wp_loader *loader;
    wp_pool *pool;
    wp_playbook **playbooks;
    size_t playbook_count;
    wp_map *hosts;           /* name -> wp_run_host */
    pthread_mutex_t lock;    /* of connections and background tasks */
    wp_background *backgrounds; /* under `lock` */
    atomic_uint next_background;
    wp_map *connections;     /* who, where, how -> wp_connection */
    wp_arena *connection_arena; /* of that map; under `lock` */
    pthread_rwlock_t inventory_lock; /* read by openers, written by wishes; jobs need none: wishes are granted
                                        while none runs */
    pthread_mutex_t asking;  /* held while the user is asked for something by a connection */
    wp_map *answers;         /* what was answered; under `asking`, in an arena of its own */
    wp_arena *answer_arena;
    uint8_t *tag_choices;    /* by task id: 0 not yet known, 1 runs, 2 does not */
    size_t tag_choice_count;
    wp_play_run play;
    bool start_reached;      /* --start-at-task */
    bool is_step_over;       /* --step: the user said to ask no more */
    wp_value custom_stats;   /* set_stats: dict */
    int abort_code;          /* an error that ends the run at once, without a recap; 0: none */
};

wp_run_host *wp_run_host_of(wp_run *run, wp_host *host);
/* Cancelled, or aborted. */
bool wp_run_is_over(const wp_run *run);
/* Tells the error and ends the run with this exit code. Returns false. */
bool wp_run_abort(wp_run *run, const wp_error *err, int exit_code);

/* ---- actions.c ---- */

typedef enum wp_directive {
    WP_NO_DIRECTIVE, WP_DO_META, WP_DO_SET_FACT, WP_DO_INCLUDE_VARS, WP_DO_ADD_HOST, WP_DO_GROUP_BY, WP_DO_SET_STATS,
    WP_DO_INCLUDE_TASKS, WP_DO_INCLUDE_ROLE, WP_DO_IMPORT, WP_DO_ASYNC_STATUS, WP_DO_VALIDATE
} wp_directive;
wp_directive wp_directive_of(const wp_task *task);
wp_directive wp_directive_called(const char *name);
/* Does the first host of the batch do it for all, whatever run_once says (add_host, pause)? */
bool wp_action_is_once_for_all(const wp_run *run, const wp_task *task);
bool wp_action_find(void *run, wp_str name, wp_action_info *out, const char **nearest);
bool wp_action_has_param(void *run, const wp_action_info *action, wp_str name);

/* ---- events ---- */

wp_event wp_run_event(const wp_run *run, wp_event_kind kind);
void wp_run_warn(wp_run *run, const char *text);
/* Told with so many -v; from any thread. */
void wp_run_verbose(wp_run *run, int level, const char *text);
/* The hook of templates for look-ups that need the run: inventory_hostnames, config. */
bool wp_run_lookup(void *data, wp_template_context *context, const char *name, wp_value terms, wp_value options,
                   wp_value *out, wp_error *err);
void wp_run_tell_error(wp_run *run, const wp_error *error);

/* ---- evaluation shared by many ---- */

wp_vars_scope *wp_run_scope(wp_run *run, wp_arena *arena, const wp_host *host, const wp_node *node);
/* A keyword, evaluated: false on an error. Undefined where nobody gave it. */
bool wp_keyword_value(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, wp_keyword keyword, wp_value *out,
                      wp_error *err);
bool wp_keyword_bool(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, wp_keyword keyword, bool fallback,
                     bool *out, wp_error *err);
bool wp_keyword_int(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, wp_keyword keyword, int64_t fallback,
                    int64_t *out, wp_error *err);
bool wp_conditions_hold(wp_arena *arena, wp_vars_scope *scope, wp_value conditions, bool *out, wp_error *err);
/* All `when` above a task hold: of import_playbook, of its blocks and roles, its own. */
bool wp_node_is_wanted(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, bool *out, wp_error *err);
/* Python's notion of a text that means a boolean: yes, on, true, 1. */
bool wp_as_bool(wp_value value, bool *out);
/* The tags of a node and of those above it, evaluated: lists in lists are taken apart. */
wp_value wp_tags_of(wp_run *run, wp_arena *arena, const wp_node *node);
const char *wp_title_of(wp_run *run, wp_arena *arena, const wp_task *task, const wp_host *host);

#endif
