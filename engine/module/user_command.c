/*
 * A command of the user's, as command, shell, raw and script run it.
 *
 *   check mode   a look whether it could and would run; the preview shows what would be run, by whom and where, and
 *                it is skipped where neither creates nor removes decided
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

void wp_user_command_place(wp_job *job, wp_user_command *run)
{
    run->command.dir = wp_job_str(job, "chdir");
    run->command.creates = wp_job_str(job, "creates");
    run->command.removes = wp_job_str(job, "removes");
}

void wp_user_command_streams(wp_job *job, wp_user_command *run)
{
    const char *text = wp_job_str(job, "stdin"), *end = wp_job_bool(job, "stdin_add_newline") ? "\n" : "";
    run->keep_ends = !wp_job_bool(job, "strip_empty_ends");
    if (text)
        run->command.input = wp_str_of(wp_printf(job->arena, "%s%s", text, end));
}

static wp_user_command *command_of(wp_job *job)
{
    return wp_job_state(job, sizeof(wp_user_command));
}

/* ---- what is told of one that was not run ----------------------------------------- */

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

static void explain_stand_still(wp_job *job, const wp_user_command *run, wp_verdict verdict)
{
    const char *did = wp_job_check_mode(job) ? "Would not" : "Did not";
    bool created = verdict == WP_CREATES_EXISTS;
    const char *path = created ? run->command.creates : run->command.removes;
    const char *why = created ? "exists" : "does not exist";
    if (run->plain) {
        wp_job_skip(job, "%s %s, matching %s option", path, why, created ? "creates" : "removes");
        return;
    }
    wp_user_command_empty(job, run->shown, 0);
    wp_job_set_str(job, "stdout", wp_printf(job->arena, "skipped, since %s %s", path, why));
    wp_job_set_str(job, "msg", wp_printf(job->arena, "%s run command since '%s' %s", did, path, why));
    wp_job_set_changed(job, false);
}

static bool no_directory(wp_job *job, const wp_user_command *run, wp_error *err)
{
    if (!run->plain) {
        wp_user_command_empty(job, run->shown, 0);
        wp_job_set(job, "rc", wp_null());
    }
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                   "the directory %s can't be entered: no such directory on %s, or no permission", run->command.dir,
                   wp_job_host(job));
}

static bool no_program(wp_job *job, const wp_user_command *run, int number, const char *why, wp_error *err)
{
    const char *program = run->command.argv ? run->command.argv[0] : run->command.executable;
    wp_job_set_str(job, "cmd", run->command.argv ? run->text : wp_printf(job->arena, "%s -c %s", program, run->text));
    wp_job_set_int(job, "rc", number);
    wp_job_set_str(job, "stdout", "");
    wp_job_set_str(job, "stderr", "");
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "[Errno %d] %s: b'%s'", number, why, program);
}

/* False: it can't be run. *goes_on: it ran, or would; else it need not. */
static bool judge(wp_job *job, const wp_user_command *run, wp_verdict verdict, bool *goes_on, wp_error *err)
{
    *goes_on = verdict == WP_RAN || verdict == WP_WOULD_RUN;
    if (verdict == WP_NO_DIRECTORY)
        return no_directory(job, run, err);
    if (verdict == WP_NO_PROGRAM)
        return no_program(job, run, 2, "No such file or directory", err);
    if (verdict == WP_NOT_EXECUTABLE)
        return no_program(job, run, 13, "Permission denied", err);
    if (!*goes_on)
        explain_stand_still(job, run, verdict);
    return true;
}

/* ---- probe and plan ------------------------------------------------------------------ */

static bool has_conditions(const wp_user_command *run)
{
    return run->command.creates || run->command.removes;
}

/* What an earlier task of this preview would have made counts as there. */
static wp_verdict foresee(wp_job *job, const wp_command *command, wp_verdict verdict)
{
    if (verdict == WP_NO_DIRECTORY && wp_job_is_foreseen(job, command->dir))
        verdict = WP_WOULD_RUN;
    if (verdict == WP_REMOVES_ABSENT && wp_job_is_foreseen(job, command->removes))
        verdict = WP_WOULD_RUN;
    if (verdict == WP_WOULD_RUN && command->creates && wp_job_is_foreseen(job, command->creates))
        verdict = WP_CREATES_EXISTS;
    return verdict;
}

bool wp_user_command_look(wp_job *job, wp_error *err)
{
    wp_user_command *run = command_of(job);
    wp_reply reply;
    if (!wp_job_check_mode(job))
        return true;
    run->command.only_look = true;
    if (!wp_host_run(job, &run->command, &reply, err))
        return false;
    run->verdict = foresee(job, &run->command, reply.verdict);
    return true;
}

/* The exact command, its user and directory. */
static void show(wp_job *job, const wp_user_command *run)
{
    const char *user = wp_job_user(job), *dir = run->command.dir;
    wp_job_diff_text(job, wp_printf(job->arena, "would run as %s in %s: %s", user && *user ? user : "who connects",
                                    dir ? dir : "the home directory", run->text));
}

bool wp_user_command_plan(wp_job *job, wp_error *err)
{
    wp_user_command *run = command_of(job);
    bool goes_on = true;
    if (run->command.only_look && !judge(job, run, run->verdict, &goes_on, err))
        return false;
    if (!goes_on)
        return true;
    wp_job_change(job, "run %s", run->text);
    if (!wp_job_check_mode(job))
        return true;
    show(job, run);
    if (!run->plain)
        wp_user_command_empty(job, run->shown, 0);
    if (run->command.bare)
        wp_job_skip_silently(job);
    else if (has_conditions(run))
        wp_job_set_str(job, "msg", "Command would have run if not in check mode");
    else
        wp_job_skip(job, "Command would have run if not in check mode");
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

bool wp_user_command_apply(wp_job *job, wp_error *err)
{
    wp_user_command *run = command_of(job);
    wp_reply reply;
    double from = wp_clock_seconds();
    bool goes_on;
    if (!wp_host_run(job, &run->command, &reply, err) || !judge(job, run, reply.verdict, &goes_on, err))
        return false;
    if (!goes_on)
        return true;
    if (!run->plain) {
        wp_job_set(job, "cmd", run->shown);
        set_times(job, from, wp_clock_seconds());
        wp_job_set_str(job, "msg", "");
    }
    wp_job_set_int(job, "rc", reply.status);
    wp_job_set(job, "stdout", output_of(job, run, reply.out));
    wp_job_set(job, "stderr", output_of(job, run, reply.err));
    wp_job_set_changed(job, true);
    return reply.status == 0 || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "non-zero return code");
}
