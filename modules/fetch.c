/*
 * fetch: a file of the host to the control machine.
 *
 *   dest/HOST/path/of/the/file     the usual place
 *   dest, or dest/NAME             with flat
 *
 * The path on the host decides where it lands here, so what could lead out of dest
 * ("..") is refused, whatever the host says.
 */
#include <waplay/module.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

typedef struct fetch {
    const char *src, *dest;
    wp_stat there;
    const char *here; /* SHA-1 of the file that is here; NULL: none */
} fetch;

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool leads_out(const char *path)
{
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
            return true;
    }
    return false;
}

static bool is_dir(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool decide_dest(wp_job *job, fetch *at, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    const char *dest = wp_job_local_path(job, wp_job_str(job, "dest"));
    size_t len = strlen(wp_job_str(job, "dest"));
    bool slash = len && wp_job_str(job, "dest")[len - 1] == '/';
    if (wp_job_bool(job, "flat")) {
        if (!slash && is_dir(dest)) {
            wp_fail(err, WP_E_FAILED, WP_NO_MARK, "dest %s is a directory", dest);
            return wp_hint(err, "end it with a slash, or give the file a name");
        }
        at->dest = slash ? wp_printf(arena, "%s/%s", dest, base_of(at->src)) : dest;
        return true;
    }
    if (leads_out(at->src))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "src %s leads upwards, out of dest; give the whole path", at->src);
    at->dest = wp_printf(arena, "%s/%s/%s", dest, wp_job_host(job), at->src + (at->src[0] == '/'));
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    fetch *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!wp_host_expand(job, wp_job_str(job, "src"), &at->src, err) || !decide_dest(job, at, err) ||
        !WP_CALL(job, "fetch_probe", &reply, err, at->src))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, &reply));
    wp_stat_read(wp_job_arena(job), reply.out, &at->there);
    struct stat info;
    if (stat(at->dest, &info) == 0 && S_ISREG(info.st_mode))
        return wp_job_digest_file(job, "sha1", at->dest, &at->here, err);
    return true;
}

/* Nothing to fetch: an error, or, with fail_on_missing off, a message. */
static bool explain(wp_job *job, const fetch *at, const char *why, wp_error *err)
{
    if (wp_job_bool(job, "fail_on_missing")) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s %s, on %s", at->src, why, wp_job_host(job));
        return false;
    }
    wp_job_set_str(job, "file", at->src);
    wp_job_set_str(job, "msg",
                   wp_printf(wp_job_arena(job), "%s %s: not fetched, as fail_on_missing is off", at->src, why));
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    fetch *at = wp_job_state(job, sizeof *at);
    if (!at->there.exists)
        return explain(job, at, "is not there", err);
    if (at->there.kind == 'd')
        return explain(job, at, "is a directory", err);
    if (!at->there.checksum)
        return explain(job, at, "can't be read", err);
    wp_job_set_str(job, "dest", at->dest);
    wp_job_set_str(job, "checksum", at->there.checksum);
    if (at->here && strcmp(at->here, at->there.checksum) == 0) {
        const char *md5;
        wp_job_set_str(job, "file", at->src);
        if (!wp_job_digest_file(job, "md5", at->dest, &md5, err))
            return false;
        wp_job_set_str(job, "md5sum", md5);
        return true;
    }
    wp_job_change(job, "fetch %s to %s", at->src, at->dest);
    return true;
}

static bool make_dirs_of(wp_job *job, const char *path, wp_error *err)
{
    char *text = wp_strdup(wp_job_arena(job), path);
    for (char *at = text + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (mkdir(text, 0777) != 0 && errno != EEXIST)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot make the directory %s here: %s", text,
                           strerror(errno));
        *at = '/';
    }
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    fetch *at = wp_job_state(job, sizeof *at);
    const char *sha1, *md5;
    if (!make_dirs_of(job, at->dest, err) || !wp_host_get_file(job, at->src, at->there.size, at->dest, err) ||
        !wp_job_digest_file(job, "sha1", at->dest, &sha1, err) || !wp_job_digest_file(job, "md5", at->dest, &md5, err))
        return false;
    if (wp_job_bool(job, "validate_checksum") && strcmp(sha1, at->there.checksum) != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                       "%s changed while it was fetched: its SHA-1 was %s, and is %s here", at->src, at->there.checksum,
                       sha1);
    wp_job_set_str(job, "checksum", sha1);
    wp_job_set_str(job, "md5sum", md5);
    wp_job_set_str(job, "remote_checksum", at->there.checksum);
    wp_job_set(job, "remote_md5sum", wp_null());
    return true;
}

static const wp_param params[] = {
    { .name = "src", .type = WP_PARAM_STR, .required = true, .help = "the file on the host" },
    { .name = "dest", .type = WP_PARAM_STR, .required = true, .help = "directory here; with flat, the file" },
    { .name = "flat", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "without the host's name and the path in between" },
    { .name = "fail_on_missing", .type = WP_PARAM_BOOL, .fallback = "yes",
      .help = "a file that is not there is an error" },
    { .name = "validate_checksum", .type = WP_PARAM_BOOL, .fallback = "yes",
      .help = "compare the digests of both ends" },
    { 0 },
};

const wp_module wp_module_fetch = {
    .name = "fetch",
    .summary = "Brings a file of the host here",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "fetch",
    .examples = "- ansible.builtin.fetch:\n"
                "    src: /var/log/app.log\n"
                "    dest: logs\n",
    .returns =
        "dest: where it is, here\nchecksum: its SHA-1\nmd5sum: its MD5\nfile: the path on the host, where nothing was "
        "to be done\n",
};
