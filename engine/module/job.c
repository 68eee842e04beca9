/*
 * What a module asks its job: parameters, the task's settings, its own memory.
 * Parameters are bound and typed before the module runs, so nothing here fails.
 */
#include "module/job.h"

#include <assert.h>
#include <string.h>

#include "crypto/digest.h"
#include "module/params.h"

static const wp_value *param(const wp_job *job, const char *name)
{
    assert(job->options->module->extra_params || wp_param_find(job->options->module->params, wp_str_of(name)));
    return wp_dict_find(job->params, name);
}

wp_arena *wp_job_arena(wp_job *job)
{
    return job->arena;
}

const wp_module *wp_job_module(const wp_job *job)
{
    return job->options->module;
}

bool wp_job_has(const wp_job *job, const char *name)
{
    return param(job, name) != NULL;
}

const char *wp_job_str(const wp_job *job, const char *name)
{
    const wp_value *value = param(job, name);
    return value && wp_is(*value, WP_STRING) ? value->as.text : NULL;
}

bool wp_job_bool(const wp_job *job, const char *name)
{
    const wp_value *value = param(job, name);
    return value && wp_truth(*value);
}

int64_t wp_job_int(const wp_job *job, const char *name)
{
    const wp_value *value = param(job, name);
    return value && wp_is(*value, WP_INT) ? value->as.integer : 0;
}

double wp_job_float(const wp_job *job, const char *name)
{
    const wp_value *value = param(job, name);
    return value && wp_is(*value, WP_FLOAT) ? value->as.number : 0;
}

wp_value wp_job_value(const wp_job *job, const char *name)
{
    const wp_value *value = param(job, name);
    return value ? *value : wp_null();
}

bool wp_job_check_mode(const wp_job *job)
{
    return job->options->check_mode;
}

bool wp_job_diff_mode(const wp_job *job)
{
    return job->options->diff_mode;
}

int wp_job_verbosity(const wp_job *job)
{
    return job->options->verbosity;
}

const char *wp_job_host(const wp_job *job)
{
    return job->options->host;
}

const char *wp_job_user(const wp_job *job)
{
    const wp_become *become = job->options->become;
    if (become && become->method)
        return become->user ? become->user : "root";
    return job->options->connection ? wp_connection_user(job->options->connection) : NULL;
}

wp_value wp_job_environment(const wp_job *job)
{
    return job->options->environment;
}

void *wp_job_state(wp_job *job, size_t size)
{
    if (!job->state)
        job->state = wp_alloc(job->arena, size);
    return job->state;
}

const char *wp_job_nonce(wp_job *job)
{
    return wp_random_name(job->arena, 24);
}

void wp_job_progress(wp_job *job, const char *format, ...)
{
    if (!job->options->progress)
        return;
    va_list args;
    va_start(args, format);
    const char *text = wp_vprintf(job->arena, format, args);
    va_end(args);
    job->options->progress(job->options->data, text);
}

bool wp_job_sleep(wp_job *job, int64_t ms, wp_error *err)
{
    if (wp_cancel_sleep(job->bench->options.cancel, ms))
        return true;
    return wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "stopped while waiting");
}

void wp_job_secret(wp_job *job, wp_str text)
{
    const wp_bench_options *options = &job->bench->options;
    if (options->secret && text.len)
        options->secret(options->data, text);
}

bool wp_job_ask(wp_job *job, const char *prompt, bool is_secret, wp_str *answer, bool *answered, wp_error *err)
{
    const char *text = NULL;
    *answered = job->options->prompt &&
                job->options->prompt(job->options->data, prompt, is_secret, job->arena, &text);
    if (wp_cancelled(job->bench->options.cancel))
        return wp_fail(err, WP_E_CANCELLED, WP_NO_MARK, "stopped while asking");
    *answer = wp_str_of(text);
    if (*answered && is_secret)
        wp_job_secret(job, *answer);
    return true;
}
