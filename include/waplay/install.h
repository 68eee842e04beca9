/* Contents at a certain place on the host: one file, or a tree of them, compared and written. */
#ifndef WAPLAY_INSTALL_H
#define WAPLAY_INSTALL_H

#include <waplay/files.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A file with a certain content at a certain place: what copy, template, lineinfile and their like have in common.
 * They read the parameters owner, group, mode, backup, force, follow, validate, unsafe_writes, directory_mode where
 * the module has them. Fill the first part, then probe; give the content by then or afterwards; plan; apply. */
typedef struct wp_install {
    const char *dest;       /* as asked for */
    const char *name;       /* the file's name where dest is a directory, or ends in a slash; NULL: it can't be one */
    bool want_content;      /* the probe reads what is there */
    wp_str content;         /* what is wanted; or, where ptr is NULL, */
    const char *local_file; /* a file of the control machine; or, where that is NULL too, */
    const char *host_file;  /* a file of the host, */
    int64_t host_size;      /* of this size; with `checksum` */
    wp_str host_text;       /* what is in it, for the diff; ptr is NULL where nobody knows */
    const char *checksum;   /* its SHA-1; NULL: plan makes it from content */
    const char *source;     /* named in the diff */
    bool is_edited;         /* the diff tells content and attributes of the one file apart, by name */
    const char *mode;       /* instead of the parameter; NULL: that */
    bool must_exist;        /* plan fails where nothing is there */
    bool follow;            /* where a link is there, the file it leads to, whatever the parameters say */
    bool make_parents;      /* directories above it are made where they are missing */
    bool at_once;           /* a small file that is not there is written by the probe already: plan fails only by what
                               the probe finds */
    bool overwrites;        /* what is there and differs, whatever the parameter force says */
    const char *first;      /* a function of a half and its arguments, as wp_host_call_text gives them, to be called in
                               the same round trip; NULL: none */
    /* Found by the probe: */
    const char *path;       /* where it will be */
    wp_stat now;
    wp_str old_content;     /* ptr is NULL where it was not read */
    wp_str said;            /* by `first` */
    wp_str fields;
    wp_ride ride;           /* of what `at_once` allows */
    /* Decided by plan: */
    bool writes;            /* the content */
    wp_dress dress;
    const char *backup;
    /* Found by apply: */
    const char *md5;        /* of what was written; NULL: nothing was, or it came from the host */
} wp_install;
const char *wp_host_call_text(wp_job *job, const char *function, const char *const *args, size_t count);
bool wp_install_probe(wp_job *job, wp_install *install, wp_error *err);
bool wp_install_plan(wp_job *job, wp_install *install, wp_error *err);
bool wp_install_apply(wp_job *job, wp_install *install, wp_error *err);

/* A directory of the control machine, with all below it, onto the host: the parameters are those of wp_install, without
 * backup and validate. Files get the parameter mode (or, where that is "preserve", their own), directories
 * directory_mode. One round trip to look, one stream to write what differs. */
typedef struct wp_tree wp_tree;
typedef struct wp_tree_options {
    const char *source;  /* what lies below it goes */
    const char *dest;    /* below this */
    bool keep_links;     /* links become links; else what they lead to */
    bool decrypt;        /* files that are vaulted arrive in plain text */
} wp_tree_options;
bool wp_tree_probe(wp_job *job, const wp_tree_options *options, wp_tree **out, wp_error *err);
bool wp_tree_plan(wp_job *job, wp_tree *tree, wp_error *err);
bool wp_tree_apply(wp_job *job, wp_tree *tree, wp_error *err);

#ifdef __cplusplus
}
#endif
#endif
