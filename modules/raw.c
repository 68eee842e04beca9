/* raw: a text for the host's shell, with nothing of ours around it. */
#include <waplay/module.h>

static wp_command command_of(wp_job *job)
{
    return (wp_command){
        .shell_text = wp_job_str(job, "_raw_params"),
        .executable = wp_job_str(job, "executable"),
        .environment = wp_null(),
        .bare = true,
    };
}

static bool plan(wp_job *job, wp_error *err)
{
    const char *text = wp_job_str(job, "_raw_params");
    if (!text || !*text)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "no command given");
    wp_job_change(job, "run %s", text);
    if (wp_job_check_mode(job))
        wp_job_skip_silently(job);
    return true;
}

static bool apply(wp_job *job, wp_error *err)
{
    wp_reply reply;
    wp_command command = command_of(job);
    if (!wp_host_run(job, &command, &reply, err))
        return false;
    wp_job_set_int(job, "rc", reply.status);
    wp_job_set(job, "stdout", wp_string_of(wp_job_arena(job), reply.out));
    wp_job_set(job, "stderr", wp_string_of(wp_job_arena(job), reply.err));
    wp_job_set_changed(job, true);
    return reply.status == 0 || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "non-zero return code");
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
    .plan = plan,
    .apply = apply,
    .free_form = "_raw_params",
    .unpredictable = true,
    .examples = "- ansible.builtin.raw: cat /etc/os-release\n",
    .returns =
        "rc: exit code\nstdout: what it wrote\nstdout_lines: the same, in lines\nstderr: what it wrote to standard "
        "error\nstderr_lines: the same, in lines\n",
};
