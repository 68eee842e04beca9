/*
 * The last look at what a template gives.
 *
 * Most values have nothing in them that must change, and are handed on as they are; a
 * container is copied only from the first item on that does.
 */
#include "template/finalise.h"

#include "template/families.h"
#include "template/object.h"
#include "template/render.h"

#define DEPTH 500

static bool finalise(wp_arena *arena, wp_value value, int depth, wp_mark mark, wp_value *out, bool *changed,
                     wp_error *err);

static bool finalise_object(wp_arena *arena, wp_value value, int depth, wp_mark mark, wp_value *out, wp_error *err)
{
    wp_object *object = value.as.object;
    bool changed = false;
    if (wp_object_is_mapping(value))
        return wp_object_to_dict(arena, value, &value, err) && finalise(arena, value, depth, mark, out, &changed, err);
    if (object->class_->iterate)
        return object->class_->iterate(arena, object, &value, err) &&
               finalise(arena, value, depth, mark, out, &changed, err);
    *out = wp_string_borrow(wp_to_text(arena, value));
    return true;
}

static wp_value first_items(wp_arena *arena, wp_value list, size_t count)
{
    wp_value copy = list.marks & WP_TUPLE ? wp_tuple_new(arena, wp_len(list)) : wp_list_new(arena, wp_len(list));
    for (size_t i = 0; i < count; i++)
        wp_list_push(arena, copy, wp_list_at(list, i));
    return copy;
}

static bool finalise_list(wp_arena *arena, wp_value list, int depth, wp_mark mark, wp_value *out, bool *changed,
                          wp_error *err)
{
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value item;
        bool this_one = false;
        if (!finalise(arena, wp_list_at(list, i), depth, mark, &item, &this_one, err))
            return false;
        if (this_one && !*changed) {
            *changed = true;
            *out = first_items(arena, list, i);
        }
        if (*changed)
            wp_list_push(arena, *out, item);
    }
    return true;
}

static wp_value first_pairs(wp_arena *arena, wp_value dict, size_t count)
{
    wp_value copy = wp_dict_new(arena, wp_len(dict)), key, item;
    for (size_t i = 0; i < count && wp_dict_pair(dict, i, &key, &item); i++)
        wp_dict_put(arena, copy, key, item);
    return copy;
}

static bool finalise_dict(wp_arena *arena, wp_value dict, int depth, wp_mark mark, wp_value *out, bool *changed,
                          wp_error *err)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++) {
        bool this_one = false;
        if (!finalise(arena, item, depth, mark, &item, &this_one, err))
            return false;
        if (this_one && !*changed) {
            *changed = true;
            *out = first_pairs(arena, dict, i);
        }
        if (*changed)
            wp_dict_put(arena, *out, key, item);
    }
    return true;
}

static bool finalise(wp_arena *arena, wp_value value, int depth, wp_mark mark, wp_value *out, bool *changed,
                     wp_error *err)
{
    *out = value;
    if (depth == 0)
        return wp_fail(err, WP_E_INVALID, mark, "this value is nested too deeply: does it hold itself?");
    switch (value.type) {
    case WP_UNDEFINED:
        if (!wp_is_nothing(value))
            return wp_fail_undefined(value, mark, err);
        *changed = true;
        *out = wp_string_static("");
        return true;
    case WP_OBJECT:
        if (value.as.object->copy) /* a value like others */
            return true;
        *changed = true;
        return finalise_object(arena, value, depth - 1, mark, out, err);
    case WP_LIST:
        return finalise_list(arena, value, depth - 1, mark, out, changed, err);
    case WP_DICT:
        return finalise_dict(arena, value, depth - 1, mark, out, changed, err);
    default:
        return true;
    }
}

bool wp_finalise(wp_arena *arena, wp_value value, bool deep, wp_mark mark, wp_value *out, wp_error *err)
{
    bool changed = false;
    if (!deep && (value.type == WP_LIST || value.type == WP_DICT)) {
        *out = value;
        return true;
    }
    return finalise(arena, value, DEPTH, mark, out, &changed, err);
}
