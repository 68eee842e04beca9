/* A tree of files on its way to a host: what tree_walk.c finds here, and tree.c compares. */
#ifndef WP_MODULE_TREE_H
#define WP_MODULE_TREE_H

#include "module/job.h"

typedef struct wp_tree_entry {
    const char *name;     /* below the root, "./" in front */
    const char *local;    /* the file here */
    char kind;            /* - file, d directory, l link */
    uint32_t mode;
    const char *target;   /* of a link */
    const char *checksum; /* of a file: SHA-1 of what is to arrive */
    wp_str content;       /* where it is not that of the local file (it was vaulted); else ptr is NULL */
    wp_stat now;          /* on the host */
} wp_tree_entry;

struct wp_tree {
    wp_tree_options options;
    wp_tree_entry *entries; /* directories before what lies in them, names sorted */
    size_t count, capacity;
    wp_str fields;          /* of the probe */
    bool root_exists;
    wp_put *puts;           /* what plan decided */
    size_t put_count;
};

bool wp_tree_walk(wp_job *job, wp_tree *tree, wp_error *err);

#endif
