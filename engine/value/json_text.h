/* The texts and numbers of JSON, token by token. For json.c. */
#ifndef WP_VALUE_JSON_TEXT_H
#define WP_VALUE_JSON_TEXT_H

#include <waplay/value.h>

typedef enum wp_json_kind {
    WP_JSON_END,
    WP_JSON_PUNCTUATION, /* one of {}[]:, */
    WP_JSON_STRING,      /* with its quotes */
    WP_JSON_NUMBER,      /* NaN, Infinity and -Infinity too */
    WP_JSON_WORD,        /* true, false, null, or whatever else has letters */
    WP_JSON_BAD          /* nothing that can stand in JSON; `problem` says why */
} wp_json_kind;

typedef struct wp_json_token {
    wp_json_kind kind;
    size_t from, to;  /* bytes of the text; of a bad one, `from` is where it goes wrong */
    bool has_escapes; /* of a string */
    const char *problem;
} wp_json_token;

/* The token at or behind byte `at`. */
wp_json_token wp_json_next(wp_str text, size_t at);
wp_value wp_json_string(wp_arena *arena, wp_str text, wp_json_token token);
/* An integer where it is written as one and fits, else a float. */
wp_value wp_json_number(wp_arena *arena, wp_str text, wp_json_token token);

#endif
