/*
 * UTF-8. What is accepted is what the standard accepts: no overlong forms, no
 * surrogates, nothing beyond U+10FFFF. Any other byte stands alone, as one
 * character that decodes to U+FFFD.
 */
#include "base/text.h"
#include "base/unicode.h"

#include <string.h>

#define REPLACEMENT 0xFFFDu

/* How many bytes the character at the start of the text has, 0 if it is none. */
static size_t decode(const unsigned char *byte, size_t len, uint32_t *character)
{
    static const struct {
        unsigned char lead, mask;
        uint32_t least;
    } forms[] = { { 0x00, 0x80, 0 }, { 0xC0, 0xE0, 0x80 }, { 0xE0, 0xF0, 0x800 }, { 0xF0, 0xF8, 0x10000 } };

    for (size_t tail = 0; tail < 4; tail++) {
        if ((byte[0] & forms[tail].mask) != forms[tail].lead)
            continue;
        if (tail >= len)
            return 0;
        uint32_t code = byte[0] & (unsigned char)~forms[tail].mask;
        for (size_t i = 1; i <= tail; i++) {
            if ((byte[i] & 0xC0) != 0x80)
                return 0;
            code = code << 6 | (byte[i] & 0x3F);
        }
        if (code < forms[tail].least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
            return 0;
        *character = code;
        return tail + 1;
    }
    return 0;
}

/* How many bytes of plain ASCII stand from `at` on. */
static size_t ascii_run(wp_str text, size_t at)
{
    size_t from = at;
    while (text.len - at >= sizeof(uint64_t)) {
        uint64_t eight;
        memcpy(&eight, text.ptr + at, sizeof eight);
        if (eight & 0x8080808080808080u)
            break;
        at += sizeof eight;
    }
    while (at < text.len && (unsigned char)text.ptr[at] < 0x80)
        at++;
    return at - from;
}

uint32_t wp_utf8_next(wp_str text, size_t *offset)
{
    if (*offset >= text.len)
        return 0;
    uint32_t character = REPLACEMENT;
    size_t taken = decode((const unsigned char *)text.ptr + *offset, text.len - *offset, &character);
    *offset += taken ? taken : 1;
    return character;
}

bool wp_utf8_valid(wp_str text)
{
    for (size_t at = ascii_run(text, 0); at < text.len; at += ascii_run(text, at)) {
        uint32_t character;
        size_t taken = decode((const unsigned char *)text.ptr + at, text.len - at, &character);
        if (!taken)
            return false;
        at += taken;
    }
    return true;
}

size_t wp_utf8_len(wp_str text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len;) {
        size_t run = ascii_run(text, at);
        count += run;
        at += run;
        if (at < text.len) {
            wp_utf8_next(text, &at);
            count++;
        }
    }
    return count;
}

size_t wp_utf8_offset(wp_str text, size_t character)
{
    size_t at = 0;
    while (character && at < text.len) {
        size_t run = ascii_run(text, at);
        if (run >= character)
            return at + character;
        at += run;
        character -= run;
        if (at < text.len) {
            wp_utf8_next(text, &at);
            character--;
        }
    }
    return at;
}

size_t wp_utf8_put(char out[4], uint32_t character)
{
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        character = REPLACEMENT;
    size_t tail = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    static const unsigned char leads[] = { 0, 0xC0, 0xE0, 0xF0 };
    for (size_t i = tail; i > 0; i--, character >>= 6)
        out[i] = (char)(0x80 | (character & 0x3F));
    out[0] = (char)(leads[tail] | character);
    return tail + 1;
}

size_t wp_utf8_width(wp_str text)
{
    size_t columns = 0;
    for (size_t at = 0; at < text.len;)
        columns += (size_t)wp_unicode_width(wp_utf8_next(text, &at));
    return columns;
}
