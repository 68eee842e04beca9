/*
 * Dates and times. There is no value of their own for them: they become the
 * text that users see of them, which is ISO 8601.
 *
 *   2001-12-14                          as it is
 *   2001-12-14 21:59:43.1 +2            2001-12-14T21:59:43.100000+02:00
 */
#include "yaml/scalar.h"

#include <stdio.h>
#include <string.h>

typedef struct moment {
    int year, month, day;
    bool has_time;
    int hour, minute, second, micro;
    bool has_zone;
    int zone; /* minutes east */
} moment;

typedef struct cursor {
    const char *at, *end;
} cursor;

static bool take(cursor *from, const char *set)
{
    if (from->at == from->end || !*from->at || !strchr(set, *from->at))
        return false;
    from->at++;
    return true;
}

static bool take_blanks(cursor *from)
{
    const char *start = from->at;
    while (take(from, " \t"))
        ;
    return from->at > start;
}

/* From `least` to `most` digits. */
static bool take_digits(cursor *from, int least, int most, int *out)
{
    int count = 0, number = 0;
    for (; count < most && from->at < from->end && *from->at >= '0' && *from->at <= '9'; count++)
        number = number * 10 + (*from->at++ - '0');
    *out = number;
    return count >= least;
}

static bool take_fraction(cursor *from, int *micro)
{
    int scale = 100000;
    *micro = 0;
    for (; from->at < from->end && *from->at >= '0' && *from->at <= '9'; scale /= 10)
        *micro += (*from->at++ - '0') * scale;
    return true;
}

/* [ \t]* ( Z | [-+]hh? (:mm)? ) */
static bool take_zone(cursor *from, moment *out)
{
    if (from->at == from->end)
        return true;
    take_blanks(from);
    out->has_zone = true;
    if (take(from, "Z"))
        return true;
    bool is_west = take(from, "-");
    if (!is_west && !take(from, "+"))
        return false;
    int hours, minutes = 0;
    if (!take_digits(from, 1, 2, &hours) || (take(from, ":") && !take_digits(from, 2, 2, &minutes)))
        return false;
    out->zone = (hours * 60 + minutes) * (is_west ? -1 : 1);
    return true;
}

static bool take_time(cursor *from, moment *out)
{
    out->has_time = true;
    if (!take(from, "Tt") && !take_blanks(from))
        return false;
    return take_digits(from, 1, 2, &out->hour) && take(from, ":") && take_digits(from, 2, 2, &out->minute) &&
           take(from, ":") && take_digits(from, 2, 2, &out->second) &&
           (!take(from, ".") || take_fraction(from, &out->micro)) && take_zone(from, out) && from->at == from->end;
}

static bool parse(wp_str text, moment *out)
{
    cursor from = { text.ptr, text.ptr + text.len };
    *out = (moment){ 0 };
    if (text.len < 8 || !take_digits(&from, 4, 4, &out->year) || !take(&from, "-") ||
        !take_digits(&from, 1, 2, &out->month) || !take(&from, "-") || !take_digits(&from, 1, 2, &out->day))
        return false;
    if (from.at == from.end)
        return text.len == strlen("2001-12-14");
    return take_time(&from, out);
}

static int days_in(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : days[month - 1];
}

static bool exists(const moment *when)
{
    return when->year >= 1 && when->month >= 1 && when->month <= 12 && when->day >= 1 &&
           when->day <= days_in(when->year, when->month) && when->hour < 24 && when->minute < 60 && when->second < 60 &&
           when->zone > -24 * 60 && when->zone < 24 * 60;
}

bool wp_timestamp_has_form(wp_str text)
{
    moment when;
    return parse(text, &when);
}

bool wp_timestamp_iso(wp_arena *arena, wp_str text, wp_str *out)
{
    moment when;
    if (!parse(text, &when) || !exists(&when))
        return false;
    char written[64];
    int len = snprintf(written, sizeof written, "%04d-%02d-%02d", when.year, when.month, when.day);
    if (when.has_time)
        len += snprintf(written + len, sizeof written - (size_t)len, "T%02d:%02d:%02d", when.hour, when.minute,
                        when.second);
    if (when.micro)
        len += snprintf(written + len, sizeof written - (size_t)len, ".%06d", when.micro);
    if (when.has_zone) {
        int east = when.zone < 0 ? -when.zone : when.zone;
        len += snprintf(written + len, sizeof written - (size_t)len, "%c%02d:%02d", when.zone < 0 ? '-' : '+',
                        east / 60, east % 60);
    }
    *out = wp_str_dup(arena, (wp_str){ written, (size_t)len });
    return true;
}
