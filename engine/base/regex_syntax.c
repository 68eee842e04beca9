/*
 * One pass over the pattern that knows just enough: what a backslash belongs to,
 * whether we are in a [set], in a comment of the verbose mode, or at the start of
 * a group with flags.
 */
#include "base/regex_syntax.h"
#include "base/buf.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

typedef struct translation {
    wp_str pattern;
    size_t at;
    wp_buf out;
    bool in_set;
    bool is_verbose;
    bool is_ascii;
} translation;

static char peek(const translation *reader, size_t ahead)
{
    size_t at = reader->at + ahead;
    return at < reader->pattern.len ? reader->pattern.ptr[at] : '\0';
}

static void keep(translation *reader, size_t count)
{
    wp_str kept = wp_str_slice(reader->pattern, reader->at, reader->at + count);
    wp_buf_str_add(&reader->out, kept);
    reader->at += kept.len;
}

static size_t hex_digits(const translation *reader, size_t ahead)
{
    size_t count = 0;
    while (isxdigit((unsigned char)peek(reader, ahead + count)))
        count++;
    return count;
}

/* \Z is the very end of the text, which pcre2 calls \z; \u0041 and \U00000041 are \x{41}. */
static void read_escape(translation *reader)
{
    char letter = peek(reader, 1);
    size_t wanted = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (letter == 'Z' && !reader->in_set) {
        wp_buf_add(&reader->out, "\\z");
        reader->at += 2;
    } else if (wanted && hex_digits(reader, 2) >= wanted) {
        wp_str digits = wp_str_slice(reader->pattern, reader->at + 2, reader->at + 2 + wanted);
        wp_buf_printf(&reader->out, "\\x{%.*s}", (int)digits.len, digits.ptr);
        reader->at += 2 + wanted;
    } else {
        keep(reader, 2);
    }
}

/* In a set a ']' that comes first, and any '[', stand for themselves. */
static void read_set_start(translation *reader)
{
    reader->in_set = true;
    keep(reader, 1);
    if (peek(reader, 0) == '^')
        keep(reader, 1);
    if (peek(reader, 0) == ']') {
        wp_buf_add(&reader->out, "\\]");
        reader->at++;
    }
}

/* (?imsxauL) and (?i-s:...): the flags that pcre2 has not are taken out. Only "a" for
 * a part of the pattern stays, for pcre2 to refuse: it would mean something. */
static bool read_flags(translation *reader)
{
    size_t len = 2;
    while (peek(reader, len) && strchr("aiLmsux-", peek(reader, len)))
        len++;
    char end = peek(reader, len);
    if (len == 2 || (end != ')' && end != ':'))
        return false;
    wp_buf_add(&reader->out, "(?");
    bool is_off = false;
    for (size_t i = 2; i < len; i++) {
        char flag = peek(reader, i);
        is_off = is_off || flag == '-';
        if (flag == 'x')
            reader->is_verbose = !is_off;
        if (flag == 'a' && end == ')')
            reader->is_ascii = true;
        if (!strchr("auL", flag) || (flag == 'a' && end == ':'))
            wp_buf_char(&reader->out, flag);
    }
    wp_buf_char(&reader->out, end);
    reader->at += len + 1;
    return true;
}

/* {,3} and {,}: pcre2 would take them for plain text. */
static bool read_open_count(translation *reader)
{
    size_t len = 2;
    while (isdigit((unsigned char)peek(reader, len)))
        len++;
    if (peek(reader, 1) != ',' || peek(reader, len) != '}')
        return false;
    wp_buf_add(&reader->out, "{0");
    reader->at++;
    keep(reader, len);
    return true;
}

static void read_comment(translation *reader)
{
    const char *end = memchr(reader->pattern.ptr + reader->at, '\n', reader->pattern.len - reader->at);
    keep(reader, end ? (size_t)(end - reader->pattern.ptr) - reader->at : reader->pattern.len);
}

static void read_next(translation *reader)
{
    char byte = peek(reader, 0);
    if (byte == '\\') {
        read_escape(reader);
    } else if (reader->in_set) {
        reader->in_set = byte != ']';
        if (byte == '[')
            wp_buf_char(&reader->out, '\\');
        keep(reader, 1);
    } else if (byte == '[') {
        read_set_start(reader);
    } else if (byte == '#' && reader->is_verbose) {
        read_comment(reader);
    } else if (!(byte == '(' && peek(reader, 1) == '?' && read_flags(reader)) &&
               !(byte == '{' && read_open_count(reader))) {
        keep(reader, 1);
    }
}

wp_str wp_regex_translate(wp_arena *arena, wp_str pattern, bool *ascii, size_t *upto)
{
    translation reader = { .pattern = pattern, .out = wp_buf_new(arena) };
    while (reader.at < pattern.len) {
        size_t from = reader.at, made = reader.out.len;
        read_next(&reader);
        if (upto && *upto >= made && *upto < reader.out.len) {
            *upto = from;
            upto = NULL;
        }
    }
    if (upto)
        *upto = pattern.len;
    *ascii = reader.is_ascii;
    return wp_buf_str(&reader.out);
}
