/* What the parts of module file share: what was found at a path, and what is to become of it. */
#ifndef WP_MODULES_FILE_FOUND_H
#define WP_MODULES_FILE_FOUND_H

#include <waplay/module.h>

typedef struct wp_found {
    const char *path;  /* what a link leads to, or as asked, without a slash at its end */
    const char *shown; /* the same as people see it: as asked */
    const char *src;   /* as asked */
    const char *state; /* as asked, or as it is */
    wp_str fields;
    wp_stat now;       /* at path; of a link, the link */
    wp_stat target;    /* what the link at path leads to */
    wp_stat source;    /* what src would lead to */
    bool through_link; /* owner and mode are those of the link's target */
    wp_dress dress;
    wp_str below; /* recurse: what differs, as lines */
    const char *nonce;
    wp_value modes;                  /* recurse: dict, mode -> list of paths */
    wp_value owners;                 /* recurse: list of paths */
    bool makes;                      /* the thing itself, not only its owner or mode */
    const char *accessed, *modified; /* touch: for file_touch */
    wp_ride ride;                    /* what made a directory that was not there */
    wp_value before, after;
} wp_found;

/* found.c */
const char *wp_found_prior(const wp_found *at); /* absent, file, directory, link, hard */
void wp_found_differs(wp_job *job, wp_found *at, const char *key, const char *was, const char *becomes);
void wp_found_makes(wp_job *job, wp_found *at, const char *state);
bool wp_found_plan_dress(wp_job *job, wp_found *at, bool is_dir, wp_error *err);
bool wp_found_needs_parent(wp_job *job, const wp_found *at, wp_error *err);

/* times.c: access_time and modification_time. */
bool wp_found_plan_times(wp_job *job, wp_found *at, wp_error *err);

/* below.c: recurse. */
bool wp_found_plan_below(wp_job *job, wp_found *at, wp_error *err);
void wp_found_dress_below(wp_job *job, wp_calls *calls, const wp_found *at);

/* links.c: state=link and state=hard. */
bool wp_found_plan_link(wp_job *job, wp_found *at, wp_error *err);
bool wp_found_plan_hard(wp_job *job, wp_found *at, wp_error *err);
void wp_found_make_link(wp_calls *calls, const wp_found *at);
void wp_found_make_hard(wp_calls *calls, const wp_found *at);

#endif
