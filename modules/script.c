/*
 * script: a script of the control machine, run on the host.
 *
 * The first word of cmd names it; what follows is for the host's shell, so that
 * quotes and $VARS in the arguments mean what they mean there.
 */
#include <waplay/module.h>

#include <string.h>

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

static bool find_script(wp_job *job, wp_user_command *run, wp_error *err)
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
    if (!wp_job_is_vaulted(job, path, &vaulted, err) || !wp_job_read_file(job, path, &run->command.upload, err))
        return false;
    if (vaulted && !wp_job_bool(job, "decrypt"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the script %s is vaulted, and decrypt is off", path);
    const char *slash = strrchr(path, '/'), *executable = wp_job_str(job, "executable");
    run->text = cmd;
    run->command.upload_name = slash ? slash + 1 : path;
    run->command.shell_text = wp_printf(arena, "%s%s\"$0\"%s", executable ? executable : "", executable ? " " : "",
                                       cmd + len);
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    wp_user_command *run = wp_job_state(job, sizeof *run);
    run->plain = run->keep_ends = true;
    wp_user_command_place(job, run);
    return find_script(job, run, err) && wp_user_command_look(job, err);
}

static const wp_param params[] = {
    { .name = "cmd", .type = WP_PARAM_STR, .help = "path of the script here, and its arguments" },
    WP_COMMAND_PARAMS("script"),
    { .name = "executable", .type = WP_PARAM_STR, .help = "what to run it with; its own #! line unless given" },
    { .name = "decrypt", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "decrypt a script that is vaulted" },
    { 0 },
};

const wp_module wp_module_script = {
    .name = "script",
    .summary = "Runs a script of the control machine on the host",
    .params = params,
    .probe = probe,
    .plan = wp_user_command_plan,
    .apply = wp_user_command_apply,
    .free_form = "cmd",
    .unpredictable = true,
    .note = WP_COMMAND_PREVIEW,
    .examples = "- ansible.builtin.script: files/setup.sh --name 'two words'\n"
                "  args:\n"
                "    creates: /opt/app/done\n",
    .returns = WP_COMMAND_RETURNS,
};
