/*
 * reboot: boots the host, and waits until it is another boot and does what it is told.
 *
 *   probe   what tells this boot from another one; which program boots this host
 *   apply   boot -> connect, again and again -> another boot? -> the user's test -> done
 */
#include <waplay/module.h>

#include <string.h>
#include <time.h>

typedef struct reboot {
    const char *boot;    /* of the boot that was found */
    const char *command; /* that boots the host */
    double began;
} reboot;

static double now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return (double)moment.tv_sec + (double)moment.tv_nsec / 1e9;
}

static const char *text_of(wp_job *job, wp_str text)
{
    return wp_strndup(wp_job_arena(job), text.ptr, text.len);
}

/* ---- probe and plan ---------------------------------------------------------------------- */

static bool look(wp_job *job, wp_reply *reply, wp_error *err)
{
    wp_value paths = wp_job_value(job, "search_paths");
    const char **args = wp_new_array(wp_job_arena(job), const char *, wp_len(paths) + 1);
    args[0] = wp_job_str(job, "boot_time_command");
    for (size_t i = 0; i < wp_len(paths); i++)
        args[i + 1] = wp_list_at(paths, i).as.text;
    return wp_host_call(job, "reboot_look", args, wp_len(paths) + 1, NULL, reply, err) &&
           (reply->status == 0 || wp_reply_fail(job, reply, err));
}

/* shutdown counts its delay in minutes; reboot has none, so that one is waited for there. */
static const char *command_of(wp_job *job, wp_str program)
{
    const char *path = text_of(job, program), *slash = strrchr(path, '/');
    int64_t delay = wp_job_int(job, "pre_reboot_delay");
    if (wp_job_has(job, "reboot_command"))
        return wp_job_str(job, "reboot_command");
    if (strcmp(slash ? slash + 1 : path, "shutdown") == 0)
        return wp_printf(wp_job_arena(job), "%s -r %lld %s", path, (long long)(delay / 60),
                         wp_job_quote(job, wp_job_str(job, "msg")));
    return wp_printf(wp_job_arena(job), "sleep %lld; %s", (long long)delay, path);
}

static bool probe(wp_job *job, wp_error *err)
{
    reboot *at = wp_job_state(job, sizeof *at);
    wp_address address;
    wp_reply reply;
    wp_host_address(job, &address);
    wp_job_set_bool(job, "rebooted", false);
    wp_job_set_int(job, "elapsed", 0);
    if (address.is_local)
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                       "the connection is local: it would be the control machine that boots, with this run on it");
    if (!look(job, &reply, err))
        return false;
    at->boot = text_of(job, wp_field(reply.out, "boot"));
    if (!wp_field_has(reply.out, "program") && !wp_job_has(job, "reboot_command"))
        return wp_fail(err, WP_E_FAILED, WP_NO_MARK,
                       "%s has neither shutdown nor reboot in search_paths: name them, or give reboot_command",
                       wp_job_host(job));
    at->command = command_of(job, wp_field(reply.out, "program"));
    return true;
}

static bool plan(wp_job *job, wp_error *err)
{
    reboot *at = wp_job_state(job, sizeof *at);
    (void)err;
    wp_job_change(job, "boot %s by %s", wp_job_host(job), at->command);
    wp_job_diff_text(job, wp_printf(wp_job_arena(job), "boot %s by: %s", wp_job_host(job), at->command));
    if (wp_job_check_mode(job))
        wp_job_set_bool(job, "rebooted", true);
    return true;
}

/* ---- apply ----------------------------------------------------------------------------------- */

/* The connection may be gone before the command has ended: that is what it is for. */
static bool send_command(wp_job *job, const reboot *at, wp_error *err)
{
    wp_command command = { .shell_text = at->command, .environment = wp_null(), .bare = true };
    wp_reply reply = { 0 };
    wp_error lost = { 0 };
    if (!wp_host_run(job, &command, &reply, &lost)) {
        if (lost.kind == WP_E_UNREACHABLE)
            return true;
        *err = lost;
        return false;
    }
    return reply.status == 0 || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' ended with %d: %s", at->command,
                                        reply.status, wp_reply_reason(job, &reply));
}

static bool is_another_boot(wp_job *job, const reboot *at, wp_error *err)
{
    wp_reply reply;
    int limit = (int)wp_job_int(job, "connect_timeout") * 1000;
    if (!wp_host_reach(job, limit, err) || !look(job, &reply, err))
        return false;
    return strcmp(text_of(job, wp_field(reply.out, "boot")), at->boot) != 0 ||
           wp_fail(err, WP_E_FAILED, WP_NO_MARK, "it is still the same boot");
}

