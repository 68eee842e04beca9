/*
 * Filters between dicts and lists: pairs, keys, and what lies below them.
 */
#include "template/families.h"
#include "template/object.h"
#include "template/sorting.h"

#include "base/text.h"

/* ---- pairs ------------------------------------------------------------------------ */

static bool run_items(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value dict, key, item;
    wp_value pairs = wp_list_new(call->arena, 8);
    *out = pairs;
    if (!wp_bind_nothing(call, err))
        return false;
    if (call->subject.type == WP_UNDEFINED)
        return true;
    if (!wp_want_dict(call, NULL, call->subject, &dict, err))
        return false;
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++)
        wp_list_push(call->arena, pairs, wp_pair(call->arena, key, item));
    return true;
}

static bool want_names(wp_call *call, wp_value *key_name, wp_value *value_name, wp_error *err)
{
    static const char *const names[] = { "key_name", "value_name", NULL };
    wp_value slots[2];
    if (!wp_bind(call, names, slots, err))
        return false;
    *key_name = slots[0].type == WP_OMIT ? wp_string_static("key") : slots[0];
    *value_name = slots[1].type == WP_OMIT ? wp_string_static("value") : slots[1];
    return true;
}

static bool run_dict2items(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value key_name, value_name, dict, key, item;
    if (!want_names(call, &key_name, &value_name, err) || !wp_want_dict(call, NULL, call->subject, &dict, err))
        return false;
    wp_value list = wp_list_new(call->arena, wp_len(dict));
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &item); i++) {
        wp_value entry = wp_dict_new(call->arena, 2);
        wp_dict_put(call->arena, entry, key_name, key);
        wp_dict_put(call->arena, entry, value_name, item);
        wp_list_push(call->arena, list, entry);
    }
    *out = list;
    return true;
}

static bool want_key(wp_call *call, wp_value key, wp_error *err)
{
    if (key.type == WP_UNDEFINED)
        return wp_fail_undefined(key, call->mark, err);
    if (!wp_is_hashable(key))
        return wp_fail_call(call, err, "%s can't be the key of a dict", wp_type_name(key));
    return true;
}

static bool run_items2dict(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value key_name, value_name, list;
    if (!want_names(call, &key_name, &value_name, err) || !wp_want_list(call, NULL, call->subject, &list, err))
        return false;
    wp_value dict = wp_dict_new(call->arena, wp_len(list));
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value entry;
        if (!wp_want_dict(call, wp_printf(call->arena, "item %zu", i + 1), wp_list_at(list, i), &entry, err))
            return false;
        const wp_value *key = wp_dict_get(entry, key_name), *item = wp_dict_get(entry, value_name);
        if (!key || !item) {
            wp_str missing = wp_to_text(call->arena, key ? value_name : key_name);
            return wp_fail_call(call, err, "item %zu has no '%.*s'", i + 1, (int)missing.len, missing.ptr);
        }
        if (!want_key(call, *key, err))
            return false;
        wp_dict_put(call->arena, dict, *key, *item);
    }
    *out = dict;
    return true;
}

static bool run_rekey_on_member(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "key", "duplicates", NULL };
    wp_value slots[2], list = call->subject, name, item;
    wp_str duplicates;
    if (!wp_bind(call, names, slots, err) || !wp_arg_str(call, names[1], slots[1], "error", &duplicates, err))
        return false;
    bool overwrite = wp_str_is(duplicates, "overwrite");
    if (!overwrite && !wp_str_is(duplicates, "error"))
        return wp_fail_call(call, err, "duplicates must be 'error' or 'overwrite', not '%.*s'", (int)duplicates.len,
                            duplicates.ptr);
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs the key to go by");
    if (list.type == WP_DICT) {
        list = wp_list_new(call->arena, wp_len(call->subject));
        for (size_t i = 0; wp_dict_pair(call->subject, i, &name, &item); i++)
            wp_list_push(call->arena, list, item);
    } else if (!wp_want_list(call, NULL, list, &list, err)) {
        return false;
    }
    wp_str wanted = wp_to_text(call->arena, slots[0]);
    wp_value dict = wp_dict_new(call->arena, wp_len(list));
    for (size_t i = 0; i < wp_len(list); i++) {
        if (!want_key(call, slots[0], err) ||
            !wp_want_dict(call, wp_printf(call->arena, "item %zu", i + 1), wp_list_at(list, i), &item, err))
            return false;
        const wp_value *key = wp_dict_get(item, slots[0]);
        if (!key)
            return wp_fail_call(call, err, "item %zu has no '%.*s'", i + 1, (int)wanted.len, wanted.ptr);
        if (!want_key(call, *key, err))
            return false;
        if (!overwrite && wp_dict_get(dict, *key)) {
            wp_str twice = wp_to_text(call->arena, *key);
            return wp_fail_call(call, err, "'%.*s' is the %.*s of several items", (int)twice.len, twice.ptr,
                                (int)wanted.len, wanted.ptr);
        }
        wp_dict_put(call->arena, dict, *key, item);
    }
    *out = dict;
    return true;
}

/* ---- below ------------------------------------------------------------------------------ */

