/*
 * Values: what variables, arguments and results are made of.
 *
 * A wp_value is small and is passed by value. Texts, lists and dicts live in
 * the arena they were made in. A value is built by its maker and does not
 * change afterwards, so it can be shared between threads; one that must outlive
 * its arena is copied with wp_value_copy.
 *
 * Semantics are Python's where users can see them: dicts keep the order of
 * insertion and take any scalar as key, 1 == 1.0 == true as keys and in
 * comparisons, texts are UTF-8.
 *
 * A text carries marks, and whatever is made from it carries them on:
 *   unsafe   it came from a host, a file or a look-up: never templated again
 *   secret   never shown: vault, passwords, tokens
 *   located  it knows the place in the file it was read from (wp_value_mark)
 */
#ifndef WAPLAY_VALUE_H
#define WAPLAY_VALUE_H

#include <waplay/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum wp_type {
    WP_UNDEFINED, /* text: the name that had no value */
    WP_NULL,
    WP_BOOL,
    WP_INT,
    WP_BIG, /* an integer beyond 64 bits. text: its decimal digits, behind a '-' if need be */
    WP_FLOAT,
    WP_STRING,
    WP_LIST,  /* also Python's tuple: see WP_TUPLE */
    WP_DICT,
    WP_OMIT,  /* the value of `omit`: the argument it is given to is left out */
    WP_OBJECT /* a thing of the template language: macro, namespace, loop, bound method */
} wp_type;

enum {
    WP_UNSAFE = 1 << 0,
    WP_SECRET = 1 << 1,
    WP_LOCATED = 1 << 2,
    WP_TUPLE = 1 << 3,  /* on a list: prints as (1, 2), equal only to tuples */
    WP_BYTES = 1 << 4,  /* on a string: holds bytes that are not UTF-8 */
    WP_MARKUP = 1 << 5, /* on a string: already escaped for HTML (Jinja2's Markup) */
    WP_GROUP = 1 << 6,  /* on a tuple of two: what groupby gives; its items are also .grouper and .list */
    WP_PLAIN = 1 << 7   /* on a string: a text, however much it looks like a number or a list (to_json, string) */
};

typedef struct wp_list wp_list;
typedef struct wp_dict wp_dict;
typedef struct wp_object wp_object; /* see value/object.h and template/object.h */

typedef struct wp_value {
    uint8_t type;  /* wp_type */
    uint8_t marks; /* WP_UNSAFE | ... */
    uint32_t len;  /* of a string or a WP_BIG, in bytes */
    union {
        bool boolean;
        int64_t integer;
        double number;
        const char *text; /* `len` bytes and a NUL */
        wp_list *list;
        wp_dict *dict;
        wp_object *object;
    } as;
} wp_value;

/* ---- make ------------------------------------------------------------- */

wp_value wp_undefined(wp_arena *arena, const char *name); /* name may be NULL */
wp_value wp_null(void);
wp_value wp_omit(void);
wp_value wp_bool(bool truth);
wp_value wp_int(int64_t number);
wp_value wp_float(double number);
/* The integer that is written "-12": a WP_INT whenever it fits there, else a WP_BIG. */
wp_value wp_integer_of(wp_arena *arena, wp_str digits);
/* The whole part of a float, which must be finite. */
wp_value wp_whole_part(wp_arena *arena, double number);
wp_value wp_string(wp_arena *arena, const char *text);
wp_value wp_string_n(wp_arena *arena, const char *text, size_t len);
wp_value wp_string_of(wp_arena *arena, wp_str text);
wp_value wp_string_printf(wp_arena *arena, const char *format, ...) WP_PRINTF(2, 3);
/* No copy: for literals and for texts that end in a NUL and live as long as the value. */
wp_value wp_string_static(const char *text);
wp_value wp_string_borrow(wp_str text);
/* With a place: where its first byte stands. Readers of files use it. */
wp_value wp_string_at(wp_arena *arena, wp_str text, wp_mark mark);

wp_value wp_list_new(wp_arena *arena, size_t expected);
wp_value wp_tuple_new(wp_arena *arena, size_t expected);
void wp_list_push(wp_arena *arena, wp_value list, wp_value item);

wp_value wp_dict_new(wp_arena *arena, size_t expected);
/* Sets or replaces; a replaced key keeps its place, as in Python. */
void wp_dict_put(wp_arena *arena, wp_value dict, wp_value key, wp_value item);
void wp_dict_set(wp_arena *arena, wp_value dict, const char *key, wp_value item); /* the key is copied */
/* All pairs of another, over those that are there; of what is no dict, none. */
void wp_dict_put_all(wp_arena *arena, wp_value dict, wp_value more);
/* The same, but dicts that both have under one key become one, and so on down. */
void wp_dict_merge_all(wp_arena *arena, wp_value dict, wp_value more);
bool wp_dict_remove(wp_value dict, wp_value key);

