/*
 * What fits on the rest of its line is written by repr(). A list or dict that does not
 * is written an item a line, a long text as several literals one below the other.
 *
 * `indent` is the column where the value begins; `tail` is what must still fit behind
 * it: commas and closing brackets.
 */
#include "template/pretty.h"
#include "template/letters.h"
#include "template/strings.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdlib.h>

#define COLUMNS 80

typedef struct printer {
    wp_arena *arena;
    wp_buf out;
} printer;

static void put(printer *to, wp_value value, size_t indent, size_t tail, bool outermost);

static size_t width_of(wp_str text)
{
    return wp_utf8_len(text);
}

static int by_key(const void *a, const void *b)
{
    wp_value left = *(const wp_value *)a, right = *(const wp_value *)b;
    int order;
    if (wp_compare(left, right, &order, NULL))
        return order;
    return (left.type > right.type) - (left.type < right.type);
}

/* The same with the keys of all dicts in order, for repr(). */
static wp_value in_order(wp_arena *arena, wp_value value)
{
    if (value.type == WP_LIST) {
        wp_value list = value.marks & WP_TUPLE ? wp_tuple_new(arena, 0) : wp_list_new(arena, 0);
        for (size_t i = 0; i < wp_len(value); i++)
            wp_list_push(arena, list, in_order(arena, wp_list_at(value, i)));
        return list;
    }
    if (value.type != WP_DICT)
        return value;
    size_t count = wp_len(value);
    wp_value *keys = wp_new_array(arena, wp_value, count), item;
    for (size_t i = 0; i < count; i++)
        wp_dict_pair(value, i, &keys[i], &item);
    qsort(keys, count, sizeof *keys, by_key);
    wp_value dict = wp_dict_new(arena, count);
    for (size_t i = 0; i < count; i++)
        wp_dict_put(arena, dict, keys[i], in_order(arena, *wp_dict_get(value, keys[i])));
    return dict;
}

static void next_line(printer *to, size_t indent)
{
    wp_buf_char(&to->out, '\n');
    wp_buf_repeat(&to->out, ' ', indent);
}

static void put_list(printer *to, wp_value list, size_t indent, size_t tail)
{
    bool is_tuple = list.marks & WP_TUPLE;
    size_t count = wp_len(list);
    const char *end = !is_tuple ? "]" : count == 1 ? ",)" : ")";
    wp_buf_char(&to->out, is_tuple ? '(' : '[');
    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count;
        put(to, wp_list_at(list, i), indent + 1, last ? tail + (end[1] ? 2 : 1) : 1, false);
        if (last)
            break;
        wp_buf_char(&to->out, ',');
        next_line(to, indent + 1);
    }
    wp_buf_add(&to->out, end);
}

static void put_dict(printer *to, wp_value dict, size_t indent, size_t tail)
{
    wp_value key, item;
    wp_buf_char(&to->out, '{');
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++) {
        wp_str name = wp_to_repr(to->arena, key);
        bool last = i + 1 == wp_len(dict);
        wp_buf_str_add(&to->out, name);
        wp_buf_add(&to->out, ": ");
        put(to, item, indent + 1 + width_of(name) + 2, last ? tail + 1 : 1, false);
        if (last)
            break;
        wp_buf_char(&to->out, ',');
        next_line(to, indent + 1);
    }
    wp_buf_char(&to->out, '}');
}

/* ---- long texts ---------------------------------------------------------------------- */

static wp_str repr(wp_arena *arena, wp_str text)
{
    return wp_to_repr(arena, wp_string_of(arena, text));
}

/* A word with the white space behind it. */
static size_t word_end(wp_str line, size_t at)
{
    bool in_space = false;
    for (size_t next = at; at < line.len; at = next) {
        bool space = wp_char_is_space(wp_utf8_next(line, &next));
        if (in_space && !space)
            break;
        in_space = space;
    }
    return at;
}

/* One line of the text as pieces that fit in `width` columns, the last one of the text in `last_width`. */
static void cut_line(wp_arena *arena, wp_str line, size_t width, size_t last_width, bool is_last, wp_value pieces)
{
    size_t from = 0;
    for (size_t at = 0, end; at < line.len; at = end) {
        end = word_end(line, at);
        size_t room = is_last && end == line.len ? last_width : width;
        if (at > from && width_of(repr(arena, wp_str_slice(line, from, end))) > room) {
            wp_list_push(arena, pieces, wp_string_of(arena, wp_str_slice(line, from, at)));
            from = at;
        }
    }
    if (from < line.len)
        wp_list_push(arena, pieces, wp_string_of(arena, wp_str_slice(line, from, line.len)));
}

static void put_text(printer *to, wp_str text, size_t indent, size_t tail, bool outermost)
{
    wp_value pieces = wp_list_new(to->arena, 8);
    wp_str rest = text, line, end;
    indent += outermost;
    tail += outermost;
    size_t width = indent < COLUMNS ? COLUMNS - indent : 0, last_width = width > tail ? width - tail : 0;
    while (wp_str_next_line(&rest, &line, &end)) {
        bool is_last = !rest.len;
        line.len += end.len;
        if (width_of(repr(to->arena, line)) <= (is_last ? last_width : width))
            wp_list_push(to->arena, pieces, wp_string_of(to->arena, line));
        else
            cut_line(to->arena, line, width, last_width, is_last, pieces);
    }
    size_t count = wp_len(pieces);
    if (outermost && count > 1)
        wp_buf_char(&to->out, '(');
    for (size_t i = 0; i < count; i++) {
        if (i)
            next_line(to, indent);
        wp_buf_str_add(&to->out, wp_to_repr(to->arena, wp_list_at(pieces, i)));
    }
    if (outermost && count > 1)
        wp_buf_char(&to->out, ')');
}

static void put(printer *to, wp_value value, size_t indent, size_t tail, bool outermost)
{
    wp_str whole = wp_to_repr(to->arena, value);
    if (indent + tail + width_of(whole) <= COLUMNS)
        wp_buf_str_add(&to->out, whole);
    else if (value.type == WP_LIST)
        put_list(to, value, indent, tail);
    else if (value.type == WP_DICT)
        put_dict(to, value, indent, tail);
    else if (value.type == WP_STRING && value.len)
        put_text(to, wp_text(value), indent, tail, outermost);
    else
        wp_buf_str_add(&to->out, whole);
}

wp_str wp_pretty(wp_arena *arena, wp_value value)
{
    printer to = { arena, wp_buf_new(arena) };
    put(&to, in_order(arena, value), 0, 0, true);
    return wp_buf_str(&to.out);
}
