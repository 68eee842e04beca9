/* ping: can tasks run on the host? */
#include <waplay/module.h>

#include <string.h>

static bool probe(wp_job *job, wp_error *err)
{
    wp_reply reply;
    const char *data = wp_job_str(job, "data");
    if (strcmp(data, "crash") == 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "boom, as asked for with data=crash");
    if (!WP_CALL(job, "printf", &reply, err, "%s", data))
        return false;
    if (reply.status != 0)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the shell does not answer: %s", wp_reply_reason(job, &reply));
    wp_job_set(job, "ping", wp_string_of(wp_job_arena(job), reply.out));
    return true;
}

static const wp_param params[] = {
    { .name = "data", .type = WP_PARAM_STR, .fallback = "pong",
      .help = "what the host is to say; crash makes it fail" },
    { 0 },
};

const wp_module wp_module_ping = {
    .name = "ping",
    .summary = "Whether tasks can run on the host",
    .params = params,
    .probe = probe,
    .examples = "- ansible.builtin.ping:\n",
    .returns = "ping: what the host said\n",
};
