/*
 * The result of a job: what Ansible's users know as the registered dict.
 *
 *   what the module set, stdout_lines and stderr_lines beside stdout and stderr,
 *   diff, warnings, ansible_facts, changed, and failed/unreachable/skipped/msg.
 *
 * Every text in it is marked unsafe: whatever came from a host is never taken
 * for a template again.
 */
#include "module/job.h"

#include <string.h>

#include "base/text.h"

WP_PRINTF(2, 0) static const char *formatted(wp_job *job, const char *format, va_list args)
{
    return wp_vprintf(job->arena, format, args);
}

void wp_job_change(wp_job *job, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    wp_list_push(job->arena, job->changes, wp_string(job->arena, formatted(job, format, args)));
    va_end(args);
}

bool wp_job_has_change(const wp_job *job)
{
    return wp_len(job->changes) > 0;
}

void wp_job_set_changed(wp_job *job, bool changed)
{
    job->changed = changed ? WP_YES : WP_NO;
}

bool wp_job_would_change(const wp_job *job)
{
    return job->changed == WP_UNSAID ? wp_job_has_change(job) : job->changed == WP_YES;
}

void wp_job_warn(wp_job *job, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    wp_list_push(job->arena, job->warnings, wp_string(job->arena, formatted(job, format, args)));
    va_end(args);
}

void wp_job_set(wp_job *job, const char *key, wp_value value)
{
    wp_dict_set(job->arena, job->result, key, wp_value_mark_all(job->arena, value, WP_UNSAFE));
}

void wp_job_unset(wp_job *job, const char *key)
{
    wp_dict_remove(job->result, wp_string(job->arena, key));
}

void wp_job_set_str(wp_job *job, const char *key, const char *text)
{
    wp_job_set(job, key, text ? wp_string(job->arena, text) : wp_null());
}

void wp_job_set_bool(wp_job *job, const char *key, bool truth)
{
    wp_job_set(job, key, wp_bool(truth));
}

void wp_job_set_int(wp_job *job, const char *key, int64_t number)
{
    wp_job_set(job, key, wp_int(number));
}

wp_value wp_job_result(const wp_job *job)
{
    return job->result;
}

void wp_job_skip(wp_job *job, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    wp_job_set_str(job, "msg", formatted(job, format, args));
    va_end(args);
    job->skipped = true;
}

void wp_job_skip_silently(wp_job *job)
{
    job->skipped = true;
}

static void push_diff(wp_job *job, const char *before_header, wp_value before, const char *after_header,
                      wp_value after)
{
    wp_value diff = wp_dict_new(job->arena, 4);
    if (before_header)
        wp_dict_set(job->arena, diff, "before_header", wp_string(job->arena, before_header));
    wp_dict_set(job->arena, diff, "before", before);
    if (after_header)
        wp_dict_set(job->arena, diff, "after_header", wp_string(job->arena, after_header));
    wp_dict_set(job->arena, diff, "after", after);
    wp_list_push(job->arena, job->diffs, wp_value_mark_all(job->arena, diff, WP_UNSAFE));
}

void wp_job_diff(wp_job *job, const char *before_header, wp_str before, const char *after_header, wp_str after)
{
    push_diff(job, before_header, wp_string_of(job->arena, before), after_header, wp_string_of(job->arena, after));
}

void wp_job_diff_state(wp_job *job, const char *before_header, wp_value before, const char *after_header,
                       wp_value after)
{
    push_diff(job, before_header, before, after_header, after);
}

void wp_job_diff_text(wp_job *job, const char *text)
{
    wp_value diff = wp_dict_new(job->arena, 1);
    wp_dict_set(job->arena, diff, "prepared", wp_string(job->arena, text));
    wp_list_push(job->arena, job->diffs, wp_value_mark_all(job->arena, diff, WP_UNSAFE));
}

void wp_job_facts(wp_job *job, wp_value facts)
{
    wp_value key, item;
    if (wp_is(job->facts, WP_NULL))
        job->facts = wp_dict_new(job->arena, wp_len(facts));
    for (size_t i = 0; wp_dict_pair(facts, i, &key, &item); i++)
        wp_dict_put(job->arena, job->facts, key, wp_value_mark_all(job->arena, item, WP_UNSAFE));
}

/* ---- the dict ---------------------------------------------------------------- */

/* As Python's splitlines, for the line ends that commands write. */
static wp_value lines_of(wp_arena *arena, wp_value text)
{
    wp_value lines = wp_list_new(arena, 4);
    wp_str rest = wp_text(text);
    while (rest.len) {
        size_t end = 0, step = 1;
        while (end < rest.len && rest.ptr[end] != '\n' && rest.ptr[end] != '\r')
            end++;
        if (end + 1 < rest.len && rest.ptr[end] == '\r' && rest.ptr[end + 1] == '\n')
            step = 2;
        wp_value line = wp_string_n(arena, rest.ptr, end);
        line.marks |= text.marks & (WP_UNSAFE | WP_SECRET);
        wp_list_push(arena, lines, line);
        rest = wp_str_slice(rest, end + step, rest.len);
    }
    return lines;
}

static void add_lines(wp_job *job, const char *stream)
{
    const char *key = wp_printf(job->arena, "%s_lines", stream);
    const wp_value *text = wp_dict_find(job->result, stream);
    if (text && wp_is(*text, WP_STRING) && !wp_dict_find(job->result, key))
        wp_dict_set(job->arena, job->result, key, lines_of(job->arena, *text));
}

/* One diff is shown as it is, several as a list. */
static void add_diffs(wp_job *job)
{
    size_t count = wp_len(job->diffs);
    if (count == 1)
        wp_dict_set(job->arena, job->result, "diff", wp_list_at(job->diffs, 0));
    else if (count > 1)
        wp_dict_set(job->arena, job->result, "diff", job->diffs);
}

static void add_fault(wp_job *job, const wp_error *fault)
{
    const char *text = fault->text;
    if (fault->hint[0])
        text = wp_printf(job->arena, "%s; %s", fault->text, fault->hint);
    const wp_value *said = wp_dict_find(job->result, "msg");
    if (!said || wp_is(*said, WP_STRING)) /* another value says the same, in its own form */
        wp_job_set_str(job, "msg", text);
    if (fault->kind == WP_E_UNREACHABLE)
        wp_job_set_bool(job, "unreachable", true);
    else
        wp_job_set_bool(job, "failed", true);
}

/* Whatever the module had prepared to tell, it does not know how it ended. */
static wp_value unreachable(wp_job *job, const wp_error *fault)
{
    job->result = wp_dict_new(job->arena, 3);
    wp_job_set_bool(job, "changed", false);
    add_fault(job, fault);
    return job->result;
}

wp_value wp_job_finish(wp_job *job, const wp_error *fault, bool changed)
{
    if (fault->kind == WP_E_UNREACHABLE)
        return unreachable(job, fault);
    add_lines(job, "stdout");
    add_lines(job, "stderr");
    add_diffs(job);
    if (wp_len(job->warnings))
        wp_job_set(job, "warnings", job->warnings);
    if (!wp_is(job->facts, WP_NULL))
        wp_dict_set(job->arena, job->result, "ansible_facts", job->facts);
    wp_job_set_bool(job, "changed", changed);
    if (job->skipped)
        wp_job_set_bool(job, "skipped", true);
    if (fault->kind != WP_E_NONE)
        add_fault(job, fault);
    return job->result;
}
