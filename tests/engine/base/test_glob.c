#include "base/clock.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>
#include "glob_cases.h"

Test(glob, matches_as_pythons_fnmatch_does)
{
    for (size_t i = 0; i < sizeof glob_cases / sizeof *glob_cases; i++)
        for (size_t j = 0; j < sizeof glob_texts / sizeof *glob_texts; j++)
            cr_expect_eq(wp_glob_match(glob_cases[i].pattern, glob_texts[j]), glob_cases[i].matches[j] == '1',
                         "<%s> and <%s>", glob_cases[i].pattern.ptr, glob_texts[j].ptr);
}

Test(glob, bytes_that_are_no_utf8_match_only_themselves)
{
    cr_assert(wp_glob_match(wp_str_of("a\xff"), wp_str_of("a\xff")));
    cr_assert_not(wp_glob_match(wp_str_of("a\xff"), wp_str_of("a\xfe")));
    cr_assert_not(wp_glob_match(wp_str_of("a\xff"), wp_str_of("a\xef\xbf\xbd")));
    cr_assert_not(wp_glob_match(wp_str_of("a\xef\xbf\xbd"), wp_str_of("a\xff")));
    cr_assert(wp_glob_match(wp_str_of("a?"), wp_str_of("a\xff")));
    cr_assert(wp_glob_match(wp_str_of("*\xff"), wp_str_of("\xfe\xff")));
}

Test(glob, many_stars_take_no_longer_than_few)
{
    char text[5000];
    memset(text, 'a', sizeof text);
    int64_t before = wp_clock_ms();
    cr_assert_not(wp_glob_match(wp_str_of("*a*a*a*a*a*a*a*a*a*a*a*b"), (wp_str){ .ptr = text, .len = sizeof text }));
    cr_assert(wp_clock_ms() - before < 2000);
}
