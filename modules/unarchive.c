/*
 * unarchive: what is in an archive, in a directory of the host.
 *
 *   probe   the archive goes to the host, where it comes from elsewhere; there it is compared with the directory
 *   plan    does something differ? do owner, group or mode of what is there already?
 *   apply   unpacks it, and sets owner, group and mode
 *
 * An archive of ours is kept there between probe and apply, for the user only, and not longer than it is needed.
 */
#include <waplay/module.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct unarchive {
    const char *archive; /* on the host */
    bool is_upload;      /* it is a copy of ours there */
    const char *local;   /* the archive here; NULL: it is the host's */
    const char *dest, *created;
    const char **options; /* for tar or unzip */
    size_t option_count;
    wp_str fields, names;
    const char *nonce;
    wp_stat now; /* dest */
    wp_dress dress;
    bool unpacks;
} unarchive;

/* ---- the archive -------------------------------------------------------------------- */

static bool download(wp_job *job, unarchive *at, wp_error *err)
{
    wp_http_request request = { .url = wp_job_str(job, "src"),
                                .verify = wp_job_bool(job, "validate_certs"),
                                .through_host = true,
                                .follow = true,
                                .stall_ms = 30000 };
    wp_http_reply reply;
    if (!wp_job_temporary(job, &at->local, err))
        return false;
    request.out_file = at->local;
    if (!wp_job_http(job, &request, &reply, err))
        return false;
    if (reply.fault != WP_HTTP_OK)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s can't be downloaded: %s", request.url, reply.fault_text);
    return reply.status == 200 || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s can't be downloaded: HTTP Error %d: %s",
                                          request.url, reply.status, reply.reason);
}

static bool decrypt(wp_job *job, unarchive *at, wp_error *err)
{
    bool is_vaulted;
    wp_str content;
    const char *plain;
    if (!wp_job_bool(job, "decrypt"))
        return true;
    if (!wp_job_is_vaulted(job, at->local, &is_vaulted, err))
        return false;
    if (!is_vaulted)
        return true;
    if (!wp_job_read_file(job, at->local, &content, err) || !wp_job_temporary(job, &plain, err))
        return false;
    FILE *file = fopen(plain, "w");
    bool done = file && fwrite(content.ptr, 1, content.len, file) == content.len;
    done = file && fclose(file) == 0 && done;
    at->local = plain;
    return done || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the decrypted archive can't be kept here");
}

static bool find_archive(wp_job *job, unarchive *at, wp_error *err)
{
    const char *src = wp_job_str(job, "src");
    if (strstr(src, "://"))
        return download(job, at, err);
    if (wp_job_bool(job, "remote_src") || !wp_job_bool(job, "copy"))
        return wp_host_expand(job, src, &at->archive, err);
    if (!wp_job_find_file(job, "files", src, &at->local, err))
        return wp_hint(err, "src is looked for on the control machine; with remote_src it is the host's");
    return decrypt(job, at, err);
}

/* ---- probe ---------------------------------------------------------------------------- */

static void add_option(unarchive *at, const char *option)
{
    at->options[at->option_count++] = option;
}

static void gather_options(wp_job *job, unarchive *at)
{
    wp_value extra = wp_job_value(job, "extra_opts"), without = wp_job_value(job, "exclude"),
             with = wp_job_value(job, "include");
    size_t len = strlen(wp_job_str(job, "src"));
    bool is_zip = len > 4 && strcmp(wp_job_str(job, "src") + len - 4, ".zip") == 0;
    at->options = wp_new_array(wp_job_arena(job), const char *, wp_len(extra) + wp_len(without) * 2 + wp_len(with) + 4);
    if (wp_job_bool(job, "keep_newer"))
        add_option(at, is_zip ? "-u" : "--keep-newer-files");
    for (size_t i = 0; i < wp_len(extra); i++)
        if (wp_list_at(extra, i).as.text[0])
            add_option(at, wp_list_at(extra, i).as.text);
    for (size_t i = 0; i < wp_len(without); i++) {
        add_option(at, is_zip ? "-x" : wp_printf(wp_job_arena(job), "--exclude=%s", wp_list_at(without, i).as.text));
        if (is_zip)
            add_option(at, wp_list_at(without, i).as.text);
    }
    for (size_t i = 0; i < wp_len(with); i++)
        add_option(at, wp_list_at(with, i).as.text);
}

static bool sets_attributes(wp_job *job)
{
    return wp_job_has(job, "owner") || wp_job_has(job, "group") || wp_job_has(job, "mode");
}

