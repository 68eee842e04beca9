/*
 * Events: everything that happens in a run, in one stream.
 *
 * The executor's main thread emits them in order; each writer (screen, jsonl, junit,
 * journal, report) makes of them what it is for. Values in events have passed the
 * redactor: no secret of the run is in them.
 */
#ifndef WP_OUTPUT_EVENT_H
#define WP_OUTPUT_EVENT_H

#include <waplay/value.h>

typedef enum wp_event_kind {
    WP_EVENT_PLAYBOOK_START,
    WP_EVENT_PLAY_START,
    WP_EVENT_NO_HOSTS,    /* the play's pattern matched none */
    WP_EVENT_TASK_START,  /* also handlers; `is_handler` */
    WP_EVENT_PROGRESS,    /* a long task says how it is getting on; `text` */
    WP_EVENT_RETRY,       /* an attempt of `until` did not succeed; `attempts_left` */
    WP_EVENT_ITEM,        /* one item of a loop */
    WP_EVENT_RESULT,      /* a task on a host is done */
    WP_EVENT_INCLUDED,    /* include_tasks or include_role brought tasks in: `text` names the file, `hosts` who */
    WP_EVENT_WARNING,     /* `text` */
    WP_EVENT_DEPRECATED,
    WP_EVENT_VERBOSE,     /* `text`, shown from -v on by `verbosity` */
    WP_EVENT_ERROR,       /* `error`: the run can't go on, or a file is wrong */
    WP_EVENT_NO_MORE_HOSTS,
    WP_EVENT_STATS_HOST,  /* the recap, host by host */
    WP_EVENT_STATS_CUSTOM, /* set_stats: `result` */
    WP_EVENT_END
} wp_event_kind;

typedef enum wp_status {
    WP_OK,
    WP_CHANGED,
    WP_SKIPPED,
    WP_FAILED,
    WP_UNREACHABLE,
    WP_RESCUED, /* failed, and a rescue section took over */
    WP_IGNORED  /* failed, and ignore_errors let it pass */
} wp_status;

typedef struct wp_host_stats {
    int64_t ok, changed, unreachable, failed, skipped, rescued, ignored;
} wp_host_stats;

typedef struct wp_event {
    wp_event_kind kind;
    const char *play;       /* its name as printed */
    const char *task;       /* as printed between the brackets: "role : task" */
    const char *action;     /* the module's name as written */
    const char *host;
    const char *delegated;  /* the host it was delegated to, or NULL */
    const char *delegated_address; /* where that one is reached, if not by its name; or NULL */
    wp_status status;
    wp_value item;          /* label of the loop item; undefined: none */
    wp_value result;        /* dict */
    wp_mark mark;           /* where the task stands */
    const char *text;
    const wp_error *error;
    const char *const *hosts; /* ends in NULL */
    wp_host_stats stats;
    int attempts_left;
    int verbosity;
    bool is_handler;
    bool check_mode;
    bool diff_mode;         /* results show their diff */
    bool is_loop;           /* the result sums up items that were shown already */
    bool shows_whole;       /* the result is shown without -v, too: the module says so */
    bool is_role;           /* what was included is a role */
    bool quiet;             /* a result that the screen does not show (include without -v, ...) */
    bool no_log;
    bool ignored_unreachable;
    double seconds;         /* how long the task took on that host */
    uint64_t round_trips;   /* how often it waited for the host meanwhile */
    size_t host_index;
} wp_event;

const char *wp_status_name(wp_status status); /* "ok", "changed", ... as in jsonl */

#endif
