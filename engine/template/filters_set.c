/*
 * Filters that take lists for sets. The order of the items is kept; of equal ones the
 * first stays. Only unique may disregard case.
 *
 * Items that can be keys are looked up in a dict; lists and dicts must be compared one
 * by one.
 */
#include "template/sorting.h"

#include "base/text.h"

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

/* In Python, two things that can be keys are made to sets, of which the items can be anything; else the one is added to
 * the other, or each item looked for in it, and for that they must be of one kind. */
static bool is_hashable_type(wp_value value)
{
    return !wp_is_plain_list(value) && value.type != WP_DICT;
}

static bool are_hashable(wp_value a, wp_value b)
{
    return is_hashable_type(a) && is_hashable_type(b);
}

static bool can_add(wp_value a, wp_value b)
{
    return are_hashable(a, b) || (wp_is_plain_list(a) && wp_is_plain_list(b));
}

static bool have_hashable_items(wp_value list)
{
    for (size_t i = 0; i < wp_len(list); i++)
        if (!wp_is_hashable(wp_list_at(list, i)))
            return false;
    return true;
}

static bool can_look_in(wp_value a, wp_value list, wp_value b)
{
    if (b.type == WP_DICT) /* for keys */
        return have_hashable_items(list);
    for (size_t i = 0; b.type == WP_STRING && !are_hashable(a, b) && i < wp_len(list); i++)
        if (wp_list_at(list, i).type != WP_STRING)
            return false;
    return true;
}

typedef struct two_lists {
    wp_value a, b; /* as lists */
    wp_value left, right; /* as they were given */
} two_lists;

static bool want_both(wp_call *call, two_lists *two, wp_error *err)
{
    static const char *const names[] = { "other", NULL };
    wp_value slots[1];
    if (!wp_bind(call, names, slots, err))
        return false;
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs another list");
    two->left = call->subject;
    two->right = slots[0];
    return wp_want_items(call, NULL, two->left, &two->a, err);
}

static bool want_other(wp_call *call, two_lists *two, wp_error *err)
{
    if (!wp_want_items(call, "other", two->right, &two->b, err))
        return false;
    if (are_hashable(two->left, two->right) && !(have_hashable_items(two->a) && have_hashable_items(two->b)))
        return wp_fail_call(call, err, "a tuple with lists or dicts in it is no set");
    return true;
}

static bool fail_both(wp_call *call, const two_lists *two, wp_error *err)
{
    return wp_fail_call(call, err, "%s and %s don't go together; make lists of them with | list",
                        wp_type_name(two->left), wp_type_name(two->right));
}

/* Where both are lists, a text among them is searched for in a text: for a part of it. */
static bool is_in(const two_lists *two, const seen *others, wp_value item)
{
    if (two->right.type == WP_STRING && !are_hashable(two->left, two->right))
        return wp_str_find(wp_text(two->right), wp_text(item), 0) != SIZE_MAX;
    return has(others, item);
}

/* The items of the first, each once, that are (or are not) in the second. */
static bool keep(wp_call *call, const two_lists *two, bool wanted, wp_value into, wp_error *err)
{
    seen others = seen_all(call->arena, two->b), done = seen_new(call->arena);
    if (!can_look_in(two->left, two->a, two->right))
        return fail_both(call, two, err);
    for (size_t i = 0; i < wp_len(two->a); i++) {
        wp_value item = wp_list_at(two->a, i);
        if (item.type == WP_UNDEFINED && wp_len(two->b))
            return wp_fail_undefined(item, call->mark, err);
        if (is_in(two, &others, item) == wanted && note(&done, item))
            wp_list_push(call->arena, into, item);
    }
    return true;
}

static bool run_union(wp_call *call, wp_value *out, wp_error *err)
{
    two_lists two;
    if (!want_both(call, &two, err) || !want_other(call, &two, err))
        return false;
    if (!can_add(two.left, two.right))
        return fail_both(call, &two, err);
    seen all = seen_new(call->arena);
    *out = wp_list_new(call->arena, wp_len(two.a) + wp_len(two.b));
    for (size_t i = 0; i < wp_len(two.a) + wp_len(two.b); i++) {
        wp_value item = i < wp_len(two.a) ? wp_list_at(two.a, i) : wp_list_at(two.b, i - wp_len(two.a));
        if (note(&all, item))
            wp_list_push(call->arena, *out, item);
    }
    return true;
}

/* What the items of nothing are looked for in need not be there. */
static bool select_items(wp_call *call, bool wanted, wp_value *out, wp_error *err)
{
    two_lists two;
    *out = wp_list_new(call->arena, 0);
    if (!want_both(call, &two, err))
        return false;
    bool is_asked = wp_len(two.a) || is_hashable_type(two.left);
    return !is_asked || (want_other(call, &two, err) && keep(call, &two, wanted, *out, err));
}

static bool run_intersect(wp_call *call, wp_value *out, wp_error *err)
{
    return select_items(call, true, out, err);
}

static bool run_difference(wp_call *call, wp_value *out, wp_error *err)
{
    return select_items(call, false, out, err);
}

static bool run_symmetric_difference(wp_call *call, wp_value *out, wp_error *err)
{
    two_lists two;
    if (!want_both(call, &two, err) || !want_other(call, &two, err))
        return false;
    if (!can_add(two.left, two.right))
        return fail_both(call, &two, err);
    two_lists swapped = { .a = two.b, .b = two.a, .left = two.right, .right = two.left };
    *out = wp_list_new(call->arena, 0);
    return keep(call, &two, false, *out, err) && keep(call, &swapped, false, *out, err);
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
