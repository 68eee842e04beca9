/*
 * The env_files in a preview: a task before would have written them, and compose reads
 * what is there now. Whether containers will be made anew hangs on what they say:
 * comments, blank lines, order and quotes don't count.
 */
#include "project.h"

static bool will_differ(wp_job *job, const char *file, bool *out, wp_error *err)
{
    wp_str content = wp_job_foreseen_content(job, file);
    wp_reply reply;
    *out = wp_job_is_foreseen(job, file);
    if (!*out || !content.ptr)
        return true; /* will be written, who knows with what */
    if (!wp_host_call(job, "compose_up_same_env", &file, 1, &content, &reply, err))
        return false;
    *out = reply.status != 0;
    return true;
}

bool compose_look_ahead(wp_job *job, wp_str fields, wp_error *err)
{
    project *seen = compose_project(job);
    wp_str rest = wp_field(fields, "env_files"), unusable = wp_field(fields, "unusable");
    const char *file;
    bool differs;
    while (wp_job_check_mode(job) && compose_cut(wp_job_arena(job), &rest, '\n', &file)) {
        if (!will_differ(job, file, &differs, err))
            return false;
        seen->is_pending |= differs;
    }
    if (unusable.len && !seen->is_pending)
        return wp_reply_fail(job, &(wp_reply){ .status = 1, .err = unusable }, err);
    seen->has_file &= !unusable.len;
    seen->is_pending |= wp_job_check_mode(job) && !seen->has_file;
    return true;
}
