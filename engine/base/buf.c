/* The buffer doubles when full; as the last piece of its arena it grows in place. */
#include "base/buf.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define SMALLEST 64

wp_buf wp_buf_new(wp_arena *arena)
{
    return (wp_buf){ .arena = arena };
}

/* Room for `more` bytes and the NUL. */
static void make_room(wp_buf *buf, size_t more)
{
    size_t needed = buf->len + more + 1;
    assert(needed > more);
    if (needed <= buf->cap)
        return;
    size_t cap = buf->cap ? buf->cap * 2 : SMALLEST;
    if (cap < needed)
        cap = needed;
    buf->ptr = wp_grow(buf->arena, buf->ptr, buf->cap, cap);
    buf->cap = cap;
}

void wp_buf_char(wp_buf *buf, char byte)
{
    make_room(buf, 1);
    buf->ptr[buf->len++] = byte;
    buf->ptr[buf->len] = '\0';
}

void wp_buf_add(wp_buf *buf, const char *text)
{
    wp_buf_add_n(buf, text, strlen(text));
}

void wp_buf_add_n(wp_buf *buf, const char *bytes, size_t len)
{
    make_room(buf, len);
    if (len)
        memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void wp_buf_str_add(wp_buf *buf, wp_str text)
{
    wp_buf_add_n(buf, text.ptr, text.len);
}

void wp_buf_printf(wp_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    make_room(buf, SMALLEST);
    size_t room = buf->cap - buf->len;
    int len = vsnprintf(buf->ptr + buf->len, room, format, args);
    assert(len >= 0);
    if ((size_t)len >= room) {
        make_room(buf, (size_t)len);
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
    }
    buf->len += (size_t)len;
    va_end(again);
    va_end(args);
}

void wp_buf_repeat(wp_buf *buf, char byte, size_t times)
{
    make_room(buf, times);
    memset(buf->ptr + buf->len, byte, times);
    buf->len += times;
    buf->ptr[buf->len] = '\0';
}

void wp_buf_clear(wp_buf *buf)
{
    buf->len = 0;
    if (buf->ptr)
        buf->ptr[0] = '\0';
}

wp_str wp_buf_str(const wp_buf *buf)
{
    return (wp_str){ .ptr = buf->ptr ? buf->ptr : "", .len = buf->len };
}
