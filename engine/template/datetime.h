/*
 * Moments: a date and a time of day, with or without a zone, as Python's datetime has
 * them; and spans between two of them. As values they are objects (object_datetime.c).
 */
#ifndef WP_TEMPLATE_DATETIME_H
#define WP_TEMPLATE_DATETIME_H

#include <waplay/value.h>

typedef struct wp_moment {
    int64_t seconds; /* since 1970, as if the time of day were UTC */
    int micro;
    bool has_zone;
    int zone;        /* seconds east of UTC */
    const char *zone_name; /* of %Z: NULL: made from the offset */
} wp_moment;

typedef struct wp_moment_parts {
    int64_t year;
    int month, day, hour, minute, second;
    int weekday; /* 0: Monday */
    int yearday; /* from 1 */
} wp_moment_parts;

/* A span is whole days, seconds within a day, and microseconds, the last two never negative. */
typedef struct wp_timespan {
    int64_t days;
    int seconds, micro;
} wp_timespan;

wp_moment_parts wp_moment_split(const wp_moment *moment);
/* False: there is no such day or time. */
bool wp_moment_join(const wp_moment_parts *parts, wp_moment *moment);
wp_moment wp_moment_now(bool utc);
/* Seconds since 1970: by its zone, or taken as local time. */
double wp_moment_timestamp(const wp_moment *moment);

/* strptime. The whole text must fit. */
bool wp_moment_parse(wp_arena *arena, wp_str text, wp_str format, wp_moment *out, wp_error *err);
wp_str wp_moment_format(wp_arena *arena, const wp_moment *moment, wp_str format);
/* 2024-01-31T23:59:59.5+02:00, with the given character before the time. */
wp_str wp_moment_iso(wp_arena *arena, const wp_moment *moment, char between);

/* As objects of the template language. */
wp_value wp_moment_value(wp_arena *arena, wp_moment moment);
wp_value wp_timespan_value(wp_arena *arena, wp_timespan span);

#endif
