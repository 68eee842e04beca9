/* What the parser could not read, told to the person who wrote it: the place, what is wrong, what would be right. */
#ifndef WP_YAML_COMPLAINT_H
#define WP_YAML_COMPLAINT_H

#include "yaml/place.h"

/* As the parser found it; lines and columns count from 0. */
typedef struct wp_complaint {
    const char *problem;
    size_t line, column;
    bool has_context; /* where the thing begins that could not be read to its end */
    size_t context_line, context_column;
} wp_complaint;

/* Fills err and returns false. */
bool wp_complain(wp_places *places, const wp_complaint *complaint, wp_error *err);
/* A dict or list that stands as a key: mostly a template without quotes. */
bool wp_complain_of_key(wp_places *places, size_t line, size_t column, const char *type, wp_error *err);
/* A tag that nobody knows: mostly a text that begins with '!'. */
bool wp_complain_of_tag(wp_mark mark, const char *tag, wp_error *err);

#endif
