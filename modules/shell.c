/* shell: runs a text through a shell of the host. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    wp_user_command *run = wp_job_state(job, sizeof *run);
    const char *text = wp_job_str(job, "cmd");
    if (!text || !*text) {
        wp_user_command_empty(job, wp_null(), 256);
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "no command given");
    }
    run->shown = wp_job_value(job, "cmd");
    run->text = text;
    run->command.shell_text = text;
    run->command.executable = wp_job_has(job, "executable") ? wp_job_str(job, "executable") : "/bin/sh";
    wp_user_command_place(job, run);
    wp_user_command_streams(job, run);
    return wp_user_command_look(job, err);
}

static const wp_param params[] = {
    { .name = "cmd", .type = WP_PARAM_STR, .help = "the text for the shell" },
    { .name = "executable", .type = WP_PARAM_PATH, .help = "the shell to take, by its path; /bin/sh unless given" },
    WP_COMMAND_PARAMS("text"),
    WP_COMMAND_STREAM_PARAMS,
    { 0 },
};

const wp_module wp_module_shell = {
    .name = "shell",
    .summary = "Runs a text through a shell of the host",
    .params = params,
    .probe = probe,
    .plan = wp_user_command_plan,
    .apply = wp_user_command_apply,
    .free_form = "cmd",
    .unpredictable = true,
    .note = "Whatever a variable puts into the text is read by the shell: pass it through the filter quote. "
            WP_COMMAND_PREVIEW,
    .examples = "- name: count\n"
                "  ansible.builtin.shell: ls | wc -l\n"
                "  args:\n"
                "    chdir: /var/log\n"
                "- name: a word from a variable\n"
                "  ansible.builtin.shell: 'echo {{ greeting | quote }} >> /tmp/greetings'\n",
    .returns = "cmd: the text that was run\n" WP_COMMAND_RETURNS WP_COMMAND_TIMES,
};
