/*
 * Output: pieces of text and values, until somebody takes them all.
 *
 * In native mode one single piece is handed on as the value it is. A text, whether one
 * piece or joined from many, that reads as a Python literal stands for that literal:
 * "{{ 1 }}{{ 2 }}" is 12, "[{{ a }}]" is a list. A text that begins with a blank is a
 * text; so is what to_json and its like made, and so is a secret: nobody wants a
 * password turned into a number.
 */
#include "template/render.h"

#include "base/text.h"

#include <string.h>

#include "template/families.h"
#include "yaml/literal.h"

#define TRAVELLING (WP_UNSAFE | WP_SECRET)
#define DEPTH      500 /* of a value that is printed */

wp_sink wp_sink_new(wp_render *render)
{
    return (wp_sink){ .arena = render->arena, .is_native = render->is_native, .buf = wp_buf_new(render->arena) };
}

bool wp_is_nothing(wp_value value)
{
    return value.type == WP_UNDEFINED && !value.as.text;
}

static bool check_defined(wp_value value, int depth, wp_mark mark, wp_error *err)
{
    wp_value key, item;
    if (depth == 0)
        return wp_fail(err, WP_E_INVALID, mark, "this value is nested too deeply: does it hold itself?");
    switch (value.type) {
    case WP_UNDEFINED:
        return wp_is_nothing(value) || wp_fail_undefined(value, mark, err);
    case WP_LIST:
        for (size_t i = 0; i < wp_len(value); i++)
            if (!check_defined(wp_list_at(value, i), depth - 1, mark, err))
                return false;
        return true;
    case WP_DICT:
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
            if (!check_defined(item, depth - 1, mark, err))
                return false;
        return true;
    default:
        return true;
    }
}

static bool put_text(wp_sink *sink, wp_value value, wp_mark mark, wp_error *err)
{
    if (value.type == WP_STRING) {
        sink->marks |= value.marks & TRAVELLING;
        wp_buf_str_add(&sink->buf, wp_text(value));
        return true;
    }
    if (!check_defined(value, DEPTH, mark, err))
        return false;
    sink->marks |= wp_marks_below(value);
    wp_buf_str_add(&sink->buf, wp_to_text(sink->arena, value));
    return true;
}

bool wp_sink_value(wp_sink *sink, wp_value value, wp_mark mark, wp_error *err)
{
    if (value.type == WP_UNDEFINED && !wp_is_nothing(value))
        return wp_fail_undefined(value, mark, err);
    if (sink->is_native && sink->pieces++ == 0) {
        sink->only = value;
        sink->only_mark = mark;
        return true;
    }
    if (sink->is_native && sink->pieces == 2 && !put_text(sink, sink->only, sink->only_mark, err))
        return false; /* the first becomes text after all */
    return put_text(sink, value, mark, err);
}

bool wp_sink_text(wp_sink *sink, wp_str text, wp_error *err)
{
    if (sink->is_native)
        return wp_sink_value(sink, wp_string_borrow(text), WP_NO_MARK, err);
    wp_buf_str_add(&sink->buf, text);
    return true;
}

/* Python refuses a line that is indented, also an empty one at the end. */
static bool may_be_literal(wp_str text)
{
    static const char first[] = "0123456789+-([{'\"TFNrRuUbB.#";
    size_t line = 0, at = 0, end = text.len;
    for (; at < text.len && memchr(" \t\r\n", text.ptr[at], 4); at++)
        if (text.ptr[at] == '\n')
            line = at + 1;
    if (at == text.len || at > line || !memchr(first, text.ptr[at], sizeof(first) - 1))
        return false;
    while (text.ptr[end - 1] == ' ' || text.ptr[end - 1] == '\t')
        end--;
    return end == text.len || text.ptr[end - 1] != '\n';
}

/* A quoted text keeps its quotes, as Ansible has it: only what is inside is read. */
static wp_value requote(wp_arena *arena, wp_value inside, char quote)
{
    wp_buf buf = wp_buf_new(arena);
    wp_buf_char(&buf, quote);
    wp_buf_str_add(&buf, wp_text(inside));
    wp_buf_char(&buf, quote);
    return wp_string_borrow(wp_buf_str(&buf));
}

static wp_value read_native(wp_arena *arena, wp_value text)
{
    wp_value value;
    if (text.marks & WP_PLAIN || !may_be_literal(wp_text(text)) || !wp_literal_parse(arena, wp_text(text), &value))
        return text;
    if (value.type == WP_STRING && text.as.text[0] != 'b' && text.as.text[0] != 'B')
        value = requote(arena, value, text.as.text[0]);
    return text.marks & TRAVELLING ? wp_value_mark_all(arena, value, text.marks & TRAVELLING) : value;
}

wp_value wp_sink_read(wp_arena *arena, wp_value text)
{
    return text.marks & WP_SECRET ? text : read_native(arena, text);
}

wp_value wp_sink_take_text(wp_sink *sink)
{
    if (sink->is_native && sink->pieces == 1)
        put_text(sink, sink->only, WP_NO_MARK, NULL);
    wp_value text = wp_string_borrow(wp_buf_str(&sink->buf));
    text.marks |= sink->marks;
    return text;
}

wp_value wp_sink_take(wp_sink *sink)
{
    if (!sink->is_native)
        return wp_sink_take_text(sink);
    if (sink->pieces == 0)
        return wp_null();
    if (sink->pieces > 1)
        return read_native(sink->arena, wp_sink_take_text(sink));
    return sink->only.type == WP_STRING ? wp_sink_read(sink->arena, sink->only) : sink->only;
}

/* As a Python literal or as JSON. */
static bool read_container(wp_arena *arena, wp_str text, wp_value *out)
{
    bool begins = wp_str_starts(text, "[") || wp_str_starts(text, "{") || wp_str_is(text, "True") || wp_str_is(text, "False");
    return begins && (wp_literal_parse(arena, text, out) || wp_from_json(arena, text, out, NULL));
}

wp_value wp_sink_take_converted(wp_sink *sink)
{
    wp_value value;
    if (sink->pieces == 1 && sink->only.type != WP_STRING)
        return sink->only;
    wp_value text = wp_sink_take_text(sink);
    if (text.marks & WP_SECRET || !read_container(sink->arena, wp_text(text), &value))
        return text;
    return text.marks & TRAVELLING ? wp_value_mark_all(sink->arena, value, text.marks & TRAVELLING) : value;
}