static bool passes_test(wp_job *job, const reboot *at, wp_error *err)
{
    wp_command command = { .shell_text = wp_job_str(job, "test_command"), .environment = wp_null(), .bare = true };
    wp_reply reply;
    (void)at;
    return wp_host_run(job, &command, &reply, err) &&
           (reply.status == 0 || wp_fail(err, WP_E_FAILED, WP_NO_MARK, "'%s' ended with %d: %s", command.shell_text,
                                         reply.status, wp_reply_reason(job, &reply)));
}

/* Until it holds, or the time is up; each try a little later than the one before. */
static bool wait_until(wp_job *job, const reboot *at, bool (*holds)(wp_job *, const reboot *, wp_error *),
                       wp_error *err)
{
    double until = now() + (double)wp_job_int(job, "reboot_timeout");
    int64_t pause = 250;
    for (;;) {
        wp_error reason = { 0 };
        if (holds(job, at, &reason))
            return true;
        if (reason.kind == WP_E_CANCELLED) {
            *err = reason;
            return false;
        }
        wp_job_progress(job, "%d s: %s is booting", (int)(now() - at->began), wp_job_host(job));
        if (now() >= until) {
            wp_job_set_int(job, "elapsed", (int64_t)(now() - at->began));
            return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s was not back within %d s: %s", wp_job_host(job),
                           (int)wp_job_int(job, "reboot_timeout"), reason.text);
        }
        if (!wp_job_sleep(job, pause, err))
            return false;
        pause = pause < 4000 ? pause * 2 : 5000;
    }
}

static bool apply(wp_job *job, wp_error *err)
{
    reboot *at = wp_job_state(job, sizeof *at);
    int64_t rest = wp_job_int(job, "post_reboot_delay");
    at->began = now();
    if (!send_command(job, at, err) || (rest > 0 && !wp_job_sleep(job, rest * 1000, err)) ||
        !wait_until(job, at, is_another_boot, err))
        return false;
    wp_job_set_bool(job, "rebooted", true);
    wp_job_set_changed(job, true);
    if (!wait_until(job, at, passes_test, err))
        return false;
    wp_job_set_int(job, "elapsed", (int64_t)(now() - at->began));
    return true;
}

static const wp_param params[] = {
    { .name = "reboot_timeout",
      .type = WP_PARAM_INT,
      .fallback = "600",
      .aliases = (const char *const[]){ "reboot_timeout_sec", NULL },
      .help = "limit for booting, and for the test, in seconds" },
    { .name = "connect_timeout",
      .type = WP_PARAM_INT,
      .aliases = (const char *const[]){ "connect_timeout_sec", NULL },
      .help = "limit of one try to connect, in seconds" },
    { .name = "pre_reboot_delay",
      .type = WP_PARAM_INT,
      .fallback = "0",
      .aliases = (const char *const[]){ "pre_reboot_delay_sec", NULL },
      .help = "seconds before it boots; shutdown takes whole minutes of it" },
    { .name = "post_reboot_delay",
      .type = WP_PARAM_INT,
      .fallback = "0",
      .aliases = (const char *const[]){ "post_reboot_delay_sec", NULL },
      .help = "seconds to wait before the first try" },
    { .name = "msg",
      .type = WP_PARAM_STR,
      .fallback = "Reboot initiated by Ansible",
      .help = "what users on the host are told" },
    { .name = "test_command", .type = WP_PARAM_STR, .fallback = "whoami", .help = "what must succeed once it is back" },
    { .name = "boot_time_command",
      .type = WP_PARAM_STR,
      .fallback = "cat /proc/sys/kernel/random/boot_id",
      .help = "says something else after each boot" },
    { .name = "reboot_command", .type = WP_PARAM_STR, .help = "what boots the host, instead of shutdown or reboot" },
    { .name = "search_paths",
      .type = WP_PARAM_LIST,
      .fallback = "/sbin,/bin,/usr/sbin,/usr/bin,/usr/local/sbin",
      .help = "where shutdown and reboot are looked for" },
    { 0 },
};

const wp_module wp_module_reboot = {
    .name = "reboot",
    .summary = "Boots the host, and waits until it is back",
    .params = params,
    .probe = probe,
    .plan = plan,
    .apply = apply,
    .remote = "reboot",
    .note = "It is back when boot_time_command says something else than before, and test_command succeeds.",
    .examples = "- ansible.builtin.reboot:\n"
                "    reboot_timeout: 300\n"
                "    test_command: systemctl is-system-running --wait\n",
    .returns = "rebooted: whether it did\nelapsed: seconds it took\n",
};
