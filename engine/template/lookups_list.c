/*
 * Look-ups that make lists of what they are given, as the old `with_NAME` loops had them.
 */
#include "template/chance.h"
#include "template/families.h"
#include "template/lookups.h"
#include "template/object.h"

#include "base/text.h"

static bool no_options(wp_call *call, wp_error *err)
{
    static const char *const none[] = { NULL };
    return wp_lookup_options(call, none, NULL, err);
}

/* A list among the items stands for its own items; one level only. */
static void push_flat(wp_arena *arena, wp_value list, wp_value item)
{
    if (item.type != WP_LIST) {
        wp_list_push(arena, list, item);
        return;
    }
    for (size_t i = 0; i < wp_len(item); i++)
        wp_list_push(arena, list, wp_list_at(item, i));
}

static wp_value flat_terms(wp_call *call)
{
    wp_value list = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++)
        push_flat(call->arena, list, call->args[i]);
    return list;
}

static bool run_items(wp_call *call, wp_value *out, wp_error *err)
{
    *out = flat_terms(call);
    return no_options(call, err);
}

/* Lists among the items of lists, too, as deep as they go. */
static void push_deep(wp_arena *arena, wp_value list, wp_value item)
{
    if (item.type != WP_LIST) {
        wp_list_push(arena, list, item);
        return;
    }
    for (size_t i = 0; i < wp_len(item); i++)
        push_deep(arena, list, wp_list_at(item, i));
}

static bool run_flattened(wp_call *call, wp_value *out, wp_error *err)
{
    *out = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++)
        push_deep(call->arena, *out, call->args[i]);
    return no_options(call, err);
}

static bool run_list(wp_call *call, wp_value *out, wp_error *err)
{
    *out = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++)
        wp_list_push(call->arena, *out, call->args[i]);
    return no_options(call, err);
}

static bool run_indexed_items(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value items = flat_terms(call);
    *out = wp_list_new(call->arena, wp_len(items));
    for (size_t i = 0; i < wp_len(items); i++)
        wp_list_push(call->arena, *out, wp_pair(call->arena, wp_int((int64_t)i), wp_list_at(items, i)));
    return no_options(call, err);
}

static bool run_dict(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value dict, key, item;
    *out = wp_list_new(call->arena, 8);
    for (size_t i = 0; i < call->count; i++) {
        if (!wp_want_dict(call, "a term", call->args[i], &dict, err))
            return false;
        for (size_t at = 0; wp_dict_pair(dict, at, &key, &item); at++) {
            wp_value entry = wp_dict_new(call->arena, 2);
            wp_dict_set(call->arena, entry, "key", key);
            wp_dict_set(call->arena, entry, "value", item);
            wp_list_push(call->arena, *out, entry);
        }
    }
    return no_options(call, err);
}

/* ---- several lists ------------------------------------------------------------------------- */

/* A term as a list: what is none becomes a list of one. */
static wp_value term_list(wp_call *call, size_t index)
{
    wp_value term = call->args[index], list;
    if (term.type == WP_LIST)
        return term;
    if (term.type != WP_STRING && (term.type == WP_DICT || term.type == WP_OBJECT) &&
        wp_iterate(call->arena, term, &list, NULL))
        return list;
    list = wp_list_new(call->arena, 1);
    wp_list_push(call->arena, list, term);
    return list;
}

static bool are_defined(wp_call *call, wp_value items, wp_error *err)
{
    for (size_t i = 0; i < wp_len(items); i++)
        if (wp_list_at(items, i).type == WP_UNDEFINED)
            return wp_fail_undefined(wp_list_at(items, i), call->mark, err);
    return true;
}

static bool run_nested(wp_call *call, wp_value *out, wp_error *err)
{
    if (!call->count)
        return wp_fail_call(call, err, "needs at least one list");
    wp_value rows = wp_list_new(call->arena, 1);
    wp_list_push(call->arena, rows, wp_list_new(call->arena, 0));
    for (size_t i = 0; i < call->count; i++) {
        wp_value items = term_list(call, i);
        if (!are_defined(call, items, err))
            return false;
        wp_value longer = wp_list_new(call->arena, wp_len(rows) * wp_len(items));
        for (size_t row = 0; row < wp_len(rows); row++) {
            for (size_t at = 0; at < wp_len(items); at++) {
                wp_value one = wp_list_new(call->arena, call->count);
                push_flat(call->arena, one, wp_list_at(rows, row));
                push_flat(call->arena, one, wp_list_at(items, at));
                wp_list_push(call->arena, longer, one);
            }
        }
        rows = longer;
    }
    *out = rows;
    return no_options(call, err);
}

static bool run_together(wp_call *call, wp_value *out, wp_error *err)
{
    size_t longest = 0;
    if (!call->count)
        return wp_fail_call(call, err, "needs at least one list");
    wp_value *lists = wp_new_array(call->arena, wp_value, call->count);
    for (size_t i = 0; i < call->count; i++) {
        lists[i] = term_list(call, i);
        if (!are_defined(call, lists[i], err))
            return false;
        longest = wp_len(lists[i]) > longest ? wp_len(lists[i]) : longest;
    }
    *out = wp_list_new(call->arena, longest);
    for (size_t row = 0; row < longest; row++) {
        wp_value one = wp_list_new(call->arena, call->count);
        for (size_t i = 0; i < call->count; i++)
            push_flat(call->arena, one, row < wp_len(lists[i]) ? wp_list_at(lists[i], row) : wp_null());
        wp_list_push(call->arena, *out, one);
    }
    return no_options(call, err);
}

