/*
 * copy: a file, a tree of files or a text onto the host.
 *
 *   content, or src that is a file       wp_install
 *   src that is a directory              wp_tree: one look, one stream
 *   remote_src                           the same between two places of the host
 */
#include <waplay/module.h>

#include <string.h>
#include <sys/stat.h>

typedef enum way { WAY_FILE, WAY_TREE, WAY_HOST_FILE, WAY_HOST_TREE } way;

typedef struct copy {
    way way;
    wp_install install;
    wp_tree *tree;
    const char *source; /* a file or directory, here or there */
    const char *tree_dest;
    bool tree_differs; /* of WAY_HOST_TREE */
    wp_stat tree_now;
    wp_dress dress;
    const char *md5; /* of a file of the host */
} copy;

static bool ends_in_slash(const char *path)
{
    size_t len = strlen(path);
    return len && path[len - 1] == '/';
}

/* The last part of a path, slashes at its end left out. */
static const char *base_of(wp_job *job, const char *path)
{
    char *text = wp_strdup(wp_job_arena(job), path);
    for (size_t len = strlen(text); len > 1 && text[len - 1] == '/'; len--)
        text[len - 1] = '\0';
    const char *slash = strrchr(text, '/');
    return slash && slash[1] ? slash + 1 : text;
}

static const char *joined(wp_job *job, const char *dir, const char *name)
{
    return wp_printf(wp_job_arena(job), "%s%s%s", dir, ends_in_slash(dir) ? "" : "/", name);
}

static bool preserves(wp_job *job)
{
    const char *mode = wp_job_str(job, "mode");
    return mode && strcmp(mode, "preserve") == 0;
}

/* ---- probe: from here ------------------------------------------------------------ */

/* Lists and dicts are written as JSON. */
static wp_str content_of(wp_job *job)
{
    wp_value content = wp_job_value(job, "content");
    if (wp_is(content, WP_LIST) || wp_is(content, WP_DICT))
        return wp_to_json(wp_job_arena(job), content, (wp_json_style){ 0 });
    return wp_to_text(wp_job_arena(job), content);
}

static bool take_content(wp_job *job, copy *state, wp_error *err)
{
    if (ends_in_slash(state->install.dest))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "content needs the name of a file in dest, and %s is a directory",
                       state->install.dest);
    state->install.content = content_of(job);
    return wp_install_probe(job, &state->install, err);
}

static bool take_file(wp_job *job, copy *state, uint32_t mode, wp_error *err)
{
    wp_install *install = &state->install;
    bool vaulted = false;
    install->name = base_of(job, wp_job_str(job, "src"));
    if (preserves(job))
        install->mode = wp_printf(wp_job_arena(job), "%04o", mode);
    if (wp_job_bool(job, "decrypt") && !wp_job_is_vaulted(job, state->source, &vaulted, err))
        return false;
    if (vaulted) {
        if (!wp_job_read_file(job, state->source, &install->content, err))
            return false;
    } else {
        install->local_file = state->source;
        if (!wp_job_digest_file(job, "sha1", state->source, &install->checksum, err))
            return false;
    }
    return wp_install_probe(job, install, err);
}

static bool take_tree(wp_job *job, copy *state, wp_error *err)
{
    const char *src = wp_job_str(job, "src"), *dest = state->install.dest;
    wp_tree_options options = {
        .source = state->source,
        .dest = ends_in_slash(src) ? dest : joined(job, dest, base_of(job, src)),
        .keep_links = !wp_job_bool(job, "local_follow"),
        .decrypt = wp_job_bool(job, "decrypt"),
    };
    state->way = WAY_TREE;
    return wp_tree_probe(job, &options, &state->tree, err);
}

static bool look_here(wp_job *job, copy *state, wp_error *err)
{
    struct stat info;
    if (!wp_job_find_file(job, "files", wp_job_str(job, "src"), &state->source, err))
        return wp_hint(err, "src is looked for on the control machine; with remote_src it is the host's");
    state->install.source = state->source;
    if (stat(state->source, &info) != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "cannot look at %s", state->source);
    return S_ISDIR(info.st_mode) ? take_tree(job, state, err) : take_file(job, state, info.st_mode & 07777, err);
}

/* ---- probe: on the host ------------------------------------------------------------ */

