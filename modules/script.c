/*
 * script: a script of the control machine, run on the host.
 *
 * The first word of cmd names it; what follows is for the host's shell, so that
 * quotes and $VARS in the arguments mean what they mean there.
 */
#include <waplay/module.h>

#include <string.h>

typedef struct script {
    wp_command command;
    const char *text; /* cmd, for people */
    wp_verdict verdict;
    bool looked;
} script;

/* Where the first word ends. */
static size_t first_word(const char *text)
{
    char quote = '\0';
    size_t at = 0;
    for (; text[at]; at++) {
        if (quote) {
            if (text[at] == quote)
                quote = '\0';
        } else if (text[at] == '\'' || text[at] == '"') {
            quote = text[at];
        } else if (text[at] == '\\' && text[at + 1]) {
            at++;
        } else if (strchr(" \t\n", text[at])) {
            break;
        }
    }
    return at;
}

static bool find_script(wp_job *job, script *at, wp_error *err)
{
    wp_arena *arena = wp_job_arena(job);
    const char *cmd = wp_job_str(job, "cmd"), *path;
    wp_value words;
    if (!cmd || !*(cmd += strspn(cmd, " \t\n")))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "no script is named");
    size_t len = first_word(cmd);
    if (!wp_job_split_words(job, wp_strndup(arena, cmd, len), &words, err) ||
        !wp_job_find_file(job, "files", wp_list_at(words, 0).as.text, &path, err))
        return false;
    bool vaulted = false;
    if (!wp_job_is_vaulted(job, path, &vaulted, err) || !wp_job_read_file(job, path, &at->command.upload, err))
        return false;
    if (vaulted && !wp_job_bool(job, "decrypt"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the script %s is vaulted, and decrypt is off", path);
    const char *slash = strrchr(path, '/'), *executable = wp_job_str(job, "executable");
    at->text = cmd;
    at->command.upload_name = slash ? slash + 1 : path;
    at->command.shell_text = wp_printf(arena, "%s%s\"$0\"%s", executable ? executable : "", executable ? " " : "",
                                       cmd + len);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    script *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!find_script(job, at, err))
        return false;
    at->command.environment = wp_null();
    at->command.dir = wp_job_str(job, "chdir");
    at->command.creates = wp_job_str(job, "creates");
    at->command.removes = wp_job_str(job, "removes");
    if (!wp_job_check_mode(job) || (!at->command.creates && !at->command.removes))
        return true;
    at->looked = at->command.only_look = true;
    if (!wp_host_run(job, &at->command, &reply, err))
        return false;
    at->verdict = reply.verdict;
    return true;
}

/* Did creates or removes decide? Then the task is skipped, and says why. */
static bool stands_still(wp_job *job, const script *at, wp_verdict verdict)
{
    if (verdict == WP_CREATES_EXISTS)
        wp_job_skip(job, "%s exists, matching creates option", at->command.creates);
    else if (verdict == WP_REMOVES_ABSENT)
        wp_job_skip(job, "%s does not exist, matching removes option", at->command.removes);
    else
        return false;
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    script *at = wp_job_state(job, sizeof *at);
    (void)err;
    if (at->looked && stands_still(job, at, at->verdict))
        return true;
    wp_job_change(job, "run the script %s", at->text);
    if (wp_job_check_mode(job) && !at->looked)
        wp_job_skip(job, "the script would have run if not in check mode");
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    script *at = wp_job_state(job, sizeof *at);
    wp_reply reply;
    if (!wp_host_run(job, &at->command, &reply, err))
        return false;
    if (stands_still(job, at, reply.verdict))
        return true;
    if (reply.verdict == WP_NO_DIRECTORY)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the directory %s can't be entered on %s", at->command.dir,
                       wp_job_host(job));
    wp_job_set_int(job, "rc", reply.status);
    wp_job_set(job, "stdout", wp_string_of(wp_job_arena(job), reply.out));
    wp_job_set(job, "stderr", wp_string_of(wp_job_arena(job), reply.err));
    wp_job_set_changed(job, true);
    return reply.status == 0 || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "non-zero return code");
}

static const wp_param params[] = {
    { .name = "cmd", .type = WP_PARAM_STR, .help = "path of the script here, and its arguments" },
    { .name = "chdir", .type = WP_PARAM_PATH, .help = "directory to run it in, on the host" },
    { .name = "creates", .type = WP_PARAM_PATH, .help = "a path of the host: when it is there, the script is not run" },
    { .name = "removes", .type = WP_PARAM_PATH,
      .help = "a path of the host: when it is not there, the script is not run" },
    { .name = "executable", .type = WP_PARAM_STR, .help = "what to run it with; its own #! line unless given" },
    { .name = "decrypt", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "decrypt a script that is vaulted" },
    { 0 },
};

const wp_module wp_module_script = {
    .name = "script",
    .summary = "Runs a script of the control machine on the host",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .free_form = "cmd",
    .unpredictable = true,
    .examples = "- ansible.builtin.script: files/setup.sh --name 'two words'\n"
                "  args:\n"
                "    creates: /opt/app/done\n",
    .returns =
        "rc: exit code\nstdout: what it wrote\nstdout_lines: the same, in lines\nstderr: what it wrote to standard "
        "error\nstderr_lines: the same, in lines\n",
};
