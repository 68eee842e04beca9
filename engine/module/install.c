/*
 * A file with a certain content at a certain place.
 *
 *   probe   where it will be, what is there, its SHA-1 (and its content, for a diff)
 *   plan    content differs? owner, group, mode differ?
 *   apply   wp_host_put when the content does, wp_host_dress when only the rest does
 *
 * A small file that is not there at all is written by the frame that looks (host_ride.c):
 * then apply only reads what came of it.
 */
#include "module/put.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"

enum { RIDE_LIMIT = 4096 }; /* what is sent although it may be there already */

/* Of files beyond it, a diff says only that they differ. */
static size_t diff_limit(const wp_job *job)
{
    return job->options->diff_limit > 0 ? job->options->diff_limit : SIZE_MAX;
}

static const char *diff_wish(const wp_job *job)
{
    size_t limit = job->options->diff_limit;
    return limit > 0 ? wp_printf(job->arena, "differs:%zu", limit) : "differs:";
}

static const char *text_param(wp_job *job, const char *name)
{
    const wp_value *value = wp_dict_find(job->params, name);
    return value && wp_is(*value, WP_STRING) && wp_text(*value).len ? value->as.text : NULL;
}

static bool is_set(wp_job *job, const char *name, bool fallback)
{
    const wp_value *value = wp_dict_find(job->params, name);
    return value ? wp_truth(*value) : fallback;
}

static const char *checksum_of(wp_job *job, const wp_install *install)
{
    wp_str hex;
    if (install->checksum || !install->content.ptr || !wp_digest_hex(job->arena, "sha1", install->content, &hex, NULL))
        return install->checksum;
    return wp_strndup(job->arena, hex.ptr, hex.len);
}

/* A file that is to be there, and would be: an earlier task of this preview makes it. */
static void take_foreseen(wp_job *job, wp_install *install)
{
    if (install->now.exists || !wp_job_is_foreseen(job, install->path))
        return;
    install->must_exist = false;
    install->old_content = wp_job_foreseen_content(job, install->path);
}

static bool may_ride(wp_job *job, const wp_install *install, const char *mode)
{
    struct stat info;
    bool is_usual = install->at_once && !job->options->check_mode && !text_param(job, "validate") &&
                    !text_param(job, "checksum") && !install->first && (!mode || wp_mode_is_number(mode));
    if (!is_usual || install->content.ptr)
        return is_usual && install->content.len <= RIDE_LIMIT;
    return install->local_file && stat(install->local_file, &info) == 0 && info.st_size <= RIDE_LIMIT;
}

/* What would make the file where there is none; NULL: that is for apply. */
static bool calls_of(wp_job *job, wp_install *install, wp_calls **out, wp_error *err)
{
    wp_stat nothing = { 0 };
    wp_dress dress;
    wp_str content = install->content;
    const char *mode = install->mode ? install->mode : text_param(job, "mode");
    *out = NULL;
    if (!may_ride(job, install, mode))
        return true;
    if (!content.ptr && !wp_file_read(job->arena, install->local_file, &content, err))
        return false;
    if (memchr(content.ptr, '\0', content.len)) /* no shell's word can hold it */
        return true;
    if (!wp_job_dress(job, install->dest, &nothing, false, mode, (wp_str){ 0 }, wp_null(), wp_null(), &dress, err))
        return false;
    const char *size = wp_printf(job->arena, "%zu", content.len);
    *out = wp_calls_new(job);
    WP_ADD_CALL(*out, "install_new", wp_put_temporary_name(job), size, checksum_of(job, install), dress.mode,
                dress.owner, dress.group, wp_strndup(job->arena, content.ptr, content.len));
    install->content = content;
    return true;
}

/* What `first` said stands before the nonce; what is behind it is ours. */
static wp_str split_said(wp_install *install, wp_str out, const char *nonce)
{
    size_t at = wp_str_find(out, wp_str_of(nonce), 0);
    install->said = wp_str_slice(out, 0, at == SIZE_MAX ? out.len : at);
    return wp_str_slice(out, at == SIZE_MAX ? out.len : at + strlen(nonce), out.len);
}

