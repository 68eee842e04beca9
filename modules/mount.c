/*
 * mount: a file system at its place, in fstab (after the next boot), now, or both.
 *
 *   state              fstab      now
 *   present            has it     -
 *   absent_from_fstab  has not    -
 *   mounted            has it     mounted; mounted anew where fstab says something else
 *   absent             has not    unmounted, its directory removed
 *   unmounted          -          unmounted
 *   remounted          -          mounted anew
 *   ephemeral          -          mounted
 *
 * What is mounted comes first, then fstab: it never names what could not be mounted.
 */
#include <waplay/mounts.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct place {
    const char *path, *real, *fstab_path; /* real: without links */
    wp_fstab_entry wanted;
    wp_mounted now;
    wp_stat fstab_now;
    wp_str old, content;
    bool is_there, writes;
    const char *backup;
    wp_calls *calls; /* what is done to the mount; NULL: nothing */
} place;

static bool is_state(wp_job *job, const char *state)
{
    return strcmp(wp_job_str(job, "state"), state) == 0;
}

static const char *text(wp_job *job, const char *param)
{
    return wp_job_has(job, param) ? wp_job_str(job, param) : "";
}

/* ---- what is wanted ----------------------------------------------------------------------- */

static bool has_option(const char *options, const char *option)
{
    size_t len = strlen(option);
    for (const char *at = options; (at = strstr(at, option)); at += len)
        if ((at == options || at[-1] == ',') && (at[len] == ',' || at[len] == '\0'))
            return true;
    return false;
}

/* boot=no is noauto, unless the options speak of that themselves. */
static const char *wanted_options(wp_job *job)
{
    const char *options = wp_job_has(job, "opts") ? wp_job_str(job, "opts") : "defaults";
    if (wp_job_bool(job, "boot") || has_option(options, "noauto"))
        return options;
    if (!has_option(options, "defaults"))
        return wp_printf(wp_job_arena(job), "%s,noauto", options);
    wp_job_warn(job, "boot is left alone, as opts has 'defaults'");
    return options;
}

static bool check_params(wp_job *job, place *at, wp_error *err)
{
    at->path = wp_job_str(job, "path");
    at->fstab_path = wp_job_has(job, "fstab") ? wp_job_str(job, "fstab") : "/etc/fstab";
    at->wanted = (wp_fstab_entry){ text(job, "src"), at->path, text(job, "fstype"), wanted_options(job),
                                   text(job, "dump"), text(job, "passno") };
    if (strcmp(at->path, "none") != 0 && *at->path != '/')
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' can't be a place for a mount: it must begin with a slash",
                       at->path);
    if (strpbrk(at->wanted.type, " \t\n") || strpbrk(at->wanted.options, " \t\n"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "blanks can't stand in fstype and opts");
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    place *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    wp_arena *arena = wp_job_arena(job);
    if (!check_params(job, at, err) || !WP_CALL(job, "mount_probe", &reply, err, at->path, at->fstab_path))
        return false;
    if (reply.status != 0)
        return wp_reply_fail(job, &reply, err);
    at->real = wp_strndup(arena, wp_field(reply.out, "real").ptr, wp_field(reply.out, "real").len);
    at->is_there = wp_field_has(reply.out, "there");
    at->now = wp_mounted_at(arena, wp_field(reply.out, "mountinfo"), at->real);
    wp_stat_read(arena, reply.out, &at->fstab_now);
    at->old = wp_field_tail(reply.out, "content");
    if (!at->old.ptr)
        at->old = wp_job_foreseen_content(job, at->fstab_path);
    if (!at->old.ptr)
        at->old = wp_str_of("");
    return true;
}

/* ---- plan: fstab ------------------------------------------------------------------------------- */

/* Swap has no place: its lines are told apart by their source. */
static bool is_ours(const place *at, const wp_fstab_entry *entry)
{
    bool is_swap = strcmp(entry->path, "none") == 0 && strcmp(entry->type, "swap") == 0;
    return strcmp(entry->path, at->path) == 0 &&
           (!is_swap || !*at->wanted.source || strcmp(entry->source, at->wanted.source) == 0);
}

static bool is_as_wanted(const wp_fstab_entry *a, const wp_fstab_entry *b)
{
    return strcmp(a->source, b->source) == 0 && strcmp(a->type, b->type) == 0 && strcmp(a->options, b->options) == 0 &&
           strcmp(a->dump, b->dump) == 0 && strcmp(a->pass, b->pass) == 0;
}

static void plan_fstab(wp_job *job, place *at, bool keeps)
{
    wp_arena *arena = wp_job_arena(job);
    wp_lines lines = wp_lines_split(job, at->old, false);
    wp_str line = wp_str_of(wp_fstab_line(arena, &at->wanted));
    bool is_in = false;
    size_t kept = 0;
    for (size_t i = 0; i < lines.count; i++) {
        wp_fstab_entry entry;
        bool ours = wp_fstab_read(arena, wp_line_bare(lines.at[i]), &entry) && is_ours(at, &entry);
        if (ours && !keeps)
            continue;
        lines.at[kept++] = ours && !is_as_wanted(&entry, &at->wanted) ? line : lines.at[i];
        is_in |= ours;
    }
    lines.count = kept;
    if (keeps && !is_in)
        wp_lines_insert(job, &lines, lines.count, &line, 1);
    at->content = wp_lines_join(job, &lines);
    at->writes = !wp_str_eq(at->content, at->old);
    if (!at->writes)
        return;
    wp_job_change(job, keeps ? "put %s into %s" : "take %s out of %s", at->path, at->fstab_path);
    wp_job_diff(job, at->fstab_path, at->old, at->fstab_path, at->content);
    wp_job_foresee(job, at->fstab_path, at->content);
    if (wp_job_bool(job, "backup") && at->fstab_now.exists)
        at->backup = wp_printf(arena, "%s.%lld~", at->fstab_path, (long long)time(NULL));
}

