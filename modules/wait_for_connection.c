/* wait_for_connection: until the host can be reached and does what it is told. */
#include <waplay/module.h>

#include <time.h>

static double now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return (double)moment.tv_sec + (double)moment.tv_nsec / 1e9;
}

static bool probe(wp_job *job, wp_error *err)
{
    double began = now(), until = began + (double)(wp_job_int(job, "delay") + wp_job_int(job, "timeout"));
    int limit = (int)wp_job_int(job, "connect_timeout") * 1000;
    wp_error reason = { 0 };
    if (wp_job_int(job, "delay") > 0 && !wp_job_sleep(job, wp_job_int(job, "delay") * 1000, err))
        return false;
    while (!wp_host_reach(job, limit, &reason)) {
        wp_job_progress(job, "%d s: %s is not to be reached yet", (int)(now() - began), wp_job_host(job));
        wp_job_set_int(job, "elapsed", (int64_t)(now() - began));
        if (now() >= until)
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s was not to be reached within %d s: %s", wp_job_host(job),
                           (int)wp_job_int(job, "timeout"), reason.text);
        if (!wp_job_sleep(job, wp_job_int(job, "sleep") * 1000, err))
            return false;
        reason = (wp_error){ 0 };
    }
    wp_job_set_int(job, "elapsed", (int64_t)(now() - began));
    return true;
}

static const wp_param params[] = {
    { .name = "timeout", .type = WP_PARAM_INT, .fallback = "600", .help = "limit, in seconds" },
    { .name = "delay", .type = WP_PARAM_INT, .fallback = "0", .help = "seconds to wait before the first look" },
    { .name = "sleep", .type = WP_PARAM_INT, .fallback = "1", .help = "seconds between looks" },
    { .name = "connect_timeout", .type = WP_PARAM_INT, .fallback = "5", .help = "limit of one try, in seconds" },
    { 0 },
};

const wp_module wp_module_wait_for_connection = {
    .name = "wait_for_connection",
    .summary = "Waits until the host can be reached",
    .params = params,
    .probe = probe,
    .note = "Each look connects anew and runs a command there. In check mode it waits too: what comes later in a "
            "preview needs the host as well.",
    .examples = "- ansible.builtin.wait_for_connection:\n"
                "    delay: 5\n"
                "    timeout: 120\n",
    .returns = "elapsed: seconds it took\n",
};
