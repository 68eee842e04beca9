/*
 * mount_nfs: a directory of an NFS server at its place.
 *
 * What is mounted is read from the kernel (mountinfo), what will be after the next
 * boot from fstab: either may be right while the other is not. Something else at
 * that place is an error, never replaced: whoever uses it would not know.
 */
#include <waplay/mounts.h>

#include <stdlib.h>
#include <string.h>

typedef struct place {
    const char *path; /* as in mountinfo: without links */
    bool is_directory, is_full, is_hung;
    const char *mode;
    long wrong; /* directories with another mode */
    wp_mounted now;
    wp_str fstab;
    /* decided: */
    bool mounts, unmounts, sets_modes, removes_directory;
    wp_str new_fstab; /* ptr is NULL: stays */
} place;

static place *place_of(wp_job *job)
{
    return wp_job_state(job, sizeof(place));
}

static bool is_state(wp_job *job, const char *state)
{
    return strcmp(wp_job_str(job, "state"), state) == 0;
}

static bool comes(wp_job *job)
{
    return is_state(job, "mounted") || is_state(job, "present");
}

/* ---- what differs from what is mounted --------------------------------------------- */

static bool is_same_source(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b);
    while (a_len > 1 && a[a_len - 1] == '/' && a[a_len - 2] != ':')
        a_len--;
    while (b_len > 1 && b[b_len - 1] == '/' && b[b_len - 2] != ':')
        b_len--;
    return a_len == b_len && memcmp(a, b, a_len) == 0;
}

static bool next_option(wp_arena *arena, const char **rest, const char **out)
{
    if (!**rest)
        return false;
    size_t len = strcspn(*rest, ",");
    *out = wp_strndup(arena, *rest, len);
    *rest += len + ((*rest)[len] == ',');
    return true;
}

static bool has_option(wp_arena *arena, const char *options, const char *wanted)
{
    const char *option;
    while (next_option(arena, &options, &option))
        if (strcmp(option, wanted) == 0)
            return true;
    return false;
}

/* "vers=4" is served by 4.2; of others the values are compared as they are. */
static bool contradicts_value(wp_arena *arena, const char *live_options, const char *wanted)
{
    static const char *const versions[] = { "vers=", "nfsvers=", NULL };
    const char *option;
    size_t name = strcspn(wanted, "=") + 1;
    for (const char *const *version = versions; *version; version++)
        if (strncmp(wanted, *version, strlen(*version)) == 0)
            wanted = wp_printf(arena, "vers=%s", wanted + name), name = 5;
    while (next_option(arena, &live_options, &option)) {
        if (strncmp(option, wanted, name) != 0)
            continue;
        size_t len = strlen(wanted);
        bool is_part = name == 5 && strncmp(wanted, "vers=", 5) == 0 && strncmp(option, wanted, len) == 0 &&
                       (option[len] == '\0' || option[len] == '.');
        return !is_part && strcmp(option, wanted) != 0;
    }
    return false;
}

/* The first option that the live mount contradicts; NULL: none. What the kernel doesn't show can't be compared. */
static const char *contradicted(wp_arena *arena, const char *live_options, const char *wanted)
{
    static const char *const opposites[][2] = {
        { "rw", "ro" }, { "ro", "rw" }, { "hard", "soft" }, { "soft", "hard" }
    };
    const char *option;
    while (next_option(arena, &wanted, &option)) {
        for (size_t i = 0; i < sizeof opposites / sizeof *opposites; i++)
            if (strcmp(option, opposites[i][0]) == 0 && has_option(arena, live_options, opposites[i][1]))
                return option;
        if (strchr(option, '=') && contradicts_value(arena, live_options, option))
            return option;
    }
    return NULL;
}

/* ---- fstab ---------------------------------------------------------------------------- */

static const char *wanted_line(wp_job *job)
{
    wp_fstab_entry entry = { wp_job_str(job, "src"), wp_job_str(job, "path"), wp_job_str(job, "fstype"),
                             wp_job_str(job, "opts"), "0", "0" };
    return wp_fstab_line(wp_job_arena(job), &entry);
}

