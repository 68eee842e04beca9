/*
 * Filters that compare the items of a list. Texts are compared without regard to case
 * unless case_sensitive is set; `attribute` says by what of each item.
 */
#include "template/sorting.h"

#include "base/text.h"

/* sort(attribute='age,name'): the key is the list of these attributes, or of the only one. */
static bool key_of_several(wp_call *call, wp_key_rule rule, wp_value item, wp_value *key, wp_error *err)
{
    wp_str rest = wp_text(rule.attribute), part;
    wp_value keys = wp_list_new(call->arena, 2), one;
    bool by_names = rule.attribute.type == WP_STRING;
    while (by_names ? wp_str_split(&rest, ',', &part) : !wp_len(keys)) {
        if (by_names)
            rule.attribute = wp_string_of(call->arena, part);
        if (!wp_key_of(call, &rule, item, &one, err))
            return false;
        wp_list_push(call->arena, keys, one);
    }
    *key = keys;
    return true;
}

static bool give_sorted(wp_call *call, wp_keyed *items, size_t count, bool reverse, wp_value *out, wp_error *err)
{
    if (!wp_sort_keyed(call, items, count, reverse, err))
        return false;
    wp_value sorted = wp_list_new(call->arena, count);
    for (size_t i = 0; i < count; i++)
        wp_list_push(call->arena, sorted, items[i].item);
    *out = sorted;
    return true;
}

static bool run_sort(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "reverse", "case_sensitive", "attribute", NULL };
    wp_value slots[3], list;
    wp_keyed *items;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    wp_key_rule rule = { .attribute = slots[2], .case_sensitive = wp_arg_bool(slots[1], false) };
    items = wp_new_array(call->arena, wp_keyed, wp_len(list));
    for (size_t i = 0; i < wp_len(list); i++) {
        items[i].item = wp_list_at(list, i);
        if (!key_of_several(call, rule, items[i].item, &items[i].key, err))
            return false;
    }
    return give_sorted(call, items, wp_len(list), wp_arg_bool(slots[0], false), out, err);
}

static bool run_dictsort(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "case_sensitive", "by", "reverse", NULL };
    wp_value slots[3], dict, key, item;
    wp_str by;
    if (!wp_bind(call, names, slots, err) || !wp_want_dict(call, NULL, call->subject, &dict, err) ||
        !wp_arg_str(call, names[1], slots[1], "key", &by, err))
        return false;
    bool by_value = wp_str_is(by, "value");
    if (!by_value && !wp_str_is(by, "key"))
        return wp_fail_call(call, err, "by must be 'key' or 'value', not '%.*s'", (int)by.len, by.ptr);
    wp_keyed *items = wp_new_array(call->arena, wp_keyed, wp_len(dict));
    size_t count = 0;
    for (; wp_dict_pair(dict, count, &key, &item); count++) {
        items[count].item = wp_pair(call->arena, key, item);
        wp_value what = by_value ? item : key;
        items[count].key = wp_arg_bool(slots[0], false) ? what : wp_ignore_case(call->arena, what);
    }
    return give_sorted(call, items, count, wp_arg_bool(slots[2], false), out, err);
}

/* ---- the least and the greatest ------------------------------------------------------ */

static bool find_extreme(wp_call *call, int wanted, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "case_sensitive", "attribute", NULL };
    wp_value slots[2], list;
    wp_keyed *items;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    wp_key_rule rule = { .attribute = slots[1], .case_sensitive = wp_arg_bool(slots[0], false) };
    if (!wp_key_items(call, &rule, list, &items, err))
        return false;
    size_t best = 0;
    for (size_t i = 1; i < wp_len(list); i++) {
        int order;
        if (items[i].key.type == WP_UNDEFINED || items[best].key.type == WP_UNDEFINED)
            return wp_fail_undefined(items[i].key.type == WP_UNDEFINED ? items[i].key : items[best].key, call->mark,
                                     err);
        if (!wp_compare(items[i].key, items[best].key, &order, err))
            return wp_while(err, "%s", call->name);
        if (order == wanted)
            best = i;
    }
    *out = wp_len(list) ? items[best].item
                        : wp_undefined(call->arena, wp_printf(call->arena, "the %s of something empty", call->name));
    return true;
}

static bool run_min(wp_call *call, wp_value *out, wp_error *err)
{
    return find_extreme(call, -1, out, err);
}

static bool run_max(wp_call *call, wp_value *out, wp_error *err)
{
    return find_extreme(call, 1, out, err);
}

/* ---- groups ---------------------------------------------------------------------------- */

static wp_value new_group(wp_arena *arena, wp_value grouper, wp_value *members)
{
    *members = wp_list_new(arena, 4);
    wp_value group = wp_pair(arena, grouper, *members);
    group.marks |= WP_GROUP;
    return group;
}

static bool run_groupby(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "attribute", "default", "case_sensitive", NULL };
    wp_value slots[3], list, grouper, members = { 0 };
    wp_keyed *items;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs the attribute to group by");
    wp_key_rule rule = {
        .attribute = slots[0],
        .fallback = wp_is_given(slots[1]) ? &slots[1] : NULL,
        .case_sensitive = wp_arg_bool(slots[2], false),
    };
    size_t count = wp_len(list);
    if (!wp_key_items(call, &rule, list, &items, err) || !wp_sort_keyed(call, items, count, false, err))
        return false;
    wp_key_rule as_is = rule;
    as_is.case_sensitive = true;
    wp_value groups = wp_list_new(call->arena, 8);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !wp_equal(items[i].key, items[i - 1].key)) {
            if (!wp_key_of(call, &as_is, items[i].item, &grouper, err))
                return false;
            wp_list_push(call->arena, groups, new_group(call->arena, grouper, &members));
        }
        wp_list_push(call->arena, members, items[i].item);
    }
    *out = groups;
    return true;
}

const wp_builtin wp_filters_sort[] = {
    { .name = "sort", .run = run_sort, .usage = "list | sort(reverse=false, case_sensitive=false, attribute=none)",
      .summary = "The items in order; `attribute` may name several, with commas between." },
    { .name = "dictsort", .run = run_dictsort,
      .usage = "dict | dictsort(case_sensitive=false, by='key', reverse=false)",
      .summary = "The pairs of a dict as a list, in order of keys or values." },
    { .name = "min", .run = run_min, .usage = "list | min(case_sensitive=false, attribute=none)",
      .summary = "The least item." },
    { .name = "max", .run = run_max, .usage = "list | max(case_sensitive=false, attribute=none)",
      .summary = "The greatest item." },
    { .name = "groupby", .run = run_groupby, .usage = "list | groupby(attribute, default=none, case_sensitive=false)",
      .summary = "Pairs of a value and the list of items that have it, in order of the values; also as .grouper and "
        ".list." },
    { 0 },
};
