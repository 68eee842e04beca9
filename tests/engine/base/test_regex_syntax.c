#include "base/regex_syntax.h"

#include <criterion/criterion.h>

Test(regex_syntax, what_pcre2_reads_differently_is_rewritten)
{
    static const struct {
        const char *python, *pcre2;
        bool ascii;
    } cases[] = {
        { "a\\Z", "a\\z", false },
        { "\\\\Z", "\\\\Z", false },
        { "\\u00e9\\U0001F600", "\\x{00e9}\\x{0001F600}", false },
        { "\\u12", "\\u12", false },
        { "a{,3}b{,}c{1,2}", "a{0,3}b{0,}c{1,2}", false },
        { "[{,3}]\\{,3}", "[{,3}]\\{,3}", false },
        { "[]Z]", "[\\]Z]", false },
        { "[^]]", "[^\\]]", false },
        { "[a[b]c", "[a\\[b]c", false },
        { "[\\]\\u0041]", "[\\]\\x{0041}]", false },
        { "(?aix)b", "(?ix)b", true },
        { "(?u)b", "(?)b", false },
        { "(?u:b)", "(?:b)", false },
        { "(?a:b)", "(?a:b)", false },
        { "(?i-s:b)", "(?i-s:b)", false },
        { "(?x)a # [ \\Z\n[b]\\Z", "(?x)a # [ \\Z\n[b]\\z", false },
        { "(?P<a>b)(?P=a)(?:c)(?=d)(?!e)(?<=f)", "(?P<a>b)(?P=a)(?:c)(?=d)(?!e)(?<=f)", false },
        { "\\", "\\", false },
        { "[", "[", false },
        { "(?", "(?", false },
        { "", "", false },
    };
    wp_arena *arena = wp_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool ascii;
        wp_str found = wp_regex_translate(arena, wp_str_of(cases[i].python), &ascii, NULL);
        cr_expect(wp_str_is(found, cases[i].pcre2), "%s: %s, not %s", cases[i].python, found.ptr, cases[i].pcre2);
        cr_expect_eq(ascii, cases[i].ascii, "%s", cases[i].python);
    }
    wp_arena_free(arena);
}

Test(regex_syntax, a_place_can_be_found_again)
{
    wp_arena *arena = wp_arena_new();
    bool ascii;
    static const size_t places[][2] = { { 0, 0 }, { 1, 1 }, { 5, 1 }, { 9, 7 }, { 10, 8 }, { 11, 9 }, { 99, 9 } };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t upto = places[i][0];
        wp_regex_translate(arena, wp_str_of("a\\u0041bc"), &ascii, &upto);
        cr_expect_eq(upto, places[i][1], "%zu: %zu", places[i][0], upto);
    }
    wp_arena_free(arena);
}
