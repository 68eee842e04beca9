/*
 * Moments and spans of time as objects: what to_datetime and now() give, and what the
 * difference of two moments is.
 *
 *   moment - moment = span     moment +- span = moment     span +- span = span
 *   span * number, span / number, span // number = span    span / span = number
 */
#include "template/datetime.h"
#include "template/families.h"
#include "template/object.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

#define DAY 86400

static const wp_object_class moment_class, span_class;

static wp_moment *moment_in(wp_value value)
{
    return value.type == WP_OBJECT && value.as.object->class_ == &moment_class ? value.as.object->data : NULL;
}

static wp_timespan *span_in(wp_value value)
{
    return value.type == WP_OBJECT && value.as.object->class_ == &span_class ? value.as.object->data : NULL;
}

wp_value wp_moment_value(wp_arena *arena, wp_moment moment)
{
    wp_moment *data = wp_new(arena, wp_moment);
    *data = moment;
    return wp_object_new(arena, &moment_class, data);
}

wp_value wp_timespan_value(wp_arena *arena, wp_timespan span)
{
    wp_timespan *data = wp_new(arena, wp_timespan);
    *data = span;
    return wp_object_new(arena, &span_class, data);
}

/* ---- spans in microseconds, where they are reckoned with ---------------------------- */

__extension__ typedef __int128 wide;

static wide micros(const wp_timespan *span)
{
    return ((wide)span->days * DAY + span->seconds) * 1000000 + span->micro;
}

static wp_value span_of(wp_arena *arena, wide all)
{
    wide day = (wide)DAY * 1000000, days = all / day - (all % day < 0), left = all - days * day;
    return wp_timespan_value(arena, (wp_timespan){ .days = (int64_t)days,
                                                   .seconds = (int)(left / 1000000),
                                                   .micro = (int)(left % 1000000) });
}

static wide instant(const wp_moment *moment)
{
    return ((wide)moment->seconds - (moment->has_zone ? moment->zone : 0)) * 1000000 + moment->micro;
}

/* ---- moments --------------------------------------------------------------------------- */

static bool run_strftime(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "format", NULL };
    wp_value slots[1];
    wp_str format;
    return wp_bind(call, names, slots, err) && wp_want_string(call, names[0], slots[0], &format, err) &&
           wp_give_text(call, wp_moment_format(call->arena, moment_in(call->subject), format), out);
}

static bool run_isoformat(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "sep", NULL };
    wp_value slots[1];
    wp_str between;
    if (!wp_bind(call, names, slots, err) || !wp_arg_str(call, names[0], slots[0], "T", &between, err))
        return false;
    if (between.len != 1)
        return wp_fail_call(call, err, "sep must be one character");
    return wp_give_text(call, wp_moment_iso(call->arena, moment_in(call->subject), between.ptr[0]), out);
}

static bool run_timestamp(wp_call *call, wp_value *out, wp_error *err)
{
    if (!wp_bind_nothing(call, err))
        return false;
    *out = wp_float(wp_moment_timestamp(moment_in(call->subject)));
    return true;
}

static bool run_weekday(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_int(wp_moment_split(moment_in(call->subject)).weekday, out);
}

static bool run_isoweekday(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_int(wp_moment_split(moment_in(call->subject)).weekday + 1, out);
}

static bool run_date(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str iso = wp_moment_iso(call->arena, moment_in(call->subject), ' ');
    return wp_bind_nothing(call, err) && wp_give_text(call, wp_str_slice(iso, 0, 10), out);
}

static bool run_time(wp_call *call, wp_value *out, wp_error *err)
{
    wp_moment bare = *moment_in(call->subject);
    bare.has_zone = false;
    wp_str iso = wp_moment_iso(call->arena, &bare, ' ');
    return wp_bind_nothing(call, err) && wp_give_text(call, wp_str_slice(iso, 11, iso.len), out);
}

static bool run_replace(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "year", "month", "day", "hour", "minute", "second", "microsecond", NULL };
    wp_value slots[7];
    wp_moment moment = *moment_in(call->subject);
    wp_moment_parts parts = wp_moment_split(&moment);
    int64_t fields[7] = { parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second, moment.micro };
    if (!wp_bind(call, names, slots, err))
        return false;
    for (int i = 0; i < 7; i++) {
        if (!wp_arg_whole(call, names[i], slots[i], fields[i], &fields[i], err))
            return false;
        if (fields[i] < 0 || fields[i] > 999999)
            return wp_fail_call(call, err, "%s is out of range", names[i]);
    }
    parts = (wp_moment_parts){ .year = fields[0], .month = (int)fields[1], .day = (int)fields[2],
                               .hour = (int)fields[3], .minute = (int)fields[4], .second = (int)fields[5] };
    if (!wp_moment_join(&parts, &moment))
        return wp_fail_call(call, err, "there is no such date or time");
    moment.micro = (int)fields[6];
    *out = wp_moment_value(call->arena, moment);
    return true;
}

