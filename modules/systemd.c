/* systemd: a unit, and systemd itself where it must read its files anew. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    return wp_service_probe(job, "systemd", err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "service", "unit", NULL },
      .help = "the unit" },
    { .name = "state", .type = WP_PARAM_STR,
      .choices = (const char *const[]){ "started", "stopped", "restarted", "reloaded", NULL },
      .help = "whether it must run; restarted and reloaded always act" },
    { .name = "enabled", .type = WP_PARAM_BOOL, .help = "whether it starts at boot" },
    { .name = "masked", .type = WP_PARAM_BOOL, .help = "whether it can't be started at all" },
    { .name = "force", .type = WP_PARAM_BOOL, .help = "replace links that stand in the way" },
    { .name = "daemon_reload", .type = WP_PARAM_BOOL, .fallback = "no",
      .aliases = (const char *const[]){ "daemon-reload", NULL }, .help = "have systemd read all units anew, first" },
    { .name = "daemon_reexec", .type = WP_PARAM_BOOL, .fallback = "no",
      .aliases = (const char *const[]){ "daemon-reexec", NULL }, .help = "have systemd start itself anew, first" },
    { .name = "scope", .type = WP_PARAM_STR, .fallback = "system",
      .choices = (const char *const[]){ "system", "user", "global", NULL },
      .help = "of the system, of the user of the task, or of all users" },
    { .name = "no_block", .type = WP_PARAM_BOOL, .fallback = "no", .help = "do not wait until it is done" },
    { 0 },
};

const wp_module wp_module_systemd = {
    .name = "systemd",
    .other_names = (const char *const[]){ "systemd_service", NULL },
    .summary = "A unit of systemd",
    .params = params,
    .rules = { .required_one_of = (const char *const[]){ "state enabled masked daemon_reload daemon_reexec", NULL },
               .required_by = (const char *const[]){ "state name", "enabled name", "masked name", NULL } },
    .probe = probe,
    .plan = wp_service_plan,
    .apply = wp_service_apply,
    .remote = "service",
    .examples = "- ansible.builtin.systemd:\n"
                "    name: ssh\n"
                "    state: restarted\n"
                "    daemon_reload: yes\n",
    .returns = "name: the unit\nstate: started or stopped\nenabled: whether it starts at boot\n"
               "status: its properties, as systemctl show gave them before\n",
};
