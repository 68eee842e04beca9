/* Slices of text. White space is ASCII's, as it is for the languages we read. */
#include "base/text.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

wp_str wp_str_trim(wp_str text)
{
    while (text.len && is_blank(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

wp_str wp_str_slice(wp_str text, size_t from, size_t to)
{
    if (to > text.len)
        to = text.len;
    if (from > to)
        from = to;
    return (wp_str){ .ptr = text.ptr + from, .len = to - from };
}

bool wp_str_starts(wp_str text, const char *prefix)
{
    size_t len = strlen(prefix);
    return text.len >= len && memcmp(text.ptr, prefix, len) == 0;
}

bool wp_str_ends(wp_str text, const char *suffix)
{
    size_t len = strlen(suffix);
    return text.len >= len && memcmp(text.ptr + text.len - len, suffix, len) == 0;
}

bool wp_str_ieq(wp_str a, const char *b)
{
    for (size_t i = 0; i < a.len; i++)
        if (!b[i] || tolower((unsigned char)a.ptr[i]) != tolower((unsigned char)b[i]))
            return false;
    return b[a.len] == '\0';
}

size_t wp_str_find(wp_str text, wp_str what, size_t from)
{
    if (from > text.len)
        return SIZE_MAX;
    if (what.len == 0)
        return from;
    const char *at = memmem(text.ptr + from, text.len - from, what.ptr, what.len);
    return at ? (size_t)(at - text.ptr) : SIZE_MAX;
}

bool wp_str_split(wp_str *rest, char separator, wp_str *part)
{
    if (!rest->len)
        return false;
    const char *end = memchr(rest->ptr, separator, rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    *part = wp_str_slice(*rest, 0, len);
    *rest = wp_str_slice(*rest, len + 1, rest->len);
    return true;
}

int wp_digit_value(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte = (char)(byte | 0x20);
    return byte >= 'a' && byte <= 'z' ? byte - 'a' + 10 : 99;
}

bool wp_str_int(wp_str text, int64_t *out)
{
    size_t at = 0;
    bool negative = text.len && text.ptr[0] == '-';
    if (text.len && (negative || text.ptr[0] == '+'))
        at++;
    if (at == text.len)
        return false;

    /* Counted downwards: there is one more negative number than positive ones. */
    int64_t number = 0;
    for (; at < text.len; at++) {
        if (!isdigit((unsigned char)text.ptr[at]))
            return false;
        int digit = text.ptr[at] - '0';
        if (number < (INT64_MIN + digit) / 10)
            return false;
        number = number * 10 - digit;
    }
    if (!negative && number == INT64_MIN)
        return false;
    *out = negative ? number : -number;
    return true;
}