/* ---- plan: what is mounted ------------------------------------------------------------------------ */

static void plan_mount(wp_job *job, place *at)
{
    const char *remounts = at->now.is_mounted ? "1" : "";
    WP_ADD_CALL(at->calls, "mount_mount", at->path, at->wanted.source, at->wanted.type, at->wanted.options, remounts);
    if (!at->now.is_mounted && !at->is_there) {
        wp_job_change(job, "make the directory %s", at->path);
        wp_job_foresee(job, at->path, (wp_str){ 0 });
    }
    wp_job_change(job, at->now.is_mounted ? "mount %s anew, with other options" : "mount %s", at->path);
}

static bool plan_ephemeral(wp_job *job, place *at, wp_error *err)
{
    if (at->now.is_mounted && strcmp(at->now.source, at->wanted.source) != 0) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "at %s there is %s mounted, not %s", at->path, at->now.source,
                at->wanted.source);
        return wp_hint(err, "unmount it first, if it is to go");
    }
    plan_mount(job, at);
    return true;
}

static void plan_unmount(wp_job *job, place *at)
{
    if (at->now.is_mounted) {
        wp_job_change(job, "unmount %s", at->path);
        WP_ADD_CALL(at->calls, "mount_unmount", at->path);
    }
    if (is_state(job, "absent") && at->is_there) {
        wp_job_change(job, "remove the directory %s", at->path);
        WP_ADD_CALL(at->calls, "mount_rmdir", at->path);
    }
}

static void set_results(wp_job *job, const place *at)
{
    static const char *const given[] = { "src", "fstype", "dump", "passno", NULL };
    wp_job_set_str(job, "name", at->path);
    wp_job_set_str(job, "opts", at->wanted.options);
    wp_job_set_str(job, "fstab", at->fstab_path);
    wp_job_set_str(job, "boot", wp_job_bool(job, "boot") ? "yes" : "no");
    wp_job_set_str(job, "backup_file", at->backup ? at->backup : "");
    for (const char *const *name = given; *name; name++)
        if (wp_job_has(job, *name))
            wp_job_set(job, *name, wp_job_value(job, *name));
}

static bool plan(wp_job *job, wp_error *err)
{
    place *at = wp_job_state(job, sizeof *at);
    at->calls = wp_calls_new(job);
    if (is_state(job, "present") || is_state(job, "mounted"))
        plan_fstab(job, at, true);
    else if (is_state(job, "absent") || is_state(job, "absent_from_fstab"))
        plan_fstab(job, at, false);
    if (is_state(job, "mounted") && (at->writes || !at->now.is_mounted))
        plan_mount(job, at);
    if (is_state(job, "unmounted") || (is_state(job, "absent") && at->writes))
        plan_unmount(job, at);
    if (is_state(job, "ephemeral") && !plan_ephemeral(job, at, err))
        return false;
    if (is_state(job, "remounted")) {
        wp_job_change(job, "mount %s anew", at->path);
        WP_ADD_CALL(at->calls, "mount_remount", at->path, text(job, "opts"));
    }
    set_results(job, at);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    place *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!at->writes)
        return wp_calls_run(at->calls, &reply, err);
    wp_put put = { .path = at->fstab_path, .content = at->content, .backup = at->backup,
                   .first = at->calls };
    return wp_host_put(job, &put, err);
}

static const wp_param params[] = {
    { .name = "path", .type = WP_PARAM_PATH, .required = true, .aliases = (const char *const[]){ "name", NULL },
      .help = "where it is to be seen" },
    { .name = "src", .type = WP_PARAM_PATH, .help = "what is mounted: a device, server:/export, ..." },
    { .name = "fstype", .type = WP_PARAM_STR, .help = "kind of file system" },
    { .name = "opts", .type = WP_PARAM_STR, .help = "options; 'defaults' unless told" },
    { .name = "dump", .type = WP_PARAM_STR, .fallback = "0", .help = "fifth column of fstab" },
    { .name = "passno", .type = WP_PARAM_STR, .fallback = "0", .help = "sixth column: order of checks at boot" },
    { .name = "state", .type = WP_PARAM_STR, .required = true,
      .choices = (const char *const[]){ "absent", "absent_from_fstab", "mounted", "present", "unmounted", "remounted",
                                        "ephemeral", NULL },
      .help = "mounted: now and in fstab. present: in fstab. ephemeral: now. unmounted: not now. absent: neither" },
    { .name = "fstab", .type = WP_PARAM_PATH, .help = "instead of /etc/fstab" },
    { .name = "boot", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "mounted at boot; no adds the option noauto" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep the old fstab" },
    { 0 },
};

const wp_module wp_module_mount = {
    .name = "mount",
    .summary = "A file system at its place",
    .params = params,
    .rules = { .required_if = (const char *const[]){ "state mounted src fstype", "state present src fstype",
                                                     "state ephemeral src fstype", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "mount",
    .examples = "- ansible.posix.mount:\n"
                "    path: /srv/data\n"
                "    src: LABEL=data\n"
                "    fstype: ext4\n"
                "    opts: noatime\n"
                "    state: mounted\n",
    .returns = "name: the place\nsrc: what is mounted\nfstype: kind of file system\nopts: its options\nfstab: the table\n"
               "backup_file: where the old fstab is kept\n",
};
