/* Methods of integers and floats. */
#include "template/families.h"

#include <math.h>

static bool run_bit_length(wp_call *call, wp_value *out, wp_error *err)
{
    int64_t number, bits = 0;
    if (!wp_bind_nothing(call, err) || !wp_want_int(call, NULL, call->subject, &number, err))
        return false;
    for (uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number; size; size >>= 1)
        bits++;
    return wp_give_int(bits, out);
}

static bool run_bit_count(wp_call *call, wp_value *out, wp_error *err)
{
    int64_t number, ones = 0;
    if (!wp_bind_nothing(call, err) || !wp_want_int(call, NULL, call->subject, &number, err))
        return false;
    for (uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number; size; size >>= 1)
        ones += size & 1;
    return wp_give_int(ones, out);
}

static bool run_conjugate(wp_call *call, wp_value *out, wp_error *err)
{
    *out = call->subject;
    return wp_bind_nothing(call, err);
}

static bool run_is_integer(wp_call *call, wp_value *out, wp_error *err)
{
    double number = call->subject.as.number;
    return wp_bind_nothing(call, err) && wp_give_bool(isfinite(number) && number == trunc(number), out);
}

const wp_builtin wp_methods_int[] = {
    { .name = "bit_length", .run = run_bit_length, .usage = "number.bit_length()",
      .summary = "How many bits it needs." },
    { .name = "bit_count", .run = run_bit_count, .usage = "number.bit_count()",
      .summary = "How many of its bits are 1." },
    { .name = "conjugate", .run = run_conjugate, .usage = "number.conjugate()", .summary = "The number itself." },
    { 0 },
};

const wp_builtin wp_methods_float[] = {
    { .name = "is_integer", .run = run_is_integer, .usage = "number.is_integer()", .summary = "It is whole." },
    { .name = "conjugate", .run = run_conjugate, .usage = "number.conjugate()", .summary = "The number itself." },
    { 0 },
};
