/* A module's parameters: a table, which the checks of the loader, `waplay doc` and the man pages are made from. */
#ifndef WAPLAY_PARAM_H
#define WAPLAY_PARAM_H

#include <waplay/value.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum wp_param_type {
    WP_PARAM_STR,
    WP_PARAM_PATH, /* a text; ~ and $VARS are the host's to expand */
    WP_PARAM_BOOL,
    WP_PARAM_INT,
    WP_PARAM_FLOAT,
    WP_PARAM_LIST, /* of texts unless .items says otherwise; "a,b" splits */
    WP_PARAM_DICT,
    WP_PARAM_RAW, /* any value as it is */
    WP_PARAM_MODE /* octal number or symbolic text */
} wp_param_type;

typedef struct wp_param {
    const char *name;
    wp_param_type type;
    wp_param_type items;        /* of a list: the type of each */
    bool required;
    bool keeps_null;            /* null is a value of its own, not the same as nothing */
    bool secret;                /* its value is never shown anywhere */
    const char *fallback;       /* the default, as text; NULL: none (the parameter is then absent) */
    const char *const *choices; /* ends in NULL; NULL: any */
    const char *const *aliases; /* ends in NULL */
    const char *help;           /* one sentence */
    const char *refused;        /* known to Ansible, refused here: the reason */
    const struct wp_param *fields; /* of a dict (or a list of dicts): its own table */
} wp_param;

/* Rules between parameters, as Ansible has them: names split by blanks, ends in NULL. */
typedef struct wp_param_rules {
    const char *const *mutually_exclusive; /* "src content" */
    const char *const *required_one_of;    /* "src content" */
    const char *const *required_together;  /* "cert key" */
    const char *const *required_if;        /* "state absent path": when state is absent, path is required */
    const char *const *required_by;        /* "state name": when state is given, name is required */
} wp_param_rules;

#ifdef __cplusplus
}
#endif
#endif
