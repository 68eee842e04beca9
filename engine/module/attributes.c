/*
 * Owner, group and mode: what a task wants of a file, against what is there.
 *
 * Names are compared as names, numbers as numbers. A symbolic mode is computed
 * against the mode of the file, or against that of a new one (0666, or 0777 for a
 * directory, less the umask), so that the preview shows the number that will be.
 */
#include "module/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *text_param(wp_job *job, const char *name)
{
    const wp_value *value = wp_dict_find(job->params, name);
    return value && wp_is(*value, WP_STRING) && wp_text(*value).len ? value->as.text : NULL;
}

/* The number of the user or group that is wanted, as the probe found it. */
static int64_t wanted_id(wp_arena *arena, wp_str fields, const char *key)
{
    wp_str number = wp_field(fields, key);
    return strtoll(wp_strndup(arena, number.ptr, number.len), NULL, 10);
}

static uint32_t umask_of(wp_arena *arena, wp_str fields)
{
    wp_str text = wp_str_trim(wp_field(fields, "umask"));
    return text.len ? (uint32_t)strtoul(wp_strndup(arena, text.ptr, text.len), NULL, 8) : 022;
}

/* Accounts that an earlier task of a preview would have made are as good as there: user and group foresee them so. */
static bool check_names(wp_job *job, const char *path, wp_str fields, wp_error *err)
{
    wp_str user = wp_field(fields, "nouser"), group = wp_field(fields, "nogroup");
    const char *host = wp_job_host(job);
    if (user.len && !wp_job_is_foreseen(job, wp_printf(job->arena, "user:/%.*s", (int)user.len, user.ptr)))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the owner of %s can't be '%.*s': %s has no such user", path,
                       (int)user.len, user.ptr, host);
    if (group.len && !wp_job_is_foreseen(job, wp_printf(job->arena, "group:/%.*s", (int)group.len, group.ptr)))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the group of %s can't be '%.*s': %s has no such group", path,
                       (int)group.len, group.ptr, host);
    return true;
}

bool wp_job_may_make(wp_job *job, const char *path, wp_str fields, wp_error *err)
{
    wp_str obstacle = wp_field(fields, "obstacle"), readonly = wp_field(fields, "readonly");
    if (obstacle.len)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s can't be made: %.*s is no directory", path, (int)obstacle.len,
                       obstacle.ptr);
    if (readonly.len)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s can't be made: %s may not make files in %.*s", path,
                       wp_job_user(job) ? wp_job_user(job) : "the user", (int)readonly.len, readonly.ptr);
    return true;
}

static void note(wp_job *job, wp_value before, wp_value after, const char *key, wp_value was, wp_value becomes)
{
    if (!wp_is(before, WP_DICT))
        return;
    wp_dict_set(job->arena, before, key, was);
    wp_dict_set(job->arena, after, key, becomes);
}

static bool decide_id(wp_job *job, const char *wanted, int64_t is, wp_str fields, const char *field, const char *key,
                      wp_value before, wp_value after)
{
    int64_t becomes = wanted ? wanted_id(job->arena, fields, field) : is;
    if (becomes == is)
        return false;
    note(job, before, after, key, wp_int(is), wp_int(becomes));
    return true;
}

/* As Ansible writes modes: 0644, 01777. */
static const char *mode_text(wp_arena *arena, uint32_t mode)
{
    return wp_printf(arena, "0%03o", mode);
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
    out->mode = wp_printf(job->arena, "%05o", bits); /* GNU's chmod clears set-id bits only by five digits */
    if (now->exists && bits != now->mode) {
        out->differs = true;
        note(job, before, after, "mode", wp_string(job->arena, mode_text(job->arena, now->mode)),
             wp_string(job->arena, mode_text(job->arena, bits)));
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
    if (now->exists && decide_id(job, owner, now->uid, fields, "owneruid", "owner", before, after))
        dress.differs = true;
    if (now->exists && decide_id(job, group, now->gid, fields, "groupgid", "group", before, after))
        dress.differs = true;
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
    wp_job_set_str(job, "mode", mode_text(job->arena, stat->mode));
    wp_job_set_str(job, "state", state_of(stat));
    wp_job_set_int(job, "size", stat->size);
}

wp_value wp_stat_dict(wp_job *job, const wp_stat *stat, const char *path)
{
    const struct {
        const char *key;
        wp_value value;
    } rows[] = {
        { "path", wp_string(job->arena, path) },
        { "mode", wp_string_printf(job->arena, "%04o", stat->mode) }, /* 1755 here, 01755 in results: as Ansible */
        { "isdir", wp_bool(stat->kind == 'd') },
        { "ischr", wp_bool(stat->kind == 'c') },
        { "isblk", wp_bool(stat->kind == 'b') },
        { "isreg", wp_bool(stat->kind == '-') },
        { "isfifo", wp_bool(stat->kind == 'p') },
        { "islnk", wp_bool(stat->kind == 'l') },
        { "issock", wp_bool(stat->kind == 's') },
        { "uid", wp_int(stat->uid) },
        { "gid", wp_int(stat->gid) },
        { "size", wp_int(stat->size) },
        { "inode", wp_int(stat->inode) },
        { "dev", wp_int(stat->device) },
        { "nlink", wp_int(stat->links) },
        { "atime", wp_float(stat->accessed) },
        { "mtime", wp_float(stat->modified) },
        { "ctime", wp_float(stat->changed) },
        { "gr_name", stat->group ? wp_string(job->arena, stat->group) : wp_null() },
        { "pw_name", stat->owner ? wp_string(job->arena, stat->owner) : wp_null() },
        { "wusr", wp_bool(stat->mode & 0200) },
        { "rusr", wp_bool(stat->mode & 0400) },
        { "xusr", wp_bool(stat->mode & 0100) },
        { "wgrp", wp_bool(stat->mode & 0020) },
        { "rgrp", wp_bool(stat->mode & 0040) },
        { "xgrp", wp_bool(stat->mode & 0010) },
        { "woth", wp_bool(stat->mode & 0002) },
        { "roth", wp_bool(stat->mode & 0004) },
        { "xoth", wp_bool(stat->mode & 0001) },
        { "isuid", wp_bool(stat->mode & 04000) },
        { "isgid", wp_bool(stat->mode & 02000) },
    };
    wp_value dict = wp_dict_new(job->arena, sizeof rows / sizeof *rows + 12);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        wp_dict_set(job->arena, dict, rows[i].key, rows[i].value);
    return dict;
}

bool wp_host_dress(wp_job *job, const char *path, const wp_dress *dress, bool follow, wp_stat *after, wp_error *err)
{
    wp_reply reply;
    if (!WP_CALL(job, "common_dress", &reply, err, path, dress->mode, dress->owner, dress->group, follow ? "1" : ""))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot change %s: %s", path,
                       wp_reply_reason(job, &reply));
    if (after)
        wp_stat_read(job->arena, reply.out, after);
    return true;
}
