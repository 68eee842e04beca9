#include "template/encodings.h"

#include <criterion/criterion.h>

#include "base/text.h"

static wp_arena *arena;
static wp_error err;

static void setup(void)
{
    arena = wp_arena_new();
    err = (wp_error){ 0 };
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(encodings, .init = setup, .fini = teardown);

static void check_round_trip(const char *encoding, const char *text)
{
    wp_str bytes, again;
    cr_assert(wp_encode(arena, wp_str_of(text), wp_str_of(encoding), &bytes, &err), "%s: %s", encoding, err.text);
    cr_assert(wp_decode(arena, bytes, wp_str_of(encoding), &again, &err), "%s: %s", encoding, err.text);
    cr_expect_str_eq(again.ptr, text, "%s", encoding);
}

Test(encodings, what_was_encoded_decodes_to_the_same)
{
    static const char *const wide[] = { "utf-8", "UTF_8", "utf-8-sig", "utf-16", "utf-16-le", "UTF-16BE", "utf-32",
                                        "utf-32-be" };
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        check_round_trip(wide[i], "aé日😀");
    check_round_trip("latin-1", "aéÿ");
    check_round_trip("ISO-8859-1", "aéÿ");
    check_round_trip("ascii", "abc");
}

Test(encodings, utf_16_begins_with_a_mark_unless_an_order_is_named)
{
    wp_str bytes;
    cr_assert(wp_encode(arena, wp_str_of("a"), wp_str_of("utf-16"), &bytes, &err));
    cr_expect(bytes.len == 4 && memcmp(bytes.ptr, "\xFF\xFE" "a\0", 4) == 0);
    cr_assert(wp_encode(arena, wp_str_of("a"), wp_str_of("utf-16-be"), &bytes, &err));
    cr_expect(bytes.len == 2 && memcmp(bytes.ptr, "\0a", 2) == 0);
}

Test(encodings, a_mark_tells_the_order)
{
    wp_str text;
    cr_assert(wp_decode(arena, (wp_str){ "\xFE\xFF\0a", 4 }, wp_str_of("utf-16"), &text, &err));
    cr_expect_str_eq(text.ptr, "a");
}

Test(encodings, a_character_that_an_encoding_lacks_is_named)
{
    wp_str bytes;
    cr_expect_not(wp_encode(arena, wp_str_of("日"), wp_str_of("latin-1"), &bytes, &err));
    cr_expect_str_eq(err.text, "the encoding latin-1 has no character U+65E5");
}

Test(encodings, bytes_that_are_no_text_are_refused)
{
    wp_str text;
    cr_expect_not(wp_decode(arena, wp_str_of("\xFF"), wp_str_of("utf-8"), &text, &err));
    cr_expect_not(wp_decode(arena, wp_str_of("\xFF"), wp_str_of("ascii"), &text, &err));
    cr_expect_not(wp_decode(arena, wp_str_of("abc"), wp_str_of("utf-16-le"), &text, &err));
    cr_expect_not(wp_decode(arena, (wp_str){ "\0\xDC", 2 }, wp_str_of("utf-16-le"), &text, &err));
    cr_expect_not(wp_decode(arena, (wp_str){ "\0\xD8" "ab", 4 }, wp_str_of("utf-16-le"), &text, &err));
}

Test(encodings, an_unknown_name_is_told)
{
    wp_str text;
    cr_expect_not(wp_decode(arena, wp_str_of("x"), wp_str_of("ebcdic"), &text, &err));
    cr_expect_str_eq(err.text, "there is no encoding 'ebcdic'");
}
