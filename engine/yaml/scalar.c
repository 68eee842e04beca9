/*
 * The resolver: which kind a plain text has.
 *
 * The forms are those of YAML 1.1 with the changes PyYAML made to them, so
 * `1e3` and `0o17` are texts, `1:30` is ninety and `yes` is true:
 *
 *   bool   yes no true false on off, in lower case, Capitals or CAPITALS
 *   null   nothing at all, ~, null
 *   int    [-+]? 0b[01_]+ | 0[0-7_]+ | 0 | [1-9][0-9_]* (:[0-5]?[0-9])* | 0x[0-9a-fA-F_]+
 *   float  [-+]? [0-9][0-9_]* . [0-9_]* ([eE][-+][0-9]+)?     .5 has no sign
 *          [-+]? [0-9][0-9_]* (:[0-5]?[0-9])+ . [0-9_]*
 *          [-+]? .inf    .nan
 *
 * A scanner over the text stands for the regular expression: each take_...
 * steps over what it knows and says how much that was.
 */
#include "yaml/scalar.h"

#include <string.h>

#include "base/text.h"
#include "yaml/yaml.h"

typedef struct scanner {
    wp_str text;
    size_t at;
} scanner;

static const char *const bool_words[] = { "yes",   "Yes",   "YES",   "no", "No", "NO", "true", "True", "TRUE",
                                          "false", "False", "FALSE", "on", "On", "ON", "off",  "Off",  "OFF" };
static const char *const null_words[] = { "", "~", "null", "Null", "NULL" };

static bool is_one_of(wp_str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (wp_str_is(text, words[i]))
            return true;
    return false;
}

#define IS_ONE_OF(text, words) is_one_of(text, words, sizeof(words) / sizeof *(words))

static bool at_end(const scanner *scan)
{
    return scan->at == scan->text.len;
}

static size_t take(scanner *scan, const char *set)
{
    size_t from = scan->at;
    while (!at_end(scan) && scan->text.ptr[scan->at] && strchr(set, scan->text.ptr[scan->at]))
        scan->at++;
    return scan->at - from;
}

static bool take_one(scanner *scan, const char *set)
{
    if (at_end(scan) || !scan->text.ptr[scan->at] || !strchr(set, scan->text.ptr[scan->at]))
        return false;
    scan->at++;
    return true;
}

#define DIGITS "0123456789"

static bool take_number(scanner *scan)
{
    return take_one(scan, DIGITS) && (take(scan, DIGITS "_"), true);
}

/* (:[0-5]?[0-9])*, and how many of them */
static size_t take_sixties(scanner *scan)
{
    size_t count = 0;
    for (;; count++) {
        scanner ahead = *scan;
        if (!take_one(&ahead, ":") || !take_one(&ahead, DIGITS))
            return count;
        if (ahead.text.ptr[ahead.at - 1] <= '5')
            take_one(&ahead, DIGITS);
        *scan = ahead;
    }
}

static bool has_int_form(wp_str text)
{
    scanner scan = { text, 0 };
    take_one(&scan, "+-");
    if (!take_one(&scan, "0"))
        return take_number(&scan) && (take_sixties(&scan), at_end(&scan));
    if (at_end(&scan))
        return true;
    if (take_one(&scan, "b"))
        return take(&scan, "01_") > 0 && at_end(&scan);
    if (take_one(&scan, "x"))
        return take(&scan, DIGITS "abcdefABCDEF_") > 0 && at_end(&scan);
    return take(&scan, "01234567_") > 0 && at_end(&scan);
}

/* After the point: digits, then perhaps an exponent, whose sign must be there. */
static bool take_fraction(scanner *scan)
{
    take(scan, DIGITS "_");
    if (!take_one(scan, "eE"))
        return at_end(scan);
    return take_one(scan, "+-") && take(scan, DIGITS) > 0 && at_end(scan);
}

static bool has_float_form(wp_str text)
{
    static const char *const endless[] = { "inf", "Inf", "INF" }, *const no_number[] = { "nan", "NaN", "NAN" };
    scanner scan = { text, 0 };
    bool has_sign = take_one(&scan, "+-");
    if (take_one(&scan, ".")) {
        wp_str word = wp_str_slice(text, scan.at, text.len);
        if (IS_ONE_OF(word, endless))
            return true;
        if (has_sign)
            return false;
        return IS_ONE_OF(word, no_number) || (take_one(&scan, DIGITS) && take_fraction(&scan));
    }
    if (!take_number(&scan))
        return false;
    if (take_sixties(&scan) > 0)
        return take_one(&scan, ".") && (take(&scan, DIGITS "_"), at_end(&scan));
    return take_one(&scan, ".") && take_fraction(&scan);
}

static wp_plain_kind resolve_number(wp_str text)
{
    if (has_float_form(text))
        return WP_PLAIN_FLOAT;
    if (has_int_form(text))
        return WP_PLAIN_INT;
    return wp_timestamp_has_form(text) ? WP_PLAIN_TIMESTAMP : WP_PLAIN_TEXT;
}

wp_plain_kind wp_plain_resolve(wp_str text)
{
    if (text.len == 0)
        return WP_PLAIN_NULL;
    char first = text.ptr[0];
    if (first && strchr(DIGITS "+-.", first))
        return resolve_number(text);
    if (text.len > 5)
        return WP_PLAIN_TEXT; /* no word of the tables is longer: most texts end here */
    if (IS_ONE_OF(text, bool_words))
        return WP_PLAIN_BOOL;
    if (IS_ONE_OF(text, null_words))
        return WP_PLAIN_NULL;
    if (wp_str_is(text, "<<"))
        return WP_PLAIN_MERGE;
    return wp_str_is(text, "=") ? WP_PLAIN_VALUE : WP_PLAIN_TEXT;
}

wp_value wp_yaml_plain(wp_arena *arena, wp_str text)
{
    bool truth;
    wp_value integer;
    double number;
    wp_str moment;
    switch (wp_plain_resolve(text)) {
    case WP_PLAIN_NULL:
        return wp_null();
    case WP_PLAIN_BOOL:
        if (wp_plain_bool(text, &truth))
            return wp_bool(truth);
        break;
    case WP_PLAIN_INT:
        if (wp_plain_int(arena, text, &integer))
            return integer;
        break;
    case WP_PLAIN_FLOAT:
        if (wp_plain_float(arena, text, &number))
            return wp_float(number);
        break;
    case WP_PLAIN_TIMESTAMP:
        if (wp_timestamp_iso(arena, text, &moment))
            return wp_string_of(arena, moment);
        break;
    case WP_PLAIN_TEXT:
    case WP_PLAIN_MERGE:
    case WP_PLAIN_VALUE:
        break;
    }
    return wp_string_of(arena, text);
}
