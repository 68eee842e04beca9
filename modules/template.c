/* template: a file made from a template of the control machine. */
#include <waplay/module.h>

#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

/* Options that go to the renderer as they are. */
static const char *const settings_names[] = {
    "trim_blocks",        "lstrip_blocks",         "block_start_string",  "block_end_string",
    "variable_start_string", "variable_end_string", "comment_start_string", "comment_end_string", NULL,
};

static const char *newline_of(const char *given)
{
    if (strcmp(given, "\\r\\n") == 0)
        return "\r\n";
    if (strcmp(given, "\\r") == 0)
        return "\r";
    return strcmp(given, "\\n") == 0 ? "\n" : given;
}

static wp_value settings_of(wp_job *job)
{
    wp_value settings = wp_dict_new(wp_job_arena(job), 10);
    for (const char *const *name = settings_names; *name; name++)
        if (wp_job_has(job, *name))
            wp_dict_set(wp_job_arena(job), settings, *name, wp_job_value(job, *name));
    wp_dict_set(wp_job_arena(job), settings, "newline_sequence",
                wp_string(wp_job_arena(job), newline_of(wp_job_str(job, "newline_sequence"))));
    return settings;
}

/* Variables that only templates have: where they come from. */
static wp_value origin_of(wp_job *job, const char *path, const struct stat *info)
{
    wp_arena *arena = wp_job_arena(job);
    wp_value extra = wp_dict_new(arena, 8);
    struct utsname here;
    struct passwd entry, *owner = NULL;
    char moment[32], run[32], room[4096];
    struct tm parts;
    time_t now = time(NULL);
    getpwuid_r(info->st_uid, &entry, room, sizeof room, &owner);
    strftime(moment, sizeof moment, "%Y-%m-%d %H:%M:%S", localtime_r(&info->st_mtime, &parts));
    strftime(run, sizeof run, "%Y-%m-%d %H:%M:%S", localtime_r(&now, &parts));
    wp_dict_set(arena, extra, "template_path", wp_string(arena, wp_job_str(job, "src")));
    wp_dict_set(arena, extra, "template_fullpath", wp_string(arena, path));
    wp_dict_set(arena, extra, "template_destpath", wp_string(arena, wp_job_str(job, "dest")));
    wp_dict_set(arena, extra, "template_host", wp_string(arena, uname(&here) == 0 ? here.nodename : ""));
    wp_dict_set(arena, extra, "template_uid", owner ? wp_string(arena, owner->pw_name) : wp_int(info->st_uid));
    wp_dict_set(arena, extra, "template_mtime", wp_string(arena, moment));
    wp_dict_set(arena, extra, "template_run_date", wp_string(arena, run));
    return extra;
}

static bool add_managed(wp_job *job, wp_value extra, wp_error *err)
{
    wp_value given;
    if (!wp_job_variable(job, "ansible_managed", &given, err))
        return false;
    if (wp_is(given, WP_UNDEFINED))
        wp_dict_set(wp_job_arena(job), extra, "ansible_managed", wp_string_static("Ansible managed"));
    return true;
}

static bool render(wp_job *job, const char *path, const struct stat *info, wp_str *out, wp_error *err)
{
    wp_str text;
    wp_value extra = origin_of(job, path, info);
    const char *encoding = wp_job_str(job, "output_encoding");
    if (!wp_job_read_file(job, path, &text, err) || !add_managed(job, extra, err) ||
        !wp_job_render(job, text, path, settings_of(job), extra, out, err))
        return false;
    return wp_job_recode(job, "utf-8", encoding, *out, out, err) || wp_while(err, "output_encoding");
}

static bool probe(wp_job *job, wp_error *err)
{
    wp_install *install = wp_job_state(job, sizeof *install);
    const char *path, *src = wp_job_str(job, "src"), *mode = wp_job_str(job, "mode");
    struct stat info;
    if (!wp_job_find_file(job, "templates", src, &path, err))
        return false;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the template %s is no file", path);
    if (!render(job, path, &info, &install->content, err))
        return false;
    const char *slash = strrchr(path, '/');
    install->dest = wp_job_str(job, "dest");
    install->name = slash ? slash + 1 : path;
    install->source = path;
    install->at_once = true;
    if (mode && strcmp(mode, "preserve") == 0)
        install->mode = wp_printf(wp_job_arena(job), "%04o", (unsigned)info.st_mode & 07777);
    return wp_install_probe(job, install, err);
}

static bool plan(wp_job *job, wp_error *err)
{
    wp_install *install = wp_job_state(job, sizeof *install);
    if (!wp_install_plan(job, install, err))
        return false;
    wp_job_set_str(job, "src", install->source);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    wp_install *install = wp_job_state(job, sizeof *install);
    if (!wp_install_apply(job, install, err))
        return false;
    if (install->md5)
        wp_job_set_str(job, "md5sum", install->md5);
    return true;
}

static const wp_param params[] = {
    { .name = "src", .type = WP_PARAM_STR, .required = true, .help = "the template, here" },
    { .name = "dest", .type = WP_PARAM_PATH, .required = true, .help = "the file that is made, on the host" },
    { .name = "backup", .type = WP_PARAM_BOOL, .fallback = "no", .help = "keep the file that is replaced" },
    { .name = "force", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "replace a file with another content" },
    { .name = "follow", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "where dest is a link, write what it leads to" },
    { .name = "validate", .type = WP_PARAM_STR,
      .help = "command that must succeed on the new file, named by %s in it" },
    { .name = "newline_sequence", .type = WP_PARAM_STR, .fallback = "\\n",
      .choices = (const char *const[]){ "\\n", "\\r", "\\r\\n", "\n", "\r", "\r\n", NULL }, .help = "how lines end" },
    { .name = "output_encoding", .type = WP_PARAM_STR, .fallback = "utf-8", .help = "encoding of the file" },
    { .name = "trim_blocks", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "no line feed after a block" },
    { .name = "lstrip_blocks", .type = WP_PARAM_BOOL, .fallback = "no", .help = "no blanks before a block" },
    { .name = "block_start_string", .type = WP_PARAM_STR, .fallback = "{%", .help = "how a block begins" },
    { .name = "block_end_string", .type = WP_PARAM_STR, .fallback = "%}", .help = "how a block ends" },
    { .name = "variable_start_string", .type = WP_PARAM_STR, .fallback = "{{", .help = "how an expression begins" },
    { .name = "variable_end_string", .type = WP_PARAM_STR, .fallback = "}}", .help = "how an expression ends" },
    { .name = "comment_start_string", .type = WP_PARAM_STR, .help = "how a comment begins" },
    { .name = "comment_end_string", .type = WP_PARAM_STR, .help = "how a comment ends" },
    WP_FILE_PARAMS,
    { 0 },
};

const wp_module wp_module_template = {
    .name = "template",
    .summary = "A file made from a template",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .note =
        "src is looked for in templates/ of the role, then beside the playbook; what it includes, beside itself first.",
    .examples = "- ansible.builtin.template:\n"
                "    src: app.conf.j2\n"
                "    dest: /etc/app.conf\n"
                "    owner: root\n"
                "    mode: '0640'\n"
                "    validate: /usr/sbin/app --check %s\n",
    .returns = "dest: where it is\nsrc: the template\nchecksum: SHA-1 of the file\nmd5sum: MD5 of what was written\n"
               "backup_file: where the old file is kept\nuid: number of the owner\ngid: number of the group\n"
               "owner: name of the owner\ngroup: name of the group\nmode: permissions\nsize: in bytes\nstate: file\n",
};
