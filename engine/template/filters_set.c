/*
 * Filters that take lists for sets. The order of the items is kept; of equal ones the
 * first stays. Only unique may disregard case.
 *
 * Items that can be keys are looked up in a dict; lists and dicts must be compared one
 * by one.
 */
#include "template/sorting.h"

/* What was seen so far. */
typedef struct seen {
    wp_arena *arena;
    wp_value keys;   /* a dict: the hashable ones */
    wp_value others; /* a list */
} seen;

static seen seen_new(wp_arena *arena)
{
    return (seen){ arena, wp_dict_new(arena, 16), wp_list_new(arena, 0) };
}

static bool has(const seen *all, wp_value value)
{
    if (wp_is_hashable(value))
        return wp_dict_get(all->keys, value);
    for (size_t i = 0; i < wp_len(all->others); i++)
        if (wp_equal(wp_list_at(all->others, i), value))
            return true;
    return false;
}

/* True where it was not there before. */
static bool note(seen *all, wp_value value)
{
    if (has(all, value))
        return false;
    if (wp_is_hashable(value))
        wp_dict_put(all->arena, all->keys, value, wp_null());
    else
        wp_list_push(all->arena, all->others, value);
    return true;
}

static seen seen_all(wp_arena *arena, wp_value list)
{
    seen all = seen_new(arena);
    for (size_t i = 0; i < wp_len(list); i++)
        note(&all, wp_list_at(list, i));
    return all;
}

/* ---- unique ------------------------------------------------------------------------- */

static bool run_unique(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "case_sensitive", "attribute", NULL };
    wp_value slots[2], list;
    wp_keyed *items;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    wp_key_rule rule = {
        .attribute = slots[1],
        .case_sensitive = wp_is_given(slots[0]) && wp_truth(slots[0]),
    };
    if (!wp_key_items(call, &rule, list, &items, err))
        return false;
    size_t count = wp_len(list);
    bool all_hashable = true;
    for (size_t i = 0; i < count; i++) {
        if (items[i].key.type == WP_UNDEFINED)
            return wp_fail_undefined(items[i].key, call->mark, err);
        all_hashable = all_hashable && wp_is_hashable(items[i].key);
    }
    bool asked = (wp_is_given(slots[0]) && !wp_truth(slots[0])) || wp_is_given(slots[1]);
    if (!all_hashable && asked)
        return wp_fail_call(call, err, "lists and dicts can't be told apart by case or attribute");

    seen all = seen_new(call->arena);
    wp_value unique = wp_list_new(call->arena, count);
    for (size_t i = 0; i < count; i++)
        if (note(&all, all_hashable ? items[i].key : items[i].item))
            wp_list_push(call->arena, unique, items[i].item);
    *out = unique;
    return true;
}

/* ---- two lists ----------------------------------------------------------------------- */

static bool want_both(wp_call *call, wp_value *a, wp_value *b, wp_error *err)
{
    static const char *const names[] = { "other", NULL };
    wp_value slots[1];
    if (!wp_bind(call, names, slots, err))
        return false;
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs another list");
    return wp_want_items(call, NULL, call->subject, a, err) && wp_want_items(call, names[0], slots[0], b, err);
}

/* The items of `from`, each once, that are (or are not) in `other`. */
static void keep(wp_arena *arena, wp_value from, wp_value other, bool wanted, wp_value into)
{
    seen others = seen_all(arena, other), done = seen_new(arena);
    for (size_t i = 0; i < wp_len(from); i++) {
        wp_value item = wp_list_at(from, i);
        if (has(&others, item) == wanted && note(&done, item))
            wp_list_push(arena, into, item);
    }
}

static bool run_union(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value a, b;
    if (!want_both(call, &a, &b, err))
        return false;
    bool is_text = call->subject.type == WP_STRING, other_is_text = call->count && call->args[0].type == WP_STRING;
    if (is_text != other_is_text)
        return wp_fail_call(call, err, "a list and a string can't be united");
    wp_value none = wp_list_new(call->arena, 0), both = wp_list_new(call->arena, wp_len(a) + wp_len(b));
    keep(call->arena, a, none, false, both);
    keep(call->arena, b, both, false, both);
    *out = both;
    return true;
}

static bool run_intersect(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value a, b;
    if (!want_both(call, &a, &b, err))
        return false;
    *out = wp_list_new(call->arena, 0);
    keep(call->arena, a, b, true, *out);
    return true;
}

static bool run_difference(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value a, b;
    if (!want_both(call, &a, &b, err))
        return false;
    *out = wp_list_new(call->arena, 0);
    keep(call->arena, a, b, false, *out);
    return true;
}

static bool run_symmetric_difference(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value a, b;
    if (!want_both(call, &a, &b, err))
        return false;
    *out = wp_list_new(call->arena, 0);
    keep(call->arena, a, b, false, *out);
    keep(call->arena, b, a, false, *out);
    return true;
}

const wp_builtin wp_filters_set[] = {
    { .name = "unique", .run = run_unique, .usage = "list | unique(case_sensitive=false, attribute=none)",
      .summary = "Each item once." },
    { .name = "union", .run = run_union, .usage = "list | union(other)",
      .summary = "The items of both lists, each once." },
    { .name = "intersect", .run = run_intersect, .usage = "list | intersect(other)",
      .summary = "The items that are in both lists, each once." },
    { .name = "difference", .run = run_difference, .usage = "list | difference(other)",
      .summary = "The items that are not in the other list, each once." },
    { .name = "symmetric_difference", .run = run_symmetric_difference, .usage = "list | symmetric_difference(other)",
      .summary = "The items that are in one of the lists only." },
    { 0 },
};
