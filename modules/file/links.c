/* state=link and state=hard: when one is made, what may make way for it, whose owner and mode count. */
#include "found.h"

#include <string.h>

/* May what is there make way for a link? */
static bool may_replace(wp_job *job, const wp_found *at, wp_error *err)
{
    bool force = wp_job_bool(job, "force");
    if (!at->now.exists || at->now.kind == 'l')
        return true;
    if (!force) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is a %s, and is not replaced by a link", at->path,
                wp_found_prior(at));
        return wp_hint(err, "force=yes does it");
    }
    if (at->now.kind == 'd' && !wp_field_has(at->fields, "empty"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the directory %s is not empty, and is not replaced by a link",
                       at->path);
    return true;
}

bool wp_found_plan_link(wp_job *job, wp_found *at, wp_error *err)
{
    if (!at->src && at->now.kind != 'l')
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "src is needed to make the link %s", at->path);
    if (at->src) {
        if (!at->source.exists && !wp_job_bool(job, "force")) {
            wp_str src = wp_field(at->fields, "srcpath");
            wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%.*s, where the link %s would lead, is not there", (int)src.len,
                    src.ptr, at->path);
            return wp_hint(err, "force=yes makes the link all the same");
        }
        if (!may_replace(job, at, err) || !wp_found_needs_parent(job, at, err))
            return false;
        if (at->now.kind != 'l') {
            wp_found_makes(job, at, "link");
        } else if (strcmp(at->now.target, at->src) != 0) {
            wp_found_differs(job, at, "src", at->now.target, at->src);
            wp_job_change(job, "lead the link %s to %s", at->path, at->src);
            at->makes = true;
        }
    }
    at->through_link = wp_job_bool(job, "follow");
    if (at->makes && at->through_link)
        at->target = at->source;
    if (at->through_link && !at->target.exists) {
        if (wp_job_has(job, "mode") || wp_job_has(job, "owner") || wp_job_has(job, "group"))
            wp_job_warn(job, "%s leads nowhere: owner, group and mode were left alone", at->path);
        return true;
    }
    bool made = at->makes;
    at->makes = made && !at->through_link;
    bool done = wp_found_plan_times(job, at, err) &&
                wp_found_plan_dress(job, at, at->through_link && at->target.kind == 'd', err);
    at->makes = made;
    return done;
}

bool wp_found_plan_hard(wp_job *job, wp_found *at, wp_error *err)
{
    bool same =
        at->source.exists && at->now.exists && at->source.inode == at->now.inode && at->source.device == at->now.device;
    if (!at->src && at->now.exists)
        return wp_found_plan_dress(job, at, false, err);
    if (!at->src)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "src is needed to make the hard link %s", at->path);
    if (at->src[0] != '/' || !at->source.exists)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "src %s of the hard link %s is not there%s", at->src, at->path,
                       at->src[0] == '/' ? "" : ", or is not the whole path");
    if (!same) {
        if (at->now.exists && !wp_job_bool(job, "force")) {
            wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is there already, and is not the same file as %s", at->path,
                    at->src);
            return wp_hint(err, "force=yes replaces it");
        }
        if (!may_replace(job, at, err) || !wp_found_needs_parent(job, at, err))
            return false;
        wp_found_makes(job, at, "hard");
        at->now = at->source; /* it has the owner and mode of the other name */
        at->makes = false;
    }
    bool done = wp_found_plan_times(job, at, err) && wp_found_plan_dress(job, at, false, err);
    at->makes = !same;
    return done;
}

void wp_found_make_link(wp_calls *calls, const wp_found *at)
{
    WP_ADD_CALL(calls, "file_link", at->path, at->src, "s");
}

void wp_found_make_hard(wp_calls *calls, const wp_found *at)
{
    WP_ADD_CALL(calls, "file_link", at->path, at->src, "");
}
