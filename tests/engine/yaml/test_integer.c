#include "yaml/integer.h"

#include <criterion/criterion.h>
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

static const char *read_as(const char *digits, int base)
{
    wp_value value;
    return wp_integer_read(arena, wp_str_of(digits), base, &value) ? wp_to_text(arena, value).ptr : "none";
}

Test(integer, is_read_in_any_base_and_of_any_length)
{
    cr_expect_str_eq(read_as("-8000000000000000", 16), "-9223372036854775808");
    cr_expect_str_eq(read_as("8000000000000000", 16), "9223372036854775808");
    cr_expect_str_eq(read_as("-10000000000000000000000", 8), "-73786976294838206464");
    cr_expect_str_eq(read_as("007", 10), "7");
}

Test(integer, needs_digits_of_its_base_and_nothing_else)
{
    static const char *const cases[] = { "", "-", "12a", "+1", " 1", "1 ", "--1", "9999999999999999999999x" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(read_as(cases[i], 10), "none", "'%s'", cases[i]);
    cr_expect_str_eq(read_as("8", 8), "none");
}

Test(integer, of_more_digits_than_python_reads_is_none)
{
    char digits[WP_MOST_DIGITS + 2] = { 0 };
    memset(digits, '7', WP_MOST_DIGITS + 1);
    cr_expect_str_eq(read_as(digits, 10), "none");
    cr_expect_str_neq(read_as(digits, 16), "none");
    cr_expect_str_neq(read_as(digits + 1, 10), "none");
}
