/* raw: a text for the host's shell, with nothing of ours around it. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    wp_user_command *run = wp_job_state(job, sizeof *run);
    run->text = wp_job_str(job, "_raw_params");
    if (!run->text || !*run->text)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "no command given");
    run->command.shell_text = run->text;
    run->command.executable = wp_job_str(job, "executable");
    run->command.bare = true;
    run->plain = run->keep_ends = true;
    return true;
}

static const wp_param params[] = {
    { .name = "_raw_params", .type = WP_PARAM_STR, .help = "the text" },
    { .name = "executable", .type = WP_PARAM_STR, .help = "the shell to take; /bin/sh unless given" },
    { 0 },
};

const wp_module wp_module_raw = {
    .name = "raw",
    .summary = "A text for the host's shell, as it is",
    .params = params,
    .probe = probe,
    .plan = wp_user_command_plan,
    .apply = wp_user_command_apply,
    .note = WP_COMMAND_PREVIEW,
    .free_form = "_raw_params",
    .unpredictable = true,
    .examples = "- ansible.builtin.raw: cat /etc/os-release\n",
    .returns = WP_COMMAND_RETURNS,
};
