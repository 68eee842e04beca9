#include "yaml/scalar.h"

#include "support/cases.h"
#include "yaml/yaml.h"

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(scalar, .init = setup, .fini = teardown);

static void check_plain(wp_arena *of, wp_value input, wp_str expected)
{
    wp_str got = wp_to_repr(of, wp_yaml_plain(of, wp_text(input)));
    cr_expect(wp_str_eq(got, expected), "'%s' is %s, not %s", wp_text(input).ptr, got.ptr, expected.ptr);
}

Test(scalar, plain_texts_mean_what_pyyaml_takes_them_for)
{
    each_case("yaml-plain.cases", check_plain);
}

Test(scalar, the_empty_text_is_null)
{
    cr_expect(wp_is(wp_yaml_plain(arena, wp_str_of("")), WP_NULL));
}

Test(scalar, a_leading_zero_means_octal)
{
    cr_expect_eq(wp_yaml_plain(arena, wp_str_of("0644")).as.integer, 420);
}

Test(scalar, an_integer_beyond_64_bits_keeps_its_digits)
{
    wp_value number = wp_yaml_plain(arena, wp_str_of("123456789012345678901"));
    cr_expect_eq(number.type, WP_BIG);
    cr_expect_str_eq(wp_to_text(arena, number).ptr, "123456789012345678901");
}

Test(scalar, the_smallest_integer_is_one)
{
    cr_expect_eq(wp_yaml_plain(arena, wp_str_of("-9223372036854775808")).as.integer, INT64_MIN);
}

Test(scalar, a_nul_byte_is_no_part_of_a_number)
{
    cr_expect(wp_is(wp_yaml_plain(arena, (wp_str){ "1\0", 2 }), WP_STRING));
    cr_expect(wp_is(wp_yaml_plain(arena, (wp_str){ "\0", 1 }), WP_STRING));
}

Test(scalar, the_merge_key_has_a_kind_of_its_own)
{
    cr_expect_eq(wp_plain_resolve(wp_str_of("<<")), WP_PLAIN_MERGE);
    cr_expect_eq(wp_plain_resolve(wp_str_of("<")), WP_PLAIN_TEXT);
}
