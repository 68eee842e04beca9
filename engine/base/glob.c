/*
 * Glob patterns. A star first takes nothing; when what follows it does not match,
 * the latest star takes one character more. Earlier stars need never be tried
 * again, so the time is at most the product of both lengths.
 */
#include "base/text.h"

/* Where the set that begins behind '[' ends: the offset of its ']', or SIZE_MAX. */
static size_t set_end(wp_str pattern, size_t at)
{
    if (at < pattern.len && pattern.ptr[at] == '!')
        at++;
    if (at < pattern.len && pattern.ptr[at] == ']')
        at++;
    return wp_str_find(pattern, wp_str_of("]"), at);
}

static bool is_in_set(wp_str set, uint32_t character)
{
    size_t at = 0;
    bool inverted = set.len && set.ptr[0] == '!';
    if (inverted)
        at++;
    bool found = false;
    while (at < set.len) {
        uint32_t low = wp_utf8_next(set, &at), high = low;
        if (at + 1 < set.len && set.ptr[at] == '-') {
            at++;
            high = wp_utf8_next(set, &at);
        }
        found = found || (low <= character && character <= high);
    }
    return found != inverted;
}

/* Matches one item of the pattern with one character; both offsets step on. */
static bool match_one(wp_str pattern, size_t *at, wp_str text, size_t *in)
{
    uint32_t wanted = wp_utf8_next(pattern, at);
    size_t start = *in;
    uint32_t character = wp_utf8_next(text, in);
    if (wanted == '?')
        return true;
    size_t end = wanted == '[' ? set_end(pattern, *at) : SIZE_MAX;
    if (end != SIZE_MAX) {
        wp_str set = wp_str_slice(pattern, *at, end);
        *at = end + 1;
        return is_in_set(set, character);
    }
    /* Bytes that are no UTF-8 all decode alike, so those are compared as bytes. */
    return wanted == character && (wanted != 0xFFFD || pattern.ptr[*at - 1] == text.ptr[start + (*in - start) - 1]);
}

bool wp_glob_match(wp_str pattern, wp_str text)
{
    size_t at = 0, in = 0;
    size_t star = SIZE_MAX, star_in = 0; /* behind the latest star; what it has taken so far */
    for (;;) {
        if (at < pattern.len && pattern.ptr[at] == '*') {
            star = ++at;
            star_in = in;
        } else if (at == pattern.len && in == text.len) {
            return true;
        } else if (at < pattern.len && in < text.len && match_one(pattern, &at, text, &in)) {
            continue;
        } else if (star != SIZE_MAX && star_in < text.len) {
            wp_utf8_next(text, &star_in);
            at = star;
            in = star_in;
        } else {
            return false;
        }
    }
}