static const wp_builtin moment_methods[] = {
    { .name = "strftime", .run = run_strftime, .usage = "moment.strftime(format)",
      .summary = "The moment as text, by a format of % places." },
    { .name = "isoformat", .run = run_isoformat, .usage = "moment.isoformat(sep='T')",
      .summary = "The moment as ISO 8601 has it." },
    { .name = "timestamp", .run = run_timestamp, .usage = "moment.timestamp()", .summary = "Seconds since 1970." },
    { .name = "weekday", .run = run_weekday, .usage = "moment.weekday()",
      .summary = "The day of the week; Monday is 0." },
    { .name = "isoweekday", .run = run_isoweekday, .usage = "moment.isoweekday()",
      .summary = "The day of the week; Monday is 1." },
    { .name = "date", .run = run_date, .usage = "moment.date()", .summary = "The date alone, as text." },
    { .name = "time", .run = run_time, .usage = "moment.time()", .summary = "The time of day alone, as text." },
    { .name = "replace", .run = run_replace, .usage = "moment.replace(year=..., month=..., ...)",
      .summary = "The moment with some parts exchanged." },
    { 0 },
};

static bool find_method(wp_arena *arena, const wp_builtin *rows, wp_object *object, wp_str name, wp_value *out)
{
    for (; rows->name; rows++) {
        if (!wp_str_is(name, rows->name))
            continue;
        *out = wp_object_method(arena, rows, (wp_value){ .type = WP_OBJECT, .as.object = object });
        return true;
    }
    return false;
}

static bool moment_attribute(wp_arena *arena, wp_object *object, wp_str name, wp_value *out)
{
    const wp_moment *moment = object->data;
    wp_moment_parts parts = wp_moment_split(moment);
    const struct {
        const char *name;
        int64_t number;
    } fields[] = {
        { "year", parts.year },     { "month", parts.month },   { "day", parts.day },
        { "hour", parts.hour },     { "minute", parts.minute }, { "second", parts.second },
        { "microsecond", moment->micro },
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (wp_str_is(name, fields[i].name)) {
            *out = wp_int(fields[i].number);
            return true;
        }
    }
    if (wp_str_is(name, "tzinfo")) {
        wp_str zone = wp_moment_format(arena, moment, wp_str_of("%Z"));
        *out = moment->has_zone ? wp_string_of(arena, zone) : wp_null();
        return true;
    }
    return find_method(arena, moment_methods, object, name, out);
}

static wp_str print_moment(wp_arena *arena, wp_object *object)
{
    return wp_moment_iso(arena, object->data, ' ');
}

static bool format_moment(wp_arena *arena, wp_object *object, wp_str specification, wp_str *out, wp_error *err)
{
    (void)err;
    *out = wp_moment_format(arena, object->data, specification);
    return true;
}

static wp_value copy_moment(wp_arena *arena, const wp_object *object)
{
    return wp_moment_value(arena, *(const wp_moment *)object->data);
}

static wp_str json_of_moment(wp_arena *arena, wp_object *object)
{
    return wp_moment_iso(arena, object->data, 'T');
}

static int compare_moments(const wp_object *a, const wp_object *b)
{
    wide left = instant(a->data), right = instant(b->data);
    return (left > right) - (left < right);
}

static bool move(wp_arena *arena, const wp_moment *moment, wide by, wp_value *out, wp_error *err)
{
    wp_moment there = *moment;
    wide at = (wide)moment->seconds * 1000000 + moment->micro + by, seconds = at / 1000000 - (at % 1000000 < 0);
    if (seconds < -62135596800 || seconds > 253402300799)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a date must lie between the years 1 and 9999");
    there.seconds = (int64_t)seconds;
    there.micro = (int)(at - seconds * 1000000);
    *out = wp_moment_value(arena, there);
    return true;
}

