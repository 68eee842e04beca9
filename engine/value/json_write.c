/*
 * JSON as Python's json.dumps writes it. Keys that are no texts are written as the
 * texts that Python makes of them (true, null, 1, 1.5).
 *
 * A byte that is no UTF-8 becomes \udcXX, in every style: so the result is always
 * UTF-8, and wp_from_json gives the byte back.
 */
#include "value/container.h"
#include "value/float.h"
#include "value/object.h"
#include "base/buf.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct json_writer {
    wp_buf buf;
    wp_json_style style;
    int depth;
} json_writer;

static void put(json_writer *writer, wp_value value);

/* ---- texts ---------------------------------------------------------------- */

static void put_u(wp_buf *buf, uint32_t unit)
{
    wp_buf_printf(buf, "\\u%04x", (unsigned)unit);
}

static void put_escape(wp_buf *buf, uint32_t character)
{
    static const char letters[] = "\"\\nrtbf", stand_for[] = "\"\\\n\r\t\b\f";
    const char *known = character && character < 0x80 ? strchr(stand_for, (int)character) : NULL;
    if (known) {
        wp_buf_char(buf, '\\');
        wp_buf_char(buf, letters[known - stand_for]);
    } else if (character < 0x10000) {
        put_u(buf, character);
    } else {
        put_u(buf, 0xD800 + ((character - 0x10000) >> 10));
        put_u(buf, 0xDC00 + (character & 0x3FF));
    }
}

static bool is_plain(unsigned char byte, bool ascii_only)
{
    return byte >= 0x20 && byte != '"' && byte != '\\' && (byte < 0x7F || !ascii_only);
}

static void put_text(json_writer *writer, wp_str text)
{
    wp_buf *buf = &writer->buf;
    bool ascii_only = writer->style.ascii || !wp_utf8_valid(text);
    wp_buf_char(buf, '"');
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        while (at < text.len && is_plain((unsigned char)text.ptr[at], ascii_only))
            at++;
        wp_buf_add_n(buf, text.ptr + from, at - from);
        if (at == text.len)
            break;
        from = at;
        uint32_t character = wp_utf8_next(text, &at);
        if (character == 0xFFFD && at - from == 1)
            put_u(buf, 0xDC00u + (unsigned char)text.ptr[from]);
        else if (character >= 0x7F && !writer->style.ascii)
            wp_buf_add_n(buf, text.ptr + from, at - from);
        else
            put_escape(buf, character);
    }
    wp_buf_char(buf, '"');
}

/* ---- scalars -------------------------------------------------------------- */

static void put_float(wp_buf *buf, double number)
{
    char text[WP_FLOAT_TEXT];
    if (isnan(number))
        wp_buf_add(buf, "NaN");
    else if (isinf(number))
        wp_buf_add(buf, number < 0 ? "-Infinity" : "Infinity");
    else
        wp_buf_add(buf, wp_float_print(text, number));
}

/* null, true, 1, 1.5: the same as an item and, in quotes, as a key. False: it is something else. */
static bool put_scalar(wp_buf *buf, wp_value value)
{
    switch (value.type) {
    case WP_NULL:
        wp_buf_add(buf, "null");
        return true;
    case WP_BOOL:
        wp_buf_add(buf, value.as.boolean ? "true" : "false");
        return true;
    case WP_INT:
        wp_buf_printf(buf, "%" PRId64, value.as.integer);
        return true;
    case WP_BIG:
        wp_buf_add_n(buf, value.as.text, value.len);
        return true;
    case WP_FLOAT:
        put_float(buf, value.as.number);
        return true;
    default:
        return false;
    }
}

static void put_key(json_writer *writer, wp_value key)
{
    wp_buf text = wp_buf_new(writer->buf.arena);
    if (key.type != WP_STRING && put_scalar(&text, key))
        put_text(writer, wp_buf_str(&text));
    else
        put_text(writer, wp_to_text(writer->buf.arena, key));
}

/* ---- containers ----------------------------------------------------------- */