bool wp_install_probe(wp_job *job, wp_install *install, wp_error *err)
{
    wp_reply reply;
    const char *content = install->want_content ? "always:"
                          : job->options->diff_mode ? diff_wish(job) : "";
    const char *const args[] = {
        install->dest,
        install->name,
        install->follow || is_set(job, "follow", false) ? "1" : "",
        checksum_of(job, install),
        content,
        text_param(job, "owner"),
        text_param(job, "group"),
    };
    const char *script = wp_host_call_text(job, "install_probe", args, sizeof args / sizeof *args);
    const char *nonce = wp_job_nonce(job);
    if (install->first)
        script = wp_printf(job->arena, "%s || exit; printf %%s %s; %s", install->first, nonce, script);
    wp_calls *calls;
    if (!calls_of(job, install, &calls, err))
        return false;
    wp_host_frame frame = { .script = script, .half = calls ? "install put" : "install", .environment = wp_null() };
    if (!wp_host_send_riding(job, &frame, calls, &install->ride, &reply, err))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, &reply));
    install->fields = install->first ? split_said(install, reply.out, nonce) : reply.out;
    install->path =
        wp_strndup(job->arena, wp_field(install->fields, "dest").ptr, wp_field(install->fields, "dest").len);
    install->old_content = wp_field_tail(install->fields, "content");
    wp_stat_read(job->arena, install->fields, &install->now);
    take_foreseen(job, install);
    return true;
}

/* ---- plan --------------------------------------------------------------------- */

static bool ends_in_slash(const char *path)
{
    size_t len = strlen(path);
    return len && path[len - 1] == '/';
}

static bool check_place(wp_job *job, const wp_install *install, wp_error *err)
{
    wp_str no_dir = wp_field(install->fields, "nodir");
    if (!install->name && ends_in_slash(install->dest))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s names a directory, and there is no file name to put in it",
                       install->dest);
    if (install->now.exists && install->now.kind == 'd' && install->want_content)
        wp_job_set_int(job, "rc", 256); /* modules that edit have such codes */
    if (install->now.exists && install->now.kind == 'd')
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is a directory", install->path);
    if (wp_field_has(install->fields, "unreadable"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s can't be read by %s: permission denied", install->path,
                       wp_job_user(job));
    if (install->must_exist && !install->now.exists && install->want_content)
        wp_job_set_int(job, "rc", 257);
    if (install->must_exist && !install->now.exists)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s is not there", install->path);
    const char *missing = wp_strndup(job->arena, no_dir.ptr, no_dir.len);
    if (no_dir.len && !install->make_parents && !(install->name && ends_in_slash(install->dest)) &&
        !wp_job_is_foreseen(job, missing)) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the directory %.*s is not there", (int)no_dir.len, no_dir.ptr);
        return wp_hint(err, "make it first, with module file and state=directory");
    }
    return true;
}

static bool is_binary(wp_str text)
{
    return memchr(text.ptr, '\0', text.len) != NULL;
}

static wp_str shown_in_diff(wp_str text, const char *what)
{
    if (!text.ptr)
        return wp_str_of(what);
    return is_binary(text) ? wp_str_of("(binary)\n") : text;
}

/* A large file is not read for it. */
static bool wanted_text(wp_job *job, const wp_install *install, wp_str *out)
{
    struct stat info;
    if (install->content.ptr) {
        *out = install->content;
        return install->content.len <= diff_limit(job);
    }
    if (install->host_file) {
        *out = install->host_text;
        return out->ptr && out->len <= diff_limit(job);
    }
    return install->local_file && stat(install->local_file, &info) == 0 && (size_t)info.st_size <= diff_limit(job) &&
           wp_file_read(job->arena, install->local_file, out, NULL);
}

static const char *header_before(wp_job *job, const wp_install *install)
{
    if (install->is_edited)
        return wp_printf(job->arena, "%s (content)", install->path);
    return install->now.exists ? install->path : NULL;
}

static const char *header_after(wp_job *job, const wp_install *install)
{
    return install->is_edited ? header_before(job, install) : install->source ? install->source : install->path;
}

static void show_content(wp_job *job, const wp_install *install)
{
    wp_str before = install->old_content, after = { 0 };
    if (!job->options->diff_mode)
        return;
    bool fits = wanted_text(job, install, &after) && !wp_field_has(install->fields, "toolarge");
    before = install->now.exists ? shown_in_diff(before, "(not read)\n") : wp_str_of("");
    if (!fits) {
        before = wp_str_of(install->now.exists ? "(larger than what is compared, with another content)\n" : "");
        after = wp_str_of("(larger than what is compared)\n");
    }
    wp_job_diff(job, header_before(job, install), before, header_after(job, install), shown_in_diff(after, ""));
}

