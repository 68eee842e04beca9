/*
 * Package managers, a row each: which remote half is called with which options, how its
 * simulation reads, and the form of the result. The story is the same for all
 * (packages.c):
 *
 *   probe   what would be done: the half decides which names need it, and simulates
 *   plan    the simulation read, as changes and as a diff
 *   apply   the lists read anew where that was asked for; then decided and done
 */
#ifndef WP_MODULE_PACKAGES_H
#define WP_MODULE_PACKAGES_H

#include "module/job.h"

#include "base/buf.h"

typedef struct wp_packages wp_packages;

/* A parameter, and the words that it becomes. */
typedef struct wp_package_option {
    const char *param;
    const char *when_true;  /* for booleans: lines of words */
    const char *when_false; /* where it is given and false; NULL: none */
    const char *each;       /* for texts and lists: a format with one %s, for each item */
} wp_package_option;

/* One thing that a transaction does. */
typedef struct wp_package_step {
    const char *verb; /* install, upgrade, downgrade, reinstall, remove, purge */
    wp_str name, arch;   /* the second where the manager tells it */
    wp_str was, becomes; /* versions; ptr is NULL where there is none */
} wp_package_step;

typedef struct wp_package_manager {
    const char *name, *half;
    const wp_package_option *options; /* ends in { 0 } */
    /* What to do, and with which names. */
    bool (*choose)(wp_job *job, wp_packages *at, wp_error *err);
    /* The next step of a simulation's text; false at its end. */
    bool (*next_step)(wp_packages *at, wp_str *rest, wp_package_step *out);
    /* May what was simulated be done? */
    bool (*judge)(wp_job *job, wp_packages *at, wp_error *err);
    /* The form of the result: of a plan where `did` is NULL. */
    bool (*show)(wp_job *job, wp_packages *at, const wp_str *did, wp_error *err);
} wp_package_manager;

struct wp_packages {
    wp_arena *arena;
    const wp_package_manager *by;
    const char *mode;   /* in the half's words */
    const char *first;  /* lines of options that only the half knows ("purge"), in front of all others */
    wp_value names;     /* list of texts */
    bool refreshes;     /* the lists are read anew */
    const char *third;  /* third argument of the half: age, program, world */
    const char *rest[4]; /* what follows the names; ends in NULL */
    size_t rest_count;
    /* Found: */
    wp_str fields, said; /* the probe's answer, and its simulation */
    int64_t status;
    bool is_stale;      /* the lists are to be read again */
    wp_value steps;     /* list of texts: what would be done */
    const char *section; /* while a simulation is read */
};

/* For the parameters of any of the modules: tolerant of those that a module has not. */
const char *wp_packages_text(wp_job *job, const char *param); /* NULL: not given */
bool wp_packages_flag(wp_job *job, const char *param);
int64_t wp_packages_number(wp_job *job, const char *param, int64_t otherwise);
void wp_packages_names(wp_job *job, wp_packages *at); /* of the parameter name, split at commas, without blanks */

/* The step of the next line that has one; false at the end. */
bool wp_packages_next_line(wp_str *rest, bool (*read)(wp_str line, wp_package_step *out), wp_package_step *out);

/* rc, stdout and stderr of what was done, into the result; false where the manager failed, with its own words. */
bool wp_packages_said(wp_job *job, wp_str did, const char *what, wp_error *err);

extern const wp_package_manager wp_packages_apt, wp_packages_dnf, wp_packages_yum, wp_packages_apk;

#endif
