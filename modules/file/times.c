/* access_time and modification_time: as the user writes them, as touch takes them. */
#include "found.h"

#include <string.h>
#include <time.h>

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

/* A stamp for touch -t, from a text in the format of the user. */
static bool stamp_of(wp_job *job, const char *param, const char *there, const char **out, wp_error *err)
{
    const char *given = wp_job_str(job, param),
               *format = wp_job_str(job, wp_printf(wp_job_arena(job), "%s_format", param));
    struct tm moment = { .tm_mday = 1 };
    char stamp[32], shown[32];
    *out = "";
    if (!given && is(wp_job_str(job, "state"), "touch"))
        given = "now";
    if (!given || is(given, "preserve"))
        return true;
    if (is(given, "now")) {
        *out = "now";
        return true;
    }
    const char *end = strptime(given, format, &moment);
    if (!end || *end) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s '%s' does not have the form %s", param, given, format);
        return wp_hint(err, "write it so, or as now or preserve; %s_format sets another form", param);
    }
    strftime(stamp, sizeof stamp, "%Y%m%d%H%M.%S", &moment);
    strftime(shown, sizeof shown, "%Y-%m-%d %H:%M:%S", &moment);
    *out = there && is(there, shown) ? "" : wp_strdup(wp_job_arena(job), stamp);
    return true;
}

bool wp_found_plan_times(wp_job *job, wp_found *at, wp_error *err)
{
    const wp_stat *now = at->through_link || (at->now.kind == 'l' && at->target.exists) ? &at->target : &at->now;
    if (!stamp_of(job, "access_time", now->exists ? now->accessed_there : NULL, &at->accessed, err) ||
        !stamp_of(job, "modification_time", now->exists ? now->modified_there : NULL, &at->modified, err))
        return false;
    if (!*at->accessed && !*at->modified)
        return true;
    if (*at->accessed && now->exists)
        wp_found_differs(job, at, "atime", now->accessed_there, at->accessed);
    if (*at->modified && now->exists)
        wp_found_differs(job, at, "mtime", now->modified_there, at->modified);
    if (now->exists)
        wp_job_change(job, "set the times of %s", at->path);
    return true;
}
