/*
 * Plain (unquoted) scalars: what a text without quotes stands for, by the rules
 * of YAML 1.1 as Ansible's reader applies them.
 */
#ifndef WP_YAML_SCALAR_H
#define WP_YAML_SCALAR_H

#include <waplay/value.h>

typedef enum wp_plain_kind {
    WP_PLAIN_TEXT,
    WP_PLAIN_NULL,
    WP_PLAIN_BOOL,
    WP_PLAIN_INT,
    WP_PLAIN_FLOAT,
    WP_PLAIN_TIMESTAMP,
    WP_PLAIN_MERGE, /* << */
    WP_PLAIN_VALUE  /* = */
} wp_plain_kind;

/* By its form only: 2024-13-45 has the form of a date. */
wp_plain_kind wp_plain_resolve(wp_str text);

/* The value of a text, for those who know (or demand) its kind. False: it has
 * none. One of base sixty has 64 bits at most. */
bool wp_plain_bool(wp_str text, bool *out); /* in any mixture of case */
bool wp_plain_int(wp_arena *arena, wp_str text, wp_value *out);
bool wp_plain_float(wp_arena *arena, wp_str text, double *out);

/* A date, or a date and time, written as ISO 8601 has it. False: no such moment. */
bool wp_timestamp_has_form(wp_str text);
bool wp_timestamp_iso(wp_arena *arena, wp_str text, wp_str *out);

#endif
