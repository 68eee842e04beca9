/*
 * What is sent to the host: the script of one frame.
 *
 *   export NAME='value'; ...  function 'argument' ...
 *
 * Every word that came from outside is quoted here, by wp_shell_quote, and
 * nowhere else. `common` goes with every remote half.
 */
#include "module/job.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

const char *wp_host_word(wp_job *job, const char *word)
{
    return wp_shell_quote(job->arena, wp_str_of(word)).ptr;
}

const char *wp_host_words(wp_job *job, const char *const *words, size_t count)
{
    wp_buf line = wp_buf_new(job->arena);
    for (size_t i = 0; i < count; i++) {
        wp_buf_char(&line, ' ');
        wp_buf_str_add(&line, wp_shell_quote(job->arena, wp_str_of(words[i] ? words[i] : "")));
    }
    return wp_buf_str(&line).ptr;
}

static bool is_shell_name(wp_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!isalnum((unsigned char)name.ptr[i]) && name.ptr[i] != '_')
            return false;
    return name.len > 0 && !isdigit((unsigned char)name.ptr[0]);
}

static bool add_environment(wp_job *job, wp_buf *script, wp_value environment, wp_error *err)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(environment, i, &key, &item); i++) {
        wp_str name = wp_to_text(job->arena, key);
        if (!is_shell_name(name))
            return wp_fail(err, WP_E_INVALID, wp_value_mark(key), "'%.*s' can't be the name of an environment variable",
                           (int)name.len, name.ptr);
        wp_str value = wp_shell_quote(job->arena, wp_to_text(job->arena, item));
        wp_buf_printf(script, "export %.*s=", (int)name.len, name.ptr);
        wp_buf_str_add(script, value);
        wp_buf_add(script, "; ");
    }
    return true;
}

static void add_half(wp_job *job, const char *name, wp_half *halves, size_t *count)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(halves[i].name, name) == 0)
            return;
    const wp_half *half = wp_registry_half(job->bench->options.registry, name);
    if (half)
        halves[(*count)++] = *half;
}

static void add_halves(wp_job *job, const char *of_bench, wp_frame *frame)
{
    wp_str names[] = { wp_str_of("common"), wp_str_of(job->options->module->remote), wp_str_of(of_bench) }, name;
    wp_half *halves = wp_new_array(job->arena, wp_half, (names[1].len + names[2].len) / 2 + 3);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        while (wp_str_split(&names[i], ' ', &name))
            add_half(job, wp_strndup(job->arena, name.ptr, name.len), halves, &frame->half_count);
    frame->halves = halves;
}

bool wp_host_prepare(wp_job *job, const wp_host_frame *wanted, wp_frame *out, wp_error *err)
{
    const wp_job_options *options = job->options;
    wp_buf script = wp_buf_new(job->arena);
    if (!options->connection)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "module %s works on a host, and there is no connection to one",
                       options->module->name);
    if (!add_environment(job, &script, options->environment, err) ||
        !add_environment(job, &script, wanted->environment, err))
        return wp_while(err, "environment");
    wp_buf_add(&script, wanted->script);
    memset(out, 0, sizeof *out);
    out->become = options->become;
    out->script = wp_buf_str(&script).ptr;
    out->input = wanted->input;
    out->timeout_ms = wanted->timeout_ms ? wanted->timeout_ms : options->timeout_ms;
    add_halves(job, wanted->half, out);
    return true;
}

static bool check_time(wp_job *job, const wp_frame *frame, bool timed_out, wp_error *err)
{
    if (!timed_out)
        return true;
    return wp_fail(err, WP_E_TIMEOUT, WP_NO_MARK, "module %s took longer than its limit of %g s and was stopped",
                   job->options->module->name, frame->timeout_ms / 1000.0);
}

bool wp_host_send(wp_job *job, const wp_host_frame *wanted, wp_reply *out, wp_error *err)
{
    wp_frame frame;
    wp_shell_reply reply = { 0 };
    if (!wp_host_prepare(job, wanted, &frame, err) ||
        !wp_connection_run(job->arena, job->options->connection, &frame, &reply, err) ||
        !check_time(job, &frame, reply.timed_out, err))
        return false;
    *out = (wp_reply){ .status = reply.status, .timed_out = reply.timed_out, .cut = reply.cut,
                       .out = reply.out, .err = reply.err, .seconds = reply.seconds };
    return true;
}

const char *wp_reply_reason(wp_job *job, const wp_reply *reply)
{
    wp_arena *arena = job->arena;
    wp_str text = wp_str_trim(reply->err);
    if (text.len == 0)
        return wp_printf(arena, "exit code %d", reply->status);
    char *line = wp_strndup(arena, text.ptr, text.len < 400 ? text.len : 400);
    for (char *at = line; *at; at++)
        if (iscntrl((unsigned char)*at))
            *at = ' ';
    return line;
}

bool wp_reply_fail(wp_job *job, const wp_reply *reply, wp_error *err)
{
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, reply));
}

const char *wp_host_call_text(wp_job *job, const char *function, const char *const *args, size_t count)
{
    return wp_printf(job->arena, "%s%s", function, wp_host_words(job, args, count));
}

bool wp_host_call(wp_job *job, const char *function, const char *const *args, size_t count, const wp_str *input,
                  wp_reply *out, wp_error *err)
{
    wp_host_frame frame = {
        .script = wp_host_call_text(job, function, args, count),
        .input = input ? *input : (wp_str){ 0 },
        .environment = wp_null(),
    };
    return wp_host_send(job, &frame, out, err);
}

/* ---- several calls ------------------------------------------------------------- */

struct wp_calls {
    wp_job *job;
    wp_buf script;
    wp_str input;
};

wp_calls *wp_calls_new(wp_job *job)
{
    wp_calls *calls = wp_new(job->arena, wp_calls);
    calls->job = job;
    calls->script = wp_buf_new(job->arena);
    return calls;
}

void wp_calls_add(wp_calls *calls, const char *function, const char *const *args, size_t count)
{
    if (calls->script.len)
        wp_buf_add(&calls->script, " && ");
    wp_buf_printf(&calls->script, "%s%s", function, wp_host_words(calls->job, args, count));
}

const char *wp_calls_script(const wp_calls *calls)
{
    return wp_buf_str(&calls->script).ptr;
}

void wp_calls_input(wp_calls *calls, wp_str input)
{
    calls->input = input;
}

bool wp_calls_run(wp_calls *calls, wp_reply *out, wp_error *err)
{
    wp_host_frame frame = { .script = wp_buf_str(&calls->script).ptr, .input = calls->input,
                            .environment = wp_null() };
    if (!wp_host_send(calls->job, &frame, out, err))
        return false;
    if (out->status == 0)
        return true;
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(calls->job, out));
}
