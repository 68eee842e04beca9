/*
 * recurse: owner, group and mode of all that lies below a directory.
 *
 * The host lists what differs; what it is to be is decided here, file by file, and set by few commands with many names.
 */
#include "found.h"

#include <string.h>

static bool note_below(wp_job *job, wp_found *at, wp_str line, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    wp_stat now;
    wp_dress dress;
    const char *name;
    if (!wp_stat_read_owner(arena, line, &now, &name))
        return true;
    wp_value was = wp_dict_new(arena, 2), becomes = wp_dict_new(arena, 2);
    if (!wp_job_dress(job, name, &now, now.kind == 'd', NULL, at->fields, was, becomes, &dress, err))
        return false;
    wp_value path = wp_string(arena, name);
    if (wp_dict_find(was, "owner") || wp_dict_find(was, "group"))
        wp_list_push(arena, at->owners, path);
    if (wp_dict_find(was, "mode")) {
        if (!wp_dict_find(at->modes, dress.mode))
            wp_dict_set(arena, at->modes, dress.mode, wp_list_new(arena, 8));
        wp_list_push(arena, *wp_dict_find(at->modes, dress.mode), path);
    }
    if (dress.differs)
        wp_job_change(job, "set owner, group or mode of %s", name);
    return true;
}

bool wp_found_plan_below(wp_job *job, wp_found *at, wp_error *err)
{
    wp_str rest = at->below, record;
    at->owners = wp_list_new(wp_job_arena(job), 8);
    at->modes = wp_dict_new(wp_job_arena(job), 4);
    while (wp_record_next(&rest, at->nonce, &record))
        if (!note_below(job, at, record, err))
            return false;
    return true;
}

/* ---- apply ------------------------------------------------------------------------------- */

enum { AT_ONCE = 500 }; /* paths in one command line */

/* `command what -- path ...`, the last paths first: what lies in a directory before its mode closes it. */
static void add_many(wp_job *job, wp_calls *calls, const char *command, const char *option, const char *what,
                     wp_value paths)
{
    const char *args[AT_ONCE + 3];
    (void)job;
    for (size_t left = wp_len(paths); left > 0;) {
        size_t count = 0;
        if (option)
            args[count++] = option;
        args[count++] = what;
        args[count++] = "--";
        while (left > 0 && count < AT_ONCE + 3)
            args[count++] = wp_list_at(paths, --left).as.text;
        wp_calls_add(calls, command, args, count);
    }
}

void wp_found_dress_below(wp_job *job, wp_calls *calls, const wp_found *at)
{
    wp_value mode, paths;
    if (!at->below.len)
        return;
    const char *owner = wp_printf(wp_job_arena(job), "%s%s%s", at->dress.owner ? at->dress.owner : "",
                                  at->dress.group ? ":" : "", at->dress.group ? at->dress.group : "");
    add_many(job, calls, "chown", "-h", owner, at->owners);
    for (size_t i = 0; wp_dict_pair(at->modes, i, &mode, &paths); i++)
        add_many(job, calls, "chmod", NULL, mode.as.text, paths);
}
