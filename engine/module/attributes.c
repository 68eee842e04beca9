/*
 * Owner, group and mode: what a task wants of a file, against what is there.
 *
 * Names are compared as names, numbers as numbers. A symbolic mode is computed
 * against the mode of the file, or against that of a new one (0666, or 0777 for a
 * directory, less the umask), so that the preview shows the number that will be.
 */
#include "module/job.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *text_param(wp_job *job, const char *name)
{
    const wp_value *value = wp_dict_find(job->params, name);
    return value && wp_is(*value, WP_STRING) && wp_text(*value).len ? value->as.text : NULL;
}

static bool is_number(const char *text)
{
    for (; *text; text++)
        if (!isdigit((unsigned char)*text))
            return false;
    return true;
}

static bool is_other(const char *wanted, const char *name, int64_t id)
{
    return is_number(wanted) ? strtoll(wanted, NULL, 10) != id : strcmp(wanted, name) != 0;
}

static uint32_t umask_of(wp_arena *arena, wp_str fields)
{
    wp_str text = wp_str_trim(wp_field(fields, "umask"));
    return text.len ? (uint32_t)strtoul(wp_strndup(arena, text.ptr, text.len), NULL, 8) : 022;
}

static bool check_names(wp_job *job, const char *path, wp_str fields, wp_error *err)
{
    wp_str user = wp_field(fields, "nouser"), group = wp_field(fields, "nogroup");
    const char *host = wp_job_host(job);
    if (user.len)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the owner of %s can't be '%.*s': %s has no such user", path,
                       (int)user.len, user.ptr, host);
    if (group.len)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the group of %s can't be '%.*s': %s has no such group", path,
                       (int)group.len, group.ptr, host);
    return true;
}

static void note(wp_job *job, wp_value before, wp_value after, const char *key, const char *was, const char *becomes)
{
    if (!wp_is(before, WP_DICT))
        return;
    wp_dict_set(job->arena, before, key, was ? wp_string(job->arena, was) : wp_null());
    wp_dict_set(job->arena, after, key, wp_string(job->arena, becomes));
}

/* Owners in a diff are numbers where they are asked for by number, as Ansible shows them. */
static const char *owner_shown(wp_job *job, const char *wanted, const char *name, int64_t id)
{
    return is_number(wanted) ? wp_printf(job->arena, "%lld", (long long)id) : name;
}

static bool decide_mode(wp_job *job, const wp_stat *now, bool is_dir, const char *wanted, wp_str fields,
                        wp_dress *out, wp_value before, wp_value after, wp_error *err)
{
    uint32_t umask = umask_of(job->arena, fields), bits;
    uint32_t current = now->exists ? now->mode : (uint32_t)(is_dir ? 0777 : 0666) & ~umask;
    if (!wanted || (now->exists && now->kind == 'l'))
        return true;
    if (!wp_mode_compute(wanted, current, umask, is_dir, &bits, err))
        return false;
    out->mode = wp_printf(job->arena, "%04o", bits);
    if (now->exists && bits != now->mode) {
        out->differs = true;
        note(job, before, after, "mode", wp_printf(job->arena, "%04o", now->mode), out->mode);
    }
    return true;
}

bool wp_job_dress(wp_job *job, const char *path, const wp_stat *now, bool is_dir, const char *mode, wp_str fields,
                  wp_value before, wp_value after, wp_dress *out, wp_error *err)
{
    const char *owner = text_param(job, "owner"), *group = text_param(job, "group");
    wp_dress dress = { .owner = owner, .group = group };
    if (!check_names(job, path, fields, err))
        return false;
    if (!decide_mode(job, now, is_dir, mode ? mode : text_param(job, "mode"), fields, &dress, before, after, err))
        return wp_while(err, "%s", path);
    if (now->exists && owner && is_other(owner, now->owner, now->uid)) {
        dress.differs = true;
        note(job, before, after, "owner", owner_shown(job, owner, now->owner, now->uid), owner);
    }
    if (now->exists && group && is_other(group, now->group, now->gid)) {
        dress.differs = true;
        note(job, before, after, "group", owner_shown(job, group, now->group, now->gid), group);
    }
    *out = dress;
    return true;
}

static const char *state_of(const wp_stat *stat)
{
    if (stat->kind == 'l')
        return "link";
    if (stat->kind == 'd')
        return "directory";
    return stat->links > 1 ? "hard" : "file";
}

void wp_job_set_stat(wp_job *job, const wp_stat *stat)
{
    if (!stat->exists)
        return;
    wp_job_set_int(job, "uid", stat->uid);
    wp_job_set_int(job, "gid", stat->gid);
    wp_job_set_str(job, "owner", stat->owner);
    wp_job_set_str(job, "group", stat->group);
    wp_job_set_str(job, "mode", wp_printf(job->arena, "%04o", stat->mode));
    wp_job_set_str(job, "state", state_of(stat));
    wp_job_set_int(job, "size", stat->size);
}

bool wp_host_dress(wp_job *job, const char *path, const wp_dress *dress, bool follow, wp_stat *after, wp_error *err)
{
    wp_reply reply;
    if (!WP_CALL(job, "common_dress", &reply, err, path, dress->mode, dress->owner, dress->group, follow ? "1" : ""))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot change %s: %s", path,
                       wp_reply_reason(job->arena, &reply));
    if (after)
        wp_stat_read(job->arena, reply.out, after);
    return true;
}
