/* Files of the host: what is there, writing and reading them, owner and mode. */
#ifndef WAPLAY_FILES_H
#define WAPLAY_FILES_H

#include <waplay/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a file of the host is: as common_stat of modules/sh/common.sh tells it. */
typedef struct wp_stat {
    bool exists;
    char kind;          /* - file, d directory, l link, c b device, p pipe, s socket */
    uint32_t mode;      /* 07777 of it */
    int64_t uid, gid, size, device, inode, links, blocks, block_size, device_type;
    double accessed, modified, changed; /* seconds since 1970 */
    const char *accessed_there, *modified_there; /* "2024-01-01 10:00:00", in the host's own zone */
    const char *owner, *group; /* names; the number where it has none */
    const char *target;        /* of a link, as it stands in it */
    const char *checksum;      /* hex, where it was asked for and could be read */
} wp_stat;

/* A `stat=` field and those that follow it (link=, sum=), up to the next `stat=`. Nothing there: exists is false. */
void wp_stat_read(wp_arena *arena, wp_str fields, wp_stat *out);
/* A record `MODE:UID:GID:NAME` (stat -c %f:%u:%g:%n), for many at once: kind, mode, uid and gid of it, and its name. */
bool wp_stat_read_owner(wp_arena *arena, wp_str record, wp_stat *out, const char **name);

/* What stat and find tell of a file: a dict with path, mode, size, isreg, rusr, ... */
wp_value wp_stat_dict(wp_job *job, const wp_stat *stat, const char *path);

/* Is the mode a number ("0644"), and so the same whatever is there? */
bool wp_mode_is_number(const char *mode);
/* A mode as chmod takes it ("0644", "u=rwX,g-w"), computed against the one that is there. */
bool wp_mode_compute(const char *mode, uint32_t current, uint32_t umask, bool is_dir, uint32_t *out, wp_error *err);

/* A file of the host. Writing: a temporary file beside it with mode 0600, then owner, mode (as chmod takes it),
 * checked by size, renamed: never half-written, never more readable than it will be. */
typedef enum wp_put_kind {
    WP_PUT_FILE,
    WP_PUT_DIR,  /* made where it is not there; mode and owner where they are given */
    WP_PUT_LINK, /* symbolic, in place of whatever file is there */
    WP_PUT_DRESS /* the file is as it should be, but for mode and owner */
} wp_put_kind;

typedef struct wp_put {
    const char *path;
    wp_put_kind kind;
    const char *target; /* of a link */
    const char *mode;  /* NULL: that of the file that was there, else 0666 (directory: 0777) less the umask */
    const char *owner; /* NULL: unchanged */
    const char *group;
    const char *validate;   /* a command with %s, run on the temporary file first; NULL: none */
    const char *backup;     /* where the old file is kept; NULL: nowhere */
    bool unsafe_writes;     /* write in place: for files that can't be renamed onto */
    bool make_parents;      /* make the directories that are missing, owned as the file is, */
    const char *parents_mode; /* with this mode; NULL: the usual one */
    wp_str content;         /* or, where ptr is NULL, */
    const char *local_file; /* a file of the control machine, streamed; or, where that is NULL too, */
    const char *host_file;  /* another file of the host, */
    int64_t host_size;      /* of this size */
    const char *checksum;   /* SHA-1 of the content, where it is known already; else NULL */
    const char **md5;       /* NULL, or gets the MD5 of what was sent */
    const wp_stat *now;     /* of wp_host_put_all: what is there, links followed; NULL: nothing */
    wp_stat *after;         /* NULL, or gets what the file is now (without a checksum) */
    wp_calls *first, *then; /* NULL, or what runs in the same round trip before and behind it; none has an input */
} wp_put;
bool wp_host_put(wp_job *job, const wp_put *put, wp_error *err);
/* Many at once, in the order given, in one stream. Directories come before what lies in them. No backup, no validate. */
bool wp_host_put_all(wp_job *job, const wp_put *puts, size_t count, wp_error *err);
/* Parameters of every module that makes files: owner, group, mode, and those that are refused. */
#define WP_FILE_PARAMS                                                                                                 \
    { .name = "owner", .type = WP_PARAM_STR, .help = "user that owns it, by name or number" },                         \
    { .name = "group", .type = WP_PARAM_STR, .help = "group that owns it, by name or number" },                        \
    { .name = "mode", .type = WP_PARAM_MODE, .help = "permissions, as '0644' or u=rw,g=r,o=r" },                       \
    { .name = "unsafe_writes", .type = WP_PARAM_BOOL, .fallback = "no",                                                \
      .help = "write in place where it can't be renamed onto (a bind mount)" },                                        \
    { .name = "attributes", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "attr", NULL },                    \
      .refused = "attributes of file systems (chattr) are left alone; run chattr with the module command" },           \
    { .name = "seuser", .type = WP_PARAM_STR, .refused = WP_NO_SELINUX },                                              \
    { .name = "serole", .type = WP_PARAM_STR, .refused = WP_NO_SELINUX },                                              \
    { .name = "setype", .type = WP_PARAM_STR, .refused = WP_NO_SELINUX },                                              \
    { .name = "selevel", .type = WP_PARAM_STR, .refused = WP_NO_SELINUX }
#define WP_NO_SELINUX "the host's own SELinux policy sets contexts; they are kept when a file is replaced"

/* Owner, group and mode as the task's parameters want them, against what is there. */
typedef struct wp_dress {
    const char *owner, *group; /* NULL: as they are */
    const char *mode;          /* octal digits; NULL: as it is */
    bool differs;
} wp_dress;
/* `fields` is the answer of the probe that asked common_check_owner and common_check_group, and told umask=. What
 * differs is put into `before` and `after` too, where those are dicts. `mode` overrides the parameter; may be NULL. */
bool wp_job_dress(wp_job *job, const char *path, const wp_stat *now, bool is_dir, const char *mode, wp_str fields,
                  wp_value before, wp_value after, wp_dress *out, wp_error *err);
/* Could something be made at path? By the fields of common_obstacle: for plans, so that check mode knows. */
bool wp_job_may_make(wp_job *job, const char *path, wp_str fields, wp_error *err);
/* uid, gid, owner, group, mode, size, state: what every module that makes files returns. */
void wp_job_set_stat(wp_job *job, const wp_stat *stat);

/* Sets owner, group and mode of something that is there: one round trip. `after` may be NULL. */
bool wp_host_dress(wp_job *job, const char *path, const wp_dress *dress, bool follow, wp_stat *after, wp_error *err);

/* A file of the host, whole. */
bool wp_host_get(wp_job *job, const char *path, wp_str *out, wp_error *err);
/* To a local file, streamed unless it is small; `size` is what it has, as far as is known. */
bool wp_host_get_file(wp_job *job, const char *path, int64_t size, const char *local_file, wp_error *err);

#ifdef __cplusplus
}
#endif
#endif
