/*
 * Numbers: [1-9](_?d)* | 0(_?0)* | 0x.. 0o.. 0b.. | floats with a point or an
 * exponent, whose digits may be parted by single underlines.
 *
 * Texts: prefixes r b u in any case, one or three quotes of either kind, and
 * the escapes of Python. An unknown escape keeps its backslash.
 */
#include "yaml/literal_token.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "yaml/integer.h"

bool wp_literal_is_name_byte(char byte)
{
    unsigned char b = (unsigned char)byte;
    return b >= 0x80 || b == '_' || (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
}

/* ---- numbers ------------------------------------------------------------- */

/* digit (_? digit)*, copied without the underlines. */
static bool take_digits(wp_str text, size_t *at, int base, wp_buf *digits)
{
    size_t from = *at;
    for (; *at < text.len; (*at)++) {
        bool parts = text.ptr[*at] == '_' && *at > from && *at + 1 < text.len && text.ptr[*at - 1] != '_' &&
                     wp_digit_value(text.ptr[*at + 1]) < base;
        if (parts)
            continue;
        if (wp_digit_value(text.ptr[*at]) >= base)
            break;
        wp_buf_char(digits, text.ptr[*at]);
    }
    return *at > from;
}

static bool take_based(wp_arena *arena, wp_str text, size_t *at, int base, bool is_negative, wp_value *out)
{
    wp_buf digits = wp_buf_new(arena);
    *at += 2;
    if (*at < text.len && text.ptr[*at] == '_')
        (*at)++; /* 0x_ff */
    if (is_negative)
        wp_buf_char(&digits, '-');
    return take_digits(text, at, base, &digits) && wp_integer_read(arena, wp_buf_str(&digits), base, out);
}

static bool take_exponent(wp_str text, size_t *at, wp_buf *digits)
{
    size_t ahead = *at + 1;
    if (*at >= text.len || (text.ptr[*at] | 0x20) != 'e')
        return false;
    wp_buf_char(digits, 'e');
    if (ahead < text.len && (text.ptr[ahead] == '-' || text.ptr[ahead] == '+'))
        wp_buf_char(digits, text.ptr[ahead++]);
    if (!take_digits(text, &ahead, 10, digits))
        return false;
    *at = ahead;
    return true;
}

static bool take_decimal(wp_arena *arena, wp_str text, size_t *at, bool is_negative, wp_value *out)
{
    wp_buf digits = wp_buf_new(arena);
    if (is_negative)
        wp_buf_char(&digits, '-');
    bool has_whole = take_digits(text, at, 10, &digits), has_fraction = false;
    bool has_point = *at < text.len && text.ptr[*at] == '.';
    if (has_point) {
        (*at)++;
        wp_buf_char(&digits, '.');
        has_fraction = take_digits(text, at, 10, &digits);
    }
    if (!has_whole && !has_fraction)
        return false;
    bool has_exponent = take_exponent(text, at, &digits);
    const char *number = wp_buf_str(&digits).ptr;
    if (has_point || has_exponent) {
        *out = wp_float(strtod(number, NULL));
        return true;
    }
    const char *size = number + is_negative;
    if (size[0] == '0' && strspn(size, "0") != strlen(size))
        return false; /* 0644 is no number in Python */
    return wp_integer_read(arena, wp_str_of(number), 10, out);
}

bool wp_literal_number(wp_arena *arena, wp_str text, size_t *at, bool is_negative, wp_value *out)
{
    bool done;
    char next = *at + 1 < text.len ? (char)(text.ptr[*at + 1] | 0x20) : '\0';
    if (*at >= text.len)
        return false;
    if (text.ptr[*at] == '0' && next == 'x')
        done = take_based(arena, text, at, 16, is_negative, out);
    else if (text.ptr[*at] == '0' && next == 'o')
        done = take_based(arena, text, at, 8, is_negative, out);
    else if (text.ptr[*at] == '0' && next == 'b')
        done = take_based(arena, text, at, 2, is_negative, out);
    else
        done = take_decimal(arena, text, at, is_negative, out);
    return done && (*at == text.len || (!wp_literal_is_name_byte(text.ptr[*at]) && text.ptr[*at] != '.'));
}

/* ---- texts --------------------------------------------------------------- */

typedef struct quoted {
    bool is_raw, is_bytes;
    char quote;
    size_t quotes; /* one or three */
    size_t start;  /* of the content */
} quoted;

static bool take_prefix(wp_str text, size_t at, quoted *out)
{
    *out = (quoted){ 0 };
    bool has_u = false;
    for (; at < text.len && text.ptr[at] != '"' && text.ptr[at] != '\''; at++) {
        char letter = (char)(text.ptr[at] | 0x20);
        bool fits = (letter == 'r' && !out->is_raw && !has_u) || (letter == 'b' && !out->is_bytes && !has_u) ||
                    (letter == 'u' && !has_u && !out->is_raw && !out->is_bytes);
        if (!fits)
            return false;
        out->is_raw = out->is_raw || letter == 'r';
        out->is_bytes = out->is_bytes || letter == 'b';
        has_u = has_u || letter == 'u';
    }
    if (at == text.len)
        return false;
    out->quote = text.ptr[at];
    bool is_triple = at + 2 < text.len && text.ptr[at + 1] == out->quote && text.ptr[at + 2] == out->quote;
    out->quotes = is_triple ? 3 : 1;
    out->start = at + out->quotes;
    return true;
}

bool wp_literal_begins_text(wp_str text, size_t at)
{
    quoted unused;
    return take_prefix(text, at, &unused);
}

static bool ends_here(wp_str text, size_t at, const quoted *kind)
{
    for (size_t i = 0; i < kind->quotes; i++)
        if (at + i >= text.len || text.ptr[at + i] != kind->quote)
            return false;
    return true;
}

static bool take_code(wp_str text, size_t *at, size_t least, size_t most, int base, uint32_t *out)
{
    size_t count = 0;
    for (*out = 0; count < most && *at < text.len && wp_digit_value(text.ptr[*at]) < base; count++)
        *out = *out * (uint32_t)base + (uint32_t)wp_digit_value(text.ptr[(*at)++]);
    return count >= least;
}

static bool put_code(wp_buf *into, uint32_t code, bool as_byte)
{
    char bytes[4];
    if (as_byte)
        wp_buf_char(into, (char)code);
    else if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return false;
    else
        wp_buf_add_n(into, bytes, wp_utf8_put(bytes, code));
    return true;
}

/* After the backslash. */
static bool take_escape(wp_str text, size_t *at, bool is_bytes, wp_buf *into)
{
    static const char letters[] = "\\'\"abfnrtv", meant[] = "\\'\"\a\b\f\n\r\t\v";
    static const struct {
        char letter;
        size_t digits;
        bool in_bytes;
    } codes[] = { { 'x', 2, true }, { 'u', 4, false }, { 'U', 8, false } };
    char letter = text.ptr[(*at)++];
    uint32_t code;
    const char *known = letter ? strchr(letters, letter) : NULL;
    if (known) {
        wp_buf_char(into, meant[known - letters]);
        return true;
    }
    if (letter == '\n')
        return true;
    if (letter >= '0' && letter <= '7') {
        (*at)--;
        take_code(text, at, 1, 3, 8, &code);
        return put_code(into, code, is_bytes);
    }
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (letter == codes[i].letter && (codes[i].in_bytes || !is_bytes))
            return take_code(text, at, codes[i].digits, codes[i].digits, 16, &code) && put_code(into, code, is_bytes);
    if (letter == 'N' && !is_bytes)
        return false; /* the names of characters are not known here */
    wp_buf_char(into, '\\');
    wp_buf_char(into, letter);
    return true;
}

bool wp_literal_text(wp_arena *arena, wp_str text, size_t *at, wp_value *out, bool *is_bytes)
{
    quoted kind;
    if (!take_prefix(text, *at, &kind))
        return false;
    wp_buf content = wp_buf_new(arena);
    size_t now = kind.start;
    while (!ends_here(text, now, &kind)) {
        if (now >= text.len || text.ptr[now] == '\0' || (text.ptr[now] == '\n' && kind.quotes == 1))
            return false;
        char byte = text.ptr[now++];
        if (kind.is_bytes && (unsigned char)byte >= 0x80)
            return false;
        if (byte != '\\') {
            wp_buf_char(&content, byte);
            continue;
        }
        if (now >= text.len)
            return false;
        if (kind.is_raw) {
            wp_buf_char(&content, '\\');
            wp_buf_char(&content, text.ptr[now++]);
        } else if (!take_escape(text, &now, kind.is_bytes, &content)) {
            return false;
        }
    }
    *at = now + kind.quotes;
    *is_bytes = kind.is_bytes;
    *out = wp_string_of(arena, wp_buf_str(&content));
    return true;
}
