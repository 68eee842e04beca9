/* dnf: packages of Red Hat's systems and their like. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    return wp_packages_probe(job, "dnf", err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_LIST, .aliases = (const char *const[]){ "pkg", NULL },
      .help = "packages: name, name-1.0, name.arch, @group, a pattern, a file or URL; '*' with latest: all" },
    WP_DNF_PARAMS,
    { .name = "allowerasing", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "installed packages may go to make room for others" },
    { .name = "nobest", .type = WP_PARAM_BOOL, .fallback = "no", .help = "older candidates will do" },
    { 0 },
};

const wp_module wp_module_dnf = {
    .name = "dnf",
    .summary = "Packages of Red Hat's systems, by dnf",
    .params = params,
    .rules = { .required_one_of = (const char *const[]){ "name list update_cache autoremove", NULL } },
    .probe = probe,
    .plan = wp_packages_plan,
    .apply = wp_packages_apply,
    .remote = "dnf",
    .note = "The preview is dnf's own: what it would do before anybody agreed. On a host without dnf yum is called.",
    .examples = "- ansible.builtin.dnf:\n"
                "    name: [nginx, curl]\n"
                "    state: present\n",
    .returns = "results: what was installed and removed, a text each, or what was to be listed\nmsg: in a sentence\n"
               "rc: 0, or dnf's code\nfailures: names that no repository has\n",
};
