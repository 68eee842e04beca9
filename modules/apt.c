/* apt: packages of Debian and its like. */
#include <waplay/module.h>

static bool probe(wp_job *job, wp_error *err)
{
    return wp_packages_probe(job, "apt", err);
}

static const wp_param params[] = {
    { .name = "name", .type = WP_PARAM_LIST, .aliases = (const char *const[]){ "package", "pkg", NULL },
      .help = "packages: name, name=1.0, name=1.*, name>=1.0, name*; '*' with latest: all" },
    { .name = "state", .type = WP_PARAM_STR, .fallback = "present",
      .choices = (const char *const[]){ "absent", "build-dep", "latest", "present", "fixed", NULL },
      .help = "whether they must be there; latest: and none newer to be had; build-dep: what they are built with; "
              "fixed: broken dependencies mended too" },
    { .name = "deb", .type = WP_PARAM_PATH, .help = "a package file of the host, or a URL that the host can reach" },
    { .name = "upgrade", .type = WP_PARAM_STR, .fallback = "no",
      .choices = (const char *const[]){ "dist", "full", "no", "safe", "yes", NULL },
      .help = "bring all packages up to date; dist and full may remove some" },
    { .name = "update_cache", .type = WP_PARAM_BOOL, .aliases = (const char *const[]){ "update-cache", NULL },
      .help = "read the package lists anew, first" },
    { .name = "cache_valid_time", .type = WP_PARAM_INT, .fallback = "0",
      .help = "but only where they are older than this, in seconds" },
    { .name = "update_cache_retries", .type = WP_PARAM_INT, .fallback = "5", .help = "how often to try that" },
    { .name = "update_cache_retry_max_delay", .type = WP_PARAM_INT, .fallback = "12",
      .help = "seconds to wait between two tries, at most" },
    { .name = "install_recommends", .type = WP_PARAM_BOOL, .aliases = (const char *const[]){ "install-recommends", NULL },
      .help = "whether recommended packages come too; the host's own setting unless told" },
    { .name = "default_release", .type = WP_PARAM_STR, .aliases = (const char *const[]){ "default-release", NULL },
      .help = "the release to take packages of" },
    { .name = "only_upgrade", .type = WP_PARAM_BOOL, .fallback = "no", .help = "only those that are there already" },
    { .name = "purge", .type = WP_PARAM_BOOL, .fallback = "no", .help = "with absent, remove configuration too" },
    { .name = "autoremove", .type = WP_PARAM_BOOL, .fallback = "no", .help = "remove what nothing needs any more" },
    { .name = "autoclean", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "remove package files that can't be had any more from the store" },
    { .name = "clean", .type = WP_PARAM_BOOL, .fallback = "no", .help = "empty the store of package files" },
    { .name = "fail_on_autoremove", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "fail where a package would have to be removed" },
    { .name = "force", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "allow all that the allow_ parameters do, and the removal of essential packages" },
    { .name = "allow_unauthenticated", .type = WP_PARAM_BOOL, .fallback = "no",
      .aliases = (const char *const[]){ "allow-unauthenticated", NULL }, .help = "take packages without a signature" },
    { .name = "allow_downgrade", .type = WP_PARAM_BOOL, .fallback = "no",
      .aliases = (const char *const[]){ "allow-downgrade", "allow_downgrades", "allow-downgrades", NULL },
      .help = "packages may become older" },
    { .name = "allow_change_held_packages", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "packages that are on hold may change" },
    { .name = "dpkg_options", .type = WP_PARAM_STR, .fallback = "force-confdef,force-confold",
      .help = "options of dpkg, with commas between" },
    { .name = "force_apt_get", .type = WP_PARAM_BOOL, .fallback = "no",
      .help = "taken for the sake of playbooks: apt-get is what is always called" },
    { .name = "lock_timeout", .type = WP_PARAM_INT, .fallback = "60",
      .help = "seconds to wait for another that holds the lock" },
    { .name = "policy_rc_d", .type = WP_PARAM_INT,
      .help = "what policy-rc.d says while packages are installed; 101: none of their services starts" },
    { 0 },
};

const wp_module wp_module_apt = {
    .name = "apt",
    .summary = "Packages of Debian and its like",
    .params = params,
    .rules = { .mutually_exclusive = (const char *const[]){ "deb name upgrade", NULL },
               .required_one_of = (const char *const[]){
                   "autoremove deb name update_cache upgrade autoclean clean cache_valid_time", NULL } },
    .probe = probe,
    .plan = wp_packages_plan,
    .apply = wp_packages_apply,
    .remote = "apt",
    .note = "The preview is apt-get's own simulation, with all that comes along or goes. Where the lists are to be read "
            "anew it goes by those that are there.",
    .examples = "- ansible.builtin.apt:\n"
                "    name: [nginx, curl]\n"
                "    update_cache: yes\n"
                "    cache_valid_time: 3600\n"
                "- ansible.builtin.apt:\n"
                "    name: telnetd\n"
                "    state: absent\n"
                "    purge: yes\n",
    .returns = "cache_updated: whether the lists are other ones now\ncache_update_time: when they were read\n"
               "stdout: what apt-get said\nstderr: what it complained of\n",
};
