/*
 * Arithmetic, with Python's meaning: true division, floored quotient and remainder,
 * powers. Booleans count as 0 and 1.
 *
 * Two integers of 64 bits are worked with as such, as long as the result is one; all
 * else between integers goes through crypto/big.h, and has no other limit than its.
 */
#include "template/operate.h"

#include <math.h>

#include "crypto/big.h"

static bool fail_zero(wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "division by zero");
}

/* ---- floats ------------------------------------------------------------------ */

static double floor_mod(double a, double b)
{
    double result = fmod(a, b);
    if (result == 0)
        return copysign(0, b);
    return (result < 0) != (b < 0) ? result + b : result;
}

static double floor_div(double a, double b)
{
    double result = (a - floor_mod(a, b)) / b;
    return result == 0 ? copysign(0, a / b) : floor(result + 0.5);
}

static bool power_float(double base, double exponent, wp_value *out, wp_error *err)
{
    if (base == 0 && exponent < 0)
        return fail_zero(err);
    double result = pow(base, exponent);
    if (isnan(result) && !isnan(base) && !isnan(exponent))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a negative number has no real power with a fraction");
    if (isinf(result) && isfinite(base) && isfinite(exponent))
        return wp_operate_fail_size(WP_POW, err);
    *out = wp_float(result);
    return true;
}

static bool operate_float(wp_operator op, double a, double b, wp_value *out, wp_error *err)
{
    switch (op) {
    case WP_ADD:
        *out = wp_float(a + b);
        return true;
    case WP_SUB:
        *out = wp_float(a - b);
        return true;
    case WP_MUL:
        *out = wp_float(a * b);
        return true;
    case WP_DIV:
        *out = wp_float(a / b);
        return true;
    case WP_FLOORDIV:
        *out = wp_float(isinf(a) ? NAN : floor_div(a, b));
        return true;
    case WP_MOD:
        *out = wp_float(floor_mod(a, b));
        return true;
    default:
        return power_float(a, b, out, err);
    }
}

/* ---- integers ---------------------------------------------------------------- */

static bool power_fits(int64_t base, int64_t exponent, int64_t *out)
{
    int64_t result = 1;
    while (exponent > 0) {
        if (exponent & 1 && __builtin_mul_overflow(result, base, &result))
            return false;
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base))
            return false;
    }
    *out = result;
    return true;
}

/* False: the result needs more than 64 bits. */
static bool fits(wp_operator op, int64_t a, int64_t b, int64_t *out)
{
    switch (op) {
    case WP_ADD:
        return !__builtin_add_overflow(a, b, out);
    case WP_SUB:
        return !__builtin_sub_overflow(a, b, out);
    case WP_MUL:
        return !__builtin_mul_overflow(a, b, out);
    case WP_FLOORDIV:
        if (a == INT64_MIN && b == -1)
            return false;
        *out = a / b - (a % b != 0 && (a < 0) != (b < 0));
        return true;
    case WP_MOD:
        *out = b == -1 ? 0 : a % b;
        *out += *out != 0 && (*out < 0) != (b < 0) ? b : 0;
        return true;
    default:
        return power_fits(a, b, out);
    }
}

__extension__ typedef unsigned __int128 wide;

/* The nearest float to a / b, also where neither is one: enough binary places, and a last one for what is cut off. */
static double divide_int(int64_t a, int64_t b)
{
    if (a == 0)
        return b < 0 ? -0.0 : 0.0;
    wide above = a < 0 ? -(wide)a : (wide)a, below = b < 0 ? -(wide)b : (wide)b;
    int places = 63 + __builtin_clzll((uint64_t)above);
    above <<= places;
    wide quotient = above / below | (above % below != 0);
    double result = ldexp((double)quotient, -places);
    return (a < 0) != (b < 0) ? -result : result;
}

static wp_str digits_of(wp_arena *arena, wp_value value)
{
    return wp_to_text(arena, wp_as_integer(value));
}

static bool divide(wp_arena *arena, wp_value a, wp_value b, wp_value *out, wp_error *err)
{
    double ratio;
    if (a.type != WP_BIG && b.type != WP_BIG)
        ratio = divide_int(wp_as_integer(a).as.integer, wp_as_integer(b).as.integer);
    else if (!wp_big_ratio(arena, digits_of(arena, a), digits_of(arena, b), &ratio) || isinf(ratio))
        return wp_operate_fail_size(WP_DIV, err);
    *out = wp_float(ratio);
    return true;
}

static bool operate_integers(wp_arena *arena, wp_operator op, wp_value a, wp_value b, wp_value *out, wp_error *err)
{
    static const wp_big_operator big[] = {
        [WP_ADD] = WP_BIG_ADD,      [WP_SUB] = WP_BIG_SUB, [WP_MUL] = WP_BIG_MUL,
        [WP_FLOORDIV] = WP_BIG_DIV, [WP_MOD] = WP_BIG_MOD, [WP_POW] = WP_BIG_POW,
    };
    int64_t small;
    wp_str digits;
    if (a.type != WP_BIG && b.type != WP_BIG && fits(op, wp_as_integer(a).as.integer, wp_as_integer(b).as.integer, &small)) {
        *out = wp_int(small);
        return true;
    }
    if (!wp_big_operate(arena, big[op], digits_of(arena, a), digits_of(arena, b), &digits))
        return wp_operate_fail_size(op, err);
    *out = wp_integer_of(arena, digits);
    return true;
}

/* ---- all --------------------------------------------------------------------- */

static bool is_negative(wp_value value)
{
    return wp_number(value) < 0;
}

bool wp_operate_numbers(wp_arena *arena, wp_operator op, wp_value a, wp_value b, wp_value *out, wp_error *err)
{
    bool divides = op == WP_DIV || op == WP_FLOORDIV || op == WP_MOD;
    if (divides && !wp_truth(b))
        return fail_zero(err);
    bool has_float = a.type == WP_FLOAT || b.type == WP_FLOAT;
    if (has_float || (op == WP_POW && is_negative(b))) {
        double left = wp_number(a), right = wp_number(b);
        if ((a.type == WP_BIG && isinf(left)) || (b.type == WP_BIG && isinf(right)))
            return wp_operate_fail_size(op, err);
        return operate_float(op, left, right, out, err);
    }
    return op == WP_DIV ? divide(arena, a, b, out, err) : operate_integers(arena, op, a, b, out, err);
}
