/*
 * The case of letters.
 *
 * ASCII is decided by arithmetic, the rest by tables of ranges. Three letters need
 * more than a table: a capital sigma that ends a word has a small form of its own,
 * the Turkish dotted capital i becomes two characters, and the digraphs DŽ LJ NJ DZ
 * have a third case for the beginning of a word.
 */
#include "template/letters.h"

#include "base/buf.h"
#include "base/text.h"

#define CAPITAL_SIGMA 0x3A3
#define FINAL_SIGMA 0x3C2
#define DOTTED_CAPITAL_I 0x130

static uint32_t other_case(const wp_letter_range *ranges, uint32_t character)
{
    for (const wp_letter_range *range = ranges; range->first && range->first <= character; range++)
        if (character <= range->last && (character - range->first) % (uint32_t)range->step == 0)
            return (uint32_t)((int32_t)character + range->offset);
    return character;
}

static uint32_t to_upper(uint32_t character)
{
    if (character < 0x80)
        return character >= 'a' && character <= 'z' ? character - 32 : character;
    return other_case(wp_letters_to_upper, character);
}

static uint32_t to_lower(uint32_t character)
{
    if (character < 0x80)
        return character >= 'A' && character <= 'Z' ? character + 32 : character;
    return other_case(wp_letters_to_lower, character);
}

static const char *long_upper(uint32_t character)
{
    if (character < 0x80)
        return NULL;
    for (const wp_letter_long *row = wp_letters_to_long_upper; row->letter; row++)
        if (row->letter == character)
            return row->upper;
    return NULL;
}

bool wp_letter_is_upper(uint32_t character)
{
    return to_lower(character) != character || character == DOTTED_CAPITAL_I;
}

bool wp_letter_is_lower(uint32_t character)
{
    return to_upper(character) != character || long_upper(character);
}

static bool is_cased(uint32_t character)
{
    return wp_letter_is_upper(character) || wp_letter_is_lower(character);
}

static void put(wp_buf *buf, uint32_t character)
{
    char bytes[4];
    wp_buf_add_n(buf, bytes, wp_utf8_put(bytes, character));
}

static void put_upper(wp_buf *buf, uint32_t character)
{
    const char *several = long_upper(character);
    if (several)
        wp_buf_add(buf, several);
    else
        put(buf, to_upper(character));
}

/* A small sigma at the end of a word: `before` is what stands before it, `rest` what follows. */
static void put_lower(wp_buf *buf, uint32_t character, uint32_t before, wp_str text, size_t rest)
{
    if (character == DOTTED_CAPITAL_I)
        wp_buf_add(buf, "i\xCC\x87");
    else if (character == CAPITAL_SIGMA && is_cased(before) && !is_cased(wp_utf8_next(text, &rest)))
        put(buf, FINAL_SIGMA);
    else
        put(buf, to_lower(character));
}

static void put_title(wp_buf *buf, uint32_t character)
{
    if (character >= 0x1C4 && character <= 0x1CC)
        put(buf, 0x1C5 + (character - 0x1C4) / 3 * 3);
    else if (character >= 0x1F1 && character <= 0x1F3)
        put(buf, 0x1F2);
    else if (character >= 0x10D0 && character <= 0x10FF)
        put(buf, character);
    else if (long_upper(character)) {
        wp_str several = wp_str_of(long_upper(character));
        size_t at = 0;
        put(buf, wp_utf8_next(several, &at));
        for (uint32_t next; (next = wp_utf8_next(several, &at));)
            put(buf, to_lower(next));
    } else {
        put(buf, to_upper(character));
    }
}

/* Most texts are ASCII, and need no tables. */
static bool is_ascii(wp_str text)
{
    unsigned char all = 0;
    for (size_t i = 0; i < text.len; i++)
        all |= (unsigned char)text.ptr[i];
    return all < 0x80;
}

/* The letters from `first` on change their case. */
static wp_str flip_ascii(wp_arena *arena, wp_str text, char first)
{
    char *copy = wp_strndup(arena, text.ptr, text.len);
    for (size_t i = 0; i < text.len; i++)
        copy[i] ^= (unsigned char)(copy[i] - first) < 26 ? 0x20 : 0;
    return (wp_str){ copy, text.len };
}

wp_str wp_letters_upper(wp_arena *arena, wp_str text)
{
    if (is_ascii(text))
        return flip_ascii(arena, text, 'a');
    wp_buf buf = wp_buf_new(arena);
    for (size_t at = 0; at < text.len;)
        put_upper(&buf, wp_utf8_next(text, &at));
    return wp_buf_str(&buf);
}

wp_str wp_letters_lower(wp_arena *arena, wp_str text)
{
    if (is_ascii(text))
        return flip_ascii(arena, text, 'A');
    wp_buf buf = wp_buf_new(arena);
    uint32_t before = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t character = wp_utf8_next(text, &at);
        put_lower(&buf, character, before, text, at);
        before = character;
    }
    return wp_buf_str(&buf);
}

wp_str wp_letters_swapcase(wp_arena *arena, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    uint32_t before = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t character = wp_utf8_next(text, &at);
        if (wp_letter_is_upper(character))
            put_lower(&buf, character, before, text, at);
        else
            put_upper(&buf, character);
        before = character;
    }
    return wp_buf_str(&buf);
}

wp_str wp_letters_casefold(wp_arena *arena, wp_str text)
{
    wp_str upper = wp_letters_upper(arena, text);
    wp_buf buf = wp_buf_new(arena);
    for (size_t at = 0; at < upper.len;) {
        uint32_t character = wp_utf8_next(upper, &at);
        if (character == DOTTED_CAPITAL_I)
            wp_buf_add(&buf, "i\xCC\x87");
        else
            put(&buf, to_lower(character));
    }
    return wp_buf_str(&buf);
}

wp_str wp_letters_capitalize(wp_arena *arena, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    uint32_t before = 0;
    for (size_t at = 0; at < text.len;) {
        bool first = at == 0;
        uint32_t character = wp_utf8_next(text, &at);
        if (first)
            put_title(&buf, character);
        else
            put_lower(&buf, character, before, text, at);
        before = character;
    }
    return wp_buf_str(&buf);
}

wp_str wp_letters_title(wp_arena *arena, wp_str text)
{
    wp_buf buf = wp_buf_new(arena);
    uint32_t before = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t character = wp_utf8_next(text, &at);
        if (is_cased(before))
            put_lower(&buf, character, before, text, at);
        else
            put_title(&buf, character);
        before = character;
    }
    return wp_buf_str(&buf);
}

bool wp_char_is_space(uint32_t character)
{
    return (character >= 0x09 && character <= 0x0D) || (character >= 0x1C && character <= 0x20) || character == 0x85 ||
           character == 0xA0 || character == 0x1680 || (character >= 0x2000 && character <= 0x200A) ||
           character == 0x2028 || character == 0x2029 || character == 0x202F || character == 0x205F ||
           character == 0x3000;
}

bool wp_letters_are(wp_str text, bool (*wanted)(uint32_t), bool (*unwanted)(uint32_t))
{
    bool any = false;
    for (size_t at = 0; at < text.len;) {
        uint32_t character = wp_utf8_next(text, &at);
        if (wanted(character))
            any = true;
        else if (unwanted(character))
            return false;
    }
    return any;
}
