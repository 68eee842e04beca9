/* sysvinit: a service that has an init script. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    return wp_service_probe(job, "sysvinit", err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .required = true, .aliases = (const char *const[]){ "service", NULL },
      .help = "its name" },
    { .name = "state", .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "started", "stopped", "restarted", "reloaded", NULL },
      .help = "whether it must run; restarted and reloaded always act" },
    { .name = "enabled", .type = WP_PARAM_BOOL, .help = "whether it starts at boot" },
    { .name = "runlevels", .type = WP_PARAM_LIST, .help = "the levels that enabled means, instead of the script's own" },
    { .name = "pattern", .type = WP_PARAM_STR,
      .help = "it runs where this text stands in the command line of a process" },
    { .name = "sleep", .type = WP_PARAM_INT, .fallback = "1", .help = "seconds between stop and start of a restart" },
    { .name = "arguments", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "args", NULL },
      .help = "more words for the script" },
    { .name = "daemonize", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "taken for the sake of playbooks: scripts never hold the task's streams here" },
    { 0 },
};

const wp_module wp_module_sysvinit = {
    .name = "sysvinit",
    .summary = "A service that has an init script",
    .params = params,
    .rules = { .required_one_of = (const char *const[]){ "state enabled", NULL } },
    .probe = probe,
    .plan = wp_service_plan,
    .apply = wp_service_apply,
    .remote = "service",
    .examples = "- ansible.builtin.sysvinit:\n"
                "    name: ssh\n"
                "    enabled: yes\n"
                "    runlevels: [3, 5]\n",
    .returns = "name: its name\nstatus: for each step whether it changed something, its rc, stdout and stderr\n",
};