/* A directory: what lies there is compared there. */
static void take_host_tree(wp_job *job, copy *state, wp_str fields)
{
    wp_str dest = wp_field(fields, "treedest"), now = wp_field_tail(fields, "now");
    state->way = WAY_HOST_TREE;
    state->tree_dest = wp_strndup(wp_job_arena(job), dest.ptr, dest.len);
    state->tree_differs = wp_field_has(fields, "differs");
    state->install.fields = fields;
    wp_stat_read(wp_job_arena(job), now.ptr ? now : wp_str_of(""), &state->tree_now);
}

static void take_host_file(wp_job *job, copy *state, const wp_stat *source, wp_str fields)
{
    wp_install *install = &state->install;
    wp_str md5 = wp_field(fields, "md5");
    state->way = WAY_HOST_FILE;
    state->md5 = md5.len ? wp_strndup(wp_job_arena(job), md5.ptr, md5.len) : NULL;
    install->host_file = state->source;
    install->host_size = source->size;
    install->host_text = wp_field_tail(fields, "content");
    install->checksum = source->checksum;
    if (preserves(job))
        install->mode = wp_printf(wp_job_arena(job), "%04o", source->mode);
}

static bool look_there(wp_job *job, copy *state, wp_error *err)
{
    wp_stat source;
    wp_install *install = &state->install;
    if (!wp_host_expand(job, wp_job_str(job, "src"), &state->source, err))
        return false;
    install->name = base_of(job, state->source);
    install->source = state->source;
    const char *const args[] = { state->source,
                                 install->dest,
                                 install->name,
                                 wp_job_bool(job, "local_follow") ? "1" : "",
                                 wp_job_str(job, "owner"),
                                 wp_job_str(job, "group"),
                                 wp_job_diff_mode(job) ? "1" : "" };
    install->first = wp_host_call_text(job, "copy_look", args, sizeof args / sizeof *args);
    if (!wp_install_probe(job, install, err))
        return false;
    wp_stat_read(wp_job_arena(job), install->said, &source);
    if (!source.exists)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "src %s is not there, on %s", state->source, wp_job_host(job));
    if (source.kind == 'd')
        take_host_tree(job, state, install->said);
    else
        take_host_file(job, state, &source, install->said);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    copy *state = wp_job_state(job, sizeof *state);
    state->install.dest = wp_job_str(job, "dest");
    state->install.at_once = true;
    if (wp_job_has(job, "content"))
        return take_content(job, state, err);
    return wp_job_bool(job, "remote_src") ? look_there(job, state, err) : look_here(job, state, err);
}

/* ---- plan ---------------------------------------------------------------------------- */

static bool check_checksum(wp_job *job, const wp_install *install, wp_error *err)
{
    const char *wanted = wp_job_str(job, "checksum");
    if (!wanted || !install->checksum || strcmp(wanted, install->checksum) == 0)
        return true;
    wp_job_set_str(job, "expected_checksum", wanted);
    wp_job_set_str(job, "checksum", install->checksum);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the SHA-1 of %s is %s, and checksum asks for %s",
                   install->source ? install->source : install->dest, install->checksum, wanted);
}

static bool plan_host_tree(wp_job *job, copy *state, wp_error *err)
{
    wp_value before = wp_dict_new(wp_job_arena(job), 2), after = wp_dict_new(wp_job_arena(job), 2);
    if (!wp_job_dress(job, state->tree_dest, &state->tree_now, true, NULL, state->install.fields, before, after,
                      &state->dress, err))
        return false;
    if (state->tree_differs)
        wp_job_change(job, "copy what differs from %s to %s", state->source, state->tree_dest);
    if (state->dress.differs)
        wp_job_change(job, "set owner, group or mode of %s", state->tree_dest);
    if (wp_job_diff_mode(job) && wp_len(before))
        wp_job_diff_state(job, NULL, before, NULL, after);
    wp_job_set_str(job, "dest", state->tree_dest);
    wp_job_set_str(job, "src", state->source);
    wp_job_set(job, "checksum", wp_null());
    wp_job_set(job, "md5sum", wp_null());
    wp_job_set_stat(job, &state->tree_now);
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    copy *state = wp_job_state(job, sizeof *state);
    if (state->way == WAY_HOST_TREE)
        return plan_host_tree(job, state, err);
    if (state->way == WAY_TREE) {
        const char *dest = state->install.dest;
        wp_job_set_str(job, "dest", ends_in_slash(dest) ? dest : joined(job, dest, ""));
        wp_job_set_str(job, "src", state->source);
        return wp_tree_plan(job, state->tree, err);
    }
    if (!check_checksum(job, &state->install, err) || !wp_install_plan(job, &state->install, err))
        return false;
    if (state->source)
        wp_job_set_str(job, "src", state->source);
    if (state->md5)
        wp_job_set_str(job, "md5sum", state->md5);
    return true;
}

