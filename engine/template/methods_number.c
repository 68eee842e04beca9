/* Methods of integers and floats. */
#include "template/families.h"

#include "base/text.h"
#include "crypto/big.h"

#include <math.h>

/* Its binary digits, none for 0. */
static bool want_bits(wp_call *call, wp_str *out, wp_error *err)
{
    wp_str number = wp_to_text(call->arena, wp_as_integer(call->subject));
    if (!wp_bind_nothing(call, err))
        return false;
    if (!wp_big_write(call->arena, number, 2, out))
        return wp_fail_call(call, err, "the number is too large");
    size_t from = 0;
    while (from < out->len && out->ptr[from] != '1')
        from++;
    *out = wp_str_slice(*out, from, out->len);
    return true;
}

static bool run_bit_length(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str bits;
    return want_bits(call, &bits, err) && wp_give_int((int64_t)bits.len, out);
}

static bool run_bit_count(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str bits;
    int64_t ones = 0;
    if (!want_bits(call, &bits, err))
        return false;
    for (size_t i = 0; i < bits.len; i++)
        ones += bits.ptr[i] == '1';
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