static bool operate_moment(wp_arena *arena, wp_operator op, wp_value a, wp_value b, wp_value *out, bool *handled,
                           wp_error *err)
{
    const wp_moment *left = moment_in(a), *right = moment_in(b);
    const wp_timespan *left_span = span_in(a), *right_span = span_in(b);
    *handled = true;
    if (op == WP_SUB && left && right) {
        if (left->has_zone != right->has_zone)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a moment with a zone and one without can't be subtracted");
        *out = span_of(arena, instant(left) - instant(right));
        return true;
    }
    if ((op == WP_ADD || op == WP_SUB) && left && right_span)
        return move(arena, left, op == WP_ADD ? micros(right_span) : -micros(right_span), out, err);
    if (op == WP_ADD && left_span && right)
        return move(arena, right, micros(left_span), out, err);
    *handled = false;
    return true;
}

static const wp_object_class moment_class = {
    .name = "datetime",
    .attribute = moment_attribute,
    .print = print_moment,
    .operate = operate_moment,
    .format = format_moment,
    .compare = compare_moments,
    .copy = copy_moment,
    .json = json_of_moment,
};

/* ---- spans ------------------------------------------------------------------------------ */

static bool run_total_seconds(wp_call *call, wp_value *out, wp_error *err)
{
    if (!wp_bind_nothing(call, err))
        return false;
    *out = wp_float((double)micros(span_in(call->subject)) / 1e6);
    return true;
}

static const wp_builtin span_methods[] = {
    { .name = "total_seconds", .run = run_total_seconds, .usage = "span.total_seconds()",
      .summary = "The whole span in seconds." },
    { 0 },
};

static bool span_attribute(wp_arena *arena, wp_object *object, wp_str name, wp_value *out)
{
    const wp_timespan *span = object->data;
    if (wp_str_is(name, "days"))
        *out = wp_int(span->days);
    else if (wp_str_is(name, "seconds"))
        *out = wp_int(span->seconds);
    else if (wp_str_is(name, "microseconds"))
        *out = wp_int(span->micro);
    else
        return find_method(arena, span_methods, object, name, out);
    return true;
}

static wp_str print_span(wp_arena *arena, wp_object *object)
{
    const wp_timespan *span = object->data;
    wp_buf buf = wp_buf_new(arena);
    if (span->days)
        wp_buf_printf(&buf, "%lld day%s, ", (long long)span->days,
                      span->days == 1 || span->days == -1 ? "" : "s");
    wp_buf_printf(&buf, "%d:%02d:%02d", span->seconds / 3600, span->seconds / 60 % 60, span->seconds % 60);
    if (span->micro)
        wp_buf_printf(&buf, ".%06d", span->micro);
    return wp_buf_str(&buf);
}

static wp_value copy_span(wp_arena *arena, const wp_object *object)
{
    return wp_timespan_value(arena, *(const wp_timespan *)object->data);
}

static int compare_spans(const wp_object *a, const wp_object *b)
{
    wide left = micros(a->data), right = micros(b->data);
    return (left > right) - (left < right);
}

static bool operate_span_and_number(wp_arena *arena, wp_operator op, const wp_timespan *span, wp_value number,
                                    wp_value *out, bool *handled, wp_error *err)
{
    double by = wp_number(number);
    if (op != WP_MUL && op != WP_DIV && op != WP_FLOORDIV)
        return true;
    if (op != WP_MUL && by == 0)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "division by zero");
    double result = op == WP_MUL ? (double)micros(span) * by : (double)micros(span) / by;
    if (!(fabs(result) < 8.64e19))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the span of time is too long");
    *handled = true;
    *out = span_of(arena, (wide)(op == WP_FLOORDIV ? floor(result) : nearbyint(result)));
    return true;
}

static bool operate_span(wp_arena *arena, wp_operator op, wp_value a, wp_value b, wp_value *out, bool *handled,
                         wp_error *err)
{
    const wp_timespan *left = span_in(a), *right = span_in(b);
    *handled = false;
    if (left && right && (op == WP_ADD || op == WP_SUB)) {
        *handled = true;
        *out = span_of(arena, op == WP_ADD ? micros(left) + micros(right) : micros(left) - micros(right));
    } else if (left && right && op == WP_DIV) {
        if (!micros(right))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "division by zero");
        *handled = true;
        *out = wp_float((double)micros(left) / (double)micros(right));
    } else if (left && wp_is_number(b)) {
        return operate_span_and_number(arena, op, left, b, out, handled, err);
    } else if (right && wp_is_number(a) && op == WP_MUL) {
        return operate_span_and_number(arena, op, right, a, out, handled, err);
    }
    return true;
}

static const wp_object_class span_class = {
    .name = "timedelta",
    .attribute = span_attribute,
    .print = print_span,
    .operate = operate_span,
    .compare = compare_spans,
    .copy = copy_span,
};
