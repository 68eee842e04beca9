/* Thin over the system's clocks and its strftime. */
#include "base/clock.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

int64_t wp_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

double wp_clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void wp_sleep_ms(int64_t ms)
{
    if (ms <= 0)
        return;
    struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

/* The format is the user's, from a filter or a look-up. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

#define LONGEST_TIME 1000000

/* strftime gives 0 both for "does not fit" and for an empty result: a byte in
 * front of the format keeps the second from being taken for the first. */
const char *wp_time_format(wp_arena *arena, double seconds, bool utc, const char *format)
{
    time_t moment = (time_t)floor(seconds);
    struct tm parts = { 0 };
    if (!(utc ? gmtime_r(&moment, &parts) : localtime_r(&moment, &parts)))
        return "";

    const char *guarded = wp_printf(arena, ".%s", format);
    size_t size = 2 * strlen(guarded) + 64;
    char *text = wp_alloc(arena, size);
    while (strftime(text, size, guarded, &parts) == 0) {
        if (size > LONGEST_TIME) /* a width without end: "%999999999d" */
            return "";
        text = wp_grow(arena, text, size, size * 2);
        size *= 2;
    }
    return text + 1;
}
