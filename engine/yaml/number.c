/*
 * The value of a plain scalar that stands for a number or a truth: signs,
 * underlines (which only part the digits), prefixes, and base sixty.
 */
#include "yaml/scalar.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

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

/* Without its underlines and its sign, followed by a NUL. */
static char *bare_digits(wp_arena *arena, wp_str text, bool *is_negative)
{
    char *bare = wp_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '_')
            bare[len++] = text.ptr[i];
    *is_negative = bare[0] == '-';
    return bare[0] == '-' || bare[0] == '+' ? bare + 1 : bare;
}

/* Digits of one base and nothing else, within 64 bits. */
static bool read_digits(const char *digits, int base, uint64_t *out)
{
    if (!digits[0] || strspn(digits, "0123456789abcdefABCDEF") != strlen(digits))
        return false;
    char *end;
    errno = 0;
    uint64_t number = strtoull(digits, &end, base);
    if (*end || errno)
        return false;
    *out = number;
    return true;
}

static bool read_sixties(char *digits, uint64_t *out)
{
    uint64_t sum = 0;
    for (char *part; (part = strsep(&digits, ":")) != NULL;) {
        uint64_t number;
        if (!read_digits(part, 10, &number) || sum > INT64_MAX / 60 || number > INT64_MAX - sum * 60)
            return false;
        sum = sum * 60 + number;
    }
    *out = sum;
    return true;
}

static bool read_magnitude(char *digits, uint64_t *out)
{
    if (strncmp(digits, "0b", 2) == 0)
        return read_digits(digits + 2, 2, out);
    if (strncmp(digits, "0x", 2) == 0)
        return read_digits(digits + 2, 16, out);
    if (strchr(digits, ':'))
        return read_sixties(digits, out);
    return read_digits(digits, digits[0] == '0' ? 8 : 10, out);
}

bool wp_plain_int(wp_arena *arena, wp_str text, int64_t *out)
{
    bool is_negative;
    uint64_t magnitude;
    if (!read_magnitude(bare_digits(arena, text, &is_negative), &magnitude))
        return false;
    if (magnitude > (uint64_t)INT64_MAX + (is_negative ? 1 : 0))
        return false;
    *out = is_negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
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
