/*
 * A command of the user's, as command, shell and script run it.
 *
 *   check mode   with creates or removes: a look whether it would run;
 *                else it is skipped, and the preview tells what would have been run
 *   a run        one round trip: the look and the command together
 *
 * The result's keys and words are those that playbooks look at in Ansible.
 */
#include "module/job.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

bool wp_job_split_words(wp_job *job, const char *text, wp_value *out, wp_error *err)
{
    wp_str *words;
    size_t count;
    wp_value list = wp_list_new(job->arena, 4);
    if (!wp_shell_split(job->arena, wp_str_of(text), &words, &count))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "a quote is not closed in: %s", text);
    for (size_t i = 0; i < count; i++)
        wp_list_push(job->arena, list, wp_string_of(job->arena, words[i]));
    *out = list;
    return true;
}

const char *wp_job_quote(wp_job *job, const char *word)
{
    return wp_shell_quote(job->arena, wp_str_of(word)).ptr;
}

static bool has_conditions(const wp_user_command *run)
{
    return run->command.creates || run->command.removes;
}

void wp_user_command_empty(wp_job *job, wp_value shown, int rc)
{
    wp_job_set(job, "cmd", shown);
    wp_job_set_int(job, "rc", rc);
    wp_job_set_str(job, "stdout", "");
    wp_job_set_str(job, "stderr", "");
    wp_job_set(job, "start", wp_null());
    wp_job_set(job, "end", wp_null());
    wp_job_set(job, "delta", wp_null());
}

static void explain_stand_still(wp_job *job, wp_verdict verdict, const wp_user_command *run)
{
    const char *did = wp_job_check_mode(job) ? "Would not" : "Did not";
    bool created = verdict == WP_CREATES_EXISTS;
    const char *path = created ? run->command.creates : run->command.removes;
    const char *why = created ? "exists" : "does not exist";
    wp_user_command_empty(job, run->shown, 0);
    wp_job_set_str(job, "stdout", wp_printf(job->arena, "skipped, since %s %s", path, why));
    wp_job_set_str(job, "msg", wp_printf(job->arena, "%s run command since '%s' %s", did, path, why));
    wp_job_set_changed(job, false);
}

/* True: it ran, or would. False with err set: it can't. False without: it need not. */
static bool goes_on(wp_job *job, const wp_user_command *run, const wp_reply *reply, wp_error *err)
{
    const char *program = run->command.argv ? run->command.argv[0] : run->command.executable;
    switch (reply->verdict) {
    case WP_RAN:
    case WP_WOULD_RUN:
        return true;
    case WP_CREATES_EXISTS:
    case WP_REMOVES_ABSENT:
        explain_stand_still(job, reply->verdict, run);
        return false;
    case WP_NO_DIRECTORY:
        wp_user_command_empty(job, run->shown, 0);
        wp_job_set(job, "rc", wp_null());
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                       "the directory %s can't be entered: no such directory on %s, or no permission", run->command.dir,
                       wp_job_host(job));
    case WP_NO_PROGRAM:
        wp_job_set_str(job, "cmd", run->text);
        wp_job_set_int(job, "rc", 2);
        wp_job_set_str(job, "stdout", "");
        wp_job_set_str(job, "stderr", "");
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "[Errno 2] No such file or directory: b'%s'", program);
    case WP_NOT_EXECUTABLE:
        wp_job_set_str(job, "cmd", run->text);
        wp_job_set_int(job, "rc", 13);
        wp_job_set_str(job, "stdout", "");
        wp_job_set_str(job, "stderr", "");
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "[Errno 13] Permission denied: b'%s'", program);
    }
    return true;
}

bool wp_user_command_probe(wp_job *job, wp_user_command *run, wp_error *err)
{
    wp_reply reply;
    wp_error fault = { 0 };
    if (!wp_job_check_mode(job) || !has_conditions(run))
        return true;
    run->command.only_look = true;
    if (!wp_host_run(job, &run->command, &reply, err))
        return false;
    if (goes_on(job, run, &reply, &fault)) {
        wp_user_command_empty(job, run->shown, 0);
        wp_job_set_changed(job, true);
        wp_job_set_str(job, "msg", "Command would have run if not in check mode");
    }
    if (fault.kind != WP_E_NONE && err)
        *err = fault;
    return fault.kind == WP_E_NONE;
}

bool wp_user_command_plan(wp_job *job, wp_user_command *run, wp_error *err)
{
    (void)err;
    if (wp_job_check_mode(job) && has_conditions(run) && !wp_job_would_change(job))
        return true;
    wp_job_change(job, "run %s", run->text);
    if (wp_job_check_mode(job) && !has_conditions(run)) {
        wp_user_command_empty(job, run->shown, 0);
        wp_job_skip(job, "Command would have run if not in check mode");
    }
    return true;
}

/* ---- what it gave -------------------------------------------------------------- */

static wp_value output_of(wp_job *job, const wp_user_command *run, wp_str text)
{
    if (!run->keep_ends)
        while (text.len && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r'))
            text.len--;
    return wp_string_of(job->arena, text);
}

static const char *moment(wp_job *job, double seconds)
{
    const char *whole = wp_time_format(job->arena, floor(seconds), false, "%Y-%m-%d %H:%M:%S");
    return wp_printf(job->arena, "%s.%06d", whole, (int)((seconds - floor(seconds)) * 1e6));
}

static const char *duration(wp_job *job, double seconds)
{
    int64_t whole = (int64_t)seconds;
    return wp_printf(job->arena, "%lld:%02d:%02d.%06d", (long long)(whole / 3600), (int)(whole / 60 % 60),
                     (int)(whole % 60), (int)((seconds - (double)whole) * 1e6));
}

static void set_times(wp_job *job, double from, double to)
{
    wp_job_set_str(job, "start", moment(job, from));
    wp_job_set_str(job, "end", moment(job, to));
    wp_job_set_str(job, "delta", duration(job, to > from ? to - from : 0));
}

bool wp_user_command_apply(wp_job *job, wp_user_command *run, wp_error *err)
{
    wp_reply reply;
    wp_error fault = { 0 };
    double from = wp_clock_seconds();
    if (!wp_host_run(job, &run->command, &reply, err))
        return false;
    if (!goes_on(job, run, &reply, &fault)) {
        if (fault.kind != WP_E_NONE && err)
            *err = fault;
        return fault.kind == WP_E_NONE;
    }
    wp_job_set(job, "cmd", run->shown);
    wp_job_set_int(job, "rc", reply.status);
    wp_job_set(job, "stdout", output_of(job, run, reply.out));
    wp_job_set(job, "stderr", output_of(job, run, reply.err));
    set_times(job, from, wp_clock_seconds());
    wp_job_set_str(job, "msg", "");
    wp_job_set_changed(job, true);
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "non-zero return code");
    return true;
}
