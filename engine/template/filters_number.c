/* Filters on numbers. Booleans count as 0 and 1. */
#include "template/families.h"
#include "template/numbers.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>

static bool run_abs(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value value = call->subject;
    if (!wp_bind_nothing(call, err))
        return false;
    if (!wp_is_number(value))
        return wp_fail_type(call, NULL, "a number", value, err);
    if (value.type == WP_FLOAT) {
        *out = wp_float(fabs(value.as.number));
        return true;
    }
    wp_operator op = wp_number(value) < 0 ? WP_SUB : WP_ADD;
    return wp_operate_as(call->arena, op, wp_int(0), value, out, err);
}

/* int(float(text)), the second attempt. */
static bool whole_of(wp_call *call, double number, wp_value fallback, wp_value *out, wp_error *err)
{
    if (isinf(number))
        return wp_fail_call(call, err, "an endless number is no integer");
    *out = isnan(number) ? fallback : wp_whole_part(call->arena, number);
    return true;
}

static bool run_int(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "default", "base", NULL };
    wp_value slots[2], value = call->subject;
    int64_t base;
    double as_float;
    if (!wp_bind(call, names, slots, err) || !wp_arg_int(call, names[1], slots[1], 10, &base, err))
        return false;
    bool has_digits = base == 0 || (base >= 2 && base <= 36);
    wp_value fallback = slots[0].type == WP_OMIT ? wp_int(0) : slots[0];
    if (value.type == WP_STRING) {
        if (has_digits && wp_number_int(call->arena, wp_text(value), (int)base, out))
            return true;
        if (wp_number_float(call->arena, wp_text(value), &as_float))
            return whole_of(call, as_float, fallback, out, err);
    } else if (value.type == WP_FLOAT) {
        return whole_of(call, value.as.number, fallback, out, err);
    } else if (wp_is_number(value)) {
        *out = wp_as_integer(value);
        return true;
    }
    *out = fallback;
    return true;
}

static bool run_float(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "default", NULL };
    wp_value slots[1];
    double number;
    if (!wp_bind(call, names, slots, err))
        return false;
    *out = slots[0].type == WP_OMIT ? wp_float(0) : slots[0];
    if (call->subject.type == WP_STRING) {
        if (wp_number_float(call->arena, wp_text(call->subject), &number))
            *out = wp_float(number);
    } else if (wp_is_number(call->subject)) {
        if (!wp_want_number(call, NULL, call->subject, &number, err))
            return false;
        *out = wp_float(number);
    }
    return true;
}

/* ---- round ------------------------------------------------------------------------ */

/* An integer stays one: to tens and hundreds, halves to the even one. */
static bool round_int(wp_arena *arena, wp_value number, int64_t digits, wp_value *out, wp_error *err)
{
    wp_value unit, count, rest, twice;
    int order;
    *out = number;
    if (digits >= 0)
        return true;
    if (digits < -(int64_t)wp_to_text(arena, number).len) {
        *out = wp_int(0);
        return true;
    }
    if (!wp_operate_as(arena, WP_POW, wp_int(10), wp_int(-digits), &unit, err) ||
        !wp_operate_as(arena, WP_FLOORDIV, number, unit, &count, err) ||
        !wp_operate_as(arena, WP_MOD, number, unit, &rest, err) ||
        !wp_operate_as(arena, WP_MUL, rest, wp_int(2), &twice, err) || !wp_compare(twice, unit, &order, err) ||
        !wp_operate_as(arena, WP_MOD, count, wp_int(2), &rest, err))
        return false;
    bool up = order > 0 || (order == 0 && wp_truth(rest));
    return wp_operate_as(arena, WP_ADD, count, wp_int(up), &count, err) &&
           wp_operate_as(arena, WP_MUL, count, unit, out, err);
}

static bool run_round(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "precision", "method", NULL };
    wp_value slots[2];
    wp_str method;
    int64_t digits;
    double number;
    if (!wp_bind(call, names, slots, err) || !wp_arg_int(call, names[0], slots[0], 0, &digits, err) ||
        !wp_arg_str(call, names[1], slots[1], "common", &method, err) ||
        !wp_want_number(call, NULL, call->subject, &number, err))
        return false;
    bool up = wp_str_is(method, "ceil"), down = wp_str_is(method, "floor");
    if (!up && !down && !wp_str_is(method, "common"))
        return wp_fail_call(call, err, "method must be common, ceil or floor, not '%.*s'", (int)method.len,
                            method.ptr);
    if (slots[0].type == WP_NULL && (up || down))
        return wp_fail_type(call, names[0], "an integer", slots[0], err);
    if (!up && !down) {
        if (call->subject.type != WP_FLOAT)
            return round_int(call->arena, wp_as_integer(call->subject), digits, out, err);
        bool is_whole = slots[0].type == WP_NULL && isfinite(number);
        *out = is_whole ? wp_whole_part(call->arena, nearbyint(number))
                        : wp_float(wp_number_round(call->arena, number, digits));
        return true;
    }
    double scale = pow(10, (double)digits);
    double whole = (up ? ceil(number * scale) : floor(number * scale)) + 0.0; /* no -0.0 */
    *out = wp_float(whole / scale);
    return true;
}

