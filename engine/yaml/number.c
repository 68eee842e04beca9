/*
 * The value of a plain scalar that stands for a number or a truth: signs,
 * underlines (which only part the digits), prefixes, and base sixty.
 */
#include "yaml/scalar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "yaml/integer.h"

bool wp_plain_bool(wp_str text, bool *out)
{
    static const struct {
        const char *word;
        bool truth;
    } words[] = { { "yes", true }, { "true", true },   { "on", true },
                  { "no", false }, { "false", false }, { "off", false } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (wp_str_ieq(text, words[i].word)) {
            *out = words[i].truth;
            return true;
        }
    return false;
}

/* Without its underlines and its sign, followed by a NUL. There is room for a byte in front. */
static char *bare_digits(wp_arena *arena, wp_str text, bool *is_negative)
{
    char *bare = wp_alloc(arena, text.len + 2);
    size_t len = 1;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '_')
            bare[len++] = text.ptr[i];
    *is_negative = bare[1] == '-';
    return bare[1] == '-' || bare[1] == '+' ? bare + 2 : bare + 1;
}

/* Within 64 bits. */
static bool read_sixties(wp_arena *arena, char *digits, bool is_negative, wp_value *out)
{
    int64_t sum = 0;
    for (char *part; (part = strsep(&digits, ":")) != NULL;) {
        wp_value number;
        if (part[0] == '-' || !wp_integer_read(arena, wp_str_of(part), 10, &number) || number.type != WP_INT ||
            sum > INT64_MAX / 60 || number.as.integer > INT64_MAX - sum * 60)
            return false;
        sum = sum * 60 + number.as.integer;
    }
    *out = wp_int(is_negative ? -sum : sum);
    return true;
}

bool wp_plain_int(wp_arena *arena, wp_str text, wp_value *out)
{
    bool is_negative;
    char *digits = bare_digits(arena, text, &is_negative);
    if (strchr(digits, ':'))
        return read_sixties(arena, digits, is_negative, out);
    int base = digits[0] != '0' ? 10 : digits[1] == 'b' ? 2 : digits[1] == 'x' ? 16 : 8;
    digits += base == 2 || base == 16 ? 2 : 0;
    if (digits[0] == '-')
        return false;
    if (is_negative)
        *--digits = '-';
    return wp_integer_read(arena, wp_str_of(digits), base, out);
}

/* strtod, but without what only C knows: hexadecimal, "infinity", leading blanks. */
static bool read_decimal(const char *digits, double *out)
{
    if (!digits[0] || strspn(digits, "0123456789.eE+-") != strlen(digits))
        return false;
    char *end;
    double number = strtod(digits, &end);
    if (*end)
        return false;
    *out = number;
    return true;
}

/* From the last part to the first, which is the order the sum is rounded in elsewhere. */
static bool read_float_sixties(char *digits, double *out)
{
    double sum = 0, base = 1;
    for (char *colon; (colon = strrchr(digits, ':')) != NULL; *colon = '\0', base *= 60) {
        double part;
        if (!read_decimal(colon + 1, &part))
            return false;
        sum += part * base;
    }
    double first;
    if (!read_decimal(digits, &first))
        return false;
    *out = sum + first * base;
    return true;
}

bool wp_plain_float(wp_arena *arena, wp_str text, double *out)
{
    bool is_negative;
    double number;
    char *digits = bare_digits(arena, text, &is_negative);
    if (wp_str_ieq(wp_str_of(digits), ".inf"))
        number = INFINITY;
    else if (wp_str_ieq(wp_str_of(digits), ".nan"))
        number = NAN;
    else if (strchr(digits, ':') ? !read_float_sixties(digits, &number) : !read_decimal(digits, &number))
        return false;
    *out = is_negative ? -number : number;
    return true;
}
