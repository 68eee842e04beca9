/*
 * Filters that put the items of lists together: side by side (zip), each with each
 * (product), and all orders or choices of one list (permutations, combinations), in
 * the order in which Python's itertools give them. Every result is a list of tuples.
 */
#include "template/families.h"

/* The subject and all arguments, each as a list. */
static bool want_lists(wp_call *call, wp_value **out, size_t *count, wp_error *err)
{
    wp_value *lists = wp_new_array(call->arena, wp_value, call->count + 1);
    if (!wp_want_items(call, NULL, call->subject, &lists[0], err))
        return false;
    for (size_t i = 0; i < call->count; i++)
        if (!wp_want_items(call, wp_printf(call->arena, "argument %zu", i + 1), call->args[i], &lists[i + 1], err))
            return false;
    *out = lists;
    *count = call->count + 1;
    return true;
}

/* Of the arguments by name there may be one. */
static bool want_option(wp_call *call, const char *name, wp_value *out, wp_error *err)
{
    wp_value key, item;
    *out = wp_omit();
    for (size_t i = 0; wp_dict_pair(call->named, i, &key, &item); i++) {
        if (!wp_text_is(key, name))
            return wp_fail_call(call, err, "takes no argument '%s', only '%s'", wp_text(key).ptr, name);
        *out = item;
    }
    return true;
}

