/*
 * What a valid address is.
 *
 *   hostport := '[' anything ']:' digits  |  text without ':' outside ranges ':' digits
 *   host     := label ('.' label)*
 *   label    := (letter | digit | '_' | '-' | range)+, beginning with no '-', ending in no '-' or '_'
 *   range    := '[' x ':' y (':' step)? ']', two letters or two numbers
 *
 * IPv6 addresses are known by how they begin, so that a zone (fe80::1%eth0) may
 * follow: eight parts, or some of them and '::'. IPv4 addresses are host names.
 */
#include "inventory/address.h"

#include <string.h>

#include "base/text.h"

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_hex(char byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static size_t count_while(wp_str text, size_t at, bool (*fits)(char))
{
    size_t from = at;
    while (at < text.len && fits(text.ptr[at]))
        at++;
    return at - from;
}

static bool has(wp_str text, size_t at, char byte)
{
    return at < text.len && text.ptr[at] == byte;
}

/* The length of the range that begins here; 0: none does. `fits` says what its
 * bounds may be made of, besides two single letters where `letters` is true. */
static size_t range_len(wp_str text, size_t at, bool (*fits)(char), bool letters)
{
    size_t from = at;
    if (!has(text, at++, '['))
        return 0;
    bool by_letter = letters && at + 2 < text.len && is_letter(text.ptr[at]) && is_letter(text.ptr[at + 2]);
    size_t first = by_letter ? 1 : count_while(text, at, fits);
    at += first;
    if (first == 0 || !has(text, at++, ':'))
        return 0;
    size_t second = by_letter ? 1 : count_while(text, at, fits);
    at += second;
    if (second == 0)
        return 0;
    if (has(text, at, ':')) {
        size_t step = count_while(text, at + 1, is_digit);
        if (step == 0)
            return 0;
        at += 1 + step;
    }
    return has(text, at, ']') ? at + 1 - from : 0;
}

static bool is_host_name(wp_str text)
{
    char last = '.'; /* the last byte of the label so far; '.': it is empty */
    for (size_t at = 0; at < text.len;) {
        char byte = text.ptr[at];
        size_t range = range_len(text, at, is_digit, true);
        bool is_word = is_letter(byte) || is_digit(byte) || byte == '_' || (unsigned char)byte >= 0x80;
        if (byte == '.' && (last == '.' || last == '-' || last == '_'))
            return false;
        if (byte == '-' && last == '.')
            return false;
        if (!is_word && range == 0 && byte != '-' && byte != '.')
            return false;
        last = range > 0 ? ']' : byte;
        at += range > 0 ? range : 1;
    }
    return last != '.' && last != '-' && last != '_';
}

/* One part of an IPv6 address: up to four digits, or a range. */
static size_t part_len(wp_str text, size_t at)
{
    size_t digits = count_while(text, at, is_hex);
    return digits > 4 ? 4 : digits > 0 ? digits : range_len(text, at, is_hex, false);
}

/* Four parts with dots between them. */
static bool begins_dotted(wp_str text, size_t at)
{
    for (int i = 0; i < 4; i++) {
        size_t len = part_len(text, at);
        if (len == 0 || (i < 3 && !has(text, at + len, '.')))
            return false;
        at += len + 1;
    }
    return true;
}

static bool begins_ipv6(wp_str text)
{
    size_t at = 0;
    for (int parts = 0; parts < 8; parts++) {
        if (parts <= 6 && has(text, at, ':') && (parts > 0 || has(text, at + 1, ':')))
            return true; /* parts and a '::' */
        if (parts == 6 && begins_dotted(text, at))
            return true;
        size_t len = part_len(text, at);
        if (len == 0 || (parts < 7 && !has(text, at + len, ':')))
            return false;
        at += len + 1;
    }
    return true;
}

static bool split_port(wp_str *text, int64_t *port)
{
    size_t digits = 0;
    while (digits < text->len && is_digit(text->ptr[text->len - 1 - digits]))
        digits++;
    size_t colon = text->len - digits;
    if (digits == 0 || colon == 0 || text->ptr[colon - 1] != ':')
        return false;
    wp_str before = wp_str_slice(*text, 0, colon - 1);
    if (!wp_str_int(wp_str_slice(*text, colon, text->len), port))
        return false;
    if (wp_str_starts(before, "[") && wp_str_ends(before, "]") && before.len > 2) {
        *text = wp_str_slice(before, 1, before.len - 1);
        return true;
    }
    for (size_t at = 0; at < before.len; at++) {
        if (before.ptr[at] == '[') {
            const char *end = memchr(before.ptr + at, ']', before.len - at);
            if (!end)
                return false;
            at = (size_t)(end - before.ptr);
        } else if (before.ptr[at] == ':' || before.ptr[at] == ']') {
            return false;
        }
    }
    *text = before;
    return true;
}

bool wp_address_parse(wp_str text, wp_str *host, int64_t *port)
{
    int64_t given = -1;
    wp_str name = text;
    if (!split_port(&name, &given))
        given = -1;
    if (name.len == 0 || (!is_host_name(name) && !begins_ipv6(name)))
        return false;
    *host = name;
    *port = given;
    return true;
}