/* fstab with the line of this place as wanted, or without it; ptr is NULL where it is so already. */
static wp_str edit_fstab(wp_job *job, const place *at, bool keeps)
{
    wp_arena *arena = wp_job_arena(job);
    const char *path = wp_job_str(job, "path");
    char *text = wp_strdup(arena, "");
    bool is_there = false, differs = false;
    wp_lines lines = wp_lines_split(job, at->fstab, false);
    for (size_t i = 0; i < lines.count; i++) {
        wp_str line = wp_line_bare(lines.at[i]);
        wp_fstab_entry found;
        bool ours =
            wp_fstab_read(arena, line, &found) && (strcmp(found.path, path) == 0 || strcmp(found.path, at->path) == 0);
        if (!ours) {
            text = wp_printf(arena, "%s%.*s\n", text, (int)line.len, line.ptr);
            continue;
        }
        bool right = keeps && !is_there && is_same_source(found.source, wp_job_str(job, "src")) &&
                     strcmp(found.type, wp_job_str(job, "fstype")) == 0 &&
                     strcmp(found.options, wp_job_str(job, "opts")) == 0;
        differs |= !right;
        if (right)
            text = wp_printf(arena, "%s%.*s\n", text, (int)line.len, line.ptr);
        else if (keeps && !is_there)
            text = wp_printf(arena, "%s%s", text, wanted_line(job));
        is_there = true;
    }
    if (keeps && !is_there)
        text = wp_printf(arena, "%s%s", text, wanted_line(job));
    return differs || (keeps && !is_there) ? wp_str_of(text) : (wp_str){ 0 };
}

/* ---- probe ------------------------------------------------------------------------------ */

static const char *seconds(wp_job *job)
{
    return wp_printf(wp_job_arena(job), "%lld", (long long)wp_job_int(job, "timeout"));
}

static const char *text_field(wp_job *job, wp_str fields, const char *key)
{
    wp_str value = wp_field(fields, key);
    return wp_strndup(wp_job_arena(job), value.ptr, value.len);
}

static bool probe(wp_job *job, wp_error *err)
{
    place *at = place_of(job);
    wp_reply reply;
    const char *mode = wp_job_str(job, "mode");
    if (strspn(mode, "01234567") != strlen(mode))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "mode '%s' has to be a number here, as '0755'", mode);
    if (*wp_job_str(job, "path") != '/' || strcmp(wp_job_str(job, "path"), "/") == 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be a place for a mount", wp_job_str(job, "path"));
    if (!WP_CALL(job, "mount_nfs_probe", &reply, err, wp_job_str(job, "path"), wp_job_str(job, "fstab"), mode,
                 seconds(job)))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    const char *kind = text_field(job, reply.out, "kind");
    at->path = text_field(job, reply.out, "real");
    at->is_hung = wp_field_has(reply.out, "hung");
    at->is_directory = strcmp(kind, "directory") == 0;
    at->is_full = wp_field_has(reply.out, "full");
    at->mode = text_field(job, reply.out, "mode");
    at->wrong = strtol(text_field(job, reply.out, "wrong"), NULL, 10);
    at->fstab = wp_field(reply.out, "fstab");
    at->now = wp_mounted_at(wp_job_arena(job), wp_field(reply.out, "mountinfo"), at->path);
    if (strcmp(kind, "other") == 0 && comes(job))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is there, and no directory", at->path);
    return true;
}

/* ---- plan ---------------------------------------------------------------------------------- */

