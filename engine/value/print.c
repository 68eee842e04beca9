/*
 * Python's str() and repr(). Only a text differs between the two at the top; what
 * stands in a container is always written as repr() does.
 *
 * In a text that holds bytes which are no UTF-8 each of those is shown as \udcXX,
 * as Python shows what it could not decode.
 */
#include "value/container.h"
#include "value/float.h"
#include "value/object.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/unicode.h"

#include <inttypes.h>
#include <string.h>

static void put(wp_buf *buf, wp_value value);

/* ---- texts ---------------------------------------------------------------- */

/* Single quotes, unless the text has some, and no double ones. */
static char quote_for(wp_str text)
{
    bool has_single = text.len && memchr(text.ptr, '\'', text.len);
    bool has_double = text.len && memchr(text.ptr, '"', text.len);
    return has_single && !has_double ? '"' : '\'';
}

static void put_escape(wp_buf *buf, uint32_t character)
{
    static const char letters[] = "tnr", stand_for[] = "\t\n\r";
    const char *known = character && character < 0x80 ? strchr(stand_for, (int)character) : NULL;
    if (known)
        wp_buf_printf(buf, "\\%c", letters[known - stand_for]);
    else if (character < 0x100)
        wp_buf_printf(buf, "\\x%02x", (unsigned)character);
    else if (character < 0x10000)
        wp_buf_printf(buf, "\\u%04x", (unsigned)character);
    else
        wp_buf_printf(buf, "\\U%08x", (unsigned)character);
}

static void put_text(wp_buf *buf, wp_str text)
{
    char quote = quote_for(text);
    wp_buf_char(buf, quote);
    for (size_t at = 0, from; from = at, at < text.len;) {
        uint32_t character = wp_utf8_next(text, &at);
        bool is_byte = character == 0xFFFD && at - from == 1;
        if (is_byte)
            put_escape(buf, 0xDC00u + (unsigned char)text.ptr[from]);
        else if (character == '\\' || character == (unsigned char)quote)
            wp_buf_printf(buf, "\\%c", (int)character);
        else if (wp_unicode_printable(character))
            wp_buf_add_n(buf, text.ptr + from, at - from);
        else
            put_escape(buf, character);
    }
    wp_buf_char(buf, quote);
}

/* ---- containers ----------------------------------------------------------- */

static void put_list(wp_buf *buf, wp_value value)
{
    const wp_list *list = value.as.list;
    bool is_tuple = value.marks & WP_TUPLE;
    wp_buf_char(buf, is_tuple ? '(' : '[');
    for (size_t i = 0; i < list->len; i++) {
        if (i)
            wp_buf_add(buf, ", ");
        put(buf, list->items[i]);
    }
    if (is_tuple && list->len == 1)
        wp_buf_char(buf, ',');
    wp_buf_char(buf, is_tuple ? ')' : ']');
}

static void put_dict(wp_buf *buf, const wp_dict *dict)
{
    wp_buf_char(buf, '{');
    for (size_t i = 0; i < dict->len; i++) {
        if (i)
            wp_buf_add(buf, ", ");
        put(buf, dict->entries[i].key);
        wp_buf_add(buf, ": ");
        put(buf, dict->entries[i].item);
    }
    wp_buf_char(buf, '}');
}

/* ---- all ------------------------------------------------------------------ */

static wp_str text_of_object(wp_arena *arena, wp_object *object)
{
    return object->print ? object->print(arena, object) : wp_str_of("<object>");
}

static void put(wp_buf *buf, wp_value value)
{
    char number[WP_FLOAT_TEXT];
    switch (value.type) {
    case WP_UNDEFINED:
        wp_buf_add(buf, "Undefined");
        break;
    case WP_NULL:
        wp_buf_add(buf, "None");
        break;
    case WP_OMIT:
        wp_buf_add(buf, "omit");
        break;
    case WP_BOOL:
        wp_buf_add(buf, value.as.boolean ? "True" : "False");
        break;
    case WP_INT:
        wp_buf_printf(buf, "%" PRId64, value.as.integer);
        break;
    case WP_BIG:
        wp_buf_add_n(buf, value.as.text, value.len);
        break;
    case WP_FLOAT:
        wp_buf_add(buf, wp_float_print(number, value.as.number));
        break;
    case WP_STRING:
        if (value.marks & WP_MARKUP)
            wp_buf_add(buf, "Markup(");
        put_text(buf, wp_text(value));
        if (value.marks & WP_MARKUP)
            wp_buf_char(buf, ')');
        break;
    case WP_LIST:
        put_list(buf, value);
        break;
    case WP_DICT:
        put_dict(buf, value.as.dict);
        break;
    case WP_OBJECT:
        wp_buf_str_add(buf, text_of_object(buf->arena, value.as.object));
        break;
    }
}

wp_str wp_to_repr(wp_arena *arena, wp_value value)
{
    wp_buf buf = wp_buf_new(arena);
    put(&buf, value);
    return wp_buf_str(&buf);
}

wp_str wp_to_text(wp_arena *arena, wp_value value)
{
    if (value.type == WP_STRING)
        return wp_text(value);
    if (value.type == WP_UNDEFINED)
        return wp_str_of("");
    return wp_to_repr(arena, value);
}
