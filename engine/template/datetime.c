/*
 * The calendar: days since 1970 and dates, moments as text.
 *
 * Days are counted in eras of 400 years, which all have the same number of days; a year
 * is taken to begin in March, so that the leap day is its last.
 */
#include "template/datetime.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define DAY 86400

static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of(int64_t days, wp_moment_parts *out)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    out->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    out->month = (int)(month < 10 ? month + 3 : month - 9);
    out->year = year + era * 400 + (out->month <= 2);
}

static int64_t floor_div(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

wp_moment_parts wp_moment_split(const wp_moment *moment)
{
    wp_moment_parts parts = { 0 };
    int64_t days = floor_div(moment->seconds, DAY);
    int left = (int)(moment->seconds - days * DAY);
    date_of(days, &parts);
    parts.hour = left / 3600;
    parts.minute = left / 60 % 60;
    parts.second = left % 60;
    parts.weekday = (int)(((days + 3) % 7 + 7) % 7);
    parts.yearday = (int)(days - days_of(parts.year, 1, 1) + 1);
    return parts;
}

static int days_in(int64_t year, int month)
{
    static const int usual[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return usual[month - 1] + (month == 2 && leap);
}

bool wp_moment_join(const wp_moment_parts *parts, wp_moment *moment)
{
    if (parts->year < 1 || parts->year > 9999 || parts->month < 1 || parts->month > 12 || parts->day < 1 ||
        parts->day > days_in(parts->year, parts->month) || parts->hour < 0 || parts->hour > 23 || parts->minute < 0 ||
        parts->minute > 59 || parts->second < 0 || parts->second > 59)
        return false;
    int64_t days = days_of(parts->year, parts->month, parts->day);
    moment->seconds = days * DAY + parts->hour * 3600 + parts->minute * 60 + parts->second;
    return true;
}

wp_moment wp_moment_now(bool utc)
{
    double seconds = wp_clock_seconds();
    time_t whole = (time_t)floor(seconds);
    struct tm local;
    localtime_r(&whole, &local);
    return (wp_moment){
        .seconds = whole + (utc ? 0 : local.tm_gmtoff),
        .micro = (int)((seconds - floor(seconds)) * 1e6),
    };
}

/* Which offset local time has then: guessed, looked at, corrected once. */
static int64_t local_offset(int64_t as_utc)
{
    struct tm local;
    time_t guess = (time_t)as_utc;
    localtime_r(&guess, &local);
    guess = (time_t)(as_utc - local.tm_gmtoff);
    localtime_r(&guess, &local);
    return local.tm_gmtoff;
}

double wp_moment_timestamp(const wp_moment *moment)
{
    int64_t offset = moment->has_zone ? moment->zone : local_offset(moment->seconds);
    return (double)(moment->seconds - offset) + moment->micro / 1e6;
}

/* ---- as text ----------------------------------------------------------------------- */

static void put_offset(wp_buf *buf, int zone, const char *colon)
{
    int size = zone < 0 ? -zone : zone;
    wp_buf_printf(buf, "%c%02d%s%02d", zone < 0 ? '-' : '+', size / 3600, colon, size / 60 % 60);
    if (size % 60)
        wp_buf_printf(buf, "%s%02d", colon, size % 60);
}

wp_str wp_moment_iso(wp_arena *arena, const wp_moment *moment, char between)
{
    wp_moment_parts parts = wp_moment_split(moment);
    wp_buf buf = wp_buf_new(arena);
    wp_buf_printf(&buf, "%04lld-%02d-%02d%c%02d:%02d:%02d", (long long)parts.year, parts.month, parts.day, between,
                  parts.hour, parts.minute, parts.second);
    if (moment->micro)
        wp_buf_printf(&buf, ".%06d", moment->micro);
    if (moment->has_zone)
        put_offset(&buf, moment->zone, ":");
    return wp_buf_str(&buf);
}

/* What the C library would take from its own idea of the zone. */
static bool put_zoned(wp_buf *buf, const wp_moment *moment, char directive)
{
    switch (directive) {
    case 'f':
        wp_buf_printf(buf, "%06d", moment->micro);
        return true;
    case 's':
        wp_buf_printf(buf, "%lld", (long long)floor(wp_moment_timestamp(moment)));
        return true;
    case 'z':
        if (moment->has_zone)
            put_offset(buf, moment->zone, "");
        return true;
    case 'Z':
        if (moment->has_zone && moment->zone_name) {
            wp_buf_add(buf, moment->zone_name);
        } else if (moment->has_zone) {
            wp_buf_add(buf, "UTC");
            if (moment->zone)
                put_offset(buf, moment->zone, ":");
        }
        return true;
    default:
        return false;
    }
}

wp_str wp_moment_format(wp_arena *arena, const wp_moment *moment, wp_str format)
{
    wp_buf buf = wp_buf_new(arena);
    for (size_t i = 0; i < format.len; i++) {
        if (format.ptr[i] != '%' || i + 1 == format.len) {
            wp_buf_char(&buf, format.ptr[i]);
            continue;
        }
        char directive = format.ptr[++i];
        const char flags[] = "-_0^#E", *one = NULL;
        if (put_zoned(&buf, moment, directive))
            continue;
        if (directive && strchr(flags, directive) && i + 1 < format.len)
            one = wp_printf(arena, "%%%c%c", directive, format.ptr[++i]);
        else
            one = wp_printf(arena, "%%%c", directive);
        wp_buf_add(&buf, wp_time_format(arena, (double)moment->seconds, true, one));
    }
    return wp_buf_str(&buf);
}
