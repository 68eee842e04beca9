/* package: packages, by whichever manager the host has. */
#include <waplay/module.h>

#include <string.h>

/* The fact, where it was gathered, else what the host answers. */
static bool manager_of(wp_job *job, const char **out, wp_error *err)
{
    const char *use = wp_job_str(job, "use");
    wp_value facts, *known = NULL;
    *out = use;
    if (strcmp(use, "auto") != 0)
        return true;
    if (!wp_job_variable(job, "ansible_facts", &facts, err))
        return false;
    if (wp_is(facts, WP_DICT))
        known = (wp_value *)wp_dict_find(facts, "pkg_mgr");
    for (const char *const *ours = (const char *const[]){ "apt", "dnf", "yum", "apk", NULL }; known && *ours; ours++)
        if (wp_text_is(*known, *ours))
            *out = *ours;
    return true;
}

static bool probe(wp_job *job, wp_error *err)
{
    const char *manager;
    return manager_of(job, &manager, err) && wp_packages_probe(job, manager, err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_LIST, .required = true, .help = "packages, as the manager names them" },
    { .name = "state", .type = WP_PARAM_STR, .required = true,
      .choices = (const char *const[]){ "present", "absent", "latest", "installed", "removed", NULL },
      .help = "whether they must be there; latest: and none newer to be had" },
    { .name = "use", .type = WP_PARAM_STR, .fallback = "auto",
      .choices = (const char *const[]){ "auto", "apt", "dnf", "yum", "apk", NULL },
      .help = "the manager; auto: by the facts, else by the programs that the host has" },
    { .name = "update_cache", .type = WP_PARAM_BOOL, .help = "read the package lists anew, first" },
    { .name = "cache_valid_time", .type = WP_PARAM_INT, .help = "apt: but only where they are older, in seconds" },
    { .name = "install_recommends", .type = WP_PARAM_BOOL, .help = "apt: whether recommended packages come too" },
    { .name = "autoremove", .type = WP_PARAM_BOOL, .help = "remove what nothing needs any more" },
    { .name = "purge", .type = WP_PARAM_BOOL, .help = "apt: with absent, remove configuration too" },
    { .name = "lock_timeout", .type = WP_PARAM_INT, .help = "seconds to wait for another that holds the lock" },
    { 0 },
};

const wp_module wp_module_package = {
    .name = "package",
    .summary = "Packages, by whichever manager the host has",
    .params = params,
    .probe = probe,
    .plan = wp_packages_plan,
    .apply = wp_packages_apply,
    .remote = "package apt dnf apk",
    .note = "The result is that of the manager's own module: apt, dnf, yum, apk.",
    .examples = "- ansible.builtin.package:\n"
                "    name: [rsync, curl]\n"
                "    state: present\n",
    .returns = "msg: in a sentence, where the manager's module gives one\nresults: of dnf and yum, what changed\n"
               "stdout: of apt and apk, what it said\n",
};
