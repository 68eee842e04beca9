/* fail: ends the task, and with it the host's run, with a message. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    wp_value msg = wp_job_has(job, "msg") ? wp_job_value(job, "msg") : wp_string_static("Failed as requested from task");
    wp_job_set(job, "msg", msg);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_to_text(wp_job_arena(job), msg).ptr);
}

static const wp_param params[] = {
    { .name = "msg", .type = WP_PARAM_RAW, .keeps_null = true, .help = "what to say: a text, or any value" },
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