static void show_dress(wp_job *job, const wp_install *install, wp_value before, wp_value after)
{
    if (wp_len(before) == 0)
        return;
    const char *header = install->is_edited ? wp_printf(job->arena, "%s (file attributes)", install->path) : NULL;
    if (header == NULL) {
        wp_dict_set(job->arena, before, "path", wp_string(job->arena, install->path));
        wp_dict_set(job->arena, after, "path", wp_string(job->arena, install->path));
    }
    if (job->options->diff_mode)
        wp_job_diff_state(job, header, before, header, after);
}

static void foresee(wp_job *job, const wp_install *install)
{
    wp_str content = { 0 };
    if (!job->options->check_mode)
        return;
    bool is_known = wanted_text(job, install, &content);
    wp_job_foresee(job, install->path, is_known ? content : (wp_str){ 0 });
}

static const char *backup_name(wp_job *job, const char *path)
{
    const char *moment = wp_time_format(job->arena, wp_clock_seconds(), false, "%Y-%m-%d@%H:%M:%S");
    return wp_printf(job->arena, "%s.%ld.%s~", path, (long)getpid(), moment);
}

static void set_results(wp_job *job, const wp_install *install)
{
    wp_job_set_str(job, "dest", install->path);
    wp_job_set_str(job, "checksum", install->checksum);
    wp_job_set_stat(job, &install->now);
}

static bool leaves_alone(wp_job *job, const wp_install *install)
{
    return install->now.exists && !install->overwrites && !is_set(job, "force", true);
}

static bool content_differs(wp_job *job, wp_install *install)
{
    if (!install->now.exists)
        return true;
    if (leaves_alone(job, install))
        return false;
    return !install->now.checksum || strcmp(install->now.checksum, install->checksum) != 0;
}

bool wp_install_plan(wp_job *job, wp_install *install, wp_error *err)
{
    wp_value before = wp_dict_new(job->arena, 4), after = wp_dict_new(job->arena, 4);
    if (!check_place(job, install, err))
        return false;
    if (!install->checksum && !(install->checksum = checksum_of(job, install)))
        return false;
    if (!wp_job_dress(job, install->path, &install->now, false, install->mode, install->fields, before, after,
                      &install->dress, err))
        return false;
    install->writes = content_differs(job, install);
    set_results(job, install);
    if (!install->writes)
        wp_job_set_str(job, "path", install->path);
    if (leaves_alone(job, install)) {
        wp_job_set_str(job, "msg", "the file is there already, and force is off");
        return true;
    }
    bool in_place = install->now.exists && is_set(job, "unsafe_writes", false);
    if (install->writes && !in_place && !wp_job_may_make(job, install->path, install->fields, err))
        return false;
    if (install->writes) {
        wp_job_change(job, install->now.exists ? "write %s" : "make %s", install->path);
        foresee(job, install);
        show_content(job, install);
        if (install->now.exists && is_set(job, "backup", false))
            install->backup = backup_name(job, install->path);
    }
    if (install->dress.differs)
        wp_job_change(job, "set owner, group or mode of %s", install->path);
    show_dress(job, install, before, after);
    return true;
}

/* ---- apply ---------------------------------------------------------------------- */

static bool take_ride(wp_job *job, wp_install *install, wp_error *err)
{
    const wp_put made = { .path = install->path, .after = &install->now };
    return wp_put_take(job, &made, &install->ride.reply, err) &&
           wp_job_digest(job, "md5", install->content, &install->md5, err);
}

static bool put(wp_job *job, wp_install *install, wp_error *err)
{
    wp_put wanted = {
        .path = install->path,
        .mode = install->dress.mode,
        .owner = install->dress.owner,
        .group = install->dress.group,
        .validate = text_param(job, "validate"),
        .backup = install->backup,
        .unsafe_writes = is_set(job, "unsafe_writes", false),
        .content = install->content,
        .local_file = install->local_file,
        .host_file = install->host_file,
        .host_size = install->host_size,
        .make_parents = wp_field_has(install->fields, "nodir"),
        .parents_mode = text_param(job, "directory_mode"),
        .checksum = install->checksum,
        .md5 = &install->md5,
        .after = &install->now,
    };
    if (!wp_host_put(job, &wanted, err))
        return false;
    if (install->backup)
        wp_job_set_str(job, "backup_file", install->backup);
    return true;
}

bool wp_install_apply(wp_job *job, wp_install *install, wp_error *err)
{
    if (install->ride.done   ? !take_ride(job, install, err)
        : install->writes ? !put(job, install, err)
                          : !wp_host_dress(job, install->path, &install->dress, false, &install->now, err))
        return false;
    set_results(job, install);
    return true;
}
