/*
 * Errors hold their texts in arrays of fixed size. A text that is too long ends
 * in an ellipsis, and is never cut inside of a character.
 */
#include <waplay/error.h>

#include <stdio.h>
#include <string.h>

#undef wp_fail
#undef wp_hint
#undef wp_while
#undef wp_at

#define ELLIPSIS "\xe2\x80\xa6"

/* Up to where `text` may be kept, so that `most` bytes hold whole characters only. */
static size_t whole_characters(const char *text, size_t most)
{
    size_t end = most;
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    /* Four bytes are the longest character: this was no UTF-8 to begin with. */
    return most - end > 3 ? most : end;
}

static void copy_cut(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);
    if (len < size) {
        memcpy(to, from, len + 1);
        return;
    }
    size_t kept = whole_characters(from, size - sizeof ELLIPSIS);
    memcpy(to, from, kept);
    memcpy(to + kept, ELLIPSIS, sizeof ELLIPSIS);
}

/* Through a text of its own, larger than any: what is printed may be part of the error itself. */
static void print_cut(char *to, size_t size, const char *format, va_list args) WP_PRINTF(3, 0);

static void print_cut(char *to, size_t size, const char *format, va_list args)
{
    char text[WP_ERROR_TEXT + 8];
    vsnprintf(text, sizeof text, format, args);
    copy_cut(to, size, text);
}

bool wp_fail(wp_error *err, wp_error_kind kind, wp_mark mark, const char *format, ...)
{
    if (!err)
        return false;
    va_list args;
    va_start(args, format);
    print_cut(err->text, sizeof err->text, format, args);
    va_end(args);
    err->kind = kind;
    err->mark = mark;
    err->hint[0] = '\0';
    return false;
}

bool wp_hint(wp_error *err, const char *format, ...)
{
    if (!err)
        return false;
    va_list args;
    va_start(args, format);
    print_cut(err->hint, sizeof err->hint, format, args);
    va_end(args);
    return false;
}

bool wp_while(wp_error *err, const char *format, ...)
{
    if (!err)
        return false;
    char attempt[WP_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    print_cut(attempt, sizeof attempt, format, args);
    va_end(args);

    char whole[2 * WP_ERROR_TEXT + 2];
    snprintf(whole, sizeof whole, "%s%s%s", attempt, err->text[0] ? ": " : "", err->text);
    copy_cut(err->text, sizeof err->text, whole);
    return false;
}

bool wp_at(wp_error *err, wp_mark mark)
{
    if (err && !err->mark.file)
        err->mark = mark;
    return false;
}
