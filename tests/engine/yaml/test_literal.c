#include "yaml/literal.h"

#include "support/cases.h"

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(literal, .init = setup, .fini = teardown);

static void check_literal(wp_arena *of, wp_value input, wp_str expected)
{
    wp_value value;
    wp_str got = wp_to_repr(of, wp_literal_parse(of, wp_text(input), &value) ? value : input);
    cr_expect(wp_str_eq(got, expected), "'%s' is %s, not %s", wp_text(input).ptr, got.ptr, expected.ptr);
}

Test(literal, texts_mean_what_python_takes_them_for)
{
    each_case("python-literal.cases", check_literal);
}

Test(literal, commas_without_brackets_make_a_tuple)
{
    wp_value value = wp_null();
    cr_assert(wp_literal_parse(arena, wp_str_of("1, 'a'"), &value));
    cr_expect_str_eq(wp_to_repr(arena, value).ptr, "(1, 'a')");
}

Test(literal, names_of_other_languages_are_texts)
{
    wp_value value;
    cr_expect_not(wp_literal_parse(arena, wp_str_of("true"), &value));
    cr_expect_not(wp_literal_parse(arena, wp_str_of("{\"a\": null}"), &value));
}

Test(literal, brackets_without_end_have_a_limit)
{
    static char deep[100000];
    memset(deep, '[', sizeof deep);
    wp_value value;
    cr_expect_not(wp_literal_parse(arena, (wp_str){ deep, sizeof deep }, &value));
}
