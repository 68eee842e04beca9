/* The inside of a job and of the bench: for the files of this room only. */
#ifndef WP_MODULE_JOB_H
#define WP_MODULE_JOB_H

#include <pthread.h>

#include "base/map.h"
#include "module/bench.h"

typedef enum wp_tristate { WP_UNSAID, WP_NO, WP_YES } wp_tristate;

struct wp_job {
    wp_arena *arena;
    wp_bench *bench;
    const wp_job_options *options;
    wp_value params; /* bound */
    void *state;     /* the module's own */

    wp_value result;   /* dict */
    wp_value changes;  /* list of texts */
    wp_value warnings; /* list of texts */
    wp_value diffs;    /* list of dicts */
    wp_value facts;    /* dict or null */
    wp_tristate changed; /* what the module said, over what its plan says */
    bool skipped;
    wp_value temporaries; /* list of paths, removed at the end */
};

struct wp_bench {
    wp_bench_options options;
    wp_arena *arena;       /* of what is shared; used under the lock */
    pthread_mutex_t lock;
    pthread_cond_t released;
    wp_map *shared;        /* key -> struct shared of share.c */
};

/* result.c: the dict that is handed out. */
wp_value wp_job_finish(wp_job *job, const wp_error *fault, bool changed);

/* host.c: the script of a frame. Halves are sent with the first frame that needs them. */
typedef struct wp_host_frame {
    const char *script;
    const char *half;    /* of the bench's own (names, with blanks between), beside those of the module; NULL: none */
    wp_str input;
    int timeout_ms;      /* 0: the task's */
    wp_value environment; /* dict on top of the task's, or null */
} wp_host_frame;
bool wp_host_prepare(wp_job *job, const wp_host_frame *wanted, wp_frame *out, wp_error *err);
bool wp_host_send(wp_job *job, const wp_host_frame *wanted, wp_reply *out, wp_error *err);
/* expand.c: a text as a word in which the host's shell expands ~ and $VARS, and nothing else. */
const char *wp_host_expanding_word(wp_job *job, const char *text);
/* ` 'word'`, quoted, for scripts. */
const char *wp_host_word(wp_job *job, const char *word);
const char *wp_host_words(wp_job *job, const char *const *words, size_t count);
/* host_ride.c: `script`, with calls that ride along. */
bool wp_host_send_riding(wp_job *job, const wp_host_frame *wanted, const wp_calls *calls, wp_ride *ride, wp_reply *out,
                         wp_error *err);
/* Calls as text, to stand in a script of ours. */
const char *wp_calls_script(const wp_calls *calls);

#endif
