/*
 * All that is in a value: as a list to loop over, for `in`, and for the marks of its texts.
 */
#include "template/object.h"

#include "base/text.h"
#include "template/families.h"
#include "template/sorting.h"

static wp_value keys_of(wp_arena *arena, wp_value dict)
{
    wp_value list = wp_list_new(arena, wp_len(dict)), key, item;
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++)
        wp_list_push(arena, list, key);
    return list;
}

static wp_value bytes_of(wp_arena *arena, wp_value bytes)
{
    wp_value list = wp_list_new(arena, bytes.len);
    for (size_t i = 0; i < bytes.len; i++)
        wp_list_push(arena, list, wp_int((unsigned char)bytes.as.text[i]));
    return list;
}

static wp_value characters_of(wp_arena *arena, wp_value text)
{
    wp_value list = wp_list_new(arena, text.len);
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        wp_utf8_next(wp_text(text), &at);
        wp_value character = wp_string_n(arena, text.as.text + from, at - from);
        character.marks |= text.marks & (WP_UNSAFE | WP_SECRET);
        wp_list_push(arena, list, character);
    }
    return list;
}

bool wp_iterate(wp_arena *arena, wp_value subject, wp_value *list, wp_error *err)
{
    switch (subject.type) {
    case WP_LIST:
        *list = subject;
        return true;
    case WP_DICT:
        *list = keys_of(arena, subject);
        return true;
    case WP_STRING:
        *list = subject.marks & WP_BYTES ? bytes_of(arena, subject) : characters_of(arena, subject);
        return true;
    case WP_UNDEFINED:
        return wp_fail_undefined(subject, WP_NO_MARK, err);
    default:
        if (subject.type == WP_OBJECT && subject.as.object->class_->iterate)
            return subject.as.object->class_->iterate(arena, subject.as.object, list, err);
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s can't be looped over", wp_type_name(subject));
    }
}

static bool list_contains(wp_value list, wp_value needle, bool *out, wp_error *err)
{
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value item = wp_list_at(list, i);
        if (item.type == WP_UNDEFINED)
            return wp_fail_undefined(item, WP_NO_MARK, err);
        if (wp_equal(item, needle)) {
            *out = true;
            return true;
        }
    }
    *out = false;
    return true;
}

bool wp_contains(wp_arena *arena, wp_value haystack, wp_value needle, bool *out, wp_error *err)
{
    if (needle.type == WP_UNDEFINED && haystack.type == WP_LIST && wp_len(haystack) == 0) { /* nothing to compare it with */
        *out = false;
        return true;
    }
    if (haystack.type == WP_UNDEFINED || needle.type == WP_UNDEFINED)
        return wp_fail_undefined(haystack.type == WP_UNDEFINED ? haystack : needle, WP_NO_MARK, err);
    switch (haystack.type) {
    case WP_LIST:
        return list_contains(haystack, needle, out, err);
    case WP_DICT:
        if (!wp_is_hashable(needle))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s can't be the key of a dict", wp_type_name(needle));
        *out = wp_dict_get(haystack, needle) != NULL;
        return true;
    case WP_STRING:
        if (haystack.marks & WP_BYTES && needle.type == WP_INT)
            return list_contains(bytes_of(arena, haystack), needle, out, err);
        if (needle.type != WP_STRING)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'in' looks for a string in a string, not for %s",
                           wp_type_name(needle));
        *out = wp_str_find(wp_text(haystack), wp_text(needle), 0) != SIZE_MAX;
        return true;
    default:
        if (haystack.type != WP_OBJECT || !haystack.as.object->class_->iterate)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'in' needs a list, a dict or a string on its right, not %s",
                           wp_type_name(haystack));
        wp_value list;
        return wp_iterate(arena, haystack, &list, err) && list_contains(list, needle, out, err);
    }
}

#define MARKS_DEPTH 200 /* a list that was appended to itself has no end */

static uint8_t marks_below(wp_value value, int depth)
{
    uint8_t marks = 0;
    wp_value key, item;
    if (value.type == WP_STRING)
        return value.marks & (WP_UNSAFE | WP_SECRET);
    if (depth == MARKS_DEPTH)
        return 0;
    if (value.type == WP_LIST)
        for (size_t i = 0; i < wp_len(value); i++)
            marks |= marks_below(wp_list_at(value, i), depth + 1);
    if (value.type == WP_DICT)
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
            marks |= marks_below(key, depth + 1) | marks_below(item, depth + 1);
    return marks;
}

uint8_t wp_marks_below(wp_value value)
{
    return marks_below(value, 0);
}