static bool zip(wp_call *call, bool longest, wp_value *out, wp_error *err)
{
    wp_value *lists, option;
    size_t count, rows = longest ? 0 : SIZE_MAX, most = 0;
    if (!want_option(call, longest ? "fillvalue" : "strict", &option, err) || !want_lists(call, &lists, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t len = wp_len(lists[i]);
        most = len > most ? len : most;
        rows = longest ? most : len < rows ? len : rows;
    }
    if (!longest && wp_arg_bool(option, false) && rows != most)
        return wp_fail_call(call, err, "the lists are not of the same length");
    wp_value fill = longest && option.type != WP_OMIT ? option : wp_null();
    wp_value zipped = wp_list_new(call->arena, rows);
    for (size_t row = 0; row < rows; row++) {
        wp_value tuple = wp_tuple_new(call->arena, count);
        for (size_t i = 0; i < count; i++)
            wp_list_push(call->arena, tuple, row < wp_len(lists[i]) ? wp_list_at(lists[i], row) : fill);
        wp_list_push(call->arena, zipped, tuple);
    }
    *out = zipped;
    return true;
}

static bool run_zip(wp_call *call, wp_value *out, wp_error *err)
{
    return zip(call, false, out, err);
}

static bool run_zip_longest(wp_call *call, wp_value *out, wp_error *err)
{
    return zip(call, true, out, err);
}

/* ---- each with each ----------------------------------------------------------------- */

static void push_chosen(wp_arena *arena, const wp_value *lists, const size_t *chosen, size_t count, wp_value into)
{
    wp_value tuple = wp_tuple_new(arena, count);
    for (size_t i = 0; i < count; i++)
        wp_list_push(arena, tuple, wp_list_at(lists[i], chosen[i]));
    wp_list_push(arena, into, tuple);
}

static bool want_repeated(wp_call *call, wp_value **lists, size_t *count, wp_error *err)
{
    wp_value option;
    int64_t repeat;
    if (!want_option(call, "repeat", &option, err) || !wp_arg_int(call, "repeat", option, 1, &repeat, err) ||
        !want_lists(call, lists, count, err))
        return false;
    if (repeat < 0 || repeat > 64)
        return wp_fail_call(call, err, "repeat must be between 0 and 64");
    wp_value *all = wp_new_array(call->arena, wp_value, *count * (size_t)repeat);
    for (size_t i = 0; i < *count * (size_t)repeat; i++)
        all[i] = (*lists)[i % *count];
    *lists = all;
    *count *= (size_t)repeat;
    return true;
}

static bool run_product(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value *lists;
    size_t count, total = 1;
    if (!want_repeated(call, &lists, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (__builtin_mul_overflow(total, wp_len(lists[i]), &total) || total > WP_MOST_MADE)
            return wp_fail_call(call, err, "would give more than %d tuples", WP_MOST_MADE);
    wp_value product = wp_list_new(call->arena, total);
    size_t *chosen = wp_new_array(call->arena, size_t, count);
    for (size_t n = 0; n < total; n++) {
        push_chosen(call->arena, lists, chosen, count, product);
        for (size_t i = count; i-- > 0;) { /* like a clock: the last wheel turns first */
            if (++chosen[i] < wp_len(lists[i]))
                break;
            chosen[i] = 0;
        }
    }
    *out = product;
    return true;
}

/* ---- orders and choices of one list --------------------------------------------------- */

typedef struct picking {
    wp_call *call;
    wp_value list;
    size_t count, size;
    size_t *chosen;
    bool *taken;
    bool ordered; /* combinations: places only go up */
    wp_value out;
} picking;

static bool pick(picking *at, size_t depth, wp_error *err)
{
    wp_arena *arena = at->call->arena;
    if (depth == at->size) {
        if (wp_len(at->out) >= WP_MOST_MADE)
            return wp_fail_call(at->call, err, "would give more than %d tuples", WP_MOST_MADE);
        wp_value tuple = wp_tuple_new(arena, at->size);
        for (size_t i = 0; i < at->size; i++)
            wp_list_push(arena, tuple, wp_list_at(at->list, at->chosen[i]));
        wp_list_push(arena, at->out, tuple);
        return true;
    }
    size_t from = at->ordered && depth ? at->chosen[depth - 1] + 1 : 0;
    for (size_t i = from; i < at->count; i++) {
        if (at->taken[i])
            continue;
        at->taken[i] = true;
        at->chosen[depth] = i;
        bool done = pick(at, depth + 1, err);
        at->taken[i] = false;
        if (!done)
            return false;
    }
    return true;
}

static bool pick_all(wp_call *call, bool ordered, bool needs_size, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "r", NULL };
    wp_value slots[1], list;
    int64_t size;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    if (needs_size && slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs how many items to choose");
    if (!wp_arg_int(call, names[0], slots[0], (int64_t)wp_len(list), &size, err))
        return false;
    if (size < 0)
        return wp_fail_call(call, err, "r can't be negative");
    picking at = { .call = call, .list = list, .count = wp_len(list), .size = (size_t)size, .ordered = ordered };
    at.out = wp_list_new(call->arena, 8);
    *out = at.out;
    if (at.size > at.count)
        return true;
    at.chosen = wp_new_array(call->arena, size_t, at.size);
    at.taken = wp_new_array(call->arena, bool, at.count);
    return pick(&at, 0, err);
}

static bool run_permutations(wp_call *call, wp_value *out, wp_error *err)
{
    return pick_all(call, false, false, out, err);
}

static bool run_combinations(wp_call *call, wp_value *out, wp_error *err)
{
    return pick_all(call, true, true, out, err);
}

const wp_builtin wp_filters_product[] = {
    { .name = "zip", .run = run_zip, .usage = "list | zip(other, ...)",
      .summary = "The first items of all lists together, then the second ones, up to the end of the shortest." },
    { .name = "zip_longest", .run = run_zip_longest, .usage = "list | zip_longest(other, ..., fillvalue=none)",
      .summary = "As zip, up to the end of the longest list." },
    { .name = "product", .run = run_product, .usage = "list | product(other, ..., repeat=1)",
      .summary = "Every item of each list with every item of the others." },
    { .name = "permutations", .run = run_permutations, .usage = "list | permutations(r=none)",
      .summary = "All orders of all, or of r, items." },
    { .name = "combinations", .run = run_combinations, .usage = "list | combinations(r)",
      .summary = "All choices of r items." },
    { 0 },
};
