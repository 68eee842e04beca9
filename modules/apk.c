/* apk: packages of Alpine. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    return wp_packages_probe(job, "apk", err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_LIST, .help = "packages: name, name=1.0, name>1.0, name@repository" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "present", "absent", "installed", "removed", "latest", NULL },
      .help = "whether they must be there; latest: and none newer to be had" },
    { .name = "update_cache", .type = WP_PARAM_BOOL, .fallback = "no", .help = "read the package lists anew, first" },
    { .name = "upgrade", .type = WP_PARAM_BOOL, .fallback = "no", .help = "bring all packages up to date" },
    { .name = "available", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "with upgrade, take what the repositories have, even where it is older" },
    { .name = "no_cache", .type = WP_PARAM_BOOL, .fallback = "no", .help = "use no store of lists on the host" },
    { .name = "repository", .type = WP_PARAM_LIST, .help = "repositories for this task, instead of the host's" },
    { .name = "world", .type = WP_PARAM_STR, .fallback = "/etc/apk/world",
      .help = "the host's file of packages that are wanted for themselves" },
    { 0 },
};

const wp_module wp_module_apk = {
    .name = "apk",
    .summary = "Packages of Alpine",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "name upgrade", NULL },
               .required_one_of = (const char *const[]){ "name update_cache upgrade", NULL } },
    .probe = probe,
    .plan = wp_packages_plan,
    .apply = wp_packages_apply,
    .remote = "apk",
    .examples = "- community.general.apk:\n"
                "    name: [nginx, curl]\n"
                "    update_cache: yes\n",
    .returns = "packages: those that changed\nmsg: in a sentence\nstdout: what apk said\nstderr: what it complained of\n",
};
