/*
 * The tables of the families, one a file, and what their rows share: inputs are
 * asked for ("want"), results are handed out ("give").
 *
 * Every wp_want_* fails with a text that names what was called and what it got:
 * "indent: width must be an integer, not a list". `what` is the name of the
 * argument, or NULL for the subject. Undefined is refused everywhere.
 *
 * Every wp_give_* puts the marks (unsafe, secret) of all that went in on the text
 * that comes out, and returns true, so that it can be returned. Rows that hand on
 * items as they were need not: the items have marks of their own.
 */
#ifndef WP_TEMPLATE_FAMILIES_H
#define WP_TEMPLATE_FAMILIES_H

#include "base/buf.h"
#include "template/builtin.h"

/* Each ends in { 0 }. */
extern const wp_builtin wp_filters_bytes[], wp_filters_case[], wp_filters_choice[], wp_filters_combine[],
    wp_filters_dict[], wp_filters_format[], wp_filters_hash[], wp_filters_html[], wp_filters_list[],
    wp_filters_number[], wp_filters_path[], wp_filters_product[], wp_filters_random[], wp_filters_regex[],
    wp_filters_select[], wp_filters_set[], wp_filters_size[], wp_filters_sort[], wp_filters_text[], wp_filters_time[],
    wp_filters_type[], wp_filters_url[], wp_filters_vault[], wp_filters_wrap[];
extern const wp_builtin wp_tests_compare[], wp_tests_file[], wp_tests_list[], wp_tests_result[], wp_tests_text[],
    wp_tests_type[], wp_tests_uri[], wp_tests_version[];
extern const wp_builtin wp_lookups_csv[], wp_lookups_file[], wp_lookups_find[], wp_lookups_ini[], wp_lookups_list[],
    wp_lookups_password[], wp_lookups_run[], wp_lookups_sequence[], wp_lookups_vars[];
extern const wp_builtin wp_functions[];
extern const wp_builtin wp_methods_str_case[], wp_methods_str_find[], wp_methods_str_is[], wp_methods_str_shape[],
    wp_methods_str_split[], wp_methods_bytes[], wp_methods_list[], wp_methods_tuple[], wp_methods_dict[],
    wp_methods_int[], wp_methods_float[];

/* ---- want ------------------------------------------------------------------- */

bool wp_want_defined(wp_call *call, const char *what, wp_value value, wp_error *err);
/* Any value as the text it prints as. */
bool wp_want_text(wp_call *call, const char *what, wp_value value, wp_str *out, wp_error *err);
/* A text and nothing else. */
bool wp_want_string(wp_call *call, const char *what, wp_value value, wp_str *out, wp_error *err);
/* Anything that can be looped over, as a list not to be changed. */
bool wp_want_items(wp_call *call, const char *what, wp_value value, wp_value *out, wp_error *err);
/* A list or tuple, and nothing else. */
bool wp_want_list(wp_call *call, const char *what, wp_value value, wp_value *out, wp_error *err);
bool wp_want_dict(wp_call *call, const char *what, wp_value value, wp_value *out, wp_error *err);
bool wp_want_number(wp_call *call, const char *what, wp_value value, double *out, wp_error *err);
bool wp_want_int(wp_call *call, const char *what, wp_value value, int64_t *out, wp_error *err);

/* How many of something are to be made: refuses what would fill the memory. */
#define WP_MOST_MADE 10000000
bool wp_arg_count(wp_call *call, const char *name, wp_value slot, int64_t fallback, int64_t *out, wp_error *err);

/* "NAME: needs WANTED, not a list"; with `what`: "NAME: WHAT must be WANTED, not a list". */
bool wp_fail_type(wp_call *call, const char *what, const char *wanted, wp_value got, wp_error *err);
/* WP_E_UNDEFINED, with the name that had no value. */
bool wp_fail_undefined(wp_value undefined, wp_mark mark, wp_error *err);
/* "NAME: ..." */
bool wp_fail_call(wp_call *call, wp_error *err, const char *format, ...) WP_PRINTF(3, 4);
/* All of them return false: see waplay/error.h. */
#define wp_fail_type(...)      (wp_fail_type(__VA_ARGS__), wp_false())
#define wp_fail_undefined(...) (wp_fail_undefined(__VA_ARGS__), wp_false())
#define wp_fail_call(...)      (wp_fail_call(__VA_ARGS__), wp_false())
/* For rows that take no arguments. */
bool wp_bind_nothing(wp_call *call, wp_error *err);

/* Was the slot given a value that is not none? */
bool wp_is_given(wp_value slot);
/* Null, or a text that says so: what flatten and combine pass over. */
bool wp_is_null_word(wp_value value);

/* ---- give ------------------------------------------------------------------- */

uint8_t wp_call_marks(const wp_call *call);
wp_value wp_marked(wp_arena *arena, wp_str text, uint8_t marks);
bool wp_give_text(wp_call *call, wp_str text, wp_value *out);
bool wp_give_buf(wp_call *call, const wp_buf *buf, wp_value *out);
/* The subject itself where nothing of it has changed: it keeps all of its marks. */
bool wp_give_changed(wp_call *call, wp_str text, wp_value *out);
bool wp_give_bool(bool truth, wp_value *out);
bool wp_give_int(int64_t number, wp_value *out);
/* A pair as a tuple. */
wp_value wp_pair(wp_arena *arena, wp_value first, wp_value second);

/* ---- texts a row may need ------------------------------------------------------ */

/* Python's whole format() mini-language for one value: "{:>10.2f}" has the spec ">10.2f". */
bool wp_format_spec(wp_arena *arena, wp_value value, wp_str spec, wp_str *out, wp_error *err);
/* As Python's ascii(): the repr with escapes for all that is not ASCII. */
wp_str wp_to_ascii(wp_arena *arena, wp_value value);
/* Python's `format.format(*args, **named)`. */
bool wp_format_braces(wp_arena *arena, wp_str format, const wp_value *args, size_t count, wp_value named, wp_str *out,
                      wp_error *err);
/* Python's `text % args`; args is a tuple, a dict, or the only value. */
bool wp_format_percent(wp_arena *arena, wp_str format, wp_value args, wp_str *out, wp_error *err);

#endif
