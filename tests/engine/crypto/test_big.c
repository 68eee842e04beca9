#include "crypto/big.h"

#include <criterion/criterion.h>

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(big, .init = setup, .fini = teardown);

static const char *result_of(const char *a, wp_big_operator op, const char *b)
{
    wp_str out;
    return wp_big_operate(arena, op, wp_str_of(a), wp_str_of(b), &out) ? out.ptr : "too long";
}

Test(big, sums_and_products_have_as_many_digits_as_they_need)
{
    cr_expect_str_eq(result_of("18446744073709551616", WP_BIG_ADD, "1"), "18446744073709551617");
    cr_expect_str_eq(result_of("1", WP_BIG_SUB, "18446744073709551616"), "-18446744073709551615");
    cr_expect_str_eq(result_of("-99999999999", WP_BIG_MUL, "99999999999"), "-9999999999800000000001");
}

Test(big, quotients_are_rounded_down_and_remainders_have_the_sign_of_the_divisor)
{
    static const struct {
        const char *a, *b, *quotient, *remainder;
    } cases[] = { { "7", "2", "3", "1" }, { "-7", "2", "-4", "1" }, { "7", "-2", "-4", "-1" }, { "-7", "-2", "3", "-1" },
                  { "-8", "2", "-4", "0" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_str_eq(result_of(cases[i].a, WP_BIG_DIV, cases[i].b), cases[i].quotient);
        cr_expect_str_eq(result_of(cases[i].a, WP_BIG_MOD, cases[i].b), cases[i].remainder);
    }
}

Test(big, powers_of_0_and_1_take_any_exponent)
{
    const char *even = "100000000000000000000", *odd = "100000000000000000001";
    cr_expect_str_eq(result_of("1", WP_BIG_POW, even), "1");
    cr_expect_str_eq(result_of("-1", WP_BIG_POW, even), "1");
    cr_expect_str_eq(result_of("-1", WP_BIG_POW, odd), "-1");
    cr_expect_str_eq(result_of("0", WP_BIG_POW, even), "0");
    cr_expect_str_eq(result_of("0", WP_BIG_POW, "0"), "1");
    cr_expect_str_eq(result_of("2", WP_BIG_POW, even), "too long");
}

Test(big, a_result_beyond_the_limit_is_refused)
{
    cr_expect_str_neq(result_of("2", WP_BIG_POW, "131071"), "too long");
    cr_expect_str_eq(result_of("2", WP_BIG_POW, "131072"), "too long");
    const char *half = result_of("2", WP_BIG_POW, "65535"), *more = result_of("2", WP_BIG_POW, "65540");
    cr_expect_str_neq(result_of(half, WP_BIG_MUL, half), "too long");
    cr_expect_str_eq(result_of(more, WP_BIG_MUL, more), "too long");
}

Test(big, a_ratio_is_the_nearest_float)
{
    double ratio;
    cr_assert(wp_big_ratio(arena, wp_str_of("1267650600228229401496703205376"), wp_str_of("-3"), &ratio));
    cr_expect_eq(ratio, -4.2255020007607644e+29);
    cr_assert(wp_big_ratio(arena, wp_str_of("7"), wp_str_of("1180591620717411303424"), &ratio));
    cr_expect_eq(ratio, 5.929230630780102e-21);
}

Test(big, digits_of_other_bases_are_read_and_written)
{
    wp_str decimal, written;
    cr_assert(wp_big_read(arena, wp_str_of("-fFfFfFfFfFfFfFfFfF"), 16, &decimal));
    cr_expect_str_eq(decimal.ptr, "-4722366482869645213695");
    cr_assert(wp_big_write(arena, decimal, 16, &written));
    cr_expect_str_eq(written.ptr, "-ffffffffffffffffff");
    cr_assert(wp_big_write(arena, wp_str_of("64"), 8, &written));
    cr_expect_str_eq(written.ptr, "100");
    cr_assert(wp_big_write(arena, wp_str_of("0"), 2, &written));
    cr_expect_str_eq(written.ptr, "0");
    cr_assert(wp_big_read(arena, wp_str_of("zz"), 36, &decimal));
    cr_expect_str_eq(decimal.ptr, "1295");
}