/* What tar tells of files that differ, and that doesn't count: what the task sets by itself, or no name at all. */
static const char *ignored(wp_job *job)
{
    return wp_printf(wp_job_arena(job), "^tar: : |^tar: Removing leading|^$%s%s%s",
                     wp_job_has(job, "owner") ? "|: Uid differs$" : "",
                     wp_job_has(job, "group") ? "|: Gid differs$" : "",
                     wp_job_has(job, "mode") ? "|: Mode differs$" : "");
}

static bool look(wp_job *job, unarchive *at, wp_error *err)
{
    wp_reply reply;
    const char **args = wp_new_array(wp_job_arena(job), const char *, at->option_count + 10);
    const char *const fixed[] = {
        at->archive,
        at->is_upload ? "1" : "",
        at->dest,
        wp_job_check_mode(job) ? "" : "1",
        ignored(job),
        at->nonce,
        sets_attributes(job) ? "1" : "",
        wp_job_str(job, "owner"),
        wp_job_str(job, "group"),
    };
    memcpy(args, fixed, sizeof fixed);
    memcpy(args + sizeof fixed / sizeof *fixed, at->options, at->option_count * sizeof *args);
    size_t count = sizeof fixed / sizeof *fixed + at->option_count;
    bool done;
    if (at->is_upload) {
        const char *keep = wp_host_call_text(job, "unarchive_keep", &at->archive, 1);
        const char *probe = wp_printf(wp_job_arena(job), "%s && unarchive_probe", keep);
        done = wp_host_feed(job, probe, args, count, at->local, &reply, err);
    } else {
        done = wp_host_call(job, "unarchive_probe", args, count, NULL, &reply, err);
    }
    if (!done || reply.status != 0)
        return done ? wp_reply_fail(job, &reply, err) : false;
    at->fields = reply.out;
    at->names = wp_field(reply.out, "names");
    wp_stat_read(wp_job_arena(job), reply.out, &at->now);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    unarchive *at = wp_job_state(job, sizeof *at);
    at->dest = wp_job_str(job, "dest");
    at->nonce = wp_job_nonce(job);
    gather_options(job, at);
    if (wp_job_has(job, "creates")) {
        wp_reply reply;
        if (!WP_CALL(job, "unarchive_created", &reply, err, wp_job_str(job, "creates")))
            return false;
        if (wp_field_has(reply.out, "created") || wp_job_is_foreseen(job, wp_job_str(job, "creates"))) {
            wp_job_skip(job, "skipped, since %s exists", wp_job_str(job, "creates"));
            return true;
        }
    }
    if (!find_archive(job, at, err))
        return false;
    at->is_upload = at->local != NULL;
    if (at->is_upload)
        at->archive = wp_printf(wp_job_arena(job), "/tmp/.waplay-%s", wp_job_nonce(job));
    return look(job, at, err);
}

/* ---- plan ------------------------------------------------------------------------------- */

/* Ansible's names; to it all that tar finds out by itself is one kind. */
static const char *handler_of(wp_str kind)
{
    if (kind.len == 3 && memcmp(kind.ptr, "zip", 3) == 0)
        return "ZipArchive";
    return kind.len == 3 && memcmp(kind.ptr, "tgz", 3) == 0 ? "TgzArchive" : "TarArchive";
}

/* Owner, group and mode of what is there already: *out is whether any differs. */
static bool attributes_differ(wp_job *job, unarchive *at, bool *out, wp_error *err)
{
    wp_stat nothing = { 0 };
    wp_str rest = at->fields, record;
    *out = false;
    if (!wp_job_dress(job, at->dest, &nothing, false, NULL, at->fields, wp_null(), wp_null(), &at->dress, err))
        return false;
    while (wp_record_next(&rest, at->nonce, &record)) {
        wp_stat now;
        wp_dress dress;
        const char *name;
        if (!wp_stat_read_owner(wp_job_arena(job), record, &now, &name))
            continue;
        if (!wp_job_dress(job, at->dest, &now, now.kind == 'd', NULL, at->fields, wp_null(), wp_null(), &dress, err))
            return false;
        *out = *out || dress.differs;
    }
    return true;
}

static wp_value names_of(wp_job *job, const unarchive *at)
{
    wp_value list = wp_list_new(wp_job_arena(job), 16);
    wp_lines lines = wp_lines_split(job, at->names, false);
    for (size_t i = 0; i < lines.count; i++)
        wp_list_push(wp_job_arena(job), list, wp_string_of(wp_job_arena(job), wp_line_bare(lines.at[i])));
    return list;
}

