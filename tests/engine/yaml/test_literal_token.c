#include "yaml/literal_token.h"

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

TestSuite(literal_token, .init = setup, .fini = teardown);

Test(literal_token, a_number_ends_where_its_digits_end)
{
    size_t at = 1;
    wp_value value = wp_null();
    cr_assert(wp_literal_number(arena, wp_str_of("[1_2]"), &at, true, &value));
    cr_expect_eq(at, 4);
    cr_expect_eq(value.as.integer, -12);
}

Test(literal_token, letters_behind_a_number_spoil_it)
{
    size_t at = 0;
    wp_value value;
    cr_expect_not(wp_literal_number(arena, wp_str_of("12a"), &at, false, &value));
}

Test(literal_token, a_text_ends_at_its_own_quotes)
{
    size_t at = 0;
    wp_value value = wp_null();
    bool is_bytes;
    cr_assert(wp_literal_text(arena, wp_str_of("'''a'b''' c"), &at, &value, &is_bytes));
    cr_expect_eq(at, 9);
    cr_expect(wp_text_is(value, "a'b"));
}

Test(literal_token, prefixes_are_known_only_before_a_quote)
{
    cr_expect(wp_literal_begins_text(wp_str_of("rB'x'"), 0));
    cr_expect_not(wp_literal_begins_text(wp_str_of("rb x'"), 0));
    cr_expect_not(wp_literal_begins_text(wp_str_of("f'x'"), 0));
}
