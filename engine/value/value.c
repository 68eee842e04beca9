/*
 * Scalars and texts: made, named, asked.
 *
 * A located text has its wp_mark right in front of its first byte, in the same
 * piece of memory, so that a wp_value stays as small as it is:
 *
 *   [ wp_mark | bytes ... | NUL ]
 *               ^ as.text
 */
#include "value/container.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

static wp_value text_value(wp_type type, const char *text, size_t len)
{
    assert(len <= UINT32_MAX);
    return (wp_value){ .type = (uint8_t)type, .len = (uint32_t)len, .as.text = text };
}

static wp_value string_value(const char *text, size_t len)
{
    wp_value value = text_value(WP_STRING, text, len);
    if (!wp_utf8_valid((wp_str){ .ptr = text, .len = len }))
        value.marks = WP_BYTES;
    return value;
}

/* ---- make ----------------------------------------------------------------- */

wp_value wp_undefined(wp_arena *arena, const char *name)
{
    return text_value(WP_UNDEFINED, name ? wp_strdup(arena, name) : NULL, name ? strlen(name) : 0);
}

wp_value wp_null(void)
{
    return (wp_value){ .type = WP_NULL };
}

wp_value wp_omit(void)
{
    return (wp_value){ .type = WP_OMIT };
}

wp_value wp_bool(bool truth)
{
    return (wp_value){ .type = WP_BOOL, .as.boolean = truth };
}

wp_value wp_int(int64_t number)
{
    return (wp_value){ .type = WP_INT, .as.integer = number };
}

wp_value wp_float(double number)
{
    return (wp_value){ .type = WP_FLOAT, .as.number = number };
}

wp_value wp_string(wp_arena *arena, const char *text)
{
    return wp_string_n(arena, text, strlen(text));
}

wp_value wp_string_n(wp_arena *arena, const char *text, size_t len)
{
    return string_value(wp_strndup(arena, text, len), len);
}

wp_value wp_string_of(wp_arena *arena, wp_str text)
{
    return wp_string_n(arena, text.ptr, text.len);
}

wp_value wp_string_printf(wp_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = wp_vprintf(arena, format, args);
    va_end(args);
    return string_value(text, strlen(text));
}

wp_value wp_string_static(const char *text)
{
    return string_value(text, strlen(text));
}

wp_value wp_string_borrow(wp_str text)
{
    return string_value(text.ptr ? text.ptr : "", text.len);
}

wp_value wp_string_at(wp_arena *arena, wp_str text, wp_mark mark)
{
    char *piece = wp_alloc(arena, sizeof mark + text.len + 1);
    memcpy(piece, &mark, sizeof mark);
    if (text.len)
        memcpy(piece + sizeof mark, text.ptr, text.len);
    wp_value value = string_value(piece + sizeof mark, text.len);
    value.marks |= WP_LOCATED;
    return value;
}

/* ---- ask ------------------------------------------------------------------ */

const char *wp_type_name(wp_value value)
{
    static const char *const names[] = {
        [WP_UNDEFINED] = "undefined", [WP_NULL] = "null",        [WP_BOOL] = "a boolean", [WP_INT] = "an integer",
        [WP_BIG] = "an integer beyond 64 bits",
        [WP_FLOAT] = "a float",       [WP_STRING] = "a string",  [WP_LIST] = "a list",    [WP_DICT] = "a dict",
        [WP_OMIT] = "omit",           [WP_OBJECT] = "an object",
    };
    if (value.type == WP_LIST && (value.marks & WP_TUPLE))
        return "a tuple";
    return names[value.type];
}

wp_str wp_text(wp_value value)
{
    return value.type == WP_STRING ? (wp_str){ .ptr = value.as.text, .len = value.len } : (wp_str){ .ptr = "" };
}

bool wp_text_is(wp_value value, const char *text)
{
    return value.type == WP_STRING && wp_str_is(wp_text(value), text);
}

size_t wp_len(wp_value value)
{
    switch (value.type) {
    case WP_STRING:
        return wp_utf8_len(wp_text(value));
    case WP_LIST:
        return value.as.list->len;
    case WP_DICT:
        return value.as.dict->len;
    default:
        return 0;
    }
}

/* ---- places --------------------------------------------------------------- */

wp_mark wp_value_mark(wp_value value)
{
    wp_mark mark = WP_NO_MARK;
    if (value.type == WP_STRING && (value.marks & WP_LOCATED))
        memcpy(&mark, value.as.text - sizeof mark, sizeof mark);
    if (value.type == WP_LIST)
        mark = value.as.list->mark;
    if (value.type == WP_DICT)
        mark = value.as.dict->mark;
    return mark;
}

void wp_container_set_mark(wp_value container, wp_mark mark)
{
    assert(container.type == WP_LIST || container.type == WP_DICT);
    if (container.type == WP_LIST)
        container.as.list->mark = mark;
    else
        container.as.dict->mark = mark;
}
