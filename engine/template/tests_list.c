/* Tests on what is in a list, a dict or a text. */
#include "template/families.h"
#include "template/sorting.h"

static bool run_in(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "seq", NULL };
    wp_value slots[1];
    bool found;
    if (!wp_bind(call, names, slots, err))
        return false;
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs something to look in");
    return wp_contains(call->arena, slots[0], call->subject, &found, err) && wp_give_bool(found, out);
}

static bool run_contains(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "value", NULL };
    wp_value slots[1];
    bool found;
    if (!wp_bind(call, names, slots, err))
        return false;
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs something to look for");
    return wp_contains(call->arena, call->subject, slots[0], &found, err) && wp_give_bool(found, out);
}

static bool has_one(wp_call *call, bool wanted, bool *out, wp_error *err)
{
    wp_value list;
    if (!wp_bind_nothing(call, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    *out = false;
    for (size_t i = 0; i < wp_len(list) && !*out; i++) {
        if (!wp_want_defined(call, NULL, wp_list_at(list, i), err))
            return false;
        *out = wp_truth(wp_list_at(list, i)) == wanted;
    }
    return true;
}

static bool run_any(wp_call *call, wp_value *out, wp_error *err)
{
    bool one_is_true;
    return has_one(call, true, &one_is_true, err) && wp_give_bool(one_is_true, out);
}

static bool run_all(wp_call *call, wp_value *out, wp_error *err)
{
    bool one_is_false;
    return has_one(call, false, &one_is_false, err) && wp_give_bool(!one_is_false, out);
}

/* ---- sets ------------------------------------------------------------------------------ */

static bool want_set(wp_call *call, const char *what, wp_value value, wp_value *out, wp_error *err)
{
    wp_value list;
    if (!wp_want_items(call, what, value, &list, err))
        return false;
    *out = wp_dict_new(call->arena, wp_len(list));
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value item = wp_list_at(list, i);
        if (!wp_want_defined(call, what, item, err))
            return false;
        if (!wp_is_hashable(item))
            return wp_fail_call(call, err, "%s can't be a member of a set", wp_type_name(item));
        wp_dict_put(call->arena, *out, item, wp_null());
    }
    return true;
}

static bool all_in(wp_value some, wp_value all)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(some, i, &key, &item); i++)
        if (!wp_dict_get(all, key))
            return false;
    return true;
}

static bool want_sets(wp_call *call, wp_value *a, wp_value *b, wp_error *err)
{
    static const char *const names[] = { "other", NULL };
    wp_value slots[1];
    if (!wp_bind(call, names, slots, err))
        return false;
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs another list");
    return want_set(call, NULL, call->subject, a, err) && want_set(call, names[0], slots[0], b, err);
}

static bool run_subset(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value a, b;
    return want_sets(call, &a, &b, err) && wp_give_bool(all_in(a, b), out);
}

static bool run_superset(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value a, b;
    return want_sets(call, &a, &b, err) && wp_give_bool(all_in(b, a), out);
}

const wp_builtin wp_tests_list[] = {
    { .name = "in", .run = run_in, .usage = "value is in(list)",
      .summary = "It is in a list, a dict's keys, or a text." },
    { .name = "contains", .run = run_contains, .usage = "list is contains(value)",
      .summary = "It has a value in it." },
    { .name = "any", .run = run_any, .usage = "list is any", .summary = "One of its items is true." },
    { .name = "all", .run = run_all, .usage = "list is all", .summary = "All of its items are true." },
    { .name = "subset", .run = run_subset, .usage = "list is subset(other)",
      .summary = "All its items are in another list." },
    { .name = "issubset", .run = run_subset, .usage = "list is issubset(other)", .summary = "The same as subset." },
    { .name = "superset", .run = run_superset, .usage = "list is superset(other)",
      .summary = "It has all items of another list." },
    { .name = "issuperset", .run = run_superset, .usage = "list is issuperset(other)",
      .summary = "The same as superset." },
    { 0 },
};