static bool run_extract(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "container", "morekeys", NULL };
    wp_value slots[2];
    if (!wp_bind(call, names, slots, err))
        return false;
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs the list or dict to take from");
    wp_value found;
    if (!wp_item(call->arena, slots[0], call->subject, &found, err))
        return false;
    wp_value more = slots[1];
    bool several = wp_is_plain_list(more);
    size_t count = !wp_is_given(more) ? 0 : several ? wp_len(more) : 1;
    for (size_t i = 0; i < count; i++)
        if (!wp_item(call->arena, found, several ? wp_list_at(more, i) : more, &found, err))
            return false;
    *out = found;
    return true;
}

/* Walks one step down; *found = false where there is no such key. */
static bool step_down(wp_call *call, wp_value from, wp_value key, wp_value *out, bool *found, wp_error *err)
{
    wp_str name = wp_to_text(call->arena, key);
    *found = false;
    if (from.type == WP_LIST && (key.type == WP_INT || key.type == WP_BOOL)) {
        if (!wp_item(call->arena, from, key, out, err))
            return false;
        *found = out->type != WP_UNDEFINED;
        return *found || wp_fail_call(call, err, "there is no item %.*s", (int)name.len, name.ptr);
    }
    if (wp_object_is_mapping(from)) {
        if (!wp_item(call->arena, from, key, out, err))
            return false;
        *found = out->type != WP_UNDEFINED;
        return true;
    }
    if (from.type != WP_DICT)
        return wp_fail_call(call, err, "'%.*s' should be the key of a dict, but there is %s", (int)name.len, name.ptr,
                            wp_type_name(from));
    const wp_value *item = wp_dict_get(from, key);
    if (item) {
        *found = true;
        *out = *item;
    }
    return true;
}

static bool below(wp_call *call, wp_value element, wp_value path, bool skip_missing, wp_value *out, wp_error *err)
{
    wp_value at = element, key = { 0 };
    for (size_t i = 0; i < wp_len(path); i++) {
        bool found;
        key = wp_list_at(path, i);
        if (!step_down(call, at, key, &at, &found, err))
            return false;
        if (!found && skip_missing) {
            *out = wp_list_new(call->arena, 0);
            return true;
        }
        wp_str name = wp_to_text(call->arena, key);
        if (!found)
            return wp_fail_call(call, err, "an element has no '%.*s' (skip_missing=true passes over it)",
                                (int)name.len, name.ptr);
    }
    if (at.type != WP_LIST || (at.marks & WP_TUPLE)) {
        wp_str name = wp_to_text(call->arena, key);
        return wp_fail_call(call, err, "'%.*s' should be a list, not %s", (int)name.len, name.ptr, wp_type_name(at));
    }
    *out = at;
    return true;
}

static bool want_path(wp_call *call, wp_value given, wp_value *out, wp_error *err)
{
    if (given.type == WP_LIST) {
        *out = given;
        return true;
    }
    if (given.type != WP_STRING)
        return wp_fail_type(call, "subelements", "a list or a string", given, err);
    wp_str rest = wp_text(given), part;
    *out = wp_list_new(call->arena, 2);
    while (wp_str_split(&rest, '.', &part))
        wp_list_push(call->arena, *out, wp_string_of(call->arena, part));
    return true;
}

static bool run_subelements(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "subelements", "skip_missing", NULL };
    wp_value slots[2], elements = call->subject, path, name, item;
    if (!wp_bind(call, names, slots, err))
        return false;
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs the key of the lists below");
    if (!want_path(call, slots[0], &path, err))
        return false;
    if (elements.type == WP_DICT) {
        elements = wp_list_new(call->arena, wp_len(call->subject));
        for (size_t i = 0; wp_dict_pair(call->subject, i, &name, &item); i++)
            wp_list_push(call->arena, elements, item);
    } else if (!wp_want_list(call, NULL, elements, &elements, err)) {
        return false;
    }
    wp_value pairs = wp_list_new(call->arena, 8);
    for (size_t i = 0; i < wp_len(elements); i++) {
        wp_value list;
        if (!below(call, wp_list_at(elements, i), path, wp_arg_bool(slots[1], false), &list, err))
            return false;
        for (size_t at = 0; at < wp_len(list); at++)
            wp_list_push(call->arena, pairs,
                         wp_pair(call->arena, wp_list_at(elements, i), wp_list_at(list, at)));
    }
    *out = pairs;
    return true;
}

const wp_builtin wp_filters_dict[] = {
    { .name = "items", .run = run_items, .usage = "dict | items",
      .summary = "The pairs of a dict; none of something undefined.", .takes_undefined = true },
    { .name = "dict2items", .run = run_dict2items, .usage = "dict | dict2items(key_name='key', value_name='value')",
      .summary = "A list of dicts with `key` and `value`, one for each pair." },
    { .name = "items2dict", .run = run_items2dict, .usage = "list | items2dict(key_name='key', value_name='value')",
      .summary = "A dict of a list of dicts with `key` and `value`." },
    { .name = "rekey_on_member", .run = run_rekey_on_member,
      .usage = "list | rekey_on_member(key, duplicates='error')",
      .summary = "A dict of the items, each under what it has as `key`." },
    { .name = "extract", .run = run_extract, .usage = "key | extract(container, morekeys=none)",
      .summary = "What a list or dict has under the key, and below it under further ones." },
    { .name = "subelements", .run = run_subelements, .usage = "list | subelements('key.below', skip_missing=false)",
      .summary = "A pair for each item of a list that lies below each element: the element and that item." },
    { 0 },
};
