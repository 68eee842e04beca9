#include "base/clock.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

Test(clock, goes_on_while_we_sleep)
{
    int64_t before = wp_clock_ms();
    wp_sleep_ms(30);
    int64_t took = wp_clock_ms() - before;
    cr_assert(took >= 29 && took < 2000, "%ld ms", (long)took);
}

static void ignore(int number)
{
    (void)number;
}

Test(clock, sleep_goes_on_after_a_signal)
{
    struct sigaction action = { .sa_handler = ignore };
    sigaction(SIGALRM, &action, NULL);
    struct itimerval soon = { .it_value = { .tv_usec = 10000 }, .it_interval = { .tv_usec = 10000 } };
    setitimer(ITIMER_REAL, &soon, NULL);
    int64_t before = wp_clock_ms();
    wp_sleep_ms(100);
    cr_assert(wp_clock_ms() - before >= 99);
    setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
}

Test(clock, sleeping_no_time_at_all_returns_at_once)
{
    int64_t before = wp_clock_ms();
    wp_sleep_ms(0);
    wp_sleep_ms(-5);
    cr_assert(wp_clock_ms() - before < 1000);
}

Test(clock, the_calendar_is_the_systems)
{
    double now = (double)time(NULL);
    cr_assert(wp_clock_seconds() >= now - 1 && wp_clock_seconds() < now + 5);
}

Test(clock, formats_a_moment)
{
    wp_arena *arena = wp_arena_new();
    cr_assert_str_eq(wp_time_format(arena, 1700000000.9, true, "%Y-%m-%dT%H:%M:%SZ"), "2023-11-14T22:13:20Z");
    cr_assert_str_eq(wp_time_format(arena, -0.5, true, "%Y-%m-%d %H:%M:%S"), "1969-12-31 23:59:59");
    setenv("TZ", "UTC-3", 1);
    tzset();
    cr_assert_str_eq(wp_time_format(arena, 0, false, "%H:%M"), "03:00");
    wp_arena_free(arena);
}

Test(clock, formats_of_any_length_work)
{
    wp_arena *arena = wp_arena_new();
    cr_assert_str_eq(wp_time_format(arena, 0, true, ""), "");
    cr_assert_str_eq(wp_time_format(arena, 0, true, "é%%"), "é%");
    const char *many =
        wp_time_format(arena, 0, true, "%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c");
    cr_assert_eq(strlen(many), 32 * strlen("Thu Jan  1 00:00:00 1970"));
    wp_arena_free(arena);
}
