/*
 * Binary operators, with Python's meaning: those of numbers (operate_number.c), `+`
 * joining lists and texts, `*` repeating them, `%` formatting. A text made here carries
 * the marks of both sides.
 */
#include "template/families.h"
#include "template/html.h"
#include "template/object.h"
#include "template/operate.h"

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

bool wp_operate_fail_size(wp_operator op, wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the result of '%s' is too large", symbols[op]);
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
            return wp_operate_fail_size(WP_ADD, err);
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
        return wp_operate_fail_size(WP_MUL, err);
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
    if ((what.type != WP_STRING && what.type != WP_LIST) || !wp_is_integer(times))
        return fail_types(WP_MUL, a, b, err);
    if (times.type == WP_BIG)
        return wp_operate_fail_size(WP_MUL, err);
    return repeat(arena, what, wp_as_integer(times).as.integer, out, err);
}

static bool format(wp_arena *arena, wp_value a, wp_value b, wp_value *out, wp_error *err)
{
    wp_str text;
    if (!wp_format_percent(arena, wp_text(a), b, &text, err))
        return false;
    *out = wp_str_eq(text, wp_text(a)) ? a : wp_marked(arena, text, a.marks | wp_marks_below(b));
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
    if (wp_is_number(a) && wp_is_number(b))
        return wp_operate_numbers(arena, op, a, b, out, err);
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
