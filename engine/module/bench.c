/*
 * The story of one job:
 *
 *   bind the parameters, expand ~ in paths   the user's words become typed values
 *   probe                                    what is there
 *   plan                                     what differs: wp_job_change
 *   apply                                    only if something does, never in check mode
 *
 * Whatever goes wrong on the way ends it there, and the result says so.
 */
#include "module/job.h"

#include <string.h>
#include <unistd.h>

wp_bench *wp_bench_new(const wp_bench_options *options)
{
    wp_arena *arena = wp_arena_new();
    wp_bench *bench = wp_new(arena, wp_bench);
    bench->options = *options;
    bench->arena = arena;
    bench->shared = wp_map_new(arena);
    pthread_mutex_init(&bench->lock, NULL);
    pthread_cond_init(&bench->released, NULL);
    return bench;
}

void wp_bench_free(wp_bench *bench)
{
    if (!bench)
        return;
    pthread_cond_destroy(&bench->released);
    pthread_mutex_destroy(&bench->lock);
    wp_arena_free(bench->arena);
}

/* Secrets are told to the redactor before anything can show them. */
static void tell_secrets(wp_job *job, wp_value value)
{
    wp_value key, item;
    if (wp_is(value, WP_STRING)) {
        if (value.marks & WP_SECRET)
            wp_job_secret(job, wp_text(value));
        return;
    }
    for (size_t i = 0; wp_is(value, WP_LIST) && i < wp_len(value); i++)
        tell_secrets(job, wp_list_at(value, i));
    for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
        tell_secrets(job, item);
}

static bool expand_paths(wp_job *job, wp_error *err)
{
    for (const wp_param *param = job->options->module->params; param && param->name; param++) {
        const wp_value *given = wp_dict_find(job->params, param->name);
        const char *path;
        if (!given || param->type != WP_PARAM_PATH || !wp_is(*given, WP_STRING))
            continue;
        if (!wp_host_expand(job, given->as.text, &path, err))
            return false;
        if (path != given->as.text)
            wp_dict_set(job->arena, job->params, param->name, wp_string(job->arena, path));
    }
    return true;
}

static bool bind(wp_job *job, wp_error *err)
{
    const wp_job_options *options = job->options;
    if (!wp_params_bind(job->arena, options->module, options->args, &job->params, err))
        return false;
    tell_secrets(job, job->params);
    return options->module->on_control || expand_paths(job, err);
}

static void remove_temporaries(wp_job *job)
{
    for (size_t i = 0; i < wp_len(job->temporaries); i++)
        unlink(wp_list_at(job->temporaries, i).as.text);
}

static bool run_step(wp_job *job, bool (*step)(wp_job *, wp_error *), wp_error *err)
{
    if (!step)
        return true;
    if (wp_cancelled(job->bench->options.cancel))
        return wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "stopped by the user");
    return step(job, err);
}

static bool run(wp_job *job, bool *predicted, wp_error *err)
{
    const wp_module *module = job->options->module;
    if (!bind(job, err) || !run_step(job, module->probe, err))
        return false;
    if (job->skipped)
        return true;
    if (!run_step(job, module->plan, err))
        return false;
    if (job->skipped || !wp_job_has_change(job) || !module->apply)
        return true;
    if (job->options->check_mode) {
        *predicted = true;
        return true;
    }
    return run_step(job, module->apply, err);
}

static uint64_t trips_of(const wp_job_options *options)
{
    return options->connection ? wp_connection_statistics(options->connection).round_trips : 0;
}

void wp_bench_run(wp_arena *arena, wp_bench *bench, const wp_job_options *options, wp_outcome *out)
{
    wp_job *job = wp_new(arena, wp_job);
    job->arena = arena;
    job->bench = bench;
    job->options = options;
    job->result = wp_dict_new(arena, 8);
    job->changes = wp_list_new(arena, 2);
    job->warnings = wp_list_new(arena, 0);
    job->diffs = wp_list_new(arena, 0);
    job->temporaries = wp_list_new(arena, 0);
    job->facts = wp_null();
    job->params = wp_null();

    wp_error fault = { 0 };
    bool predicted = false;
    uint64_t trips = trips_of(options);
    bool worked = run(job, &predicted, &fault);
    if (worked)
        fault = (wp_error){ 0 }; /* what was tried in vain on the way (a host that was full at first) is nothing to tell */
    remove_temporaries(job);
    /* A task that failed is not called changed, unless its module said that it is. */
    bool changed = worked ? wp_job_would_change(job) && !job->skipped
                          : job->changed == WP_YES && fault.kind != WP_E_UNREACHABLE;

    memset(out, 0, sizeof *out);
    out->result = wp_job_finish(job, &fault, changed);
    out->error = fault;
    out->changed = changed;
    out->unreachable = fault.kind == WP_E_UNREACHABLE;
    out->failed = !worked && !out->unreachable;
    out->skipped = worked && job->skipped;
    out->changes = job->changes;
    out->predicted = predicted;
    out->round_trips = trips_of(options) - trips;
}
