/* yum: packages of Red Hat's older systems; on newer ones it is dnf. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    return wp_packages_probe(job, "yum", err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_LIST, .aliases = (const char *const[]){ "pkg", NULL },
      .help = "packages: name, name-1.0, name.arch, @group, a pattern, a file or URL; '*' with latest: all" },
    WP_DNF_PARAMS,
    { .name = "use_backend", .type = WP_PARAM_STR, .fallback = "auto",
      .choices = (const char *const[]){ "auto", "yum", "yum4", "dnf", NULL },
      .help = "which program to call; auto: dnf where there is one" },
    { 0 },
};

const wp_module wp_module_yum = {
    .name = "yum",
    .summary = "Packages of Red Hat's systems, by yum or dnf",
    .params = params,
    .rules = { .required_one_of = (const char *const[]){ "name list update_cache autoremove", NULL } },
    .probe = probe,
    .plan = wp_packages_plan,
    .apply = wp_packages_apply,
    .remote = "dnf",
    .examples = "- ansible.builtin.yum:\n"
                "    name: httpd\n"
                "    state: latest\n",
    .returns = "results: what was installed and removed, a text each, or what was to be listed\nmsg: in a sentence\n"
               "rc: 0, or yum's code\nfailures: names that no repository has\n",
};
