#include "base/regex.h"

#include <criterion/criterion.h>
#include <string.h>
#include "regex_replace_cases.h"

Test(regex_replace, replaces_as_python_does)
{
    wp_arena *arena = wp_arena_new();
    for (size_t i = 0; i < sizeof regex_replace_cases / sizeof *regex_replace_cases; i++) {
        wp_regex *regex;
        wp_str out;
        wp_error err = { 0 };
        cr_assert(wp_regex_compile(arena, regex_replace_cases[i].pattern, 0, &regex, &err), "%s", err.text);
        bool done = wp_regex_replace(arena, regex, regex_replace_cases[i].text, regex_replace_cases[i].replacement,
                                     regex_replace_cases[i].count, &out, &err);
        wp_str wanted = regex_replace_cases[i].result;
        cr_expect_eq(done, wanted.ptr != NULL, "/%s/ -> <%s>", regex_replace_cases[i].pattern.ptr,
                     regex_replace_cases[i].replacement.ptr);
        if (done && wanted.ptr)
            cr_expect(wp_str_eq(out, wanted), "/%s/ -> <%s> in <%s>: <%s>, not <%s>",
                      regex_replace_cases[i].pattern.ptr, regex_replace_cases[i].replacement.ptr,
                      regex_replace_cases[i].text.ptr, out.ptr, wanted.ptr);
    }
    wp_arena_free(arena);
}

Test(regex_replace, errors_show_the_place_in_the_replacement)
{
    wp_arena *arena = wp_arena_new();
    wp_regex *regex;
    wp_str out;
    wp_error err;
    cr_assert(wp_regex_compile(arena, wp_str_of("(a)"), 0, &regex, NULL));
    cr_assert_not(wp_regex_replace(arena, regex, wp_str_of("a"), wp_str_of("é\\2"), 0, &out, &err));
    cr_assert_str_eq(err.text, "bad replacement 'é\\2': the expression has no such group, at character 2");
    cr_assert_not(wp_regex_replace(arena, regex, wp_str_of("a"), wp_str_of("x\\g<who>"), 0, &out, &err));
    cr_assert_str_eq(err.text, "bad replacement 'x\\g<who>': the expression has no group of that name, at character 2");
    wp_arena_free(arena);
}
