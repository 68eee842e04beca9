/* Look-ups that find files of the control machine. */
#include "template/families.h"
#include "template/lookups.h"
#include "template/object.h"
#include "template/paths.h"

#include "base/file.h"
#include "base/text.h"

#include <glob.h>
#include <string.h>

static bool push_matches(wp_call *call, const char *pattern, wp_value list)
{
    glob_t found = { 0 };
    size_t before = wp_len(list);
    if (glob(pattern, GLOB_NOESCAPE, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            if (wp_path_is_file(found.gl_pathv[i]))
                wp_list_push(call->arena, list, wp_string(call->arena, found.gl_pathv[i]));
    globfree(&found);
    return wp_len(list) > before;
}

/* With a directory in front it is found as files are; without, the first directory with a match wins. */
static void glob_term(wp_call *call, wp_str term, wp_value list)
{
    static const char *const here[] = { ".", NULL };
    wp_str tail = wp_path_tail(term), head = wp_path_head(term);
    const char *name = wp_strndup(call->arena, tail.ptr, tail.len);
    if (tail.len != term.len) {
        const char *dir = wp_lookup_find_file(call, "files", head);
        if (dir)
            push_matches(call, wp_path_join(call->arena, dir, name), list);
        return;
    }
    for (const char *const *dir = call->context->search ? call->context->search : here; *dir; dir++) {
        const char *files = wp_path_join(call->arena, *dir, "files");
        if (push_matches(call, wp_path_join(call->arena, files, name), list) ||
            push_matches(call, wp_path_join(call->arena, *dir, name), list))
            return;
    }
}

static bool run_fileglob(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const none[] = { NULL };
    wp_str term;
    wp_value list = wp_list_new(call->arena, 8);
    if (!wp_lookup_options(call, none, NULL, err))
        return false;
    for (size_t i = 0; i < call->count; i++) {
        if (!wp_lookup_term(call, i, &term, err))
            return false;
        glob_term(call, term, list);
    }
    *out = list;
    return true;
}

/* ---- first_found -------------------------------------------------------------------------- */

enum { FILES, PATHS, SKIP };
static const char *const names[] = { "files", "paths", "skip", NULL };

/* What is tried, in order, and whether it is no error that there is nothing. */
typedef struct candidates {
    wp_call *call;
    wp_value list;
    bool skip;
} candidates;

static bool push_names(wp_call *call, const char *what, wp_value given, const char *separators, wp_value into,
                       wp_error *err)
{
    wp_value list = given;
    if (!wp_is_given(given))
        return true;
    if (given.type == WP_LIST) {
        for (size_t i = 0; i < wp_len(list); i++)
            if (!push_names(call, what, wp_list_at(list, i), separators, into, err))
                return false;
        return true;
    }
    wp_str text;
    if (!wp_want_text(call, what, given, &text, err))
        return false;
    for (size_t from = 0, at = 0; at <= text.len; at++) {
        if (at < text.len && !(text.ptr[at] && strchr(separators, text.ptr[at])))
            continue;
        wp_list_push(call->arena, into, wp_string_of(call->arena, wp_str_slice(text, from, at)));
        from = at + 1;
    }
    return true;
}

static const char *path_of(wp_call *call, wp_value value)
{
    wp_str text = wp_text(value);
    return wp_strndup(call->arena, text.ptr, text.len);
}

/* Every file in every path; the files alone; or the term itself. */
static bool push_candidates(candidates *to, const wp_value *slots, wp_value term, wp_error *err)
{
    wp_call *call = to->call;
    wp_value files = wp_list_new(call->arena, 4), paths = wp_list_new(call->arena, 4);
    if (!push_names(call, names[FILES], slots[FILES], ",;", files, err) ||
        !push_names(call, names[PATHS], slots[PATHS], ",:;", paths, err))
        return false;
    to->skip = wp_arg_bool(slots[SKIP], false);
    for (size_t i = 0; i < wp_len(paths); i++)
        for (size_t at = 0; at < wp_len(files); at++)
            wp_list_push(call->arena, to->list,
                         wp_string(call->arena, wp_path_join(call->arena, path_of(call, wp_list_at(paths, i)),
                                                             path_of(call, wp_list_at(files, at)))));
    if (!wp_len(paths))
        for (size_t at = 0; at < wp_len(files); at++)
            wp_list_push(call->arena, to->list, wp_list_at(files, at));
    if (!wp_len(paths) && !wp_len(files) && term.type == WP_STRING)
        wp_list_push(call->arena, to->list, term);
    return true;
}

static bool push_term(candidates *to, wp_value term, wp_error *err)
{
    wp_value slots[3];
    if (term.type == WP_LIST) {
        for (size_t i = 0; i < wp_len(term); i++)
            if (!push_term(to, wp_list_at(term, i), err))
                return false;
        return true;
    }
    if (term.type == WP_DICT) {
        wp_call own = *to->call;
        own.named = term;
        return wp_lookup_options(&own, names, slots, err) && push_candidates(to, slots, term, err);
    }
    if (term.type == WP_UNDEFINED)
        return true; /* a name that can't be made does not count */
    if (term.type != WP_STRING)
        return wp_fail_type(to->call, "a term", "a string, a list or a dict", term, err);
    return wp_lookup_options(to->call, names, slots, err) && push_candidates(to, slots, term, err);
}

static bool run_first_found(wp_call *call, wp_value *out, wp_error *err)
{
    candidates all = { .call = call, .list = wp_list_new(call->arena, 8) };
    wp_value slots[3];
    for (size_t i = 0; i < call->count; i++)
        if (!push_term(&all, call->args[i], err))
            return false;
    if (!call->count && (!wp_lookup_options(call, names, slots, err) ||
                         !push_candidates(&all, slots, wp_null(), err)))
        return false;
    *out = wp_list_new(call->arena, 1);
    for (size_t i = 0; i < wp_len(all.list); i++) {
        const char *path = wp_lookup_find_file(call, "files", wp_text(wp_list_at(all.list, i)));
        if (!path)
            continue;
        wp_list_push(call->arena, *out, wp_string(call->arena, path));
        return true;
    }
    if (all.skip)
        return true;
    wp_str tried = wp_to_text(call->arena, all.list);
    return wp_fail(err, WP_E_NOT_FOUND, call->mark, "none of these files exists: %.*s", (int)tried.len, tried.ptr);
}

const wp_builtin wp_lookups_find[] = {
    { .name = "fileglob", .run = run_fileglob, .usage = "query('fileglob', pattern, ...)",
      .summary = "The files that fit a pattern." },
    { .name = "first_found", .run = run_first_found,
      .usage = "lookup('first_found', path, ..., files=[], paths=[], skip=false)",
      .summary = "The first of some files that exists; nothing, and no error, with skip.", .takes_undefined = true },
    { 0 },
};
