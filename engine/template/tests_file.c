/* Tests on files of the control machine. */
#include "template/families.h"
#include "template/paths.h"

#include "base/file.h"
#include "base/text.h"

#include <string.h>
#include <sys/stat.h>

static bool want_path(wp_call *call, const char *what, wp_value value, const char **out, wp_error *err)
{
    wp_str text;
    if (!wp_want_string(call, what, value, &text, err))
        return false;
    if (memchr(text.ptr, 0, text.len))
        return wp_fail_call(call, err, "a path can't hold a NUL");
    *out = wp_strndup(call->arena, text.ptr, text.len);
    return true;
}

static bool want_subject(wp_call *call, const char **out, wp_error *err)
{
    return wp_bind_nothing(call, err) && want_path(call, NULL, call->subject, out, err);
}

static bool run_abs(wp_call *call, wp_value *out, wp_error *err)
{
    const char *path;
    return want_subject(call, &path, err) && wp_give_bool(path[0] == '/', out);
}

static bool run_directory(wp_call *call, wp_value *out, wp_error *err)
{
    const char *path;
    return want_subject(call, &path, err) && wp_give_bool(wp_path_is_dir(path), out);
}

static bool run_file(wp_call *call, wp_value *out, wp_error *err)
{
    const char *path;
    return want_subject(call, &path, err) && wp_give_bool(wp_path_is_file(path), out);
}

static bool run_exists(wp_call *call, wp_value *out, wp_error *err)
{
    const char *path;
    struct stat is;
    return want_subject(call, &path, err) && wp_give_bool(stat(path, &is) == 0, out);
}

static bool run_link(wp_call *call, wp_value *out, wp_error *err)
{
    const char *path;
    struct stat is;
    return want_subject(call, &path, err) && wp_give_bool(lstat(path, &is) == 0 && S_ISLNK(is.st_mode), out);
}

/* A link that leads nowhere exists as well. */
static bool run_link_exists(wp_call *call, wp_value *out, wp_error *err)
{
    const char *path;
    struct stat is;
    return want_subject(call, &path, err) && wp_give_bool(lstat(path, &is) == 0, out);
}

/* Another device than its parent, or its own parent. */
static bool run_mount(wp_call *call, wp_value *out, wp_error *err)
{
    const char *path;
    struct stat here, above;
    if (!want_subject(call, &path, err))
        return false;
    bool is_there = lstat(path, &here) == 0 && !S_ISLNK(here.st_mode);
    const char *parent = wp_path_real(call->arena, wp_printf(call->arena, "%s/..", path));
    return wp_give_bool(is_there && lstat(parent, &above) == 0 &&
                            (here.st_dev != above.st_dev || here.st_ino == above.st_ino),
                        out);
}

static bool run_same_file(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "other", NULL };
    wp_value slots[1];
    const char *paths[2];
    struct stat files[2];
    if (!wp_bind(call, names, slots, err) || !want_path(call, NULL, call->subject, &paths[0], err) ||
        !want_path(call, names[0], slots[0], &paths[1], err))
        return false;
    for (int i = 0; i < 2; i++)
        if (stat(paths[i], &files[i]) != 0)
            return wp_fail_call(call, err, "there is no file '%s'", paths[i]);
    return wp_give_bool(files[0].st_dev == files[1].st_dev && files[0].st_ino == files[1].st_ino, out);
}

const wp_builtin wp_tests_file[] = {
    { .name = "abs", .run = run_abs, .usage = "path is abs", .summary = "The path is absolute." },
    { .name = "is_abs", .run = run_abs, .usage = "path is is_abs", .summary = "The same as abs." },
    { .name = "directory", .run = run_directory, .usage = "path is directory", .summary = "There is a directory." },
    { .name = "is_dir", .run = run_directory, .usage = "path is is_dir", .summary = "The same as directory." },
    { .name = "file", .run = run_file, .usage = "path is file", .summary = "There is a regular file." },
    { .name = "is_file", .run = run_file, .usage = "path is is_file", .summary = "The same as file." },
    { .name = "exists", .run = run_exists, .usage = "path is exists",
      .summary = "There is something, links followed." },
    { .name = "link", .run = run_link, .usage = "path is link", .summary = "There is a symbolic link." },
    { .name = "is_link", .run = run_link, .usage = "path is is_link", .summary = "The same as link." },
    { .name = "link_exists", .run = run_link_exists, .usage = "path is link_exists",
      .summary = "There is something, be it a link that leads nowhere." },
    { .name = "mount", .run = run_mount, .usage = "path is mount", .summary = "A file system is mounted there." },
    { .name = "is_mount", .run = run_mount, .usage = "path is is_mount", .summary = "The same as mount." },
    { .name = "same_file", .run = run_same_file, .usage = "path is same_file(other)",
      .summary = "Two paths lead to the same file." },
    { .name = "is_same_file", .run = run_same_file, .usage = "path is is_same_file(other)",
      .summary = "The same as same_file." },
    { 0 },
};
