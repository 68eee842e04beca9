/*
 * apk: what its words mean.
 *
 *   (1/3) Installing curl (8.5.0-r0)
 *   (2/3) Upgrading musl (1.2.4-r1 -> 1.2.4-r2)
 *   (3/3) Purging old (1.0-r0)
 */
#include "module/packages.h"

#include <string.h>

#include "base/text.h"

static const wp_package_option options[] = {
    { .param = "repository", .when_true = "--repositories-file\n/dev/null" }, /* these, and no others */
    { .param = "repository", .each = "--repository\n%s" },
    { .param = "no_cache", .when_true = "--no-cache" },
    { .param = "available", .when_true = "--available" },
    { 0 },
};

static bool choose(wp_job *job, wp_packages *at, wp_error *err)
{
    const char *state = wp_packages_text(job, "state"), *world = wp_packages_text(job, "world");
    bool goes = state && (strcmp(state, "absent") == 0 || strcmp(state, "removed") == 0);
    wp_packages_names(job, at);
    at->mode = wp_packages_flag(job, "upgrade") ? "upgrade"
               : wp_len(at->names) == 0         ? "nothing"
               : goes                           ? "absent"
               : state && strcmp(state, "latest") == 0 ? "latest" : "present";
    at->refreshes = wp_packages_flag(job, "update_cache");
    at->third = world ? world : "/etc/apk/world";
    (void)err;
    return true;
}

static bool read_step(wp_str line, wp_package_step *out)
{
    static const struct {
        const char *word, *verb;
    } rows[] = { { "Installing ", "install" },     { "Upgrading ", "upgrade" }, { "Downgrading ", "downgrade" },
                 { "Reinstalling ", "reinstall" }, { "Replacing ", "reinstall" }, { "Purging ", "remove" },
                 { "Deleting ", "remove" } };
    size_t begin = wp_str_find(line, wp_str_of(") "), 0);
    if (!line.len || line.ptr[0] != '(' || begin == SIZE_MAX)
        return false;
    line = wp_str_slice(line, begin + 2, line.len);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!wp_str_starts(line, rows[i].word))
            continue;
        line = wp_str_slice(line, strlen(rows[i].word), line.len);
        size_t open = wp_str_find(line, wp_str_of(" ("), 0), close = wp_str_find(line, wp_str_of(")"), 0);
        if (open == SIZE_MAX || close == SIZE_MAX)
            return false;
        wp_str versions = wp_str_slice(line, open + 2, close);
        size_t arrow = wp_str_find(versions, wp_str_of(" -> "), 0);
        *out = (wp_package_step){ .verb = rows[i].verb, .name = wp_str_slice(line, 0, open) };
        if (arrow != SIZE_MAX) {
            out->was = wp_str_slice(versions, 0, arrow);
            out->becomes = wp_str_slice(versions, arrow + 4, versions.len);
        } else {
            *(strcmp(out->verb, "remove") == 0 ? &out->was : &out->becomes) = versions;
        }
        return true;
    }
    return false;
}

static bool next_step(wp_packages *at, wp_str *rest, wp_package_step *out)
{
    (void)at;
    return wp_packages_next_line(rest, read_step, out);
}

static bool judge(wp_job *job, wp_packages *at, wp_error *err)
{
    wp_str rest = at->said, line, last = wp_str_of("");
    if (at->status == 0)
        return true;
    wp_job_set(job, "stdout", wp_string_of(job->arena, at->said));
    while (wp_str_split(&rest, '\n', &line))
        if (wp_str_trim(line).len)
            last = wp_str_trim(line);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "failed to %s: %.*s",
                   strcmp(at->mode, "absent") == 0 ? "remove" : "install", (int)last.len, last.ptr);
}

static wp_value packages_of(wp_job *job, wp_packages *at, wp_str text)
{
    wp_value list = wp_list_new(job->arena, 8);
    wp_package_step step;
    while (next_step(at, &text, &step))
        wp_list_push(job->arena, list, wp_string_of(job->arena, step.name));
    return list;
}

static const char *message(const wp_packages *at, bool changed)
{
    static const struct {
        const char *mode, *changed, *unchanged;
    } rows[] = { { "upgrade", "upgraded packages", "packages already upgraded" },
                 { "absent", "package(s) removed", "package(s) already removed" },
                 { "nothing", "updated repository indexes", "" },
                 { NULL, "package(s) installed", "package(s) already installed" } };
    size_t row = 0;
    while (rows[row].mode && strcmp(rows[row].mode, at->mode) != 0)
        row++;
    return changed ? rows[row].changed : rows[row].unchanged;
}

static bool show(wp_job *job, wp_packages *at, const wp_str *did, wp_error *err)
{
    wp_str out = did ? wp_field(*did, "out") : at->said;
    bool only_lists = at->refreshes && strcmp(at->mode, "nothing") == 0;
    wp_value packages = packages_of(job, at, out);
    bool notes = strcmp(at->mode, "present") == 0 && wp_field_has(at->fields, "act");
    if (!did && notes && !wp_job_has_change(job))
        wp_job_change(job, "note that what is there is wanted for itself"); /* a line of world, no package */
    if (!did && at->refreshes && !wp_job_has_change(job)) {
        wp_job_change(job, "read the package lists anew");
        wp_job_set_changed(job, only_lists);
    }
    if (did && !wp_packages_said(job, *did, "apk", err))
        return false;
    bool changed = only_lists || notes || wp_len(packages) > 0;
    if (did)
        wp_job_set_changed(job, changed);
    wp_job_set(job, "packages", packages);
    wp_job_set_str(job, "msg", message(at, changed));
    wp_job_set_str(job, "stdout", out.len ? wp_printf(job->arena, "%.*s\n", (int)out.len, out.ptr) : "");
    if (!did)
        wp_job_set_str(job, "stderr", "");
    return true;
}

const wp_package_manager wp_packages_apk = {
    .name = "apk",
    .half = "apk",
    .options = options,
    .choose = choose,
    .next_step = next_step,
    .judge = judge,
    .show = show,
};
