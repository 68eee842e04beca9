/*
 * strptime: a text read by a format, as Python reads it.
 *
 * White space in the format stands for any white space in the text. Numbers may lack
 * their leading zeros; names of days and months are English, in any case. What is not
 * said is that of the first of January 1900.
 */
#include "template/datetime.h"
#include "template/letters.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct reader {
    wp_arena *arena;
    wp_str text;
    size_t at;
    wp_moment_parts parts;
    wp_moment moment;
    int hour12;   /* -1: not given */
    int pm;       /* -1: not given */
    int yearday;  /* 0: not given */
    int week, week_from; /* -1: not given; first day of the week: 0 Monday, 6 Sunday */
    int weekday;  /* -1: not given */
    bool has_date;
} reader;

static const char *const days[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
static const char *const months[] = { "january", "february", "march",     "april",   "may",      "june",
                                      "july",    "august",   "september", "october", "november", "december" };

/* At most so many digits, and no more than fit below the greatest value. */
static bool take_number(reader *from, int digits, int least, int most, int *out)
{
    int number = 0, count = 0;
    while (count < digits && from->at < from->text.len) {
        char byte = from->text.ptr[from->at];
        if (byte < '0' || byte > '9' || number * 10 + (byte - '0') > most)
            break;
        number = number * 10 + (byte - '0');
        count++;
        from->at++;
    }
    *out = number;
    return count > 0 && number >= least;
}

/* The longest of the names (or their first `letters`) that stands here. */
static bool take_name(reader *from, const char *const *names, int count, size_t letters, int *out)
{
    size_t best = 0;
    for (int i = 0; i < count; i++) {
        size_t len = letters ? letters : strlen(names[i]);
        wp_str here = wp_str_slice(from->text, from->at, from->at + len);
        if (here.len == len && len > best &&
            wp_str_ieq(here, wp_strndup(from->arena, names[i], len))) {
            best = len;
            *out = i;
        }
    }
    from->at += best;
    return best > 0;
}

static bool take_fraction(reader *from)
{
    int scale = 100000, count = 0;
    from->moment.micro = 0;
    for (; count < 6 && from->at < from->text.len; count++, scale /= 10) {
        char byte = from->text.ptr[from->at];
        if (byte < '0' || byte > '9')
            break;
        from->moment.micro += (byte - '0') * scale;
        from->at++;
    }
    return count > 0;
}

static bool take_byte(reader *from, char byte)
{
    if (from->at >= from->text.len || from->text.ptr[from->at] != byte)
        return false;
    from->at++;
    return true;
}

/* Z, +hhmm, +hh:mm, with seconds or without. */
static bool take_offset(reader *from)
{
    int hours, minutes, seconds = 0;
    from->moment.has_zone = true;
    if (take_byte(from, 'Z')) {
        from->moment.zone_name = "UTC";
        return true;
    }
    bool west = take_byte(from, '-');
    if (!west && !take_byte(from, '+'))
        return false;
    if (!take_number(from, 2, 0, 23, &hours))
        return false;
    bool colon = take_byte(from, ':');
    if (!take_number(from, 2, 0, 59, &minutes))
        return false;
    size_t before = from->at;
    if (colon ? !(take_byte(from, ':') && take_number(from, 2, 0, 59, &seconds))
              : !take_number(from, 2, 0, 59, &seconds)) {
        from->at = before;
        seconds = 0;
    }
    from->moment.zone = (hours * 3600 + minutes * 60 + seconds) * (west ? -1 : 1);
    if (from->moment.zone == 0)
        from->moment.zone_name = "UTC";
    return true;
}

/* The name of a zone is read, but a moment without an offset stays one without a zone. */
static bool take_zone_name(reader *from)
{
    const char *const zones[] = { "utc", "gmt", tzname[0], tzname[1] };
    int which;
    return take_name(from, zones, 4, 0, &which);
}

static bool take_directive(reader *from, char directive);

static bool take_all(reader *from, const char *directives)
{
    for (; *directives; directives++)
        if (*directives >= 'A' ? !take_directive(from, *directives) : !take_byte(from, *directives))
            return false;
    return true;
}

static bool take_directive(reader *from, char directive)
{
    int number;
    switch (directive) {
    case 'Y':
        if (from->text.len - from->at < 4 || !take_number(from, 4, 0, 9999, &number))
            return false;
        from->parts.year = number;
        return true;
    case 'y':
        if (!take_number(from, 2, 0, 99, &number))
            return false;
        from->parts.year = number + (number <= 68 ? 2000 : 1900);
        return true;
    case 'm':
        from->has_date = true;
        return take_number(from, 2, 1, 12, &from->parts.month);
    case 'd':
    case 'e':
        from->has_date = true;
        return take_number(from, 2, 1, 31, &from->parts.day);
    case 'H':
        return take_number(from, 2, 0, 23, &from->parts.hour);
    case 'I':
        return take_number(from, 2, 1, 12, &from->hour12);
    case 'M':
        return take_number(from, 2, 0, 59, &from->parts.minute);
    case 'S':
        return take_number(from, 2, 0, 61, &from->parts.second);
    case 'f':
        return take_fraction(from);
    case 'j':
        return take_number(from, 3, 1, 366, &from->yearday);
    case 'B':
    case 'b':
    case 'h':
        from->has_date = true;
        if (!take_name(from, months, 12, directive == 'B' ? 0 : 3, &number))
            return false;
        from->parts.month = number + 1;
        return true;
    case 'A':
    case 'a':
        return take_name(from, days, 7, directive == 'A' ? 0 : 3, &from->weekday);
    case 'w':
        if (!take_number(from, 1, 0, 6, &number))
            return false;
        from->weekday = (number + 6) % 7;
        return true;
    case 'U':
    case 'W':
        from->week_from = directive == 'U' ? 6 : 0;
        return take_number(from, 2, 0, 53, &from->week);
    case 'p': {
        static const char *const halves[] = { "am", "pm" };
        return take_name(from, halves, 2, 0, &from->pm);
    }
    case 'z':
        return take_offset(from);
    case 'Z':
        return take_zone_name(from);
    case 'x':
    case 'D':
        return take_all(from, "m/d/y");
    case 'X':
    case 'T':
        return take_all(from, "H:M:S");
    case 'R':
        return take_all(from, "H:M");
    case 'F':
        return take_all(from, "Y-m-d");
    default:
        return directive == '%' && take_byte(from, '%');
    }
}

static void skip_space(reader *from)
{
    for (size_t next = from->at; next < from->text.len; from->at = next)
        if (!wp_char_is_space(wp_utf8_next(from->text, &next)))
            return;
}

static bool take_format(reader *from, wp_str format)
{
    for (size_t i = 0; i < format.len; i++) {
        char byte = format.ptr[i];
        if (byte == ' ' || (byte >= '\t' && byte <= '\r')) {
            skip_space(from);
        } else if (byte == '%' && i + 1 < format.len) {
            if (format.ptr[++i] == 'c' ? !(take_directive(from, 'a') && (skip_space(from), true) &&
                                           take_directive(from, 'b') && (skip_space(from), true) &&
                                           take_directive(from, 'd') && (skip_space(from), true) &&
                                           take_all(from, "H:M:S") && (skip_space(from), true) &&
                                           take_directive(from, 'Y'))
                                       : !take_directive(from, format.ptr[i]))
                return false;
        } else if (!take_byte(from, byte)) {
            return false;
        }
    }
    return from->at == from->text.len;
}

/* The day by its number in the year, or by week and weekday. */
static void settle_date(reader *from)
{
    wp_moment first = { 0 };
    wp_moment_parts new_year = { .year = from->parts.year, .month = 1, .day = 1 };
    if (from->has_date || !wp_moment_join(&new_year, &first))
        return;
    int yearday = from->yearday;
    if (!yearday && from->week >= 0 && from->weekday >= 0) {
        int begins = wp_moment_split(&first).weekday; /* of the first of January */
        int in_week = (from->weekday - from->week_from + 7) % 7, head = (7 - begins + from->week_from) % 7;
        yearday = from->week == 0 ? in_week - (7 - head) % 7 + 1 : head + 7 * (from->week - 1) + in_week + 1;
    }
    if (!yearday)
        return;
    first.seconds += (int64_t)(yearday - 1) * 86400;
    wp_moment_parts there = wp_moment_split(&first);
    from->parts.year = there.year;
    from->parts.month = there.month;
    from->parts.day = there.day;
}

bool wp_moment_parse(wp_arena *arena, wp_str text, wp_str format, wp_moment *out, wp_error *err)
{
    reader from = {
        .arena = arena, .text = text, .hour12 = -1, .pm = -1, .week = -1, .weekday = -1,
        .parts = { .year = 1900, .month = 1, .day = 1 },
    };
    if (!take_format(&from, format))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' does not match the format '%.*s'", (int)text.len,
                       text.ptr, (int)format.len, format.ptr);
    if (from.hour12 >= 0)
        from.parts.hour = from.hour12 % 12 + (from.pm == 1 ? 12 : 0);
    settle_date(&from);
    if (!wp_moment_join(&from.parts, &from.moment))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' is no date that exists", (int)text.len, text.ptr);
    *out = from.moment;
    return true;
}
