/* Texts in arenas, and slices: what waplay/arena.h promises about them. */
#include <waplay/arena.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

char *wp_strdup(wp_arena *arena, const char *text)
{
    return wp_strndup(arena, text, strlen(text));
}

wp_str wp_str_dup(wp_arena *arena, wp_str text)
{
    return (wp_str){ .ptr = wp_strndup(arena, text.ptr, text.len), .len = text.len };
}

char *wp_printf(wp_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = wp_vprintf(arena, format, args);
    va_end(args);
    return text;
}

char *wp_vprintf(wp_arena *arena, const char *format, va_list args)
{
    char small[256];
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(small, sizeof small, format, args);
    assert(len >= 0);

    char *text;
    if ((size_t)len < sizeof small) {
        text = wp_strndup(arena, small, (size_t)len);
    } else {
        text = wp_alloc(arena, (size_t)len + 1);
        vsnprintf(text, (size_t)len + 1, format, again);
    }
    va_end(again);
    return text;
}

wp_str wp_str_of(const char *text)
{
    return text ? (wp_str){ .ptr = text, .len = strlen(text) } : (wp_str){ .ptr = "", .len = 0 };
}

bool wp_str_eq(wp_str a, wp_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool wp_str_is(wp_str a, const char *b)
{
    if (a.len && b && a.ptr[0] != b[0]) /* most are told apart here: tables are searched with this */
        return false;
    return wp_str_eq(a, wp_str_of(b));
}