static bool has_line_breaks(const json_writer *writer)
{
    return writer->style.indent || writer->style.indent_text;
}

static void put_line_break(json_writer *writer)
{
    wp_buf_char(&writer->buf, '\n');
    if (!writer->style.indent_text)
        wp_buf_repeat(&writer->buf, ' ', (size_t)writer->style.indent * (size_t)writer->depth);
    for (int i = 0; writer->style.indent_text && i < writer->depth; i++)
        wp_buf_add(&writer->buf, writer->style.indent_text);
}

static void put_separator(json_writer *writer, size_t index)
{
    bool bare = writer->style.compact || has_line_breaks(writer);
    if (index)
        wp_buf_add(&writer->buf, writer->style.item_separator ? writer->style.item_separator : bare ? "," : ", ");
    if (has_line_breaks(writer))
        put_line_break(writer);
}

static void put_key_separator(json_writer *writer)
{
    const char *usual = writer->style.compact ? ":" : ": ";
    wp_buf_add(&writer->buf, writer->style.key_separator ? writer->style.key_separator : usual);
}

static void open_with(json_writer *writer, char bracket)
{
    wp_buf_char(&writer->buf, bracket);
    writer->depth++;
}

static void close_with(json_writer *writer, char bracket)
{
    writer->depth--;
    if (has_line_breaks(writer))
        put_line_break(writer);
    wp_buf_char(&writer->buf, bracket);
}

static void put_list(json_writer *writer, const wp_list *list)
{
    if (!list->len) {
        wp_buf_add(&writer->buf, "[]");
        return;
    }
    open_with(writer, '[');
    for (size_t i = 0; i < list->len; i++) {
        put_separator(writer, i);
        put(writer, list->items[i]);
    }
    close_with(writer, ']');
}

/* Keys of one kind go by their order; kinds, which have none in Python, by their type. */
static int by_key(const void *a, const void *b)
{
    wp_value left = (*(const wp_dict_entry *const *)a)->key, right = (*(const wp_dict_entry *const *)b)->key;
    int order;
    if (wp_compare(left, right, &order, NULL))
        return order;
    int left_type = wp_is_number(left) ? WP_INT : left.type, right_type = wp_is_number(right) ? WP_INT : right.type;
    return (left_type > right_type) - (left_type < right_type);
}

static const wp_dict_entry **entries_in_order(json_writer *writer, const wp_dict *dict)
{
    const wp_dict_entry **entries = wp_new_array(writer->buf.arena, const wp_dict_entry *, dict->len);
    for (size_t i = 0; i < dict->len; i++)
        entries[i] = &dict->entries[i];
    if (writer->style.sort_keys)
        qsort(entries, dict->len, sizeof *entries, by_key);
    return entries;
}

static void put_dict(json_writer *writer, const wp_dict *dict)
{
    if (!dict->len) {
        wp_buf_add(&writer->buf, "{}");
        return;
    }
    const wp_dict_entry **entries = entries_in_order(writer, dict);
    open_with(writer, '{');
    for (size_t i = 0; i < dict->len; i++) {
        put_separator(writer, i);
        put_key(writer, entries[i]->key);
        put_key_separator(writer);
        put(writer, entries[i]->item);
    }
    close_with(writer, '}');
}

static void put(json_writer *writer, wp_value value)
{
    if (value.type == WP_LIST)
        put_list(writer, value.as.list);
    else if (value.type == WP_DICT)
        put_dict(writer, value.as.dict);
    else if (value.type == WP_OBJECT && value.as.object->json)
        put_text(writer, value.as.object->json(writer->buf.arena, value.as.object));
    else if (!put_scalar(&writer->buf, value))
        put_text(writer, wp_to_text(writer->buf.arena, value));
}

wp_str wp_to_json(wp_arena *arena, wp_value value, wp_json_style style)
{
    json_writer writer = { .buf = wp_buf_new(arena), .style = style };
    put(&writer, value);
    return wp_buf_str(&writer.buf);
}
