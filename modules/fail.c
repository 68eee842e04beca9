/* fail: ends the task, and with it the host's run, with a message. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_job_str(job, "msg"));
}

static const wp_param params[] = {
    { .name = "msg", .type = WP_PARAM_STR, .fallback = "Failed as requested from task", .help = "what to say" },
    { 0 },
};

const wp_module wp_module_fail = {
    .name = "fail",
    .summary = "Ends with a message",
    .params = params,
    .probe = probe,
    .on_control = true,
    .examples = "- ansible.builtin.fail:\n"
                "    msg: this playbook needs two masters\n"
                "  when: groups.masters | default([]) | length < 2\n",
    .returns = "msg: the message\n",
};
