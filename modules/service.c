/* service: a service of the host, whoever manages it. */
#include <waplay/module.h>

#include <string.h>

static bool probe(wp_job *job, wp_error *err)
{
    return wp_service_probe(job, wp_job_str(job, "use"), err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .help = "its name" },
    { .name = "state", .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "started", "stopped", "restarted", "reloaded", NULL },
      .help = "whether it must run; restarted and reloaded always act" },
    { .name = "enabled", .type = WP_PARAM_BOOL, .help = "whether it starts at boot" },
    { .name = "pattern", .type = WP_PARAM_STR,
      .help = "init scripts, OpenRC: it runs where this text stands in the command line of a process" },
    { .name = "sleep", .type = WP_PARAM_INT, .help = "init scripts: seconds between stop and start of a restart" },
    { .name = "runlevel", .type = WP_PARAM_STR, .fallback = "default", .help = "OpenRC: the level that enabled means" },
    { .name = "arguments", .type = WP_PARAM_STR, .fallback = "", .aliases = (const char *const[]){ "args", NULL },
      .help = "init scripts, OpenRC: more words for the script" },
    { .name = "use", .type = WP_PARAM_STR, .fallback = "auto",
      .choices = (const char *const[]){ "auto", "systemd", "openrc", "sysvinit", "service", NULL },
      .help = "who manages services, where it is not to be found out" },
    { 0 },
};

const wp_module wp_module_service = {
    .name = "service",
    .summary = "A service of the host, under whichever manager",
    .params = params,
    .rules = { .required_one_of = (const char *const[]){ "state enabled", NULL } },
    .probe = probe,
    .plan = wp_service_plan,
    .apply = wp_service_apply,
    .remote = "service",
    .note = "The result has the form that the manager's own module gives (systemd: status with all properties; sysvinit: "
            "status with what each step did). Parameters that the host's manager has no use for are left alone.",
    .examples = "- ansible.builtin.service:\n"
                "    name: ssh\n"
                "    state: started\n"
                "    enabled: yes\n"
                "- ansible.builtin.service:\n"
                "    name: ssh\n"
                "    state: reloaded\n",
    .returns = "name: its name\nstate: started or stopped\nenabled: whether it starts at boot\n"
               "status: what systemd knows of it, or what each step of an init script said\n",
};
