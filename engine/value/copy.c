/* Values from one arena to another, values with marks added, and tuples as lists. */
#include "value/container.h"
#include "value/object.h"

static wp_value copy_text(wp_arena *arena, wp_value value)
{
    wp_str text = { .ptr = value.as.text, .len = value.len };
    wp_value copy = value;
    if (value.marks & WP_LOCATED)
        copy.as.text = wp_string_at(arena, text, wp_value_mark(value)).as.text;
    else
        copy.as.text = wp_strndup(arena, text.ptr, text.len);
    return copy;
}

static wp_value copy_list(wp_arena *arena, wp_value value)
{
    const wp_list *from = value.as.list;
    wp_value copy = wp_list_new(arena, from->len);
    copy.marks = value.marks;
    copy.as.list->mark = from->mark;
    for (size_t i = 0; i < from->len; i++)
        wp_list_push(arena, copy, wp_value_copy(arena, from->items[i]));
    return copy;
}

static wp_value copy_dict(wp_arena *arena, wp_value value)
{
    const wp_dict *from = value.as.dict;
    wp_value copy = wp_dict_new(arena, from->len);
    copy.marks = value.marks;
    copy.as.dict->mark = from->mark;
    for (size_t i = 0; i < from->len; i++)
        wp_dict_put(arena, copy, wp_value_copy(arena, from->entries[i].key),
                    wp_value_copy(arena, from->entries[i].item));
    return copy;
}

wp_value wp_value_copy(wp_arena *arena, wp_value value)
{
    switch (value.type) {
    case WP_UNDEFINED:
        return value.as.text ? wp_undefined(arena, value.as.text) : value;
    case WP_STRING:
    case WP_BIG:
        return copy_text(arena, value);
    case WP_LIST:
        return copy_list(arena, value);
    case WP_DICT:
        return copy_dict(arena, value);
    case WP_OBJECT:
        return value.as.object->copy ? value.as.object->copy(arena, value.as.object) : value;
    default:
        return value;
    }
}

/* ---- marks ---------------------------------------------------------------- */

/* The name of a secret is none: keys get all the marks but that one. */
static uint8_t marks_of_keys(uint8_t marks)
{
    return marks & (uint8_t)~WP_SECRET;
}

static bool has_all(wp_value value, uint8_t marks)
{
    if (value.type == WP_STRING)
        return (value.marks & marks) == marks;
    if (value.type == WP_LIST) {
        for (size_t i = 0; i < value.as.list->len; i++)
            if (!has_all(value.as.list->items[i], marks))
                return false;
    }
    if (value.type == WP_DICT) {
        for (size_t i = 0; i < value.as.dict->len; i++)
            if (!has_all(value.as.dict->entries[i].key, marks_of_keys(marks)) ||
                !has_all(value.as.dict->entries[i].item, marks))
                return false;
    }
    return true;
}

static wp_value with_marks(wp_arena *arena, wp_value value, uint8_t marks)
{
    if (value.type == WP_STRING) {
        value.marks |= marks;
        return value;
    }
    if (value.type == WP_LIST) {
        const wp_list *from = value.as.list;
        wp_value copy = wp_list_new(arena, from->len);
        copy.marks = value.marks;
        copy.as.list->mark = from->mark;
        for (size_t i = 0; i < from->len; i++)
            wp_list_push(arena, copy, with_marks(arena, from->items[i], marks));
        return copy;
    }
    if (value.type == WP_DICT) {
        const wp_dict *from = value.as.dict;
        wp_value copy = wp_dict_new(arena, from->len);
        copy.marks = value.marks;
        copy.as.dict->mark = from->mark;
        for (size_t i = 0; i < from->len; i++)
            wp_dict_put(arena, copy, with_marks(arena, from->entries[i].key, marks_of_keys(marks)),
                        with_marks(arena, from->entries[i].item, marks));
        return copy;
    }
    return value;
}

wp_value wp_value_mark_all(wp_arena *arena, wp_value value, uint8_t marks)
{
    return has_all(value, marks) ? value : with_marks(arena, value, marks);
}

/* ---- tuples --------------------------------------------------------------- */

static bool has_tuple(wp_value value)
{
    if (value.type == WP_LIST) {
        if (value.marks & WP_TUPLE)
            return true;
        for (size_t i = 0; i < value.as.list->len; i++)
            if (has_tuple(value.as.list->items[i]))
                return true;
    }
    if (value.type == WP_DICT) {
        for (size_t i = 0; i < value.as.dict->len; i++)
            if (has_tuple(value.as.dict->entries[i].item))
                return true;
    }
    return false;
}

wp_value wp_value_as_lists(wp_arena *arena, wp_value value)
{
    if (!has_tuple(value))
        return value;
    if (value.type == WP_LIST) {
        wp_value list = wp_list_new(arena, value.as.list->len);
        list.as.list->mark = value.as.list->mark;
        for (size_t i = 0; i < value.as.list->len; i++)
            wp_list_push(arena, list, wp_value_as_lists(arena, value.as.list->items[i]));
        return list;
    }
    wp_value dict = wp_dict_new(arena, value.as.dict->len);
    dict.as.dict->mark = value.as.dict->mark;
    for (size_t i = 0; i < value.as.dict->len; i++)
        wp_dict_put(arena, dict, value.as.dict->entries[i].key,
                    wp_value_as_lists(arena, value.as.dict->entries[i].item));
    return dict;
}
