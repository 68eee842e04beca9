/*
 * What a preview has foreseen. In check mode nothing is made, so a later task that
 * needs what an earlier one would have made does not find it; it finds it here.
 *
 * A list of paths for each host, each ended by a newline, and a text for each content,
 * shared by the jobs of a run.
 */
#include "module/job.h"

#include <string.h>

#include "base/text.h"

static const char *key_of(wp_job *job)
{
    return wp_printf(job->arena, "foreseen %s", job->options->host ? job->options->host : "");
}

static wp_str without_slash(const char *path)
{
    wp_str text = wp_str_of(path);
    while (text.len > 1 && text.ptr[text.len - 1] == '/')
        text.len--;
    return text;
}

static const char *content_key(wp_job *job, const char *path)
{
    wp_str clean = without_slash(path);
    return wp_printf(job->arena, "%s: %.*s", key_of(job), (int)clean.len, clean.ptr);
}

void wp_job_foresee(wp_job *job, const char *path, wp_str content)
{
    if (!job->options->check_mode)
        return;
    wp_job_share_begin(job, content_key(job, path));
    wp_job_share_end(job, content_key(job, path), content.ptr ? content : wp_str_of(""));
    const char *key = key_of(job);
    wp_str clean = without_slash(path), known = wp_job_share_begin(job, key);
    char *all =
        wp_printf(job->arena, "%.*s%.*s\n", (int)known.len, known.ptr ? known.ptr : "", (int)clean.len, clean.ptr);
    wp_job_share_end(job, key, wp_str_of(all));
}

/* What lies above something foreseen is so too. */
static bool is_at_or_below(wp_str line, wp_str path)
{
    return line.len >= path.len && memcmp(line.ptr, path.ptr, path.len) == 0 &&
           (line.len == path.len || line.ptr[path.len] == '/');
}

bool wp_job_is_foreseen(wp_job *job, const char *path)
{
    if (!job->options->check_mode)
        return false;
    const char *key = key_of(job);
    wp_str wanted = without_slash(path), known = wp_job_share_begin(job, key), rest = known, line;
    bool found = false;
    while (!found && wp_str_split(&rest, '\n', &line))
        found = is_at_or_below(line, wanted);
    wp_job_share_end(job, key, known);
    return found;
}

wp_str wp_job_foreseen_content(wp_job *job, const char *path)
{
    if (!job->options->check_mode)
        return (wp_str){ 0 };
    wp_str content = wp_job_share_begin(job, content_key(job, path));
    wp_job_share_end(job, content_key(job, path), content);
    return content.len ? content : (wp_str){ 0 };
}
