/*
 * The bench: runs a module for one task on one host.
 *
 *   bind parameters -> probe -> plan -> (check mode? no change? done) -> apply
 *
 * It serves the functions of waplay/module.h to the module, and gives the result
 * dict that Ansible users know (changed, failed, msg, diff, skipped, warnings, ...).
 */
#ifndef WP_MODULE_BENCH_H
#define WP_MODULE_BENCH_H

#include "module/registry.h"
#include "template/template.h"
#include "crypto/vault.h"

/* What all jobs of a run share (HTTP, shared texts, secrets, cancel). Thread-safe. */
typedef struct wp_bench wp_bench;

typedef struct wp_bench_options {
    const wp_registry *registry;
    const wp_cancel *cancel;
    void *data;
    void (*secret)(void *data, wp_str text); /* a text that must be shown nowhere from now on */
    wp_vault *vault;                         /* for vaulted files; may be NULL */
} wp_bench_options;

wp_bench *wp_bench_new(const wp_bench_options *options);
void wp_bench_free(wp_bench *bench);

typedef struct wp_job_options {
    const wp_module *module;
    wp_value args;                /* evaluated arguments: a dict */
    const char *host;             /* its inventory name */
    wp_connection *connection;    /* of the host; may be NULL for modules that work on the control machine */
    const wp_become *become;      /* NULL: none */
    wp_value environment;         /* dict, or null */
    bool check_mode;
    bool diff_mode;
    size_t diff_limit;            /* a diff of larger files says only that they differ; 0: no limit */
    int verbosity;
    int timeout_ms;               /* of the task; 0: none */
    wp_template_context *context; /* the task's scope, for wp_job_variable and wp_job_render */
    /* Where files are looked for, nearest first (role, including file, playbook), ends in NULL. "files/" and so on
     * are put between as Ansible does. */
    const char *const *search;
    void *data;
    void (*progress)(void *data, const char *text); /* may be NULL */
    /* Asks the user (pause); NULL: there is no terminal. The answer is made in `arena`; false: not answered. */
    bool (*prompt)(void *data, const char *text, bool is_private, wp_arena *arena, const char **answer);
} wp_job_options;

typedef struct wp_outcome {
    wp_value result;    /* dict: changed, and what the module set; failed, msg, unreachable, skipped as they apply */
    wp_error error;     /* kind is WP_E_NONE where it went well */
    bool changed, failed, unreachable, skipped;
    wp_value changes;   /* list of texts: what plan said */
    bool predicted;     /* plan ran and apply was held back by check mode */
    uint64_t round_trips; /* waits for the host, those of connecting too */
} wp_outcome;

/* Never fails by itself: faults are in the outcome. Everything is made in `arena`. */
void wp_bench_run(wp_arena *arena, wp_bench *bench, const wp_job_options *options, wp_outcome *out);
/* One HTTP exchange of the control machine that is no module's: for look-ups. As wp_job_http. */
bool wp_bench_http(wp_arena *arena, wp_bench *bench, const wp_http_request *request, wp_http_reply *out, wp_error *err);

#endif
