/*
 * Binary operators, with Python's meaning: true division, floored quotient and
 * remainder, powers, `+` joining lists and texts, `*` repeating them, `%` formatting.
 *
 * Booleans count as 0 and 1. Integers have 64 bits: a result beyond them is an error
 * and not a wrong number. A text made here carries the marks of both sides.
 */
#include "template/families.h"
#include "template/html.h"
#include "template/object.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

#define REPEAT_LIMIT ((int64_t)1 << 28) /* bytes of a text, or items of a list, made by `*` */

static const char *const symbols[] = {
    [WP_ADD] = "+",       [WP_SUB] = "-", [WP_MUL] = "*",  [WP_DIV] = "/",
    [WP_FLOORDIV] = "//", [WP_MOD] = "%", [WP_POW] = "**", [WP_CONCAT] = "~",
};

static bool fail_types(wp_operator op, wp_value a, wp_value b, wp_error *err)
{
    wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%s' can't be used on %s and %s", symbols[op], wp_type_name(a),
            wp_type_name(b));
    if (op == WP_ADD && (a.type == WP_STRING || b.type == WP_STRING))
        return wp_hint(err, "'~' joins any values as texts; the filter int makes a number of a text");
    return false;
}

static bool fail_size(wp_operator op, wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the result of '%s' is too large", symbols[op]);
}

static bool fail_zero(wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "division by zero");
}

static wp_value joined(wp_arena *arena, wp_value a, wp_str left, wp_value b, wp_str right)
{
    char *text = wp_alloc(arena, left.len + right.len + 1);
    memcpy(text, left.ptr, left.len);
    memcpy(text + left.len, right.ptr, right.len);
    wp_value result = wp_string_borrow((wp_str){ text, left.len + right.len });
    result.marks |= (a.marks | b.marks) & (WP_UNSAFE | WP_SECRET | WP_BYTES);
    return result;
}

/* ---- numbers ------------------------------------------------------------- */

static int64_t as_int(wp_value value)
{
    return value.type == WP_BOOL ? value.as.boolean : value.as.integer;
}

static double as_float(wp_value value)
{
    return value.type == WP_FLOAT ? value.as.number : (double)as_int(value);
}

static bool power_int(int64_t base, int64_t exponent, wp_value *out, wp_error *err)
{
    int64_t result = 1;
    if (exponent < 0) {
        if (base == 0)
            return fail_zero(err);
        *out = wp_float(pow((double)base, (double)exponent));
        return true;
    }
    while (exponent > 0) {
        if (exponent & 1 && __builtin_mul_overflow(result, base, &result))
            return fail_size(WP_POW, err);
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base))
            return fail_size(WP_POW, err);
    }
    *out = wp_int(result);
    return true;
}

static bool power_float(double base, double exponent, wp_value *out, wp_error *err)
{
    if (base == 0 && exponent < 0)
        return fail_zero(err);
    double result = pow(base, exponent);
    if (isnan(result) && !isnan(base) && !isnan(exponent))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a negative number has no real power with a fraction");
    if (isinf(result) && isfinite(base) && isfinite(exponent))
        return fail_size(WP_POW, err);
    *out = wp_float(result);
    return true;
}

__extension__ typedef unsigned __int128 wide;

/* The nearest float to a / b, also where neither is one: enough binary places, and a last one for what is cut off. */
static double divide_int(int64_t a, int64_t b)
{
    if (a == 0)
        return b < 0 ? -0.0 : 0.0;
    wide above = a < 0 ? -(wide)a : (wide)a, below = b < 0 ? -(wide)b : (wide)b;
    int places = 63 + __builtin_clzll((uint64_t)above);
    above <<= places;
    wide quotient = above / below | (above % below != 0);
    double result = ldexp((double)quotient, -places);
    return (a < 0) != (b < 0) ? -result : result;
}