/* Everything below it too. Keeps marks and places. */
wp_value wp_value_copy(wp_arena *arena, wp_value value);
/* The same value with marks added to every text in it (containers are copied where needed).
 * Keys of dicts are never marked secret: the name of a secret is none. */
wp_value wp_value_mark_all(wp_arena *arena, wp_value value, uint8_t marks);
/* The same value with lists for all tuples in it: what arguments and loops of tasks get. */
wp_value wp_value_as_lists(wp_arena *arena, wp_value value);

/* ---- ask -------------------------------------------------------------- */

static inline bool wp_is(wp_value value, wp_type type)
{
    return value.type == type;
}
/* A list that can be changed in Python: no tuple. */
static inline bool wp_is_plain_list(wp_value value)
{
    return value.type == WP_LIST && !(value.marks & WP_TUPLE);
}
/* Booleans count as 0 and 1. */
static inline bool wp_is_integer(wp_value value)
{
    return value.type == WP_INT || value.type == WP_BIG || value.type == WP_BOOL;
}
static inline bool wp_is_number(wp_value value)
{
    return wp_is_integer(value) || value.type == WP_FLOAT;
}
/* An integer or a boolean as an integer. */
wp_value wp_as_integer(wp_value value);
/* A number of any kind, as the nearest float: infinite, where it is beyond them. */
double wp_number(wp_value number);
const char *wp_type_name(wp_value value); /* in the user's words: "a string", "a list", ... */

/* Of a string: its bytes; of anything else, nothing. */
wp_str wp_text(wp_value value);
/* Is it this very string? */
bool wp_text_is(wp_value value, const char *text);

size_t wp_len(wp_value value); /* items of a list or dict, characters of a string, else 0 */
wp_value wp_list_at(wp_value list, size_t index); /* undefined beyond the end */

/* NULL where there is none; the pointer is good until the dict is added to. */
const wp_value *wp_dict_get(wp_value dict, wp_value key);
const wp_value *wp_dict_find(wp_value dict, const char *key);
const wp_value *wp_dict_find_n(wp_value dict, const char *key, size_t len);
/* The index-th pair in order of insertion; false beyond the end. */
bool wp_dict_pair(wp_value dict, size_t index, wp_value *key, wp_value *item);

/* Where it was read: of a located string, a list or a dict from a file; else nowhere. */
wp_mark wp_value_mark(wp_value value);
void wp_container_set_mark(wp_value container, wp_mark mark);

/* Python's truth, equality and order. Order is -1, 0 or 1; it fails for types that have
 * none. A NaN equals nothing, and stands behind all other numbers. */
bool wp_truth(wp_value value);
bool wp_equal(wp_value a, wp_value b);
bool wp_compare(wp_value a, wp_value b, int *out, wp_error *err);

/* ---- print ------------------------------------------------------------ */

/* As Python's str() and repr(): what a template prints. Undefined prints as nothing. In
 * a repr, bytes that are no UTF-8 are shown as \udcXX, as Python shows them. A text is
 * given as it is, without a copy. */
wp_str wp_to_text(wp_arena *arena, wp_value value);
wp_str wp_to_repr(wp_arena *arena, wp_value value);

/* JSON. `indent` 0: on one line, with ", " and ": " as Python writes it. Undefined
 * and objects are written as their text. Bytes that are no UTF-8 are written as \udcXX,
 * and read from it again: whatever was written reads back as it was. */
typedef struct wp_json_style {
    int indent;
    bool sort_keys;
    bool ascii;   /* \uXXXX for all that is not ASCII */
    bool compact; /* "," and ":" without blanks */
    const char *indent_text;    /* instead of `indent` blanks for each level, "" for line breaks alone; NULL: none */
    const char *item_separator; /* NULL: "," or ", " */
    const char *key_separator;  /* NULL: ":" or ": " */
} wp_json_style;
wp_str wp_to_json(wp_arena *arena, wp_value value, wp_json_style style);
/* Takes and refuses what Python's json.loads does. The error's mark has line and column
 * in the text, and no file: that is for who knows it to add. Nesting
 * goes 1000 deep. */
bool wp_from_json(wp_arena *arena, wp_str text, wp_value *out, wp_error *err);

#ifdef __cplusplus
}
#endif
#endif
