#include "template/operate.h"

#include "expressions.h"

Test(operate_number, integers_of_any_length_are_worked_with_as_ansible_does)
{
    check_expressions("integers.cases");
}

static wp_arena *arena;
static wp_error err;

static void setup(void)
{
    arena = wp_arena_new();
    err = (wp_error){ 0 };
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(operate_numbers, .init = setup, .fini = teardown);

static wp_value result_of(wp_operator op, wp_value a, wp_value b)
{
    wp_value out = wp_null();
    wp_operate_numbers(arena, op, a, b, &out, &err);
    return out;
}

Test(operate_numbers, what_fits_in_64_bits_again_is_an_ordinary_integer)
{
    wp_value big = result_of(WP_ADD, wp_int(INT64_MAX), wp_int(1));
    cr_expect_eq(big.type, WP_BIG);
    cr_expect_eq(result_of(WP_SUB, big, wp_int(1)).type, WP_INT);
    cr_expect_eq(result_of(WP_SUB, wp_int(0), big).as.integer, INT64_MIN);
    cr_expect_eq(result_of(WP_FLOORDIV, wp_int(INT64_MIN), wp_int(-1)).type, WP_BIG);
}

Test(operate_numbers, a_power_without_end_is_one_error_at_once)
{
    wp_value exponent = result_of(WP_POW, wp_int(10), wp_int(9));
    cr_expect_eq(result_of(WP_POW, wp_int(10), exponent).type, WP_NULL);
    cr_expect_str_eq(err.text, "the result of '**' is too large");
    cr_expect_eq(result_of(WP_POW, wp_int(2), result_of(WP_POW, wp_int(10), wp_int(40))).type, WP_NULL);
}

Test(operate_numbers, squaring_again_and_again_ends_in_an_error)
{
    wp_value number = wp_int(10);
    for (int i = 0; i < 60 && err.kind == WP_E_NONE; i++)
        number = result_of(WP_MUL, number, number);
    cr_expect_str_eq(err.text, "the result of '*' is too large");
}