/* Is what is mounted there ours? An error where it is something else. */
static bool check_mounted(wp_job *job, wp_error *err)
{
    const place *at = place_of(job);
    wp_arena *arena = wp_job_arena(job);
    const char *src = wp_job_str(job, "src");
    if (!at->now.is_mounted)
        return true;
    if (strncmp(at->now.type, "nfs", 3) != 0 || (src && !is_same_source(at->now.source, src))) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "at %s there is %s (%s) mounted, not %s", at->path, at->now.source,
                at->now.type, src ? src : "a directory of an NFS server");
        return wp_hint(err, "stop what uses it and unmount it first, if it is to go");
    }
    if (at->is_hung)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is mounted at %s, but does not answer within %s s",
                       at->now.source, at->path, seconds(job));
    const char *option =
        is_state(job, "mounted") ? contradicted(arena, at->now.options, wp_job_str(job, "opts")) : NULL;
    if (!option)
        return true;
    wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is mounted at %s without the option %s (it has %s)", at->now.source,
            at->path, option, at->now.options);
    return wp_hint(err, "options of NFS can't be changed while it is mounted: stop what uses it, then unmount it");
}

static void plan_mount(wp_job *job, place *at)
{
    const char *src = wp_job_str(job, "src"), *mode = wp_job_str(job, "mode");
    if (!at->now.is_mounted) {
        at->mounts = at->sets_modes = true;
        if (!at->is_directory)
            wp_job_change(job, "the directory %s will be made", at->path);
        if (at->is_full)
            wp_job_warn(job, "%s is not empty: what is in it will be hidden by the mount", at->path);
        wp_job_change(job, "%s will be mounted at %s", src, at->path);
    } else if (at->wrong > 0) {
        at->sets_modes = true;
        wp_job_change(job, "the mode of %ld director%s below %s will be %s", at->wrong, at->wrong == 1 ? "y" : "ies",
                      at->path, mode);
    }
}

static void plan_unmount(wp_job *job, place *at)
{
    if (at->now.is_mounted) {
        at->unmounts = true;
        wp_job_change(job, "%s will be unmounted from %s", at->now.source, at->path);
    }
    if (is_state(job, "absent") && at->is_directory && (at->now.is_mounted || !at->is_full)) {
        at->removes_directory = true;
        wp_job_change(job, "the directory %s will be removed", at->path);
    }
}

static void show_state(wp_job *job, const place *at)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value before = wp_dict_new(arena, 2), after = wp_dict_new(arena, 2);
    wp_dict_set(arena, before, "mounted", wp_string(arena, at->now.is_mounted ? at->now.source : ""));
    wp_dict_set(arena, after, "mounted",
                wp_string(arena, at->mounts     ? wp_job_str(job, "src")
                                 : at->unmounts ? ""
                                                : at->now.source));
    wp_dict_set(arena, before, "wrong_modes", wp_int(at->wrong));
    wp_dict_set(arena, after, "wrong_modes", wp_int(at->sets_modes ? 0 : at->wrong));
    wp_job_diff_state(job, at->path, before, at->path, after);
}

static bool plan(wp_job *job, wp_error *err)
{
    place *at = place_of(job);
    if ((is_state(job, "mounted") || is_state(job, "unmounted") || is_state(job, "absent")) && !check_mounted(job, err))
        return false;
    if (is_state(job, "mounted"))
        plan_mount(job, at);
    else if (!is_state(job, "present"))
        plan_unmount(job, at);
    if (at->mounts || at->unmounts || at->sets_modes)
        show_state(job, at);
    if (!is_state(job, "unmounted"))
        at->new_fstab = edit_fstab(job, at, comes(job));
    if (at->new_fstab.ptr) {
        const char *fstab = wp_job_str(job, "fstab");
        wp_job_change(job, "%s will be changed", fstab);
        wp_job_diff(job, fstab, at->fstab, fstab, at->new_fstab);
    }
    wp_job_set_str(job, "path", at->path);
    wp_job_set_str(job, "src", wp_job_str(job, "src") ? wp_job_str(job, "src") : at->now.source);
    wp_job_set_bool(job, "mounted", at->mounts || (at->now.is_mounted && !at->unmounts));
    return true;
}

/* ---- apply ---------------------------------------------------------------------------------- */

