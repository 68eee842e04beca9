/* Filters on paths of the control machine, and on Windows paths as texts. */
#include "template/families.h"
#include "template/paths.h"

#include "base/file.h"
#include "base/text.h"

#include <glob.h>
#include <string.h>

/* The path as a C string; one with a NUL in it is none. */
static bool want_path(wp_call *call, wp_value value, const char **out, wp_error *err)
{
    wp_str text;
    if (!wp_want_string(call, NULL, value, &text, err))
        return false;
    if (memchr(text.ptr, 0, text.len))
        return wp_fail_call(call, err, "a path can't hold a NUL");
    *out = wp_strndup(call->arena, text.ptr, text.len);
    return true;
}

static bool run_basename(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str path;
    return wp_bind_nothing(call, err) && wp_want_string(call, NULL, call->subject, &path, err) &&
           wp_give_text(call, wp_path_tail(path), out);
}

static bool run_dirname(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str path;
    return wp_bind_nothing(call, err) && wp_want_string(call, NULL, call->subject, &path, err) &&
           wp_give_text(call, wp_path_head(path), out);
}

static bool give_two(wp_call *call, wp_str text, size_t cut, wp_value *out)
{
    uint8_t marks = wp_call_marks(call);
    *out = wp_pair(call->arena, wp_marked(call->arena, wp_str_slice(text, 0, cut), marks),
                   wp_marked(call->arena, wp_str_slice(text, cut, text.len), marks));
    return true;
}

static bool run_splitext(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str path;
    return wp_bind_nothing(call, err) && wp_want_string(call, NULL, call->subject, &path, err) &&
           give_two(call, path, wp_path_extension(path), out);
}

static bool run_expanduser(wp_call *call, wp_value *out, wp_error *err)
{
    const char *path;
    return wp_bind_nothing(call, err) && want_path(call, call->subject, &path, err) &&
           wp_give_changed(call, wp_str_of(wp_path_expand(call->arena, path)), out);
}

static bool run_expandvars(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text;
    return wp_bind_nothing(call, err) && wp_want_string(call, NULL, call->subject, &text, err) &&
           wp_give_changed(call, wp_path_expand_variables(call->arena, text), out);
}

static bool run_realpath(wp_call *call, wp_value *out, wp_error *err)
{
    const char *path;
    return wp_bind_nothing(call, err) && want_path(call, call->subject, &path, err) &&
           wp_give_text(call, wp_str_of(wp_path_real(call->arena, path)), out);
}

static bool run_relpath(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "start", NULL };
    wp_value slots[1];
    const char *path, *start = ".";
    if (!wp_bind(call, names, slots, err) || !want_path(call, call->subject, &path, err) ||
        (wp_is_given(slots[0]) && !want_path(call, slots[0], &start, err)))
        return false;
    if (!path[0])
        return wp_fail_call(call, err, "the path is empty");
    return wp_give_text(call, wp_str_of(wp_path_relative(call->arena, path, start[0] ? start : ".")), out);
}

static bool run_path_join(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list = call->subject;
    const char *joined = NULL, *part;
    if (!wp_bind_nothing(call, err))
        return false;
    if (list.type == WP_STRING) {
        *out = list;
        return true;
    }
    if (!wp_want_list(call, NULL, list, &list, err))
        return false;
    for (size_t i = 0; i < wp_len(list); i++) {
        if (!want_path(call, wp_list_at(list, i), &part, err))
            return false;
        joined = joined ? wp_path_join(call->arena, joined, part) : part;
    }
    if (!joined)
        return wp_fail_call(call, err, "there is nothing to join");
    return wp_give_text(call, wp_str_of(joined), out);
}

/* ---- Windows ------------------------------------------------------------------------- */

static bool run_win_basename(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str path;
    return wp_bind_nothing(call, err) && wp_want_string(call, NULL, call->subject, &path, err) &&
           wp_give_text(call, wp_str_slice(path, wp_win_tail(path), path.len), out);
}

static bool run_win_dirname(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str path;
    if (!wp_bind_nothing(call, err) || !wp_want_string(call, NULL, call->subject, &path, err))
        return false;
    size_t drive = wp_win_drive(path), tail = wp_win_tail(path), end = tail;
    while (end > drive && strchr("/\\", path.ptr[end - 1]))
        end--;
    return wp_give_text(call, wp_str_slice(path, 0, end > drive ? end : tail), out);
}

static bool run_win_splitdrive(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str path;
    return wp_bind_nothing(call, err) && wp_want_string(call, NULL, call->subject, &path, err) &&
           give_two(call, path, wp_win_drive(path), out);
}

/* ---- files ------------------------------------------------------------------------------ */

static bool run_fileglob(wp_call *call, wp_value *out, wp_error *err)
{
    const char *pattern;
    glob_t found = { 0 };
    if (!wp_bind_nothing(call, err) || !want_path(call, call->subject, &pattern, err))
        return false;
    *out = wp_list_new(call->arena, 8);
    if (glob(pattern, GLOB_NOESCAPE, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            if (wp_path_is_file(found.gl_pathv[i]))
                wp_list_push(call->arena, *out,
                             wp_marked(call->arena, wp_str_of(found.gl_pathv[i]), wp_call_marks(call)));
    globfree(&found);
    return true;
}

const wp_builtin wp_filters_path[] = {
    { .name = "basename", .run = run_basename, .usage = "path | basename", .summary = "The last part of a path." },
    { .name = "dirname", .run = run_dirname, .usage = "path | dirname", .summary = "A path without its last part." },
    { .name = "splitext", .run = run_splitext, .usage = "path | splitext",
      .summary = "A path without its extension, and the extension." },
    { .name = "expanduser", .run = run_expanduser, .usage = "path | expanduser",
      .summary = "With ~ as the home directory." },
    { .name = "expandvars", .run = run_expandvars, .usage = "path | expandvars",
      .summary = "With $NAME as variables of the environment." },
    { .name = "realpath", .run = run_realpath, .usage = "path | realpath",
      .summary = "The absolute path behind all links." },
    { .name = "relpath", .run = run_relpath, .usage = "path | relpath(start='.')",
      .summary = "The path as seen from a directory." },
    { .name = "path_join", .run = run_path_join, .usage = "list | path_join",
      .summary = "The parts joined to a path; an absolute one begins anew." },
    { .name = "win_basename", .run = run_win_basename, .usage = "path | win_basename",
      .summary = "The last part of a Windows path." },
    { .name = "win_dirname", .run = run_win_dirname, .usage = "path | win_dirname",
      .summary = "A Windows path without its last part." },
    { .name = "win_splitdrive", .run = run_win_splitdrive, .usage = "path | win_splitdrive",
      .summary = "The drive of a Windows path, and the rest." },
    { .name = "fileglob", .run = run_fileglob, .usage = "pattern | fileglob",
      .summary = "The files of the control machine that fit a pattern." },
    { 0 },
};
