/*
 * A stable merge sort over items and their keys. Each step merges neighbouring runs
 * from one array into the other; what compares as neither less nor more stays in order.
 */
#include "template/sorting.h"
#include "template/letters.h"

#include <string.h>

wp_value wp_ignore_case(wp_arena *arena, wp_value value)
{
    return value.type == WP_STRING ? wp_string_borrow(wp_letters_lower(arena, wp_text(value))) : value;
}

bool wp_key_of(wp_call *call, const wp_key_rule *rule, wp_value item, wp_value *key, wp_error *err)
{
    if (rule->attribute.type != WP_NULL && rule->attribute.type != WP_OMIT &&
        !wp_attribute_path(call->arena, item, rule->attribute, rule->fallback, &item, err))
        return false;
    *key = rule->case_sensitive ? item : wp_ignore_case(call->arena, item);
    return true;
}

bool wp_key_items(wp_call *call, const wp_key_rule *rule, wp_value list, wp_keyed **out, wp_error *err)
{
    size_t count = wp_len(list);
    wp_keyed *items = wp_new_array(call->arena, wp_keyed, count);
    for (size_t i = 0; i < count; i++) {
        items[i].item = wp_list_at(list, i);
        if (!wp_key_of(call, rule, items[i].item, &items[i].key, err))
            return false;
    }
    *out = items;
    return true;
}

/* A key that is a list has one for each attribute. */
static bool check_defined(wp_call *call, wp_value key, wp_error *err)
{
    for (size_t i = 0; key.type == WP_LIST && i < wp_len(key); i++)
        if (!wp_want_defined(call, NULL, wp_list_at(key, i), err))
            return false;
    return wp_want_defined(call, NULL, key, err);
}

static bool compare_keys(wp_call *call, wp_value a, wp_value b, int *out, wp_error *err)
{
    if (!check_defined(call, a, err) || !check_defined(call, b, err))
        return false;
    if (!wp_compare(a, b, out, err))
        return wp_while(err, "%s", call->name);
    return true;
}

static bool merge(wp_call *call, const wp_keyed *from, wp_keyed *to, size_t low, size_t middle, size_t high,
                  bool reverse, wp_error *err)
{
    size_t left = low, right = middle;
    for (size_t at = low; at < high; at++) {
        int order = 0;
        if (left < middle && right < high && !compare_keys(call, from[left].key, from[right].key, &order, err))
            return false;
        if (reverse)
            order = -order;
        bool take_left = right >= high || (left < middle && order <= 0);
        to[at] = take_left ? from[left++] : from[right++];
    }
    return true;
}

bool wp_sort_keyed(wp_call *call, wp_keyed *items, size_t count, bool reverse, wp_error *err)
{
    wp_keyed *from = items, *to = wp_new_array(call->arena, wp_keyed, count);
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count;
            size_t high = low + 2 * width < count ? low + 2 * width : count;
            if (!merge(call, from, to, low, middle, high, reverse, err))
                return false;
        }
        wp_keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
    return true;
}

bool wp_is_hashable(wp_value value)
{
    if (value.type == WP_DICT || wp_is_plain_list(value))
        return false;
    for (size_t i = 0; value.type == WP_LIST && i < wp_len(value); i++)
        if (!wp_is_hashable(wp_list_at(value, i)))
            return false;
    return true;
}
