/* Each host is a job of a pool, as tasks are; how it is reached, its variables say. */
#include "executor/scan.h"
#include "executor/job.h"
#include "executor/pool.h"

#include <string.h>

typedef struct scan_job {
    wp_run *run;
    wp_arena *arena; /* its own: jobs run at the same time */
    const wp_host *host;
    wp_scanned result;
} scan_job;

struct wp_scan {
    wp_arena *arena;
    scan_job *jobs;
    size_t count;
};

static void ask_one(void *data, void *given)
{
    (void)data;
    scan_job *job = given;
    wp_scanned *result = &job->result;
    wp_vars_scope *scope = wp_run_scope(job->run, job->arena, job->host, NULL);
    if (!wp_run_connection_options(job->run, job->arena, scope, job->host, NULL, &result->options, &result->error))
        return;
    result->is_reached_otherwise =
        strcmp(result->options.kind, "ssh") != 0 && strcmp(result->options.kind, "openssh") != 0;
    if (!result->is_reached_otherwise)
        wp_host_key_ask(job->arena, &result->options, &result->key, &result->error);
}

bool wp_run_scan(wp_run *run, const char *pattern, wp_scan **out, wp_error *err)
{
    wp_arena *arena = wp_arena_new();
    wp_scan *scan = wp_new(arena, wp_scan);
    wp_host **hosts;
    scan->arena = arena;
    if (!wp_inventory_match(arena, run->options.inventory, pattern, NULL, &hosts, &scan->count, err)) {
        wp_arena_free(arena);
        return false;
    }
    scan->jobs = wp_new_array(arena, scan_job, scan->count);
    wp_pool *pool = wp_pool_new(run->options.forks > 0 ? (size_t)run->options.forks : 1, ask_one, run);
    for (size_t i = 0; i < scan->count; i++) {
        scan->jobs[i] = (scan_job){ .run = run, .arena = wp_arena_new(), .host = hosts[i] };
        scan->jobs[i].result.host = hosts[i]->name;
        wp_pool_give(pool, &scan->jobs[i]);
    }
    while (wp_pool_take(pool) != NULL)
        ;
    wp_pool_free(pool);
    *out = scan;
    return true;
}

size_t wp_scan_count(const wp_scan *scan)
{
    return scan->count;
}

const wp_scanned *wp_scan_at(const wp_scan *scan, size_t index)
{
    return &scan->jobs[index].result;
}

void wp_scan_free(wp_scan *scan)
{
    if (scan == NULL)
        return;
    for (size_t i = 0; i < scan->count; i++)
        wp_arena_free(scan->jobs[i].arena);
    wp_arena_free(scan->arena);
}