static bool operate_int(wp_operator op, int64_t a, int64_t b, wp_value *out, wp_error *err)
{
    int64_t result;
    bool overflow = false;
    switch (op) {
    case WP_ADD:
        overflow = __builtin_add_overflow(a, b, &result);
        break;
    case WP_SUB:
        overflow = __builtin_sub_overflow(a, b, &result);
        break;
    case WP_MUL:
        overflow = __builtin_mul_overflow(a, b, &result);
        break;
    case WP_DIV:
        if (b == 0)
            return fail_zero(err);
        *out = wp_float(divide_int(a, b));
        return true;
    case WP_FLOORDIV:
        if (b == 0)
            return fail_zero(err);
        overflow = a == INT64_MIN && b == -1;
        result = overflow ? 0 : a / b - (a % b != 0 && (a < 0) != (b < 0));
        break;
    case WP_MOD:
        if (b == 0)
            return fail_zero(err);
        result = b == -1 ? 0 : a % b;
        result += result != 0 && (result < 0) != (b < 0) ? b : 0;
        break;
    default:
        return power_int(a, b, out, err);
    }
    if (overflow)
        return fail_size(op, err);
    *out = wp_int(result);
    return true;
}

static double floor_mod(double a, double b)
{
    double result = fmod(a, b);
    if (result == 0)
        return copysign(0, b);
    return (result < 0) != (b < 0) ? result + b : result;
}

static double floor_div(double a, double b)
{
    double result = (a - floor_mod(a, b)) / b;
    return result == 0 ? copysign(0, a / b) : floor(result + 0.5);
}

static bool operate_float(wp_operator op, double a, double b, wp_value *out, wp_error *err)
{
    if ((op == WP_DIV || op == WP_FLOORDIV || op == WP_MOD) && b == 0)
        return fail_zero(err);
    switch (op) {
    case WP_ADD:
        *out = wp_float(a + b);
        return true;
    case WP_SUB:
        *out = wp_float(a - b);
        return true;
    case WP_MUL:
        *out = wp_float(a * b);
        return true;
    case WP_DIV:
        *out = wp_float(a / b);
        return true;
    case WP_FLOORDIV:
        *out = wp_float(isinf(a) ? NAN : floor_div(a, b));
        return true;
    case WP_MOD:
        *out = wp_float(floor_mod(a, b));
        return true;
    default:
        return power_float(a, b, out, err);
    }
}

/* ---- texts and lists -------------------------------------------------------- */

static bool same_kind_of_list(wp_value a, wp_value b)
{
    return a.type == WP_LIST && b.type == WP_LIST && (a.marks & WP_TUPLE) == (b.marks & WP_TUPLE);
}

static wp_value list_like(wp_arena *arena, wp_value model, size_t expected)
{
    return model.marks & WP_TUPLE ? wp_tuple_new(arena, expected) : wp_list_new(arena, expected);
}

static void push_all(wp_arena *arena, wp_value list, wp_value items)
{
    for (size_t i = 0, count = wp_len(items); i < count; i++)
        wp_list_push(arena, list, wp_list_at(items, i));
}

/* What is joined to a text that is escaped already is escaped with it. */
static wp_str as_markup(wp_arena *arena, wp_value text)
{
    return text.marks & WP_MARKUP ? wp_text(text) : wp_html_escape(arena, wp_text(text));
}

static bool add(wp_arena *arena, wp_value a, wp_value b, wp_value *out, wp_error *err)
{
    bool is_markup = (a.type == WP_STRING && a.marks & WP_MARKUP) || (b.type == WP_STRING && b.marks & WP_MARKUP);
    if (a.type == WP_STRING && b.type == WP_STRING) {
        if ((uint64_t)a.len + b.len > UINT32_MAX)
            return fail_size(WP_ADD, err);
        *out = is_markup ? joined(arena, a, as_markup(arena, a), b, as_markup(arena, b))
                         : joined(arena, a, wp_text(a), b, wp_text(b));
        out->marks |= is_markup ? WP_MARKUP : 0;
        return true;
    }
    if (!same_kind_of_list(a, b))
        return fail_types(WP_ADD, a, b, err);
    wp_value list = list_like(arena, a, wp_len(a) + wp_len(b));
    push_all(arena, list, a);
    push_all(arena, list, b);
    *out = list;
    return true;
}