/* ---- sums and powers --------------------------------------------------------------- */

static bool run_sum(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "attribute", "start", NULL };
    wp_value slots[2], list;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    wp_value sum = slots[1].type == WP_OMIT ? wp_int(0) : slots[1];
    if (sum.type == WP_STRING)
        return wp_fail_call(call, err, "texts are not added up: the filter join puts them together");
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value item = wp_list_at(list, i);
        if (wp_is_given(slots[0]) && !wp_attribute_path(call->arena, item, slots[0], NULL, &item, err))
            return false;
        if (!wp_operate_as(call->arena, WP_ADD, sum, item, &sum, err))
            return wp_while(err, "%s", call->name);
    }
    *out = sum;
    return true;
}

static bool want_positive(wp_call *call, const char *what, double number, wp_error *err)
{
    return number > 0 || isnan(number) || wp_fail_call(call, err, "%s must be greater than 0", what);
}

static bool run_log(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "base", NULL };
    wp_value slots[1];
    double number, base = M_E;
    if (!wp_bind(call, names, slots, err) || !wp_want_number(call, NULL, call->subject, &number, err) ||
        (slots[0].type != WP_OMIT && !wp_want_number(call, names[0], slots[0], &base, err)) ||
        !want_positive(call, "the number", number, err) || !want_positive(call, names[0], base, err))
        return false;
    if (base == 1)
        return wp_fail_call(call, err, "base can't be 1");
    *out = wp_float(base == 10 ? log10(number) : log(number) / log(base));
    return true;
}

static bool power(wp_call *call, double base, double exponent, wp_value *out, wp_error *err)
{
    double result = pow(base, exponent);
    if ((isnan(result) && !isnan(base) && !isnan(exponent)) || (base == 0 && exponent < 0))
        return wp_fail_call(call, err, "%g has no power %g", base, exponent);
    if (isinf(result) && isfinite(base) && isfinite(exponent))
        return wp_fail_call(call, err, "the result is too large");
    *out = wp_float(result);
    return true;
}

static bool run_pow(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "y", NULL };
    wp_value slots[1];
    double base, exponent;
    return wp_bind(call, names, slots, err) && wp_want_number(call, NULL, call->subject, &base, err) &&
           wp_want_number(call, "the exponent", slots[0], &exponent, err) && power(call, base, exponent, out, err);
}

static bool run_root(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "base", NULL };
    wp_value slots[1];
    double number, base = 2;
    if (!wp_bind(call, names, slots, err) || !wp_want_number(call, NULL, call->subject, &number, err))
        return false;
    if (slots[0].type == WP_STRING) {
        if (!wp_number_float(call->arena, wp_text(slots[0]), &base))
            return wp_fail_type(call, names[0], "a number", slots[0], err);
    } else if (slots[0].type != WP_OMIT && !wp_want_number(call, names[0], slots[0], &base, err)) {
        return false;
    }
    if (base == 0)
        return wp_fail_call(call, err, "base can't be 0");
    if (base == 2 && number < 0)
        return wp_fail_call(call, err, "a negative number has no square root");
    if (base == 2) {
        *out = wp_float(sqrt(number));
        return true;
    }
    return power(call, number, 1.0 / base, out, err);
}

const wp_builtin wp_filters_number[] = {
    { .name = "abs", .run = run_abs, .usage = "number | abs", .summary = "Without its sign." },
    { .name = "int", .run = run_int, .usage = "value | int(default=0, base=10)",
      .summary = "As an integer; a default for what is none." },
    { .name = "float", .run = run_float, .usage = "value | float(default=0.0)",
      .summary = "As a float; a default for what is none." },
    { .name = "round", .run = run_round, .usage = "number | round(precision=0, method='common')",
      .summary = "To so many decimal places; method: common, ceil or floor." },
    { .name = "sum", .run = run_sum, .usage = "list | sum(attribute=none, start=0)",
      .summary = "The items, or an attribute of each, added up." },
    { .name = "log", .run = run_log, .usage = "number | log(base=e)", .summary = "The logarithm." },
    { .name = "pow", .run = run_pow, .usage = "number | pow(y)", .summary = "The number to a power, as a float." },
    { .name = "root", .run = run_root, .usage = "number | root(base=2)", .summary = "The square root, or another." },
    { 0 },
};
