/*
 * Python's str on slices of text: strip, pad, replace, split.
 */
#include "template/strings.h"
#include "template/letters.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

/* ---- ends ------------------------------------------------------------------- */

/* The byte where the last character begins. */
static size_t last_character(wp_str text)
{
    size_t at = text.len - 1;
    while (at > 0 && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
        at--;
    return at;
}

static bool is_one_of(wp_str character, wp_str chars)
{
    size_t at = 0;
    if (!chars.ptr)
        return wp_char_is_space(wp_utf8_next(character, &at));
    while (at < chars.len) {
        size_t next = at;
        wp_utf8_next(chars, &next);
        if (wp_str_eq(wp_str_slice(chars, at, next), character))
            return true;
        at = next;
    }
    return false;
}

wp_str wp_str_strip(wp_str text, wp_str chars, int ends)
{
    while ((ends & WP_LEFT_END) && text.len) {
        size_t next = 0;
        wp_utf8_next(text, &next);
        if (!is_one_of(wp_str_slice(text, 0, next), chars))
            break;
        text = wp_str_slice(text, next, text.len);
    }
    while ((ends & WP_RIGHT_END) && text.len) {
        size_t last = last_character(text);
        if (!is_one_of(wp_str_slice(text, last, text.len), chars))
            break;
        text.len = last;
    }
    return text;
}

wp_str wp_str_pad(wp_arena *arena, wp_str text, int64_t width, wp_str fill, int ends)
{
    int64_t len = (int64_t)wp_utf8_len(text);
    if (width <= len)
        return text;
    int64_t missing = width - len;
    int64_t left = ends == WP_LEFT_END ? missing : 0;
    if (ends == WP_BOTH_ENDS) /* Python gives the odd one to the left where the width is odd */
        left = missing / 2 + (missing & width & 1);
    wp_buf buf = wp_buf_new(arena);
    for (int64_t i = 0; i < left; i++)
        wp_buf_str_add(&buf, fill);
    wp_buf_str_add(&buf, text);
    for (int64_t i = left; i < missing; i++)
        wp_buf_str_add(&buf, fill);
    return wp_buf_str(&buf);
}

/* ---- find and replace ----------------------------------------------------------- */

size_t wp_str_rfind(wp_str text, wp_str what)
{
    if (what.len > text.len)
        return SIZE_MAX;
    for (size_t at = text.len - what.len + 1; at-- > 0;)
        if (memcmp(text.ptr + at, what.ptr, what.len) == 0)
            return at;
    return SIZE_MAX;
}

/* Between all characters, at both ends too. */
static void spread(wp_buf *buf, wp_str text, wp_str between, int64_t count)
{
    size_t at = 0;
    for (; count != 0; count--) {
        wp_buf_str_add(buf, between);
        if (at >= text.len)
            return;
        size_t next = at;
        wp_utf8_next(text, &next);
        wp_buf_str_add(buf, wp_str_slice(text, at, next));
        at = next;
    }
    wp_buf_str_add(buf, wp_str_slice(text, at, text.len));
}

wp_str wp_str_replace(wp_arena *arena, wp_str text, wp_str old, wp_str new_text, int64_t count)
{
    wp_buf buf = wp_buf_new(arena);
    if (!old.len) {
        spread(&buf, text, new_text, count);
        return wp_buf_str(&buf);
    }
    size_t from = 0;
    for (size_t at; count != 0 && (at = wp_str_find(text, old, from)) != SIZE_MAX; count--) {
        wp_buf_str_add(&buf, wp_str_slice(text, from, at));
        wp_buf_str_add(&buf, new_text);
        from = at + old.len;
    }
    wp_buf_str_add(&buf, wp_str_slice(text, from, text.len));
    return wp_buf_str(&buf);
}

/* ---- split ------------------------------------------------------------------------ */

static void push(wp_arena *arena, wp_value list, wp_str part, uint8_t marks)
{
    wp_value item = wp_string_of(arena, part);
    item.marks |= marks;
    wp_list_push(arena, list, item);
}

static wp_value split_by_space(wp_arena *arena, wp_str text, int64_t most, uint8_t marks)
{
    const wp_str space = { 0 };
    wp_value list = wp_list_new(arena, 8);
    for (text = wp_str_strip(text, space, WP_LEFT_END); text.len; text = wp_str_strip(text, space, WP_LEFT_END)) {
        size_t end = 0, next = 0;
        if (most-- == 0) {
            push(arena, list, wp_str_strip(text, space, WP_LEFT_END), marks);
            break;
        }
        while (end < text.len && !wp_char_is_space(wp_utf8_next(text, &next)))
            end = next;
        push(arena, list, wp_str_slice(text, 0, end), marks);
        text = wp_str_slice(text, end, text.len);
    }
    return list;
}

wp_value wp_str_split_list(wp_arena *arena, wp_str text, wp_str separator, int64_t most, uint8_t marks)
{
    if (!separator.ptr)
        return split_by_space(arena, text, most, marks);
    wp_value list = wp_list_new(arena, 8);
    size_t from = 0;
    for (size_t at; most != 0 && (at = wp_str_find(text, separator, from)) != SIZE_MAX; most--) {
        push(arena, list, wp_str_slice(text, from, at), marks);
        from = at + separator.len;
    }
    push(arena, list, wp_str_slice(text, from, text.len), marks);
    return list;
}

/* The last part goes off `text`; false when there is nothing more to cut. */
static bool cut_last(wp_str *text, wp_str separator, wp_str *part)
{
    if (separator.ptr) {
        size_t at = wp_str_rfind(*text, separator);
        if (at == SIZE_MAX)
            return false;
        *part = wp_str_slice(*text, at + separator.len, text->len);
        text->len = at;
        return true;
    }
    size_t from = text->len;
    while (from > 0) {
        size_t last = last_character(wp_str_slice(*text, 0, from)), at = last;
        if (wp_char_is_space(wp_utf8_next(*text, &at)))
            break;
        from = last;
    }
    *part = wp_str_slice(*text, from, text->len);
    *text = wp_str_strip(wp_str_slice(*text, 0, from), (wp_str){ 0 }, WP_RIGHT_END);
    return true;
}

wp_value wp_str_rsplit_list(wp_arena *arena, wp_str text, wp_str separator, int64_t most, uint8_t marks)
{
    wp_value backwards = wp_list_new(arena, 8), list = wp_list_new(arena, 8);
    wp_str part;
    if (!separator.ptr)
        text = wp_str_strip(text, separator, WP_RIGHT_END);
    while (most != 0 && (separator.ptr || text.len) && cut_last(&text, separator, &part)) {
        push(arena, backwards, part, marks);
        most--;
    }
    if (separator.ptr || text.len)
        push(arena, backwards, text, marks);
    for (size_t i = wp_len(backwards); i-- > 0;)
        wp_list_push(arena, list, wp_list_at(backwards, i));
    return list;
}

static bool ends_line(uint32_t character)
{
    return (character >= 0x0A && character <= 0x0D) || (character >= 0x1C && character <= 0x1E) ||
           character == 0x85 || character == 0x2028 || character == 0x2029;
}

bool wp_str_next_line(wp_str *rest, wp_str *line, wp_str *end)
{
    if (!rest->len)
        return false;
    size_t at = 0, next = 0;
    for (; at < rest->len; at = next)
        if (ends_line(wp_utf8_next(*rest, &next)))
            break;
    if (at < rest->len && rest->ptr[at] == '\r' && next < rest->len && rest->ptr[next] == '\n')
        next++;
    if (at >= rest->len)
        next = at;
    *line = wp_str_slice(*rest, 0, at);
    if (end)
        *end = wp_str_slice(*rest, at, next);
    *rest = wp_str_slice(*rest, next, rest->len);
    return true;
}
