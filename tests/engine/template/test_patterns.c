#include "template/patterns.h"

#include <criterion/criterion.h>

static wp_arena *arena;
static wp_patterns *patterns;
static wp_error err;

static void setup(void)
{
    arena = wp_arena_new();
    patterns = wp_patterns_new();
    err = (wp_error){ 0 };
}

static void teardown(void)
{
    wp_patterns_free(patterns);
    wp_arena_free(arena);
}

TestSuite(patterns, .init = setup, .fini = teardown);

static wp_regex *compiled(const char *pattern, int flags)
{
    wp_regex *regex = NULL;
    return wp_patterns_compile(arena, patterns, wp_str_of(pattern), flags, &regex, &err) ? regex : NULL;
}

Test(patterns, are_compiled_once)
{
    wp_regex *first = compiled("a+", 0);
    cr_assert_not_null(first);
    cr_expect_eq(compiled("a+", 0), first);
}

Test(patterns, with_other_flags_are_others)
{
    wp_regex *plain = compiled("a", 0), *ignoring = compiled("a", WP_REGEX_IGNORE_CASE);
    cr_expect_not(wp_regex_match(arena, plain, wp_str_of("A"), NULL));
    cr_expect(wp_regex_match(arena, ignoring, wp_str_of("A"), NULL));
}

Test(patterns, that_are_bad_stay_errors)
{
    cr_expect_null(compiled("(", 0));
    cr_expect_null(compiled("(", 0));
    cr_expect_neq(err.kind, WP_E_NONE);
}

Test(patterns, beyond_the_most_that_are_kept_work_all_the_same)
{
    for (int i = 0; i < WP_MOST_PATTERNS; i++)
        cr_assert_not_null(compiled(wp_printf(arena, "x%d", i), 0));
    wp_regex *late = compiled("late", 0);
    cr_expect(wp_regex_match(arena, late, wp_str_of("late"), NULL));
    cr_expect_neq(compiled("late", 0), late);
    cr_expect_eq(compiled("x7", 0), compiled("x7", 0));
}
