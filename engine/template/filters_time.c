/* Filters between moments and texts. */
#include "template/datetime.h"
#include "template/families.h"
#include "template/numbers.h"

#include "base/clock.h"
#include "base/text.h"

#include <math.h>

static bool run_to_datetime(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "format", NULL };
    wp_value slots[1];
    wp_str text, format;
    wp_moment moment;
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &text, err) ||
        !wp_arg_str(call, names[0], slots[0], "%Y-%m-%d %H:%M:%S", &format, err))
        return false;
    if (!wp_moment_parse(call->arena, text, format, &moment, err))
        return wp_while(err, "%s", call->name);
    *out = wp_moment_value(call->arena, moment);
    return true;
}

static bool run_strftime(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "second", "utc", NULL };
    wp_value slots[2];
    wp_str format;
    double seconds = wp_clock_seconds();
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &format, err))
        return false;
    if (slots[0].type == WP_STRING) {
        if (!wp_number_float(call->arena, wp_text(slots[0]), &seconds))
            return wp_fail_type(call, names[0], "a number", slots[0], err);
    } else if (wp_is_given(slots[0]) && !wp_want_number(call, names[0], slots[0], &seconds, err)) {
        return false;
    }
    if (!(fabs(seconds) < 6.7e16))
        return wp_fail_call(call, err, "second is out of range");
    const char *plain = wp_strndup(call->arena, format.ptr, format.len);
    return wp_give_text(call, wp_str_of(wp_time_format(call->arena, seconds, wp_arg_bool(slots[1], false), plain)),
                        out);
}

const wp_builtin wp_filters_time[] = {
    { .name = "to_datetime", .run = run_to_datetime, .usage = "text | to_datetime(format='%Y-%m-%d %H:%M:%S')",
      .summary = "The moment that a text tells by a format; two of them can be subtracted." },
    { .name = "strftime", .run = run_strftime, .usage = "format | strftime(second=none, utc=false)",
      .summary = "A moment (now, or so many seconds since 1970) as text by a format." },
    { 0 },
};
