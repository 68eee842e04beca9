/*
 * What a JSON text consists of, strict as Python's reader is: no raw control
 * characters in a string, no 01 and no 1. for a number; but NaN and Infinity.
 *
 * A surrogate that stands alone is no character. \udc80 to \udcff are how Python
 * writes bytes that are no UTF-8: they become that byte. Others become U+FFFD.
 */
#include "value/json_text.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char peek(wp_str text, size_t at)
{
    return at < text.len ? text.ptr[at] : '\0';
}

static wp_json_token bad(size_t at, const char *problem)
{
    return (wp_json_token){ .kind = WP_JSON_BAD, .from = at, .to = at, .problem = problem };
}

static bool four_hex_digits(wp_str text, size_t at, uint32_t *unit)
{
    *unit = 0;
    for (size_t i = at; i < at + 4; i++) {
        int digit = peek(text, i);
        if (!isxdigit((unsigned char)digit))
            return false;
        *unit = *unit * 16 + (uint32_t)(isdigit((unsigned char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
    }
    return true;
}

/* ---- tokens --------------------------------------------------------------- */

static wp_json_token next_string(wp_str text, size_t from)
{
    bool has_escapes = false;
    uint32_t unit;
    for (size_t at = from + 1; at < text.len; at++) {
        char byte = text.ptr[at];
        if (byte == '"')
            return (wp_json_token){ .kind = WP_JSON_STRING, .from = from, .to = at + 1, .has_escapes = has_escapes };
        if ((unsigned char)byte < 0x20)
            return bad(at, "a string can't hold a control character as it is");
        if (byte != '\\')
            continue;
        has_escapes = true;
        char letter = peek(text, ++at);
        if (letter == 'u' && !four_hex_digits(text, at + 1, &unit))
            return bad(at - 1, "\\u wants four hexadecimal digits");
        if (at < text.len && (!letter || !strchr("\"\\/bfnrtu", letter)))
            return bad(at - 1, "no such escape");
    }
    return bad(from, "a string that never ends");
}

static size_t skip_digits(wp_str text, size_t at)
{
    while (isdigit((unsigned char)peek(text, at)))
        at++;
    return at;
}

static bool has_word(wp_str text, size_t at, const char *word)
{
    return wp_str_starts(wp_str_slice(text, at, text.len), word);
}

static wp_json_token next_number(wp_str text, size_t from)
{
    size_t at = from + (peek(text, from) == '-');
    if (has_word(text, at, "Infinity"))
        return (wp_json_token){ .kind = WP_JSON_NUMBER, .from = from, .to = at + strlen("Infinity") };
    size_t whole = skip_digits(text, at);
    if (whole == at)
        return bad(at, "a number wants a digit here");
    if (text.ptr[at] == '0' && whole > at + 1)
        return bad(at, "a number can't start with 0");
    at = whole;
    if (peek(text, at) == '.') {
        size_t fraction = skip_digits(text, at + 1);
        if (fraction == at + 1)
            return bad(fraction, "a number wants a digit here");
        at = fraction;
    }
    if (peek(text, at) == 'e' || peek(text, at) == 'E') {
        size_t sign = peek(text, at + 1) == '+' || peek(text, at + 1) == '-';
        size_t power = skip_digits(text, at + 1 + sign);
        if (power == at + 1 + sign)
            return bad(power, "a number wants a digit here");
        at = power;
    }
    return (wp_json_token){ .kind = WP_JSON_NUMBER, .from = from, .to = at };
}

wp_json_token wp_json_next(wp_str text, size_t at)
{
    while (peek(text, at) && strchr(" \t\n\r", text.ptr[at]))
        at++;
    if (at >= text.len)
        return (wp_json_token){ .kind = WP_JSON_END, .from = text.len, .to = text.len };
    char byte = text.ptr[at];
    if (byte == '"')
        return next_string(text, at);
    if (byte && strchr("{}[]:,", byte))
        return (wp_json_token){ .kind = WP_JSON_PUNCTUATION, .from = at, .to = at + 1 };
    if (byte == '-' || isdigit((unsigned char)byte) || has_word(text, at, "Infinity"))
        return next_number(text, at);
    size_t end = at;
    while (isalnum((unsigned char)peek(text, end)))
        end++;
    if (end == at)
        return bad(at, NULL);
    bool is_nan = wp_str_is(wp_str_slice(text, at, end), "NaN");
    return (wp_json_token){ .kind = is_nan ? WP_JSON_NUMBER : WP_JSON_WORD, .from = at, .to = end };
}

/* ---- values --------------------------------------------------------------- */

/* The character of the \u escape whose digits stand at `at`; steps over it, and over a pair's second half. */
static size_t decode_unit(wp_str text, size_t *at, char out[4])
{
    uint32_t unit = 0, low = 0;
    four_hex_digits(text, *at, &unit);
    *at += 4;
    bool is_high = unit >= 0xD800 && unit < 0xDC00;
    if (is_high && peek(text, *at) == '\\' && peek(text, *at + 1) == 'u' && four_hex_digits(text, *at + 2, &low) &&
        low >= 0xDC00 && low < 0xE000) {
        *at += 6;
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    if (unit >= 0xDC80 && unit <= 0xDCFF) {
        out[0] = (char)(unit - 0xDC00);
        return 1;
    }
    return wp_utf8_put(out, unit);
}

wp_value wp_json_string(wp_arena *arena, wp_str text, wp_json_token token)
{
    static const char letters[] = "bfnrt", stand_for[] = "\b\f\n\r\t";
    wp_str inside = wp_str_slice(text, token.from + 1, token.to - 1);
    if (!token.has_escapes)
        return wp_string_of(arena, inside);

    /* No escape is shorter than what it stands for. */
    char *bytes = wp_strndup(arena, inside.ptr, inside.len);
    size_t len = 0;
    for (size_t at = 0; at < inside.len;) {
        char byte = inside.ptr[at++];
        if (byte != '\\') {
            bytes[len++] = byte;
            continue;
        }
        char letter = inside.ptr[at++];
        const char *known = strchr(letters, letter);
        if (letter == 'u')
            len += decode_unit(inside, &at, bytes + len);
        else
            bytes[len++] = known ? stand_for[known - letters] : letter;
    }
    bytes[len] = '\0';
    return wp_string_borrow((wp_str){ .ptr = bytes, .len = len });
}

static bool is_integer(wp_str number)
{
    for (size_t i = number.ptr[0] == '-'; i < number.len; i++)
        if (!isdigit((unsigned char)number.ptr[i]))
            return false;
    return true;
}

wp_value wp_json_number(wp_arena *arena, wp_str text, wp_json_token token)
{
    wp_str digits = wp_str_slice(text, token.from, token.to);
    if (is_integer(digits))
        return wp_integer_of(arena, digits);
    if (wp_str_is(digits, "NaN"))
        return wp_float(NAN);
    if (wp_str_ends(digits, "Infinity"))
        return wp_float(digits.ptr[0] == '-' ? -INFINITY : INFINITY);

    char small[64];
    char *copy = digits.len < sizeof small ? small : wp_alloc(arena, digits.len + 1);
    memcpy(copy, digits.ptr, digits.len);
    copy[digits.len] = '\0';
    return wp_float(strtod(copy, NULL));
}
