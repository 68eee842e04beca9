/*
 * Python's str.format: "{} {0.name[key]!r:>10}".
 *
 *   {[field][!conversion][:specification]}     {{ and }} stand for themselves
 *
 * A field is a place, a name, or nothing (then the next place), with attributes and
 * items behind. A specification may have fields of its own in it, one level deep.
 */
#include "template/families.h"

#include "base/text.h"

#include <string.h>

typedef struct formatting {
    wp_arena *arena;
    const wp_value *args;
    size_t count;
    wp_value named;
    size_t next;           /* place of the next field without a name */
    bool counted, numbered; /* one can't mix {} and {0} */
} formatting;

static bool write_text(formatting *from, wp_str text, int depth, wp_buf *out, wp_error *err);

static bool at_place(formatting *from, int64_t place, wp_value *out, wp_error *err)
{
    if (place < 0 || (size_t)place >= from->count)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the format asks for value %lld, but there are %zu",
                       (long long)place, from->count);
    *out = from->args[place];
    return true;
}

static bool first_value(formatting *from, wp_str name, wp_value *out, wp_error *err)
{
    int64_t place;
    bool is_number = name.len && name.ptr[0] >= '0' && name.ptr[0] <= '9' && wp_str_int(name, &place);
    from->counted = from->counted || !name.len;
    from->numbered = from->numbered || is_number;
    if (from->counted && from->numbered)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a format can't have both {} and {0}");
    if (!name.len)
        return at_place(from, (int64_t)from->next++, out, err);
    if (is_number)
        return at_place(from, place, out, err);
    const wp_value *item = wp_dict_find_n(from->named, name.ptr, name.len);
    if (!item)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the format names '%.*s', which is not among the values",
                       (int)name.len, name.ptr);
    *out = *item;
    return true;
}

static bool step(formatting *from, wp_str *rest, wp_value *at, wp_error *err)
{
    wp_str field = *rest, key;
    int64_t index;
    if (field.ptr[0] == '.') {
        size_t end = 1;
        while (end < field.len && field.ptr[end] != '.' && field.ptr[end] != '[')
            end++;
        key = wp_str_slice(field, 1, end);
        *rest = wp_str_slice(field, end, field.len);
        if (!wp_attribute(from->arena, *at, key, at, err))
            return false;
    } else {
        size_t end = wp_str_find(field, wp_str_of("]"), 1);
        if (field.ptr[0] != '[' || end == SIZE_MAX || end == 1)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' is no attribute or item", (int)field.len, field.ptr);
        key = wp_str_slice(field, 1, end);
        *rest = wp_str_slice(field, end + 1, field.len);
        wp_value of = wp_str_int(key, &index) ? wp_int(index) : wp_string_of(from->arena, key);
        if (!wp_item(from->arena, *at, of, at, err))
            return false;
    }
    return at->type != WP_UNDEFINED || wp_fail_undefined(*at, WP_NO_MARK, err);
}

static bool find_value(formatting *from, wp_str field, wp_value *out, wp_error *err)
{
    size_t end = 0;
    while (end < field.len && field.ptr[end] != '.' && field.ptr[end] != '[')
        end++;
    wp_str rest = wp_str_slice(field, end, field.len);
    if (!first_value(from, wp_str_slice(field, 0, end), out, err))
        return false;
    while (rest.len)
        if (!step(from, &rest, out, err))
            return false;
    return true;
}

static bool convert(wp_arena *arena, char how, wp_value *value, wp_error *err)
{
    if (value->type == WP_UNDEFINED)
        return wp_fail_undefined(*value, WP_NO_MARK, err);
    if (how == 's')
        *value = wp_string_of(arena, wp_to_text(arena, *value));
    else if (how == 'r')
        *value = wp_string_of(arena, wp_to_repr(arena, *value));
    else if (how == 'a')
        *value = wp_string_of(arena, wp_to_ascii(arena, *value));
    else
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'!%c' is no conversion: there are !s, !r and !a", how);
    return true;
}

/* `place` is what stands between the outer braces. */
static bool write_place(formatting *from, wp_str place, int depth, wp_buf *out, wp_error *err)
{
    size_t end = 0;
    for (bool in_brackets = false; end < place.len; end++) {
        char byte = place.ptr[end];
        in_brackets = byte == '[' || (in_brackets && byte != ']');
        if (!in_brackets && (byte == '!' || byte == ':'))
            break;
    }
    wp_str rest = wp_str_slice(place, end, place.len), made;
    wp_value value;
    if (!find_value(from, wp_str_slice(place, 0, end), &value, err))
        return false;
    if (rest.len && rest.ptr[0] == '!') {
        if (rest.len < 2 || (rest.len > 2 && rest.ptr[2] != ':'))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'!' in a format is followed by one letter");
        if (!convert(from->arena, rest.ptr[1], &value, err))
            return false;
        rest = wp_str_slice(rest, 2, rest.len);
    }
    wp_buf specification = wp_buf_new(from->arena);
    if (rest.len > 1 && !write_text(from, wp_str_slice(rest, 1, rest.len), depth + 1, &specification, err))
        return false;
    if (!wp_format_spec(from->arena, value, wp_buf_str(&specification), &made, err))
        return false;
    wp_buf_str_add(out, made);
    return true;
}

/* The byte behind the brace that closes the one at `at`; 0: there is none. */
static size_t closing(wp_str text, size_t at)
{
    for (size_t depth = 0, i = at; i < text.len; i++) {
        depth += text.ptr[i] == '{';
        if (text.ptr[i] == '}' && --depth == 0)
            return i + 1;
    }
    return 0;
}

static bool write_text(formatting *from, wp_str text, int depth, wp_buf *out, wp_error *err)
{
    if (depth > 2)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the fields of a format are nested too deeply");
    for (size_t at = 0; at < text.len;) {
        char byte = text.ptr[at];
        bool doubled = depth == 1 && at + 1 < text.len && text.ptr[at + 1] == byte;
        if ((byte != '{' && byte != '}') || doubled) {
            wp_buf_char(out, byte);
            at += doubled && (byte == '{' || byte == '}') ? 2 : 1;
            continue;
        }
        size_t end = byte == '{' ? closing(text, at) : 0;
        if (!end)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a single '%c' stands in the format: write '%c%c'", byte,
                           byte, byte);
        if (!write_place(from, wp_str_slice(text, at + 1, end - 1), depth, out, err))
            return false;
        at = end;
    }
    return true;
}

bool wp_format_braces(wp_arena *arena, wp_str format, const wp_value *args, size_t count, wp_value named, wp_str *out,
                      wp_error *err)
{
    formatting from = { .arena = arena, .args = args, .count = count, .named = named };
    wp_buf buf = wp_buf_new(arena);
    if (!write_text(&from, format, 1, &buf, err))
        return false;
    *out = wp_buf_str(&buf);
    return true;
}