static bool answered(wp_job *job, bool called, const wp_reply *reply, wp_error *err)
{
    return called && (reply->status == 0 || wp_reply_fail(job, reply, err));
}

static bool apply(wp_job *job, wp_error *err)
{
    const place *at = place_of(job);
    const char *limit = seconds(job);
    wp_reply reply;
    wp_job_set_bool(job, "mounted", at->now.is_mounted); /* until it is otherwise */
    if (at->mounts && !answered(job,
                                WP_CALL(job, "mount_nfs_mount", &reply, err, at->path, wp_job_str(job, "src"),
                                        wp_job_str(job, "fstype"), wp_job_str(job, "opts"), limit),
                                &reply, err))
        return false;
    wp_job_set_bool(job, "mounted", at->mounts || at->now.is_mounted);
    if (at->unmounts && !answered(job, WP_CALL(job, "mount_nfs_unmount", &reply, err, at->path, limit), &reply, err))
        return false;
    wp_job_set_bool(job, "mounted", (at->mounts || at->now.is_mounted) && !at->unmounts);
    wp_put fstab = { .path = wp_job_str(job, "fstab"), .content = at->new_fstab };
    if (at->new_fstab.ptr && !wp_host_put(job, &fstab, err))
        return false;
    if (at->sets_modes &&
        !answered(job, WP_CALL(job, "mount_nfs_modes", &reply, err, at->path, wp_job_str(job, "mode"), limit), &reply,
                  err))
        return false;
    return !at->removes_directory ||
           answered(job, WP_CALL(job, "mount_nfs_remove_directory", &reply, err, at->path), &reply, err);
}

/* ---- the table --------------------------------------------------------------------------------- */

static const char *const states[] = { "mounted", "unmounted", "present", "absent", NULL };

static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true, .help = "where it is to be seen" },
    { .name = "src", .type = WP_PARAM_STR, .help = "what is mounted, as server:/export" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "mounted", .choices = states,
      .help = "mounted: now and after each boot. unmounted: not now. present: in fstab only. absent: neither, and the empty "
              "directory is removed" },
    { .name = "opts", .type = WP_PARAM_STR, .fallback = "rw,hard,_netdev",
      .help = "options of the mount; add vers=4.2 or the like to keep the version from changing" },
    { .name = "fstype", .type = WP_PARAM_STR, .fallback = "nfs", .choices = (const char *const[]){ "nfs", "nfs4", NULL },
      .help = "kind of file system" },
    { .name = "mode", .type = WP_PARAM_MODE, .fallback = "0755",
      .help = "mode of the directory and of all directories below it" },
    { .name = "fstab", .type = WP_PARAM_PATH, .fallback = "/etc/fstab", .help = "the table of mounts" },
    { .name = "timeout", .type = WP_PARAM_INT, .fallback = "30",
      .help = "limit of each step in seconds, as a server that is gone never answers" },
    { 0 },
};

const wp_module wp_module_mount_nfs = {
    .name = "mount_nfs",
    .summary = "Mounts a directory of an NFS server",
    .params = params,
    .rules = { .required_if = (const char *const[]){ "state mounted src", "state present src", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "mount_nfs",
    .note = "What is mounted is read from the kernel, not from fstab; both are brought to what is wanted. Something else that is "
            "mounted at that place, or the same with options that contradict, is an error and is left as it is. Modes are set "
            "on directories only. The host needs mount.nfs (nfs-common, nfs-utils).",
    .examples = "- name: the media that all nodes share\n"
                "  mount_nfs:\n"
                "    src: nas1:/export/wamedia\n"
                "    path: /srv/wamedia\n"
                "    opts: rw,hard,_netdev,vers=4.2\n"
                "- name: gone, after the containers\n"
                "  mount_nfs:\n"
                "    path: /srv/wamedia\n"
                "    state: absent\n",
    .returns = "path: where it is, without links\nsrc: what is mounted\nmounted: whether it is\n",
};