static bool plan(wp_job *job, wp_error *err)
{
    unarchive *at = wp_job_state(job, sizeof *at);
    wp_str differs = wp_field(at->fields, "differs");
    bool dresses = false;
    if (sets_attributes(job) && !attributes_differ(job, at, &dresses, err))
        return false;
    at->unpacks = differs.len > 0;
    if (at->unpacks) {
        wp_job_change(job, "unpack %s into %s", wp_job_str(job, "src"), at->dest);
        if (wp_job_diff_mode(job))
            wp_job_diff_text(job, wp_strndup(wp_job_arena(job), differs.ptr, differs.len));
    }
    if (dresses)
        wp_job_change(job, "set owner, group or mode of what is in %s", at->dest);
    wp_job_set_str(job, "dest", at->dest);
    wp_job_set_str(job, "src", at->local ? wp_job_str(job, "src") : at->archive);
    wp_job_set_str(job, "handler", handler_of(wp_field(at->fields, "kind")));
    if (wp_job_bool(job, "list_files"))
        wp_job_set(job, "files", names_of(job, at));
    wp_job_set_stat(job, &at->now);
    return true;
}

/* ---- apply -------------------------------------------------------------------------------- */

static bool apply(wp_job *job, wp_error *err)
{
    unarchive *at = wp_job_state(job, sizeof *at);
    wp_calls *calls = wp_calls_new(job);
    wp_reply reply;
    if (at->unpacks) {
        const char **args = wp_new_array(wp_job_arena(job), const char *, at->option_count + 3);
        args[0] = at->archive;
        args[1] = at->is_upload ? "1" : "";
        args[2] = at->dest;
        memcpy(args + 3, at->options, at->option_count * sizeof *args);
        wp_calls_add(calls, "unarchive_apply", args, at->option_count + 3);
    }
    if (sets_attributes(job)) {
        WP_ADD_CALL(calls, "unarchive_dress", at->dest, wp_job_str(job, "mode"), wp_job_str(job, "owner"),
                    wp_job_str(job, "group"));
        wp_calls_input(calls, wp_str_of(wp_printf(wp_job_arena(job), "%.*s\n", (int)at->names.len, at->names.ptr)));
    }
    WP_ADD_CALL(calls, "common_stat", at->dest, "follow");
    if (!wp_calls_run(calls, &reply, err))
        return false;
    wp_stat_read(wp_job_arena(job), reply.out, &at->now);
    wp_job_set_stat(job, &at->now);
    return true;
}

static const wp_param params[] = {
    { .name = "src",
      .type = WP_PARAM_STR,
      .required = true,
      .help = "the archive: a file here, with remote_src one of the host, or an address (https://...)" },
    { .name = "dest", .type = WP_PARAM_PATH, .required = true, .help = "directory of the host, which must be there" },
    { .name = "remote_src", .type = WP_PARAM_BOOL, .fallback = "no", .help = "src is on the host" },
    { .name = "copy", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "no: the same as remote_src, by an old name" },
    { .name = "creates", .type = WP_PARAM_PATH, .help = "a path: when it is there, nothing is done" },
    { .name = "list_files", .type = WP_PARAM_BOOL, .fallback = "no", .help = "return the names in the archive" },
    { .name = "exclude", .type = WP_PARAM_LIST, .fallback = "", .help = "names in the archive that are left out" },
    { .name = "include", .type = WP_PARAM_LIST, .fallback = "", .help = "only these names of the archive" },
    { .name = "keep_newer",
      .type = WP_PARAM_BOOL,
      .fallback = "no",
      .help = "leave files that are newer than those of the archive" },
    { .name = "extra_opts", .type = WP_PARAM_LIST, .fallback = "", .help = "options for tar or unzip" },
    { .name = "decrypt",
      .type = WP_PARAM_BOOL,
      .fallback = "yes",
      .help = "decrypt an archive of ours that is vaulted" },
    { .name = "io_buffer_size",
      .type = WP_PARAM_INT,
      .fallback = "65536",
      .help = "taken for the sake of playbooks; contents stream in pieces of their own" },
    { .name = "validate_certs",
      .type = WP_PARAM_BOOL,
      .fallback = "yes",
      .help = "check the certificate of an https address" },
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_unarchive = {
    .name = "unarchive",
    .summary = "What is in an archive, in a directory of the host",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "include exclude", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "copy run unarchive",
    .note =
        "The host needs tar, and for compressed archives what tar calls (gzip, bzip2, xz, zstd); for zip files unzip. "
        "A preview sends the archive too, compares, and takes it away again.",
    .examples = "- ansible.builtin.unarchive:\n"
                "    src: https://example.com/app.tar.gz\n"
                "    dest: /opt\n"
                "    remote_src: yes\n"
                "    owner: root\n"
                "    creates: /opt/app\n"
                "  ignore_errors: yes\n",
    .returns =
        "dest: the directory\nsrc: the archive\nhandler: which kind it is\nfiles: names in it, with list_files\n"
        "uid: number of dest's owner\ngid: number of its group\nowner: its owner\ngroup: its group\nmode: its mode\n"
        "size: its size\nstate: directory\n",
};
