#include <waplay/error.h>

#include <criterion/criterion.h>
#include <string.h>

static bool ends_in(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

Test(error, a_failure_has_kind_mark_and_text)
{
    wp_error err = { .hint = "left over" };
    cr_assert_not(wp_fail(&err, WP_E_INVALID, (wp_mark){ "a.yml", 3, 7 }, "no %s like %d", "thing", 5));
    cr_assert_eq(err.kind, WP_E_INVALID);
    cr_assert_str_eq(err.mark.file, "a.yml");
    cr_assert_eq(err.mark.line, 3);
    cr_assert_str_eq(err.text, "no thing like 5");
    cr_assert_str_eq(err.hint, "");
}

Test(error, what_was_attempted_goes_in_front)
{
    wp_error err;
    wp_fail(&err, WP_E_IO, WP_NO_MARK, "no such file");
    cr_assert_not(wp_while(&err, "opening %s", "x"));
    cr_assert_not(wp_while(&err, "reading the inventory"));
    cr_assert_str_eq(err.text, "reading the inventory: opening x: no such file");
    cr_assert_eq(err.kind, WP_E_IO);
}

Test(error, may_be_printed_into_itself)
{
    wp_error err;
    wp_fail(&err, WP_E_IO, WP_NO_MARK, "first");
    wp_fail(&err, WP_E_FAILED, WP_NO_MARK, "second after %s", err.text);
    cr_assert_str_eq(err.text, "second after first");
}

Test(error, the_first_place_stays)
{
    wp_error err;
    wp_fail(&err, WP_E_SYNTAX, WP_NO_MARK, "bad");
    cr_assert_not(wp_at(&err, (wp_mark){ "inner.yml", 1, 2 }));
    wp_at(&err, (wp_mark){ "outer.yml", 3, 4 });
    cr_assert_str_eq(err.mark.file, "inner.yml");
}

Test(error, too_long_a_text_ends_in_an_ellipsis)
{
    wp_error err;
    wp_fail(&err, WP_E_FAILED, WP_NO_MARK, "%04000d", 1);
    cr_assert_eq(strlen(err.text), WP_ERROR_TEXT - 1);
    cr_assert(ends_in(err.text, "0\xe2\x80\xa6"));
    wp_hint(&err, "%04000d", 1);
    cr_assert(ends_in(err.hint, "0\xe2\x80\xa6"));
    wp_while(&err, "%01000d", 1);
    cr_assert(ends_in(err.text, "0\xe2\x80\xa6"));
    cr_assert_eq(strlen(err.text), WP_ERROR_TEXT - 1);
}

Test(error, a_text_that_just_fits_is_whole)
{
    wp_error err;
    wp_fail(&err, WP_E_FAILED, WP_NO_MARK, "%0*d", WP_ERROR_TEXT - 1, 7);
    cr_assert_eq(strlen(err.text), WP_ERROR_TEXT - 1);
    cr_assert(ends_in(err.text, "07"));
}

Test(error, no_character_is_cut_in_two)
{
    char text[3 * WP_ERROR_TEXT];
    for (size_t shift = 0; shift < 4; shift++) {
        size_t len = shift;
        memset(text, 'x', shift);
        while (len + 5 < sizeof text) {
            memcpy(text + len, "\xf0\x9f\x98\x80", 4);
            len += 4;
        }
        text[len] = '\0';
        wp_error err;
        wp_fail(&err, WP_E_FAILED, WP_NO_MARK, "%s", text);
        cr_assert(ends_in(err.text, "\xf0\x9f\x98\x80\xe2\x80\xa6"), "shift %zu", shift);
        wp_hint(&err, "%s", text);
        cr_assert(ends_in(err.hint, "\xf0\x9f\x98\x80\xe2\x80\xa6"), "shift %zu", shift);
    }
}

Test(error, nobody_has_to_listen)
{
    cr_assert_not(wp_fail(NULL, WP_E_IO, WP_NO_MARK, "x"));
    cr_assert_not(wp_hint(NULL, "x"));
    cr_assert_not(wp_while(NULL, "x"));
    cr_assert_not(wp_at(NULL, WP_NO_MARK));
}
