/*
 * Numbers as Python reads and rounds them.
 *
 * Rounding to decimal places goes through text: printf rounds the exact value of a
 * float, so that 2.675 (which is a little less) gives 2.67, as in Python.
 */
#include "template/numbers.h"
#include "template/strings.h"

#include "base/buf.h"
#include "base/text.h"
#include "yaml/integer.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int base_of_prefix(wp_str text)
{
    if (text.len < 2 || text.ptr[0] != '0')
        return 0;
    char letter = text.ptr[1] | 0x20;
    return letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
}

bool wp_number_int(wp_arena *arena, wp_str text, int base, wp_value *out)
{
    text = wp_str_strip(text, (wp_str){ 0 }, WP_BOTH_ENDS);
    bool negative = text.len && text.ptr[0] == '-';
    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        text = wp_str_slice(text, 1, text.len);
    int prefixed = base_of_prefix(text);
    bool by_prefix = prefixed && (base == 0 || base == prefixed);
    if (by_prefix)
        text = wp_str_slice(text, 2, text.len);
    bool no_zeros = base == 0 && !by_prefix; /* 012 is no number then, 000 is */
    if (base == 0)
        base = by_prefix ? prefixed : 10;

    wp_buf digits = wp_buf_new(arena);
    wp_buf_add(&digits, negative ? "-" : "");
    bool after_digit = by_prefix, only_zeros = true;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        if (!isalnum((unsigned char)text.ptr[i]) || (no_zeros && i > 0 && only_zeros && text.ptr[i] != '0'))
            return false;
        only_zeros = only_zeros && text.ptr[i] == '0';
        wp_buf_char(&digits, text.ptr[i]);
        after_digit = true;
    }
    return after_digit && wp_integer_read(arena, wp_buf_str(&digits), base, out);
}

bool wp_number_float(wp_arena *arena, wp_str text, double *out)
{
    text = wp_str_strip(text, (wp_str){ 0 }, WP_BOTH_ENDS);
    wp_buf plain = wp_buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        bool between = i > 0 && i + 1 < text.len && wp_digit_value(text.ptr[i - 1]) < 10 && wp_digit_value(text.ptr[i + 1]) < 10;
        if (text.ptr[i] == '_' && between)
            continue;
        if (!text.ptr[i] || text.ptr[i] == '_' || text.ptr[i] == 'x' || text.ptr[i] == 'X' || text.ptr[i] == '(')
            return false;
        wp_buf_char(&plain, text.ptr[i]);
    }
    wp_str digits = wp_buf_str(&plain);
    if (!digits.len || wp_str_strip(digits, (wp_str){ 0 }, WP_BOTH_ENDS).len != digits.len)
        return false;
    char *end;
    double number = strtod(digits.ptr, &end);
    if (*end || end == digits.ptr)
        return false;
    *out = number;
    return true;
}

/* Tens and up: as many significant digits as remain, which printf rounds as well. */
static double round_tens(wp_arena *arena, double number, int64_t zeros)
{
    int64_t first = (int64_t)floor(log10(fabs(number))); /* the power of ten of the first digit */
    if (zeros > first + 1)
        return copysign(0, number);
    double power = pow(10, (double)zeros);
    if (zeros == first + 1)
        return fabs(number) > power / 2 ? copysign(power, number) : copysign(0, number);
    return strtod(wp_printf(arena, "%.*e", (int)(first - zeros), number), NULL);
}

double wp_number_round(wp_arena *arena, double number, int64_t digits)
{
    if (!isfinite(number) || number == 0 || digits > 330)
        return number;
    if (digits < 0)
        return round_tens(arena, number, -digits);
    return strtod(wp_printf(arena, "%.*f", (int)digits, number), NULL);
}
