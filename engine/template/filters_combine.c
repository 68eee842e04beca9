/*
 * combine: several dicts as one, where later ones win.
 *
 * `recursive` merges dicts within dicts as well; `list_merge` says what becomes of two
 * lists under the same key. Keys keep the order in which they first appeared.
 */
#include "template/families.h"

#include "base/text.h"

typedef enum list_merge { REPLACE, KEEP, APPEND, PREPEND, APPEND_RP, PREPEND_RP } list_merge;

static const char *const list_merges[] = { "replace", "keep", "append", "prepend", "append_rp", "prepend_rp", NULL };

typedef struct merging {
    wp_call *call;
    bool recursive;
    list_merge lists;
    wp_str mode; /* as it was given, where there is no such */
} merging;

#define DEEPEST 500

static void push_all(wp_arena *arena, wp_value into, wp_value from)
{
    for (size_t i = 0; i < wp_len(from); i++)
        wp_list_push(arena, into, wp_list_at(from, i));
}

static bool is_in(wp_value list, wp_value item)
{
    for (size_t i = 0; i < wp_len(list); i++)
        if (wp_equal(wp_list_at(list, i), item))
            return true;
    return false;
}

static wp_value without(wp_arena *arena, wp_value list, wp_value others)
{
    wp_value rest = wp_list_new(arena, wp_len(list));
    for (size_t i = 0; i < wp_len(list); i++)
        if (!is_in(others, wp_list_at(list, i)))
            wp_list_push(arena, rest, wp_list_at(list, i));
    return rest;
}

static wp_value merge_lists(const merging *how, wp_value low, wp_value high)
{
    wp_arena *arena = how->call->arena;
    wp_value first = low, second = high, merged = wp_list_new(arena, wp_len(low) + wp_len(high));
    switch (how->lists) {
    case REPLACE:
        return high;
    case KEEP:
        return low;
    case APPEND:
        break;
    case PREPEND:
        first = high;
        second = low;
        break;
    case APPEND_RP:
        first = without(arena, low, high);
        break;
    case PREPEND_RP:
        first = high;
        second = without(arena, low, high);
        break;
    }
    push_all(arena, merged, first);
    push_all(arena, merged, second);
    return merged;
}

static bool merge(const merging *how, wp_value low, wp_value high, int depth, wp_value *out, wp_error *err)
{
    wp_arena *arena = how->call->arena;
    wp_value key, item;
    if (depth > DEEPEST)
        return wp_fail_call(how->call, err, "dicts are nested more than %d deep", DEEPEST);
    if (!wp_len(low) || wp_equal(low, high)) {
        *out = high;
        return true;
    }
    wp_value merged = wp_dict_new(arena, wp_len(low) + wp_len(high));
    wp_dict_put_all(arena, merged, low);
    for (size_t i = 0; wp_dict_pair(high, i, &key, &item); i++) {
        const wp_value *old = wp_dict_get(low, key);
        if (old && old->type == WP_DICT && item.type == WP_DICT && how->recursive) {
            if (!merge(how, *old, item, depth + 1, &item, err))
                return false;
        } else if (old && wp_is_plain_list(*old) && wp_is_plain_list(item)) {
            item = merge_lists(how, *old, item);
        }
        wp_dict_put(arena, merged, key, item);
    }
    *out = merged;
    return true;
}

static bool check_defined(wp_call *call, wp_value value, int depth, wp_error *err)
{
    wp_value key, item;
    if (value.type == WP_UNDEFINED)
        return wp_fail_undefined(value, call->mark, err);
    if (depth > DEEPEST)
        return wp_fail_call(call, err, "values are nested more than %d deep", DEEPEST);
    for (size_t i = 0; value.type == WP_LIST && i < wp_len(value); i++)
        if (!check_defined(call, wp_list_at(value, i), depth + 1, err))
            return false;
    for (size_t i = 0; value.type == WP_DICT && wp_dict_pair(value, i, &key, &item); i++)
        if (!check_defined(call, item, depth + 1, err))
            return false;
    return true;
}

/* The subject and the arguments; a list among them stands for its items, null for nothing. */
static bool want_dicts(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value dicts = wp_list_new(call->arena, call->count + 1);
    for (size_t i = 0; i <= call->count; i++) {
        wp_value given = i ? call->args[i - 1] : call->subject;
        wp_value all = wp_list_new(call->arena, 1);
        if (given.type == WP_LIST)
            all = given;
        else
            wp_list_push(call->arena, all, given);
        for (size_t at = 0; at < wp_len(all); at++) {
            wp_value dict = wp_list_at(all, at);
            if (wp_is_null_word(dict))
                continue;
            if (!check_defined(call, dict, 0, err))
                return false;
            wp_list_push(call->arena, dicts, dict);
        }
    }
    *out = dicts;
    return true;
}

static bool check_dicts(wp_call *call, wp_value dicts, wp_error *err)
{
    for (size_t i = 0; i < wp_len(dicts); i++)
        if (wp_list_at(dicts, i).type != WP_DICT)
            return wp_fail_type(call, wp_printf(call->arena, "number %zu of what is combined", i + 1), "a dict",
                                wp_list_at(dicts, i), err);
    return true;
}

static bool want_options(wp_call *call, merging *how, wp_error *err)
{
    static const char *const names[] = { "recursive", "list_merge", NULL };
    wp_value slots[2];
    wp_str mode;
    wp_call by_name = *call; /* the dicts are given by place, these by name only */
    by_name.count = 0;
    if (!wp_bind(&by_name, names, slots, err) || !wp_arg_str(call, names[1], slots[1], "replace", &mode, err))
        return false;
    how->recursive = wp_arg_bool(slots[0], false);
    for (how->lists = REPLACE; list_merges[how->lists]; how->lists++)
        if (wp_str_is(mode, list_merges[how->lists]))
            return true;
    how->mode = mode;
    return true;
}

/* Asked only where there is something to merge. */
static bool check_mode(const merging *how, wp_error *err)
{
    wp_call *call = how->call;
    wp_str mode = how->mode;
    if (list_merges[how->lists])
        return true;
    return wp_fail_call(call, err,
                        "list_merge can't be '%.*s'; it is replace, keep, append, prepend, append_rp or prepend_rp",
                        (int)mode.len, mode.ptr);
}

static bool run_combine(wp_call *call, wp_value *out, wp_error *err)
{
    merging how = { .call = call };
    wp_value dicts;
    if (!want_options(call, &how, err) || !want_dicts(call, &dicts, err))
        return false;
    size_t count = wp_len(dicts);
    if (count > 1 && (!check_dicts(call, dicts, err) || !check_mode(&how, err))) /* one alone is given back, whatever it is */
        return false;
    wp_value combined = count ? wp_list_at(dicts, count - 1) : wp_dict_new(call->arena, 0);
    for (size_t i = count; i-- > 1;)
        if (!merge(&how, wp_list_at(dicts, i - 1), combined, 0, &combined, err))
            return false;
    *out = combined;
    return true;
}

const wp_builtin wp_filters_combine[] = {
    { .name = "combine", .run = run_combine,
      .usage = "dict | combine(other, ..., recursive=false, list_merge='replace')",
      .summary = "Several dicts as one; later ones win. list_merge: replace, keep, append, prepend, append_rp, "
        "prepend_rp." },
    { 0 },
};
