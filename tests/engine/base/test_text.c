#include "base/text.h"

#include <criterion/criterion.h>

#define ASSERT_STR(found, wanted)                                                                                      \
    do {                                                                                                               \
        wp_str found_ = (found);                                                                                       \
        cr_assert(wp_str_is(found_, wanted), "'%.*s', not '%s'", (int)found_.len, found_.ptr, wanted);                 \
    } while (0)

Test(text, trims_white_space_off_both_ends)
{
    ASSERT_STR(wp_str_trim(wp_str_of(" \t\r\n\v\f a b \n")), "a b");
    ASSERT_STR(wp_str_trim(wp_str_of(" \t ")), "");
    ASSERT_STR(wp_str_trim(wp_str_of("")), "");
    ASSERT_STR(wp_str_trim((wp_str){ 0 }), "");
    ASSERT_STR(wp_str_trim(wp_str_of("\u00a0a")), "\u00a0a");
}

Test(text, slices_are_clamped)
{
    wp_str text = wp_str_of("abcdef");
    ASSERT_STR(wp_str_slice(text, 1, 3), "bc");
    ASSERT_STR(wp_str_slice(text, 4, 100), "ef");
    ASSERT_STR(wp_str_slice(text, 4, 2), "");
    ASSERT_STR(wp_str_slice(text, 100, 200), "");
}

Test(text, knows_its_beginning_and_its_end)
{
    wp_str text = wp_str_of("abc");
    cr_assert(wp_str_starts(text, "") && wp_str_starts(text, "ab") && wp_str_starts(text, "abc"));
    cr_assert_not(wp_str_starts(text, "abcd"));
    cr_assert_not(wp_str_starts(text, "b"));
    cr_assert(wp_str_ends(text, "") && wp_str_ends(text, "bc") && wp_str_ends(text, "abc"));
    cr_assert_not(wp_str_ends(text, "xabc"));
    cr_assert_not(wp_str_ends(text, "b"));
}

Test(text, ascii_case_can_be_ignored)
{
    cr_assert(wp_str_ieq(wp_str_of("YeS"), "yEs"));
    cr_assert_not(wp_str_ieq(wp_str_of("yes"), "ye"));
    cr_assert_not(wp_str_ieq(wp_str_of("ye"), "yes"));
    cr_assert_not(wp_str_ieq(wp_str_of("É"), "é"));
    cr_assert_not(wp_str_ieq((wp_str){ .ptr = "a\0", .len = 2 }, "a"));
}

Test(text, finds_a_part)
{
    wp_str text = wp_str_of("abcabc");
    cr_assert_eq(wp_str_find(text, wp_str_of("bc"), 0), 1);
    cr_assert_eq(wp_str_find(text, wp_str_of("bc"), 2), 4);
    cr_assert_eq(wp_str_find(text, wp_str_of("bc"), 5), SIZE_MAX);
    cr_assert_eq(wp_str_find(text, wp_str_of("x"), 0), SIZE_MAX);
    cr_assert_eq(wp_str_find(text, wp_str_of(""), 6), 6);
    cr_assert_eq(wp_str_find(text, wp_str_of(""), 7), SIZE_MAX);
}

Test(text, splits_into_parts)
{
    wp_str rest = wp_str_of(",a,,b,"), part;
    static const char *const parts[] = { "", "a", "", "b" };
    for (size_t i = 0; i < 4; i++) {
        cr_assert(wp_str_split(&rest, ',', &part));
        ASSERT_STR(part, parts[i]);
    }
    cr_assert_not(wp_str_split(&rest, ',', &part));
    cr_assert_not(wp_str_split(&rest, ',', &part));
}

Test(text, an_empty_text_has_no_part)
{
    wp_str rest = wp_str_of(""), part;
    cr_assert_not(wp_str_split(&rest, ',', &part));
}

Test(text, reads_whole_numbers_and_only_those)
{
    static const struct {
        const char *text;
        bool is_number;
        int64_t number;
    } cases[] = {
        { "0", true, 0 },
        { "-0", true, 0 },
        { "+12", true, 12 },
        { "007", true, 7 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "92233720368547758070", false, 0 },
        { "99999999999999999999999999", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "+", false, 0 },
        { "1 ", false, 0 },
        { " 1", false, 0 },
        { "1.0", false, 0 },
        { "0x1", false, 0 },
        { "--1", false, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t number = 77;
        cr_expect_eq(wp_str_int(wp_str_of(cases[i].text), &number), cases[i].is_number, "%s", cases[i].text);
        cr_expect_eq(number, cases[i].is_number ? cases[i].number : 77, "%s", cases[i].text);
    }
}
