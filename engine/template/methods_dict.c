/*
 * Methods of dicts. Those that change a dict change it where it is: whoever calls them
 * sees to it that it belongs to this evaluation alone.
 */
#include "template/sorting.h"

#include "value/container.h"

typedef enum side { KEYS, VALUES, PAIRS } side;

static bool list_of(wp_call *call, side what, wp_value *out, wp_error *err)
{
    wp_value key, item;
    if (!wp_bind_nothing(call, err))
        return false;
    *out = wp_list_new(call->arena, wp_len(call->subject));
    for (size_t i = 0; wp_dict_pair(call->subject, i, &key, &item); i++)
        wp_list_push(call->arena, *out, what == KEYS ? key : what == VALUES ? item : wp_pair(call->arena, key, item));
    return true;
}

static bool run_keys(wp_call *call, wp_value *out, wp_error *err)
{
    return list_of(call, KEYS, out, err);
}

static bool run_values(wp_call *call, wp_value *out, wp_error *err)
{
    return list_of(call, VALUES, out, err);
}

static bool run_items(wp_call *call, wp_value *out, wp_error *err)
{
    return list_of(call, PAIRS, out, err);
}

/* The key and what stands under it (NULL: nothing), with the second argument. */
static bool want_key(wp_call *call, const wp_value **item, wp_value slots[2], wp_error *err)
{
    static const char *const names[] = { "key", "default", NULL };
    if (!wp_bind(call, names, slots, err))
        return false;
    if (!call->count)
        return wp_fail_call(call, err, "needs a key");
    if (!wp_want_defined(call, names[0], slots[0], err))
        return false;
    if (!wp_is_hashable(slots[0]))
        return wp_fail_call(call, err, "%s can't be the key of a dict", wp_type_name(slots[0]));
    *item = wp_dict_get(call->subject, slots[0]);
    return true;
}

static bool has_default(const wp_call *call)
{
    return call->count > 1 || wp_len(call->named);
}

static bool run_get(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[2];
    const wp_value *item;
    if (!want_key(call, &item, slots, err))
        return false;
    *out = item ? *item : has_default(call) ? slots[1] : wp_null();
    return true;
}

static bool run_setdefault(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[2];
    const wp_value *item;
    if (!want_key(call, &item, slots, err))
        return false;
    *out = item ? *item : has_default(call) ? slots[1] : wp_null();
    if (!item)
        wp_dict_put(call->arena, call->subject, slots[0], *out);
    return true;
}

static bool run_pop(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[2];
    const wp_value *item;
    if (!want_key(call, &item, slots, err))
        return false;
    if (!item && !has_default(call)) {
        wp_str name = wp_to_repr(call->arena, slots[0]);
        return wp_fail_call(call, err, "there is no key %.*s", (int)name.len, name.ptr);
    }
    *out = item ? *item : slots[1];
    if (item)
        wp_dict_remove(call->subject, slots[0]);
    return true;
}

static bool run_popitem(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value key, item;
    if (!wp_bind_nothing(call, err))
        return false;
    if (!wp_len(call->subject))
        return wp_fail_call(call, err, "the dict is empty");
    wp_dict_pair(call->subject, wp_len(call->subject) - 1, &key, &item);
    wp_dict_remove(call->subject, key);
    *out = wp_pair(call->arena, key, item);
    return true;
}

/* A dict, or a list of pairs, and values by name. */
static bool run_update(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value pair;
    if (call->count > 1)
        return wp_fail_call(call, err, "takes one dict, and values by name");
    wp_value from = call->count ? call->args[0] : wp_dict_new(call->arena, 0);
    if (from.type == WP_LIST) {
        for (size_t i = 0; i < wp_len(from); i++) {
            if (!wp_want_items(call, "an item", wp_list_at(from, i), &pair, err))
                return false;
            if (wp_len(pair) != 2 || !wp_is_hashable(wp_list_at(pair, 0)))
                return wp_fail_call(call, err, "item %zu is no pair of a key and a value", i + 1);
            wp_dict_put(call->arena, call->subject, wp_list_at(pair, 0), wp_list_at(pair, 1));
        }
        from = wp_dict_new(call->arena, 0);
    }
    if (!wp_want_dict(call, "what to take in", from, &from, err))
        return false;
    wp_dict_put_all(call->arena, call->subject, from);
    wp_dict_put_all(call->arena, call->subject, call->named);
    *out = wp_null();
    return true;
}

static bool run_copy(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value key, item;
    if (!wp_bind_nothing(call, err))
        return false;
    *out = wp_dict_new(call->arena, wp_len(call->subject));
    for (size_t i = 0; wp_dict_pair(call->subject, i, &key, &item); i++)
        wp_dict_put(call->arena, *out, key, item);
    return true;
}

static bool run_clear(wp_call *call, wp_value *out, wp_error *err)
{
    if (!wp_bind_nothing(call, err))
        return false;
    wp_dict_clear(call->subject);
    *out = wp_null();
    return true;
}

static bool run_fromkeys(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "keys", "value", NULL };
    wp_value slots[2], keys;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, names[0], slots[0], &keys, err))
        return false;
    wp_value item = slots[1].type == WP_OMIT ? wp_null() : slots[1];
    *out = wp_dict_new(call->arena, wp_len(keys));
    for (size_t i = 0; i < wp_len(keys); i++) {
        if (!wp_is_hashable(wp_list_at(keys, i)))
            return wp_fail_call(call, err, "%s can't be the key of a dict", wp_type_name(wp_list_at(keys, i)));
        wp_dict_put(call->arena, *out, wp_list_at(keys, i), item);
    }
    return true;
}

const wp_builtin wp_methods_dict[] = {
    { .name = "keys", .run = run_keys, .usage = "dict.keys()", .summary = "Its keys." },
    { .name = "values", .run = run_values, .usage = "dict.values()", .summary = "Its values." },
    { .name = "items", .run = run_items, .usage = "dict.items()", .summary = "Its pairs of key and value." },
    { .name = "get", .run = run_get, .usage = "dict.get(key, default=none)",
      .summary = "What stands under a key, or a default." },
    { .name = "setdefault", .run = run_setdefault, .usage = "dict.setdefault(key, default=none)",
      .summary = "What stands under a key; a default is put there if nothing does." },
    { .name = "pop", .run = run_pop, .usage = "dict.pop(key, default)",
      .summary = "Takes a key out, and gives what stood there." },
    { .name = "popitem", .run = run_popitem, .usage = "dict.popitem()",
      .summary = "Takes the last pair out, and gives it." },
    { .name = "update", .run = run_update, .usage = "dict.update(other, name=value, ...)",
      .summary = "Takes in the pairs of another dict." },
    { .name = "copy", .run = run_copy, .usage = "dict.copy()", .summary = "Another dict of the same pairs." },
    { .name = "clear", .run = run_clear, .usage = "dict.clear()", .summary = "Takes everything out." },
    { .name = "fromkeys", .run = run_fromkeys, .usage = "{}.fromkeys(keys, value=none)",
      .summary = "A dict with these keys, and one value for all of them." },
    { 0 },
};
