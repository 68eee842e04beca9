/*
 * Filters on the order and shape of a list. Anything that can be looped over counts as
 * a list: of a dict its keys, of a text its characters.
 */
#include "template/families.h"
#include "template/object.h"

#include "base/text.h"

#include <math.h>

static bool run_first(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list;
    if (!wp_bind_nothing(call, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    *out = wp_len(list) ? wp_list_at(list, 0) : wp_undefined(call->arena, "the first item of something empty");
    return true;
}

static bool run_last(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list;
    if (!wp_bind_nothing(call, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    size_t count = wp_len(list);
    *out = count ? wp_list_at(list, count - 1) : wp_undefined(call->arena, "the last item of something empty");
    return true;
}

static bool run_length(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list = call->subject;
    if (!wp_bind_nothing(call, err))
        return false;
    if (list.type == WP_STRING && (list.marks & WP_BYTES))
        return wp_give_int(list.len, out);
    if (list.type != WP_STRING && list.type != WP_DICT && !wp_want_items(call, NULL, list, &list, err))
        return false;
    return wp_give_int((int64_t)wp_len(list), out);
}

/* A list of its own, that may be changed. */
static wp_value copy_list(wp_arena *arena, wp_value list)
{
    size_t count = wp_len(list);
    wp_value copy = wp_list_new(arena, count);
    for (size_t i = 0; i < count; i++)
        wp_list_push(arena, copy, wp_list_at(list, i));
    return copy;
}

static bool run_list(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list;
    if (!wp_bind_nothing(call, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    *out = copy_list(call->arena, list);
    return true;
}

static bool run_reverse(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list;
    if (!wp_bind_nothing(call, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    wp_value backwards = wp_list_new(call->arena, wp_len(list));
    for (size_t i = wp_len(list); i-- > 0;)
        wp_list_push(call->arena, backwards, wp_list_at(list, i));
    if (call->subject.type != WP_STRING || call->subject.marks & WP_BYTES) {
        *out = backwards;
        return true;
    }
    wp_buf buf = wp_buf_new(call->arena);
    for (size_t i = 0; i < wp_len(backwards); i++)
        wp_buf_str_add(&buf, wp_text(wp_list_at(backwards, i)));
    return wp_give_buf(call, &buf, out);
}

static bool run_join(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "d", "attribute", NULL };
    wp_value slots[2], list;
    wp_str separator = wp_str_of(""), text;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    if (slots[0].type != WP_OMIT && !wp_want_text(call, "the separator", slots[0], &separator, err))
        return false;
    wp_buf buf = wp_buf_new(call->arena);
    uint8_t marks = wp_call_marks(call);
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value item = wp_list_at(list, i);
        if (wp_is_given(slots[1]) && !wp_attribute_path(call->arena, item, slots[1], NULL, &item, err))
            return false;
        if (!wp_want_text(call, NULL, item, &text, err))
            return false;
        if (i)
            wp_buf_str_add(&buf, separator);
        wp_buf_str_add(&buf, text);
    }
    *out = wp_marked(call->arena, wp_buf_str(&buf), marks);
    return true;
}

/* ---- cut in pieces ----------------------------------------------------------------- */

/* No row is ever as long as what is no whole number: < 0. */
static bool want_row_size(wp_call *call, wp_value slot, int64_t *out, wp_error *err)
{
    bool is_whole = slot.type == WP_INT || slot.type == WP_BOOL ||
                    (slot.type == WP_FLOAT && fabs(slot.as.number) < 1e18 && trunc(slot.as.number) == slot.as.number);
    if (slot.type == WP_OMIT || slot.type == WP_UNDEFINED)
        return wp_want_int(call, "linecount", slot, out, err);
    *out = slot.type == WP_FLOAT && is_whole ? (int64_t)slot.as.number : -1;
    return slot.type == WP_FLOAT || !is_whole || wp_want_int(call, "linecount", slot, out, err);
}

static bool run_batch(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "linecount", "fill_with", NULL };
    wp_value slots[2], list, row = { 0 };
    int64_t size;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err) ||
        !want_row_size(call, slots[0], &size, err))
        return false;
    wp_value rows = wp_list_new(call->arena, 8);
    if (size == 0 && wp_len(list)) /* a row that is full before it has begun; no other ever is */
        wp_list_push(call->arena, rows, wp_list_new(call->arena, 0));
    for (size_t i = 0; i < wp_len(list); i++) {
        if (i == 0 || (size > 0 && i % (size_t)size == 0)) {
            row = wp_list_new(call->arena, 8);
            wp_list_push(call->arena, rows, row);
        }
        wp_list_push(call->arena, row, wp_list_at(list, i));
    }
    if (wp_is_given(slots[1]) && slots[0].type != WP_INT && slots[0].type != WP_BOOL)
        return wp_fail_type(call, names[0], "an integer", slots[0], err);
    if (wp_is_given(slots[1]) && wp_len(rows)) {
        if (size > WP_MOST_MADE)
            return wp_fail_call(call, err, "linecount is too large to be filled up");
        while ((int64_t)wp_len(row) < size)
            wp_list_push(call->arena, row, slots[1]);
    }
    *out = rows;
    return true;
}

static bool run_slice(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "slices", "fill_with", NULL };
    wp_value slots[2], list;
    int64_t slices;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err) ||
        !wp_want_int(call, names[0], slots[0], &slices, err))
        return false;
    if (slices == 0 || slices > WP_MOST_MADE)
        return wp_fail_call(call, err, "can't cut into %lld slices", (long long)slices);
    wp_value columns = wp_list_new(call->arena, slices > 0 ? (size_t)slices : 0);
    int64_t count = (int64_t)wp_len(list), each = count / slices, larger = count % slices;
    for (int64_t i = 0, at = 0; i < slices; i++) {
        wp_value column = wp_list_new(call->arena, (size_t)each + 1);
        for (int64_t end = at + each + (i < larger); at < end; at++)
            wp_list_push(call->arena, column, wp_list_at(list, (size_t)at));
        if (wp_is_given(slots[1]) && i >= larger)
            wp_list_push(call->arena, column, slots[1]);
        wp_list_push(call->arena, columns, column);
    }
    *out = columns;
    return true;
}

