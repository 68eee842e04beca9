/*
 * Encodings: UTF-8, ASCII, Latin-1, UTF-16 and UTF-32, the last two with a byte order
 * mark or with an order named. Names are read as Python reads them: case, '-', '_' and
 * blanks don't count.
 */
#include "template/encodings.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

typedef enum shape { UTF8, ASCII, LATIN1, UTF16, UTF32 } shape;

typedef struct encoding {
    const char *name;
    shape shape;
    bool big_endian, with_mark;
} encoding;

static const encoding encodings[] = {
    { "utf8", UTF8, false, false },       { "u8", UTF8, false, false },         { "ascii", ASCII, false, false },
    { "usascii", ASCII, false, false },   { "latin1", LATIN1, false, false },   { "iso88591", LATIN1, false, false },
    { "l1", LATIN1, false, false },       { "latin", LATIN1, false, false },    { "utf16", UTF16, false, true },
    { "utf16le", UTF16, false, false },   { "utf16be", UTF16, true, false },    { "utf32", UTF32, false, true },
    { "utf32le", UTF32, false, false },   { "utf32be", UTF32, true, false },    { "utf8sig", UTF8, false, true },
};

static const encoding *find(wp_str name, wp_error *err)
{
    char plain[16] = { 0 };
    size_t len = 0;
    for (size_t i = 0; i < name.len && len + 1 < sizeof plain; i++) {
        char byte = name.ptr[i];
        if (byte == '-' || byte == '_' || byte == ' ')
            continue;
        plain[len++] = byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
    }
    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++)
        if (strcmp(plain, encodings[i].name) == 0)
            return &encodings[i];
    wp_fail(err, WP_E_INVALID, WP_NO_MARK, "there is no encoding '%.*s'", (int)name.len, name.ptr);
    return NULL;
}

/* ---- to bytes ------------------------------------------------------------------- */

static void put_unit(wp_buf *buf, uint32_t unit, int bytes, bool big_endian)
{
    for (int i = 0; i < bytes; i++)
        wp_buf_char(buf, (char)(unit >> (big_endian ? bytes - 1 - i : i) * 8 & 0xFF));
}

static bool put_character(wp_buf *buf, const encoding *to, uint32_t character)
{
    switch (to->shape) {
    case ASCII:
    case LATIN1:
        wp_buf_char(buf, (char)character);
        return character < (to->shape == ASCII ? 0x80u : 0x100u);
    case UTF32:
        put_unit(buf, character, 4, to->big_endian);
        return true;
    default:
        if (character >= 0x10000) {
            put_unit(buf, 0xD800 + ((character - 0x10000) >> 10), 2, to->big_endian);
            character = 0xDC00 + ((character - 0x10000) & 0x3FF);
        }
        put_unit(buf, character, 2, to->big_endian);
        return true;
    }
}

bool wp_encode(wp_arena *arena, wp_str text, wp_str name, wp_str *out, wp_error *err)
{
    const encoding *to = find(name, err);
    if (!to)
        return false;
    wp_buf buf = wp_buf_new(arena);
    if (to->with_mark && to->shape == UTF8)
        wp_buf_add(&buf, "\xEF\xBB\xBF");
    if (to->shape == UTF8) {
        wp_buf_str_add(&buf, text);
        *out = wp_buf_str(&buf);
        return true;
    }
    if (to->with_mark)
        put_unit(&buf, 0xFEFF, to->shape == UTF16 ? 2 : 4, to->big_endian);
    for (size_t at = 0; at < text.len;) {
        uint32_t character = wp_utf8_next(text, &at);
        if (!put_character(&buf, to, character))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the encoding %.*s has no character U+%04X", (int)name.len,
                           name.ptr, (unsigned)character);
    }
    *out = wp_buf_str(&buf);
    return true;
}

/* ---- back ------------------------------------------------------------------------ */

static void put_utf8(wp_buf *buf, uint32_t character)
{
    char bytes[4];
    wp_buf_add_n(buf, bytes, wp_utf8_put(bytes, character));
}

static bool fail_bytes(wp_str name, size_t at, wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the bytes are no %.*s text: see byte %zu", (int)name.len, name.ptr,
                   at);
}

static bool next_unit(wp_str bytes, size_t *at, size_t size, bool big_endian, uint32_t *out)
{
    if (bytes.len - *at < size)
        return false;
    *out = 0;
    for (size_t i = 0; i < size; i++)
        *out |= (uint32_t)(unsigned char)bytes.ptr[*at + i] << (big_endian ? size - 1 - i : i) * 8;
    *at += size;
    return true;
}

static bool decode_wide(wp_str bytes, wp_str name, const encoding *from, wp_buf *buf, wp_error *err)
{
    size_t size = from->shape == UTF16 ? 2 : 4, at = 0;
    bool big_endian = from->big_endian;
    uint32_t unit, second;
    if (from->with_mark && next_unit(bytes, &at, size, false, &unit)) {
        big_endian = unit == (size == 2 ? 0xFFFEu : 0xFFFE0000u);
        if (!big_endian && unit != 0xFEFF)
            at = 0;
    }
    while (at < bytes.len) {
        size_t start = at;
        if (!next_unit(bytes, &at, size, big_endian, &unit) || unit > 0x10FFFF)
            return fail_bytes(name, start, err);
        if (unit >= 0xD800 && unit < 0xE000) {
            if (size != 2 || unit >= 0xDC00 || !next_unit(bytes, &at, 2, big_endian, &second) || second < 0xDC00 ||
                second >= 0xE000)
                return fail_bytes(name, start, err);
            unit = 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
        }
        put_utf8(buf, unit);
    }
    return true;
}

bool wp_decode(wp_arena *arena, wp_str bytes, wp_str name, wp_str *out, wp_error *err)
{
    const encoding *from = find(name, err);
    wp_buf buf = wp_buf_new(arena);
    if (!from)
        return false;
    switch (from->shape) {
    case UTF8:
        if (from->with_mark && wp_str_starts(bytes, "\xEF\xBB\xBF"))
            bytes = wp_str_slice(bytes, 3, bytes.len);
        if (!wp_utf8_valid(bytes))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the bytes are no UTF-8 text");
        wp_buf_str_add(&buf, bytes);
        break;
    case ASCII:
    case LATIN1:
        for (size_t i = 0; i < bytes.len; i++) {
            if (from->shape == ASCII && (unsigned char)bytes.ptr[i] >= 0x80)
                return fail_bytes(name, i, err);
            put_utf8(&buf, (unsigned char)bytes.ptr[i]);
        }
        break;
    default:
        if (!decode_wide(bytes, name, from, &buf, err))
            return false;
    }
    *out = wp_buf_str(&buf);
    return true;
}
