/* What the states of module file have in common: notes for the diff, owner and mode, the place. */
#include "found.h"

#include <string.h>

const char *wp_found_prior(const wp_found *at)
{
    if (!at->now.exists)
        return "absent";
    if (at->now.kind == 'l')
        return "link";
    if (at->now.kind == 'd')
        return "directory";
    return at->now.links > 1 ? "hard" : "file";
}

void wp_found_differs(wp_job *job, wp_found *at, const char *key, const char *was, const char *becomes)
{
    wp_arena *arena = wp_job_arena(job);
    wp_dict_set(arena, at->before, key, was ? wp_string(arena, was) : wp_null());
    wp_dict_set(arena, at->after, key, becomes ? wp_string(arena, becomes) : wp_null());
}

void wp_found_makes(wp_job *job, wp_found *at, const char *state)
{
    wp_found_differs(job, at, "state", wp_found_prior(at), state);
    wp_job_change(job, at->now.exists ? "turn %s into %s" : "make %s: %s", at->path, state);
    wp_job_foresee(job, at->path, (wp_str){ 0 });
    at->makes = true;
}

/* What owner and mode are compared with: the file behind a link, unless follow is off. */
static const wp_stat *dressed(const wp_found *at)
{
    return at->through_link ? &at->target : &at->now;
}

bool wp_found_plan_dress(wp_job *job, wp_found *at, bool is_dir, wp_error *err)
{
    wp_stat nothing = { 0 };
    bool fresh = at->makes && !(at->now.exists && at->now.kind == 'd' && is_dir);
    if (!wp_job_dress(job, at->path, fresh ? &nothing : dressed(at), is_dir, NULL, at->fields, at->before, at->after,
                      &at->dress, err))
        return false;
    if (at->dress.differs)
        wp_job_change(job, "set owner, group or mode of %s", at->path);
    return true;
}

bool wp_found_needs_parent(wp_job *job, const wp_found *at, wp_error *err)
{
    wp_str dir = wp_field(at->fields, "nodir");
    if (!dir.len || wp_job_is_foreseen(job, wp_strndup(wp_job_arena(job), dir.ptr, dir.len)))
        return wp_job_may_make(job, at->path, at->fields, err);
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s can't be made: the directory %.*s is not there", at->path, (int)dir.len,
            dir.ptr);
    return wp_hint(err, "make it first, with module file and state=directory");
}