/* ---- flatten --------------------------------------------------------------------------- */

#define DEEPEST 1000

/* levels < 0: all the way down. */
static bool flatten(wp_call *call, wp_value from, int64_t levels, bool skip_nulls, int depth, wp_value into,
                    wp_error *err)
{
    if (depth > DEEPEST)
        return wp_fail_call(call, err, "lists are nested more than %d deep", DEEPEST);
    for (size_t i = 0; i < wp_len(from); i++) {
        wp_value item = wp_list_at(from, i);
        if (skip_nulls && item.type == WP_UNDEFINED)
            return wp_fail_undefined(item, call->mark, err);
        if (skip_nulls && wp_is_null_word(item))
            continue;
        if (item.type != WP_LIST || levels == 0)
            wp_list_push(call->arena, into, item);
        else if (!flatten(call, item, levels - (levels > 0), skip_nulls, depth + 1, into, err))
            return false;
    }
    return true;
}

static bool run_flatten(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "levels", "skip_nulls", NULL };
    wp_value slots[2], list;
    int64_t levels;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err) ||
        !wp_arg_int(call, names[0], slots[0], -1, &levels, err))
        return false;
    if (wp_is_given(slots[0]) && levels < 0)
        levels = 0;
    wp_value flat = wp_list_new(call->arena, wp_len(list));
    if (!flatten(call, list, levels, wp_arg_bool(slots[1], true), 0, flat, err))
        return false;
    *out = flat;
    return true;
}

const wp_builtin wp_filters_list[] = {
    { .name = "first", .run = run_first, .usage = "list | first", .summary = "The first item." },
    { .name = "last", .run = run_last, .usage = "list | last", .summary = "The last item." },
    { .name = "length", .run = run_length, .usage = "list | length",
      .summary = "How many items a list or dict has, or characters a text." },
    { .name = "count", .run = run_length, .usage = "list | count", .summary = "The same as length." },
    { .name = "list", .run = run_list, .usage = "value | list",
      .summary = "A list of what the value gives in a loop." },
    { .name = "reverse", .run = run_reverse, .usage = "list | reverse",
      .summary = "The items, or the characters of a text, from the end to the beginning." },
    { .name = "join", .run = run_join, .usage = "list | join(d='', attribute=none)",
      .summary = "The items, or an attribute of each, as one text with a separator in between." },
    { .name = "batch", .run = run_batch, .usage = "list | batch(linecount, fill_with=none)",
      .summary = "Lists of so many items each; the last may be filled up." },
    { .name = "slice", .run = run_slice, .usage = "list | slice(slices, fill_with=none)",
      .summary = "So many lists of nearly the same length." },
    { .name = "flatten", .run = run_flatten, .usage = "list | flatten(levels=none, skip_nulls=true)",
      .summary = "Lists within the list become part of it; nulls are left out." },
    { 0 },
};
