/* The variables that are always there, or there where they mean something: what users are told of them. */
#ifndef WP_VARS_SPECIAL_H
#define WP_VARS_SPECIAL_H

#include <stddef.h>

typedef struct wp_special_variable {
    const char *name;
    const char *where;   /* where it has a value */
    const char *summary; /* one sentence */
} wp_special_variable;

/* NULL: beyond the end. */
const wp_special_variable *wp_special_variable_at(size_t index);

#endif
