/*
 * Integers of any length. One that fits in 64 bits is a WP_INT and never anything
 * else; beyond that it is its own decimal text, without zeros in front. So two equal
 * integers are the same in every byte, printing costs nothing, and only arithmetic
 * (crypto/big.h) needs another form.
 */
#include <waplay/value.h>

#include "base/text.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

wp_value wp_integer_of(wp_arena *arena, wp_str digits)
{
    int64_t small;
    if (wp_str_int(digits, &small))
        return wp_int(small);
    bool negative = digits.ptr[0] == '-';
    size_t at = digits.ptr[0] == '-' || digits.ptr[0] == '+';
    while (digits.ptr[at] == '0')
        at++;
    assert(digits.len - at < UINT32_MAX);
    wp_str size = wp_str_slice(digits, at, digits.len);
    char *text = wp_alloc(arena, size.len + 2);
    text[0] = '-';
    memcpy(text + negative, size.ptr, size.len);
    return (wp_value){ .type = WP_BIG, .len = (uint32_t)(size.len + negative), .as.text = text };
}

wp_value wp_whole_part(wp_arena *arena, double number)
{
    assert(isfinite(number));
    return wp_integer_of(arena, wp_str_of(wp_printf(arena, "%.0f", trunc(number))));
}

wp_value wp_as_integer(wp_value value)
{
    assert(wp_is_integer(value));
    return value.type == WP_BOOL ? wp_int(value.as.boolean) : value;
}

double wp_number(wp_value number)
{
    switch (number.type) {
    case WP_BOOL:
        return number.as.boolean;
    case WP_INT:
        return (double)number.as.integer;
    case WP_BIG:
        return strtod(number.as.text, NULL);
    default:
        return number.as.number;
    }
}
