/*
 * Every decimal of up to 15 digits survives the way through a double and back, so
 * 15 digits are tried first (zeros at their end cut off), then 16, then 17, which
 * always do. Two kinds of numbers need more care:
 *
 *   those near 0, which are held with less precision, may need fewer digits
 *   powers of two have more room above than below: the 16 digits just above one
 *   may read back as it, where the nearest ones, just below, do not
 */
#include "value/float.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -1.2345e+02 as digits "12345", the power of ten of the first one (2), and a sign. */
typedef struct scientific {
    bool is_negative;
    char digits[20];
    int len;
    int power;
} scientific;

static scientific round_to(double number, int digits)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", digits - 1, number);
    scientific decimal = { .is_negative = text[0] == '-', .power = atoi(strchr(text, 'e') + 1) };
    for (const char *at = text; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9')
            decimal.digits[decimal.len++] = *at;
    return decimal;
}

/* The next one of as many digits, away from 0. */
static void step_up(scientific *decimal)
{
    int at = decimal->len - 1;
    while (at >= 0 && decimal->digits[at] == '9')
        decimal->digits[at--] = '0';
    if (at >= 0) {
        decimal->digits[at]++;
        return;
    }
    decimal->digits[0] = '1';
    decimal->power++;
}

static bool reads_back_as(const scientific *decimal, double number)
{
    char text[40];
    snprintf(text, sizeof text, "%s%c.%se%d", decimal->is_negative ? "-" : "", decimal->digits[0], decimal->digits + 1,
             decimal->power);
    return strtod(text, NULL) == number;
}

static scientific shortest(double number)
{
    bool is_near_0 = fabs(number) < DBL_MIN;
    scientific decimal;
    for (int digits = is_near_0 ? 1 : 15; digits <= 17; digits++) {
        decimal = round_to(number, digits);
        if (reads_back_as(&decimal, number))
            break;
        step_up(&decimal);
        if (digits == 16 && reads_back_as(&decimal, number))
            break;
    }
    while (decimal.len > 1 && decimal.digits[decimal.len - 1] == '0')
        decimal.digits[--decimal.len] = '\0';
    return decimal;
}

const char *wp_float_print(char out[WP_FLOAT_TEXT], double number)
{
    if (isnan(number))
        return strcpy(out, "nan");
    if (isinf(number))
        return strcpy(out, number < 0 ? "-inf" : "inf");

    scientific decimal = shortest(number);
    const char *sign = decimal.is_negative ? "-" : "";
    const char *digits = decimal.digits;
    int len = decimal.len, power = decimal.power;
    if (power < -4 || power >= 16)
        snprintf(out, WP_FLOAT_TEXT, "%s%c%s%se%c%02d", sign, digits[0], len > 1 ? "." : "", digits + 1,
                 power < 0 ? '-' : '+', abs(power));
    else if (power < 0)
        snprintf(out, WP_FLOAT_TEXT, "%s0.%.*s%s", sign, -power - 1, "000", digits);
    else if (len <= power + 1)
        snprintf(out, WP_FLOAT_TEXT, "%s%s%.*s.0", sign, digits, power + 1 - len, "0000000000000000");
    else
        snprintf(out, WP_FLOAT_TEXT, "%s%.*s.%s", sign, power + 1, digits, digits + power + 1);
    return out;
}
