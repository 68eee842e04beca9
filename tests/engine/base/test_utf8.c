#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>

Test(utf8, every_character_goes_there_and_back)
{
    for (uint32_t character = 1; character <= 0x10FFFF; character++) {
        if (character == 0xD800)
            character = 0xE000;
        char bytes[4];
        size_t len = wp_utf8_put(bytes, character), at = 0;
        wp_str text = { .ptr = bytes, .len = len };
        cr_assert_eq(wp_utf8_next(text, &at), character, "U+%X", character);
        cr_assert_eq(at, len, "U+%X", character);
        cr_assert(wp_utf8_valid(text), "U+%X", character);
    }
}

Test(utf8, what_is_no_character_is_put_as_the_replacement)
{
    char bytes[4];
    cr_assert_eq(wp_utf8_put(bytes, 0xD800), 3);
    cr_assert_arr_eq(bytes, "\xef\xbf\xbd", 3);
    cr_assert_eq(wp_utf8_put(bytes, 0x110000), 3);
    cr_assert_arr_eq(bytes, "\xef\xbf\xbd", 3);
}

Test(utf8, bytes_that_are_none_stand_alone)
{
    static const char *const bad[] = {
        "\x80",         "\xbf",         "\xc0\x80",         "\xc1\xbf",         "\xe0\x80\x80",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
        "\xff",         "\xfe",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wp_str text = wp_str_of(bad[i]);
        size_t at = 0;
        cr_expect_not(wp_utf8_valid(text), "case %zu", i);
        cr_expect_eq(wp_utf8_next(text, &at), 0xFFFD, "case %zu", i);
        cr_expect_eq(at, 1, "case %zu", i);
        cr_expect_eq(wp_utf8_len(text), text.len, "case %zu", i);
    }
}

Test(utf8, a_character_that_is_cut_off_is_none)
{
    wp_str smile = wp_str_of("\xf0\x9f\x98\x80");
    for (size_t len = 1; len < 4; len++) {
        size_t at = 0;
        cr_assert_not(wp_utf8_valid(wp_str_slice(smile, 0, len)));
        cr_assert_eq(wp_utf8_next(wp_str_slice(smile, 0, len), &at), 0xFFFD);
        cr_assert_eq(at, 1);
    }
}

Test(utf8, the_end_decodes_to_0)
{
    size_t at = 1;
    cr_assert_eq(wp_utf8_next(wp_str_of("a"), &at), 0);
    cr_assert_eq(at, 1);
}

Test(utf8, counts_characters_not_bytes)
{
    cr_assert_eq(wp_utf8_len(wp_str_of("")), 0);
    cr_assert_eq(wp_utf8_len(wp_str_of("abcdefghij")), 10);
    cr_assert_eq(wp_utf8_len(wp_str_of("aé日😀")), 4);
    cr_assert_eq(wp_utf8_len(wp_str_of("12345678é12345678")), 17);
    cr_assert_eq(wp_utf8_len(wp_str_of("a\xff"
                                       "b")),
                 3);
}

Test(utf8, finds_the_offset_of_a_character)
{
    wp_str text = wp_str_of("aé日😀12345678z");
    static const size_t offsets[] = { 0, 1, 3, 6, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 19 };
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
        cr_expect_eq(wp_utf8_offset(text, i), offsets[i], "character %zu", i);
}

Test(utf8, validity_is_seen_wherever_the_bad_byte_stands)
{
    char bytes[40];
    for (size_t i = 0; i < sizeof bytes; i++) {
        memset(bytes, 'a', sizeof bytes);
        cr_assert(wp_utf8_valid((wp_str){ .ptr = bytes, .len = sizeof bytes }));
        bytes[i] = (char)0xC3;
        cr_assert_not(wp_utf8_valid((wp_str){ .ptr = bytes, .len = sizeof bytes }), "at %zu", i);
    }
}

Test(utf8, width_is_in_columns_of_a_terminal)
{
    cr_assert_eq(wp_utf8_width(wp_str_of("abc")), 3);
    cr_assert_eq(wp_utf8_width(wp_str_of("é")), 1);
    cr_assert_eq(wp_utf8_width(wp_str_of("e\u0301")), 1);
    cr_assert_eq(wp_utf8_width(wp_str_of("日本")), 4);
    cr_assert_eq(wp_utf8_width(wp_str_of("😀")), 2);
    cr_assert_eq(wp_utf8_width(wp_str_of("한")), 2);
    cr_assert_eq(wp_utf8_width(wp_str_of("\u1112\u1161\u11ab")), 2);
    cr_assert_eq(wp_utf8_width(wp_str_of("\u200b\u200d\ufe0f")), 0);
    cr_assert_eq(wp_utf8_width(wp_str_of("\x1b")), 0);
    cr_assert_eq(wp_utf8_width(wp_str_of("Ａ")), 2);
    cr_assert_eq(wp_utf8_width(wp_str_of("")), 0);
}
