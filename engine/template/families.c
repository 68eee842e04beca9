/*
 * What the rows of all families share: asking for inputs, handing out results.
 *
 * Only two marks travel from inputs to results, unsafe and secret: the others say
 * something about one text (its place, its being bytes or markup) and not about
 * what is made from it.
 */
#include "template/families.h"

#include "template/object.h"

#include <math.h>

#undef wp_fail_call
#undef wp_fail_type

#define TRAVELLING (WP_UNSAFE | WP_SECRET)

bool wp_fail_call(wp_call *call, wp_error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = wp_vprintf(call->arena, format, args);
    va_end(args);
    return wp_fail(err, WP_E_INVALID, call->mark, "%s: %s", call->name, text);
}

bool wp_fail_type(wp_call *call, const char *what, const char *wanted, wp_value got, wp_error *err)
{
    if (got.type == WP_UNDEFINED)
        return wp_want_defined(call, what, got, err);
    if (!what)
        return wp_fail_call(call, err, "needs %s, not %s", wanted, wp_type_name(got));
    return wp_fail_call(call, err, "%s must be %s, not %s", what, wanted, wp_type_name(got));
}

bool wp_want_defined(wp_call *call, const char *what, wp_value value, wp_error *err)
{
    if (value.type != WP_UNDEFINED)
        return true;
    (void)what;
    return wp_fail_undefined(value, call->mark, err);
}

bool wp_want_text(wp_call *call, const char *what, wp_value value, wp_str *out, wp_error *err)
{
    if (!wp_want_defined(call, what, value, err))
        return false;
    *out = value.type == WP_STRING ? wp_text(value) : wp_to_text(call->arena, value);
    return true;
}

bool wp_want_string(wp_call *call, const char *what, wp_value value, wp_str *out, wp_error *err)
{
    if (value.type != WP_STRING)
        return wp_fail_type(call, what, "a string", value, err);
    *out = wp_text(value);
    return true;
}

bool wp_is_null_word(wp_value value)
{
    return value.type == WP_NULL || wp_text_is(value, "None") || wp_text_is(value, "null");
}

bool wp_want_items(wp_call *call, const char *what, wp_value value, wp_value *out, wp_error *err)
{
    if (value.type == WP_LIST) {
        *out = value;
        return true;
    }
    bool can_loop = value.type == WP_STRING || value.type == WP_DICT || value.type == WP_OBJECT;
    if (!can_loop || !wp_iterate(call->arena, value, out, NULL))
        return wp_fail_type(call, what, "a list or another thing to loop over", value, err);
    return true;
}

bool wp_want_list(wp_call *call, const char *what, wp_value value, wp_value *out, wp_error *err)
{
    if (value.type == WP_STRING || value.type == WP_DICT)
        return wp_fail_type(call, what, "a list", value, err);
    if (value.type != WP_LIST && !(value.type == WP_OBJECT && wp_iterate(call->arena, value, &value, NULL)))
        return wp_fail_type(call, what, "a list", value, err);
    *out = value;
    return true;
}

bool wp_want_dict(wp_call *call, const char *what, wp_value value, wp_value *out, wp_error *err)
{
    if (wp_object_is_mapping(value))
        return wp_object_to_dict(call->arena, value, out, err);
    if (value.type != WP_DICT)
        return wp_fail_type(call, what, "a dict", value, err);
    *out = value;
    return true;
}

bool wp_want_number(wp_call *call, const char *what, wp_value value, double *out, wp_error *err)
{
    if (!wp_is_number(value))
        return wp_fail_type(call, what, "a number", value, err);
    double number = wp_number(value);
    if (value.type == WP_BIG && isinf(number))
        return wp_fail_type(call, what, "a number that a float can hold", value, err);
    *out = number;
    return true;
}

bool wp_want_int(wp_call *call, const char *what, wp_value value, int64_t *out, wp_error *err)
{
    if (value.type == WP_BOOL)
        *out = value.as.boolean;
    else if (value.type == WP_INT)
        *out = value.as.integer;
    else
        return wp_fail_type(call, what, "an integer", value, err);
    return true;
}

bool wp_arg_count(wp_call *call, const char *name, wp_value slot, int64_t fallback, int64_t *out, wp_error *err)
{
    int64_t count;
    if (!wp_arg_whole(call, name, slot, fallback, &count, err))
        return false;
    if (count > WP_MOST_MADE)
        return wp_fail_call(call, err, "%s can't be more than %d", name, WP_MOST_MADE);
    *out = count;
    return true;
}

bool wp_bind_nothing(wp_call *call, wp_error *err)
{
    static const char *const none[] = { NULL };
    return wp_bind(call, none, NULL, err);
}

bool wp_is_given(wp_value slot)
{
    return slot.type != WP_OMIT && slot.type != WP_NULL;
}

uint8_t wp_call_marks(const wp_call *call)
{
    uint8_t marks = wp_marks_below(call->subject) | wp_marks_below(call->named);
    for (size_t i = 0; i < call->count && (marks & TRAVELLING) != TRAVELLING; i++)
        marks |= wp_marks_below(call->args[i]);
    return marks & TRAVELLING;
}

wp_value wp_marked(wp_arena *arena, wp_str text, uint8_t marks)
{
    wp_value value = wp_string_of(arena, text);
    value.marks |= marks & TRAVELLING;
    return value;
}

bool wp_give_text(wp_call *call, wp_str text, wp_value *out)
{
    *out = wp_marked(call->arena, text, wp_call_marks(call));
    return true;
}

bool wp_give_buf(wp_call *call, const wp_buf *buf, wp_value *out)
{
    *out = wp_string_borrow(wp_buf_str(buf));
    out->marks |= wp_call_marks(call);
    return true;
}

bool wp_give_changed(wp_call *call, wp_str text, wp_value *out)
{
    if (call->subject.type != WP_STRING || !wp_str_eq(wp_text(call->subject), text))
        return wp_give_text(call, text, out);
    *out = call->subject;
    return true;
}

bool wp_give_bool(bool truth, wp_value *out)
{
    *out = wp_bool(truth);
    return true;
}

bool wp_give_int(int64_t number, wp_value *out)
{
    *out = wp_int(number);
    return true;
}

wp_value wp_pair(wp_arena *arena, wp_value first, wp_value second)
{
    wp_value pair = wp_tuple_new(arena, 2);
    wp_list_push(arena, pair, first);
    wp_list_push(arena, pair, second);
    return pair;
}
