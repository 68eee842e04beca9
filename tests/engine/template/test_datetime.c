#include "template/datetime.h"

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

TestSuite(datetime, .init = setup, .fini = teardown);

static wp_moment parse(const char *text, const char *format)
{
    wp_moment moment = { 0 };
    wp_error err = { 0 };
    cr_assert(wp_moment_parse(arena, wp_str_of(text), wp_str_of(format), &moment, &err), "%s", err.text);
    return moment;
}

static const char *iso(wp_moment moment)
{
    return wp_moment_iso(arena, &moment, 'T').ptr;
}

Test(datetime, every_day_of_many_centuries_has_one_number)
{
    wp_moment moment = parse("1601-01-01", "%Y-%m-%d");
    for (int day = 0; day < 300000; day++, moment.seconds += 86400) {
        wp_moment_parts parts = wp_moment_split(&moment);
        wp_moment again = { 0 };
        cr_assert(wp_moment_join(&parts, &again));
        cr_assert_eq(again.seconds, moment.seconds);
    }
    cr_expect_str_eq(iso(moment), "2422-05-17T00:00:00");
}

Test(datetime, leap_years_have_a_29th_of_february)
{
    cr_expect_str_eq(iso(parse("2024-02-29", "%Y-%m-%d")), "2024-02-29T00:00:00");
    cr_expect_str_eq(iso(parse("2000 60", "%Y %j")), "2000-02-29T00:00:00");
    wp_moment moment;
    wp_error err = { 0 };
    cr_expect_not(wp_moment_parse(arena, wp_str_of("1900-02-29"), wp_str_of("%Y-%m-%d"), &moment, &err));
    cr_expect_str_eq(err.text, "'1900-02-29' is no date that exists");
}

Test(datetime, a_day_is_found_by_week_and_weekday)
{
    cr_expect_str_eq(iso(parse("2024 1 1", "%Y %W %w")), "2024-01-01T00:00:00");
    cr_expect_str_eq(iso(parse("2023 1 1", "%Y %W %w")), "2023-01-02T00:00:00");
    cr_expect_str_eq(iso(parse("2023 0 0", "%Y %W %w")), "2023-01-01T00:00:00");
    cr_expect_str_eq(iso(parse("2024 10 Fri", "%Y %U %a")), "2024-03-15T00:00:00");
}

Test(datetime, hours_of_twelve_know_noon_and_midnight)
{
    cr_expect_str_eq(iso(parse("12:05 AM", "%I:%M %p")), "1900-01-01T00:05:00");
    cr_expect_str_eq(iso(parse("12:05 pm", "%I:%M %p")), "1900-01-01T12:05:00");
    cr_expect_str_eq(iso(parse("11 PM", "%I %p")), "1900-01-01T23:00:00");
}

Test(datetime, offsets_are_kept_and_shown)
{
    wp_moment moment = parse("2024-01-31 10:00:00.25-0330", "%Y-%m-%d %H:%M:%S.%f%z");
    cr_expect_str_eq(iso(moment), "2024-01-31T10:00:00.250000-03:30");
    cr_expect_str_eq(wp_moment_format(arena, &moment, wp_str_of("%z %Z %f")).ptr, "-0330 UTC-03:30 250000");
    cr_expect_float_eq(wp_moment_timestamp(&moment), 1706707800.25, 1e-6);
    cr_expect_str_eq(iso(parse("2024-01-31 Z", "%Y-%m-%d %z")), "2024-01-31T00:00:00+00:00");
}

Test(datetime, text_left_over_does_not_match)
{
    wp_moment moment;
    wp_error err = { 0 };
    cr_expect_not(wp_moment_parse(arena, wp_str_of("2024-01-01x"), wp_str_of("%Y-%m-%d"), &moment, &err));
    cr_expect_str_eq(err.text, "'2024-01-01x' does not match the format '%Y-%m-%d'");
}

Test(datetime, a_moment_is_written_by_a_format)
{
    wp_moment moment = parse("2024-03-05 07:08:09", "%Y-%m-%d %H:%M:%S");
    cr_expect_str_eq(wp_moment_format(arena, &moment, wp_str_of("%d.%m.%y %H:%M:%S %a %j %% %")).ptr,
                     "05.03.24 07:08:09 Tue 065 % %");
    cr_expect_str_eq(wp_moment_format(arena, &moment, wp_str_of("%-d|%e|%I%p")).ptr, "5| 5|07AM");
}
