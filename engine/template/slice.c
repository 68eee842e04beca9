/*
 * Slices of lists and texts, by Python's rules: a negative bound counts from the end, one
 * outside is pulled in, and a negative step walks backwards. Texts are cut by characters.
 */
#include "template/builtin.h"

#include "base/buf.h"
#include "base/text.h"
#include "template/families.h"

static bool slice_bound(wp_value bound, int64_t fallback, int64_t *out, wp_error *err)
{
    switch (bound.type) {
    case WP_NULL:
        *out = fallback;
        return true;
    case WP_INT:
    case WP_BOOL:
        *out = wp_as_integer(bound).as.integer;
        return true;
    case WP_BIG: /* outside in any case */
        *out = wp_number(bound) < 0 ? -INT64_MAX : INT64_MAX;
        return true;
    case WP_UNDEFINED:
        return wp_fail_undefined(bound, WP_NO_MARK, err);
    default:
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the bound of a slice must be an integer, not %s",
                       wp_type_name(bound));
    }
}

static int64_t clamp_bound(int64_t bound, int64_t len, int64_t lowest, int64_t highest)
{
    if (bound < 0)
        bound = bound < -len ? lowest : bound + len;
    return bound < lowest ? lowest : bound > highest ? highest : bound;
}

static void take_items(wp_arena *arena, wp_value subject, int64_t from, int64_t to, int64_t step, wp_value *out)
{
    wp_value list = subject.marks & WP_TUPLE ? wp_tuple_new(arena, 0) : wp_list_new(arena, 0);
    for (int64_t i = from; step > 0 ? i < to : i > to; i += step)
        wp_list_push(arena, list, wp_list_at(subject, (size_t)i));
    *out = list;
}

static void take_characters(wp_arena *arena, wp_value subject, int64_t from, int64_t to, int64_t step, wp_value *out)
{
    wp_str text = wp_text(subject);
    if (step == 1) {
        size_t start = wp_utf8_offset(text, (size_t)from);
        size_t end = to > from ? wp_utf8_offset(text, (size_t)to) : start;
        *out = wp_string_n(arena, text.ptr + start, end - start);
        out->marks |= subject.marks & (WP_UNSAFE | WP_SECRET);
        return;
    }
    size_t count = 0;
    size_t *offsets = wp_new_array(arena, size_t, text.len + 1);
    for (size_t offset = 0; offset < text.len; count++) {
        offsets[count] = offset;
        wp_utf8_next(text, &offset);
    }
    offsets[count] = text.len;
    wp_buf buf = wp_buf_new(arena);
    for (int64_t i = from; step > 0 ? i < to : i > to; i += step)
        wp_buf_add_n(&buf, text.ptr + offsets[i], offsets[i + 1] - offsets[i]);
    *out = wp_string_borrow(wp_buf_str(&buf));
    out->marks |= subject.marks & (WP_UNSAFE | WP_SECRET);
}

bool wp_slice(wp_arena *arena, wp_value subject, wp_value from, wp_value to, wp_value step, wp_value *out,
              wp_error *err)
{
    if (subject.type == WP_UNDEFINED) {
        *out = subject;
        return true;
    }
    if (subject.type == WP_OBJECT && !wp_iterate(arena, subject, &subject, err))
        return false;
    if (subject.type != WP_LIST && subject.type != WP_STRING)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s can't be sliced", wp_type_name(subject));
    int64_t len = (int64_t)wp_len(subject), first, last, stride;
    if (!slice_bound(step, 1, &stride, err))
        return false;
    if (stride == 0)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the step of a slice can't be 0");
    if (stride > len + 1 || stride < -len - 1) /* one step leads outside anyway, and can't overflow */
        stride = stride > 0 ? len + 1 : -len - 1;
    if (!slice_bound(from, stride > 0 ? 0 : len, &first, err))
        return false;
    if (!slice_bound(to, stride > 0 ? len : -len - 1, &last, err))
        return false;
    int64_t lowest = stride > 0 ? 0 : -1, highest = stride > 0 ? len : len - 1;
    first = clamp_bound(first, len, lowest, highest);
    last = clamp_bound(last, len, lowest, highest);
    (subject.type == WP_LIST ? take_items : take_characters)(arena, subject, first, last, stride, out);
    return true;
}
