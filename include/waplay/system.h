/* The host's system: facts, services and packages, each behind the modules that share it. */
#ifndef WAPLAY_SYSTEM_H
#define WAPLAY_SYSTEM_H

#include <waplay/job.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Gathers facts by the parameters gather_subset, filter and fact_path: what setup and gather_facts do. */
bool wp_job_gather(wp_job *job, wp_error *err);

/* Services of the host: what service, systemd and sysvinit have in common. `manager` is systemd, openrc, sysvinit,
 * service (init scripts), or auto: who is at work there. They read the parameters name, state, enabled and, where the
 * module has them, masked, scope, force, no_block, daemon_reload, daemon_reexec, pattern, arguments, sleep, runlevel,
 * runlevels. Remote half: service. */
bool wp_service_probe(wp_job *job, const char *manager, wp_error *err);
bool wp_service_plan(wp_job *job, wp_error *err);
bool wp_service_apply(wp_job *job, wp_error *err);

/* Packages of the host: what apt, dnf, yum, apk and package have in common. `manager` is one of those names, or auto: the
 * one that the host has. They read the parameters name, state and those of the manager, where the module has them.
 * Remote half: apt, dnf (yum too), apk; for auto all of them, and package. */
bool wp_packages_probe(wp_job *job, const char *manager, wp_error *err);
bool wp_packages_plan(wp_job *job, wp_error *err);
bool wp_packages_apply(wp_job *job, wp_error *err);
/* Does a version of Python's (PEP 440) meet what is wanted of it, as ">=1.0,<2"? */
bool wp_job_version_meets(wp_job *job, const char *have, const char *wanted);
/* Parameters that dnf and yum share. */
#define WP_DNF_PARAMS                                                                                                  \
    { .name = "state", .type = WP_PARAM_STR,                                                                           \
      .choices = (const char *const[]){ "absent", "present", "installed", "removed", "latest", NULL },                 \
      .help = "whether they must be there; latest: and none newer to be had" },                                        \
    { .name = "list", .type = WP_PARAM_STR,                                                                            \
      .help = "only list: installed, updates, available, repos, or the packages of this name" },                       \
    { .name = "enablerepo", .type = WP_PARAM_LIST, .fallback = "", .help = "repositories to take in, for this task" }, \
    { .name = "disablerepo", .type = WP_PARAM_LIST, .fallback = "", .help = "repositories to leave out" },             \
    { .name = "conf_file", .type = WP_PARAM_STR, .help = "another configuration, on the host" },                       \
    { .name = "disable_gpg_check", .type = WP_PARAM_BOOL, .fallback = "no",                                            \
      .help = "take packages without a good signature" },                                                              \
    { .name = "installroot", .type = WP_PARAM_STR, .fallback = "/", .help = "the system to install into" },            \
    { .name = "releasever", .type = WP_PARAM_STR, .help = "the release to take packages of" },                         \
    { .name = "autoremove", .type = WP_PARAM_BOOL, .fallback = "no",                                                   \
      .help = "remove what nothing needs any more; alone, or with state=absent" },                                     \
    { .name = "disable_excludes", .type = WP_PARAM_STR, .help = "all, main, or a repository whose excludes to forget" }, \
    { .name = "exclude", .type = WP_PARAM_LIST, .fallback = "", .help = "packages to leave alone" },                   \
    { .name = "skip_broken", .type = WP_PARAM_BOOL, .fallback = "no", .help = "leave out what can't be installed" },   \
    { .name = "update_cache", .type = WP_PARAM_BOOL, .fallback = "no",                                                 \
      .aliases = (const char *const[]){ "expire-cache", NULL }, .help = "read the package lists anew, first" },        \
    { .name = "update_only", .type = WP_PARAM_BOOL, .fallback = "no", .help = "with latest, install nothing new" },    \
    { .name = "security", .type = WP_PARAM_BOOL, .fallback = "no", .help = "with latest, security updates only" },     \
    { .name = "bugfix", .type = WP_PARAM_BOOL, .fallback = "no", .help = "with latest, bug fixes only" },              \
    { .name = "enable_plugin", .type = WP_PARAM_LIST, .fallback = "", .help = "plugins to use, for this task" },       \
    { .name = "disable_plugin", .type = WP_PARAM_LIST, .fallback = "", .help = "plugins not to use" },                 \
    { .name = "validate_certs", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "check certificates of URLs" },      \
    { .name = "sslverify", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "check certificates of repositories" },   \
    { .name = "allow_downgrade", .type = WP_PARAM_BOOL, .fallback = "no", .help = "packages may become older" },       \
    { .name = "install_repoquery", .type = WP_PARAM_BOOL, .fallback = "yes",                                           \
      .help = "taken for the sake of playbooks; nothing is installed for our own use" },                               \
    { .name = "download_only", .type = WP_PARAM_BOOL, .fallback = "no", .help = "fetch the packages, install none" },  \
    { .name = "download_dir", .type = WP_PARAM_STR, .help = "where to keep them then" },                               \
    { .name = "lock_timeout", .type = WP_PARAM_INT, .fallback = "30",                                                  \
      .help = "seconds to wait for another that holds the lock" },                                                     \
    { .name = "install_weak_deps", .type = WP_PARAM_BOOL, .fallback = "yes", .help = "install weak dependencies too" }, \
    { .name = "cacheonly", .type = WP_PARAM_BOOL, .fallback = "no", .help = "go by the lists that are there" }

#ifdef __cplusplus
}
#endif
#endif
