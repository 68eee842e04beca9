#include "yaml/scalar.h"

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

TestSuite(timestamp, .init = setup, .fini = teardown);

Test(timestamp, moments_are_written_as_iso_8601)
{
    static const char *const cases[][2] = {
        { "2001-12-14", "2001-12-14" },
        { "2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.100000-05:00" },
        { "2001-12-14 21:59:43.1 +2", "2001-12-14T21:59:43.100000+02:00" },
        { "2001-1-4 1:59:43", "2001-01-04T01:59:43" },
        { "2001-12-14T21:59:43Z", "2001-12-14T21:59:43+00:00" },
        { "2001-12-14 21:59:43.1234567", "2001-12-14T21:59:43.123456" },
        { "2000-02-29", "2000-02-29" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_str iso = wp_str_of("");
        cr_expect(wp_timestamp_iso(arena, wp_str_of(cases[i][0]), &iso), "%s", cases[i][0]);
        cr_expect_str_eq(iso.ptr, cases[i][1]);
    }
}

Test(timestamp, days_that_never_were_have_the_form_but_no_value)
{
    static const char *const cases[] = { "2001-02-30", "1900-02-29",          "2001-13-01",
                                         "0000-01-01", "2001-12-14 25:00:00", "2001-12-14 21:59:43 +24:00" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_str iso;
        cr_expect(wp_timestamp_has_form(wp_str_of(cases[i])), "%s", cases[i]);
        cr_expect_not(wp_timestamp_iso(arena, wp_str_of(cases[i]), &iso), "%s", cases[i]);
    }
}

Test(timestamp, a_date_alone_needs_all_its_digits)
{
    cr_expect_not(wp_timestamp_has_form(wp_str_of("2001-1-4")));
    cr_expect_not(wp_timestamp_has_form(wp_str_of("2001-12-14 21:59")));
    cr_expect_not(wp_timestamp_has_form(wp_str_of("2001-12-14x")));
}
