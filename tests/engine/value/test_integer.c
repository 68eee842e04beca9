#include "value/container.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(integer, .init = setup, .fini = teardown);

static wp_value integer(const char *digits)
{
    return wp_integer_of(arena, wp_str_of(digits));
}

static const char *text_of(wp_value value)
{
    return wp_to_text(arena, value).ptr;
}

Test(integer, has_one_form_whatever_stands_in_front)
{
    cr_expect_eq(integer("9223372036854775807").type, WP_INT);
    cr_expect_eq(integer("-9223372036854775808").type, WP_INT);
    cr_expect_eq(integer("9223372036854775808").type, WP_BIG);
    cr_expect_str_eq(text_of(integer("+0009223372036854775808")), "9223372036854775808");
    cr_expect_str_eq(text_of(integer("-0009223372036854775809")), "-9223372036854775809");
}

Test(integer, of_a_float_is_all_its_digits)
{
    cr_expect_str_eq(text_of(wp_whole_part(arena, 1e23)), "99999999999999991611392");
    cr_expect_str_eq(text_of(wp_whole_part(arena, -2.5)), "-2");
    cr_expect_eq(wp_whole_part(arena, 1e18).type, WP_INT);
}

Test(integer, beyond_all_floats_is_an_endless_one)
{
    char digits[401] = { 0 };
    memset(digits, '9', 400);
    cr_expect_eq(wp_number(integer(digits)), INFINITY);
    cr_expect_eq(wp_number(integer("18446744073709551616")), 18446744073709551616.0);
}

Test(integer, outlives_the_arena_it_is_copied_from)
{
    wp_arena *other = wp_arena_new();
    wp_value copy = wp_value_copy(arena, wp_integer_of(other, wp_str_of("18446744073709551616")));
    wp_arena_free(other);
    cr_expect_str_eq(text_of(copy), "18446744073709551616");
}

Test(integer, is_the_same_key_as_the_float_that_equals_it)
{
    wp_value big = integer("18446744073709551616"), number = wp_float(18446744073709551616.0);
    cr_expect(wp_equal(big, number));
    cr_expect_eq(wp_value_hash(big), wp_value_hash(number));
    cr_expect_not(wp_equal(integer("18446744073709551617"), number));
}

Test(integer, has_its_place_among_all_numbers)
{
    wp_value in_order[] = { wp_float(-INFINITY), integer("-100000000000000000000"), integer("-20000000000000000000"),
                            wp_int(INT64_MIN),   wp_float(1.5),                     wp_int(INT64_MAX),
                            integer("18446744073709551615"), wp_float(18446744073709551616.0),
                            integer("18446744073709551617"), wp_float(INFINITY) };
    size_t count = sizeof in_order / sizeof *in_order;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            int order;
            cr_assert(wp_compare(in_order[i], in_order[j], &order, NULL));
            cr_expect_eq(order, (i > j) - (i < j), "%zu %zu", i, j);
        }
}