static bool repeat(wp_arena *arena, wp_value what, int64_t times, wp_value *out, wp_error *err)
{
    int64_t len = what.type == WP_STRING ? (int64_t)what.len : (int64_t)wp_len(what);
    if (times < 0 || len == 0)
        times = 0;
    if (times > 0 && times > REPEAT_LIMIT / len)
        return fail_size(WP_MUL, err);
    if (what.type == WP_LIST) {
        wp_value list = list_like(arena, what, (size_t)(len * times));
        for (int64_t i = 0; i < times; i++)
            push_all(arena, list, what);
        *out = list;
        return true;
    }
    char *text = wp_alloc(arena, (size_t)(len * times) + 1);
    for (int64_t i = 0; i < times; i++)
        memcpy(text + i * len, what.as.text, (size_t)len);
    *out = wp_string_borrow((wp_str){ text, (size_t)(len * times) });
    out->marks |= what.marks & (WP_UNSAFE | WP_SECRET | WP_BYTES);
    return true;
}

static bool multiply(wp_arena *arena, wp_value a, wp_value b, wp_value *out, wp_error *err)
{
    bool a_repeats = a.type == WP_STRING || a.type == WP_LIST;
    wp_value what = a_repeats ? a : b, times = a_repeats ? b : a;
    if ((what.type != WP_STRING && what.type != WP_LIST) || (times.type != WP_INT && times.type != WP_BOOL))
        return fail_types(WP_MUL, a, b, err);
    return repeat(arena, what, as_int(times), out, err);
}

static bool format(wp_arena *arena, wp_value a, wp_value b, wp_value *out, wp_error *err)
{
    wp_str text;
    if (!wp_format_percent(arena, wp_text(a), b, &text, err))
        return false;
    *out = wp_marked(arena, text, a.marks | wp_marks_below(b));
    return true;
}

static void concat(wp_arena *arena, wp_value a, wp_value b, wp_value *out)
{
    wp_value left = wp_marked(arena, wp_to_text(arena, a), wp_marks_below(a));
    wp_value right = wp_marked(arena, wp_to_text(arena, b), wp_marks_below(b));
    *out = joined(arena, left, wp_text(left), right, wp_text(right));
}

/* ---- objects that know operators ------------------------------------------------ */

static bool operate_objects(wp_arena *arena, wp_operator op, wp_value a, wp_value b, wp_value *out, bool *handled,
                            wp_error *err)
{
    const wp_value sides[] = { a, b };
    *handled = false;
    for (int i = 0; i < 2 && !*handled; i++) {
        const wp_object_class *class_ = sides[i].type == WP_OBJECT ? sides[i].as.object->class_ : NULL;
        if (class_ && class_->operate && !class_->operate(arena, op, a, b, out, handled, err))
            return false;
    }
    return true;
}

/* ---- all ---------------------------------------------------------------------- */

bool wp_operate_as(wp_arena *arena, wp_operator op, wp_value a, wp_value b, wp_value *out, wp_error *err)
{
    if (a.type == WP_UNDEFINED || b.type == WP_UNDEFINED)
        return wp_fail_undefined(a.type == WP_UNDEFINED ? a : b, WP_NO_MARK, err);
    if (op == WP_CONCAT) {
        concat(arena, a, b, out);
        return true;
    }
    if (a.type == WP_OBJECT || b.type == WP_OBJECT) {
        bool handled;
        if (!operate_objects(arena, op, a, b, out, &handled, err))
            return false;
        if (handled)
            return true;
    }
    if (wp_is_number(a) && wp_is_number(b)) {
        if (a.type == WP_FLOAT || b.type == WP_FLOAT)
            return operate_float(op, as_float(a), as_float(b), out, err);
        return operate_int(op, as_int(a), as_int(b), out, err);
    }
    if (op == WP_ADD)
        return add(arena, a, b, out, err);
    if (op == WP_MUL)
        return multiply(arena, a, b, out, err);
    if (op == WP_MOD && a.type == WP_STRING)
        return format(arena, a, b, out, err);
    return fail_types(op, a, b, err);
}

bool wp_operate(wp_arena *arena, const char *operator, wp_value a, wp_value b, wp_value *out, wp_error *err)
{
    for (size_t op = 0; op < sizeof(symbols) / sizeof(symbols[0]); op++)
        if (strcmp(symbols[op], operator) == 0)
            return wp_operate_as(arena, (wp_operator)op, a, b, out, err);
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "there is no operator '%s'", operator);
}