static bool run_random_choice(wp_call *call, wp_value *out, wp_error *err)
{
    wp_chance chance;
    if (!wp_chance_begin(call->arena, &chance, wp_null(), err))
        return false;
    *out = wp_list_new(call->arena, 1);
    if (call->count)
        wp_list_push(call->arena, *out, call->args[wp_chance_below(&chance, call->count)]);
    return no_options(call, err);
}

/* ---- subelements ----------------------------------------------------------------------------- */

static bool is_skipped(wp_value dict)
{
    const wp_value *skipped = wp_dict_find(dict, "skipped");
    return skipped && !(skipped->type == WP_BOOL && !skipped->as.boolean);
}

static bool want_elements(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value from = call->args[0], key, item;
    if (from.type == WP_LIST) {
        *out = from;
        return true;
    }
    if (from.type != WP_DICT)
        return wp_fail_type(call, "the first term", "a list or a dict", from, err);
    *out = wp_list_new(call->arena, wp_len(from));
    for (size_t i = 0; !is_skipped(from) && wp_dict_pair(from, i, &key, &item); i++)
        wp_list_push(call->arena, *out, item);
    return true;
}

/* The element without the list that lies below it: only dicts on the way are made anew. */
static wp_value without(wp_arena *arena, wp_value element, wp_str path)
{
    wp_value rest = wp_dict_new(arena, wp_len(element)), key, item;
    wp_str part;
    wp_str_split(&path, '.', &part);
    for (size_t i = 0; wp_dict_pair(element, i, &key, &item); i++) {
        bool on_the_way = wp_text_is(key, wp_strndup(arena, part.ptr, part.len));
        if (on_the_way && !path.len)
            continue;
        wp_dict_put(arena, rest, key, on_the_way ? without(arena, item, path) : item);
    }
    return rest;
}

/* The list that lies below an element; *missing where it lacks it and may. */
static bool find_below(wp_call *call, wp_value element, wp_str path, bool may_lack, wp_value *out, bool *missing,
                       wp_error *err)
{
    wp_str part;
    *missing = false;
    *out = element;
    while (wp_str_split(&path, '.', &part)) {
        if (out->type != WP_DICT)
            return wp_fail_call(call, err, "'%.*s' should be the key of a dict, but there is %s", (int)part.len,
                                part.ptr, wp_type_name(*out));
        const wp_value *item = wp_dict_find_n(*out, part.ptr, part.len);
        if (!item) {
            *missing = may_lack;
            return may_lack || wp_fail_call(call, err, "an element has no '%.*s' (skip_missing passes over it)",
                                            (int)part.len, part.ptr);
        }
        *out = *item;
    }
    if (out->type != WP_LIST)
        return wp_fail_call(call, err, "'%.*s' should be a list, not %s", (int)part.len, part.ptr, wp_type_name(*out));
    return true;
}

static bool run_subelements(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value elements;
    wp_str path;
    if (call->count < 2 || call->count > 3)
        return wp_fail_call(call, err, "needs a list, the key of the lists below, and perhaps {'skip_missing': true}");
    if (!want_elements(call, &elements, err) || !wp_want_string(call, "the second term", call->args[1], &path, err))
        return false;
    wp_value flags = wp_dict_new(call->arena, 0);
    if (call->count == 3 && !wp_want_dict(call, "the third term", call->args[2], &flags, err))
        return false;
    const wp_value *skip = wp_dict_find(flags, "skip_missing");
    *out = wp_list_new(call->arena, 8);
    for (size_t i = 0; i < wp_len(elements); i++) {
        wp_value element, list;
        bool missing;
        if (!wp_want_dict(call, "an element", wp_list_at(elements, i), &element, err))
            return false;
        if (is_skipped(element))
            continue;
        if (!find_below(call, element, path, skip && wp_truth(*skip), &list, &missing, err))
            return false;
        wp_value rest = missing ? element : without(call->arena, element, path);
        for (size_t at = 0; !missing && at < wp_len(list); at++)
            wp_list_push(call->arena, *out, wp_pair(call->arena, rest, wp_list_at(list, at)));
    }
    return no_options(call, err);
}

const wp_builtin wp_lookups_list[] = {
    { .name = "items", .run = run_items, .usage = "query('items', list, ...)",
      .summary = "The items; lists among them become part of it." },
    { .name = "list", .run = run_list, .usage = "query('list', list, ...)", .summary = "The terms as they are." },
    { .name = "dict", .run = run_dict, .usage = "query('dict', dict, ...)",
      .summary = "Dicts with `key` and `value`, one for each pair." },
    { .name = "indexed_items", .run = run_indexed_items, .usage = "query('indexed_items', list)",
      .summary = "Pairs of a number and an item." },
    { .name = "nested", .run = run_nested, .usage = "query('nested', list, other, ...)",
      .summary = "Every item of each list with every item of the others." },
    { .name = "cartesian", .run = run_nested, .usage = "query('cartesian', list, other, ...)",
      .summary = "The same as nested, by its name in community.general." },
    { .name = "flattened", .run = run_flattened, .usage = "query('flattened', list, other, ...)",
      .summary = "The items of all lists, and of the lists in them, in one list (community.general)." },
    { .name = "together", .run = run_together, .usage = "query('together', list, other, ...)",
      .summary = "The first items of all lists, then the second ones; null where one is too short." },
    { .name = "subelements", .run = run_subelements,
      .usage = "query('subelements', list, 'key.below', {'skip_missing': false})",
      .summary = "A pair for each item of a list that lies below an element: the element without it, and the item." },
    { .name = "random_choice", .run = run_random_choice, .usage = "query('random_choice', item, ...)",
      .summary = "One of the terms by chance." },
    { 0 },
};
