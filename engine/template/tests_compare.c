/* Tests that compare a value with another, and those on numbers. */
#include "template/families.h"

#include <math.h>

static bool want_other(wp_call *call, wp_value *other, wp_error *err)
{
    static const char *const names[] = { "other", NULL };
    if (!wp_bind(call, names, other, err))
        return false;
    if (!call->count && !wp_dict_find(call->named, names[0]))
        return wp_fail_call(call, err, "needs a value to compare with");
    return wp_want_defined(call, names[0], *other, err);
}

static bool run_eq(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value other;
    return want_other(call, &other, err) && wp_give_bool(wp_equal(call->subject, other), out);
}

static bool run_ne(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value other;
    return want_other(call, &other, err) && wp_give_bool(!wp_equal(call->subject, other), out);
}

static bool is_nan(wp_value value)
{
    return value.type == WP_FLOAT && isnan(value.as.number);
}

/* -1, 0 or 1; 2 where there is a NaN, which is neither less nor more nor equal. */
static bool order(wp_call *call, int *out, wp_error *err)
{
    wp_value other;
    if (!want_other(call, &other, err) || !wp_compare(call->subject, other, out, err))
        return false;
    if (is_nan(call->subject) || is_nan(other))
        *out = 2;
    return true;
}

static bool run_lt(wp_call *call, wp_value *out, wp_error *err)
{
    int result;
    return order(call, &result, err) && wp_give_bool(result == -1, out);
}

static bool run_le(wp_call *call, wp_value *out, wp_error *err)
{
    int result;
    return order(call, &result, err) && wp_give_bool(result <= 0, out);
}

static bool run_gt(wp_call *call, wp_value *out, wp_error *err)
{
    int result;
    return order(call, &result, err) && wp_give_bool(result == 1, out);
}

static bool run_ge(wp_call *call, wp_value *out, wp_error *err)
{
    int result;
    return order(call, &result, err) && wp_give_bool(result == 0 || result == 1, out);
}

/* ---- numbers ----------------------------------------------------------------------------- */

static bool remainder_is(wp_call *call, wp_value by, int64_t wanted, wp_value *out, wp_error *err)
{
    wp_value rest;
    if (!wp_is_number(call->subject))
        return wp_fail_type(call, NULL, "a number", call->subject, err);
    if (!wp_operate_as(call->arena, WP_MOD, call->subject, by, &rest, err))
        return wp_while(err, "%s", call->name);
    return wp_give_bool(wp_equal(rest, wp_int(wanted)), out);
}

static bool run_odd(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && remainder_is(call, wp_int(2), 1, out, err);
}

static bool run_even(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && remainder_is(call, wp_int(2), 0, out, err);
}

static bool run_divisibleby(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "num", NULL };
    wp_value slots[1];
    double number;
    return wp_bind(call, names, slots, err) && wp_want_number(call, names[0], slots[0], &number, err) &&
           remainder_is(call, slots[0], 0, out, err);
}

static bool run_nan(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_bool(is_nan(call->subject), out);
}

const wp_builtin wp_tests_compare[] = {
    { .name = "eq", .run = run_eq, .usage = "value is eq(other)", .summary = "It is equal to another." },
    { .name = "==", .run = run_eq, .usage = "select('==', other)", .summary = "The same as eq." },
    { .name = "equalto", .run = run_eq, .usage = "value is equalto(other)", .summary = "The same as eq." },
    { .name = "ne", .run = run_ne, .usage = "value is ne(other)", .summary = "It is not equal to another." },
    { .name = "!=", .run = run_ne, .usage = "select('!=', other)", .summary = "The same as ne." },
    { .name = "lt", .run = run_lt, .usage = "value is lt(other)", .summary = "It is less than another." },
    { .name = "<", .run = run_lt, .usage = "select('<', other)", .summary = "The same as lt." },
    { .name = "lessthan", .run = run_lt, .usage = "value is lessthan(other)", .summary = "The same as lt." },
    { .name = "le", .run = run_le, .usage = "value is le(other)", .summary = "It is less than another, or equal." },
    { .name = "<=", .run = run_le, .usage = "select('<=', other)", .summary = "The same as le." },
    { .name = "gt", .run = run_gt, .usage = "value is gt(other)", .summary = "It is greater than another." },
    { .name = ">", .run = run_gt, .usage = "select('>', other)", .summary = "The same as gt." },
    { .name = "greaterthan", .run = run_gt, .usage = "value is greaterthan(other)", .summary = "The same as gt." },
    { .name = "ge", .run = run_ge, .usage = "value is ge(other)",
      .summary = "It is greater than another, or equal." },
    { .name = ">=", .run = run_ge, .usage = "select('>=', other)", .summary = "The same as ge." },
    { .name = "odd", .run = run_odd, .usage = "number is odd", .summary = "It is odd." },
    { .name = "even", .run = run_even, .usage = "number is even", .summary = "It is even." },
    { .name = "divisibleby", .run = run_divisibleby, .usage = "number is divisibleby(num)",
      .summary = "It is a multiple of another." },
    { .name = "nan", .run = run_nan, .usage = "value is nan", .summary = "It is the float that is no number." },
    { .name = "isnan", .run = run_nan, .usage = "value is isnan", .summary = "The same as nan." },
    { 0 },
};