/* ---- apply ------------------------------------------------------------------------------ */

static bool apply_host_tree(wp_job *job, copy *state, wp_error *err)
{
    wp_reply reply;
    wp_stat after;
    if (!WP_CALL(job, "copy_tree", &reply, err, state->source, state->tree_dest,
                 wp_job_bool(job, "local_follow") ? "1" : "", wp_job_bool(job, "force") ? "1" : "", state->dress.mode,
                 state->dress.owner, state->dress.group))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_reply_reason(job, &reply));
    wp_stat_read(wp_job_arena(job), reply.out, &after);
    wp_job_set_stat(job, &after);
    return true;
}

static bool apply_file(wp_job *job, copy *state, wp_error *err)
{
    if (!wp_install_apply(job, &state->install, err))
        return false;
    if (state->install.md5)
        wp_job_set_str(job, "md5sum", state->install.md5);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    copy *state = wp_job_state(job, sizeof *state);
    if (state->way == WAY_TREE)
        return wp_tree_apply(job, state->tree, err);
    if (state->way == WAY_HOST_TREE)
        return apply_host_tree(job, state, err);
    return apply_file(job, state, err);
}

static const wp_param params[] = {
    { .name = "src", .type = WP_PARAM_STR, .help = "file or directory; with a slash at its end, what is in it" },
    { .name = "content",
      .type = WP_PARAM_RAW,
      .help = "text of the file, instead of src; lists and dicts become JSON" },
    { .name = "dest", .type = WP_PARAM_PATH, .required = true, .help = "where it goes on the host" },
    { .name = "remote_src", .type = WP_PARAM_BOOL, .fallback = "no", .help = "src is on the host" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep the file that is replaced" },
    { .name = "force", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "replace a file with another content" },
    { .name = "follow",
      .type = WP_PARAM_BOOL,
      .fallback = "no",
      .help = "where dest is a link, write what it leads to" },
    { .name = "local_follow", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "follow links inside src" },
    { .name = "decrypt", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "decrypt files that are vaulted" },
    { .name = "directory_mode", .type = WP_PARAM_MODE, .help = "mode of directories that come with src" },
    { .name = "validate",
      .type = WP_PARAM_STR,
      .help = "command that must succeed on the new file, named by %s in it" },
    { .name = "checksum", .type = WP_PARAM_STR, .help = "SHA-1 that the file must have" },
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_copy = {
    .name = "copy",
    .summary = "Files, trees of files and texts onto the host",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "src content", NULL },
               .required_one_of = (const char *const[]){ "src content", NULL } },
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "copy put",
    .note =
        "A file is written beside its place and renamed onto it: nobody sees it half-written, or more readable than "
        "it will be. Of a tree only what differs is sent. src is looked for in files/ of the role, then beside the "
        "playbook.",
    .examples = "- ansible.builtin.copy:\n"
                "    content: |\n"
                "      WA_API_VERSION=2.29.3\n"
                "    dest: /etc/app.env\n"
                "    mode: '0600'\n"
                "- ansible.builtin.copy:\n"
                "    src: etc/\n"
                "    dest: /etc/app\n"
                "    owner: root\n"
                "    directory_mode: '0755'\n"
                "    mode: u=rw,go=r\n",
    .returns =
        "dest: where it is\nsrc: where it came from\nchecksum: SHA-1 of the file\nmd5sum: MD5 of what was written\n"
        "backup_file: where the old file is kept\nuid: number of the owner\ngid: number of the group\n"
        "owner: name of the owner\ngroup: name of the group\nmode: permissions\nsize: in bytes\n"
        "state: what it is (file, directory)\n",
};
