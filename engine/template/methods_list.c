/*
 * Methods of lists and tuples. Those that change a list change it where it is: whoever
 * calls them sees to it that it belongs to this evaluation alone.
 */
#include "template/sorting.h"

#include "value/container.h"

static bool run_append(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "item", NULL };
    wp_value slots[1];
    if (!wp_bind(call, names, slots, err))
        return false;
    if (!call->count)
        return wp_fail_call(call, err, "needs an item");
    wp_list_push(call->arena, call->subject, slots[0]);
    *out = wp_null();
    return true;
}

static bool run_extend(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "items", NULL };
    wp_value slots[1], items;
    if (!wp_bind(call, names, slots, err) || !wp_want_items(call, names[0], slots[0], &items, err))
        return false;
    for (size_t i = 0, count = wp_len(items); i < count; i++)
        wp_list_push(call->arena, call->subject, wp_list_at(items, i));
    *out = wp_null();
    return true;
}

/* From the end where it is negative, as in slices. */
static int64_t place_in(wp_value list, int64_t index)
{
    return index < 0 ? index + (int64_t)wp_len(list) : index;
}

static bool run_insert(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "index", "item", NULL };
    wp_value slots[2];
    int64_t index;
    if (!wp_bind(call, names, slots, err) || !wp_want_int(call, names[0], slots[0], &index, err))
        return false;
    if (call->count < 2)
        return wp_fail_call(call, err, "needs a place and an item");
    index = place_in(call->subject, index);
    wp_list_insert(call->arena, call->subject, index < 0 ? 0 : (size_t)index, slots[1]);
    *out = wp_null();
    return true;
}

static bool run_pop(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "index", NULL };
    wp_value slots[1];
    int64_t index;
    if (!wp_bind(call, names, slots, err) || !wp_arg_whole(call, names[0], slots[0], -1, &index, err))
        return false;
    if (!wp_len(call->subject))
        return wp_fail_call(call, err, "the list is empty");
    index = place_in(call->subject, index);
    if (index < 0 || index >= (int64_t)wp_len(call->subject))
        return wp_fail_call(call, err, "the list has only %zu items", wp_len(call->subject));
    *out = wp_list_at(call->subject, (size_t)index);
    wp_list_remove(call->subject, (size_t)index);
    return true;
}

static bool find(wp_call *call, wp_value item, size_t from, size_t to, size_t *out, wp_error *err)
{
    if (!wp_want_defined(call, NULL, item, err))
        return false;
    for (size_t i = from; i < to; i++) {
        if (wp_equal(wp_list_at(call->subject, i), item)) {
            *out = i;
            return true;
        }
    }
    wp_str text = wp_to_repr(call->arena, item);
    return wp_fail_call(call, err, "%.*s is not in there", (int)text.len, text.ptr);
}

static bool run_remove(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "item", NULL };
    wp_value slots[1];
    size_t at;
    if (!wp_bind(call, names, slots, err) || !find(call, slots[0], 0, wp_len(call->subject), &at, err))
        return false;
    wp_list_remove(call->subject, at);
    *out = wp_null();
    return true;
}

static bool run_clear(wp_call *call, wp_value *out, wp_error *err)
{
    if (!wp_bind_nothing(call, err))
        return false;
    wp_list_clear(call->subject);
    *out = wp_null();
    return true;
}

static bool run_copy(wp_call *call, wp_value *out, wp_error *err)
{
    if (!wp_bind_nothing(call, err))
        return false;
    *out = wp_list_new(call->arena, wp_len(call->subject));
    for (size_t i = 0; i < wp_len(call->subject); i++)
        wp_list_push(call->arena, *out, wp_list_at(call->subject, i));
    return true;
}

static bool run_reverse(wp_call *call, wp_value *out, wp_error *err)
{
    wp_list *list = call->subject.as.list;
    if (!wp_bind_nothing(call, err))
        return false;
    for (size_t i = 0; i < list->len / 2; i++) {
        wp_value swap = list->items[i];
        list->items[i] = list->items[list->len - 1 - i];
        list->items[list->len - 1 - i] = swap;
    }
    *out = wp_null();
    return true;
}

static bool run_sort(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "reverse", NULL };
    wp_value slots[1];
    wp_list *list = call->subject.as.list;
    wp_keyed *items;
    wp_key_rule as_they_are = { .attribute = wp_null(), .case_sensitive = true };
    if (!wp_bind(call, names, slots, err) || !wp_key_items(call, &as_they_are, call->subject, &items, err) ||
        !wp_sort_keyed(call, items, list->len, wp_arg_bool(slots[0], false), err))
        return false;
    for (size_t i = 0; i < list->len; i++)
        list->items[i] = items[i].item;
    *out = wp_null();
    return true;
}

/* ---- of tuples as well --------------------------------------------------------------------- */

static bool run_index(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "item", "start", "end", NULL };
    wp_value slots[3];
    int64_t len = (int64_t)wp_len(call->subject), from, to;
    size_t at;
    if (!wp_bind(call, names, slots, err) || !wp_arg_whole(call, names[1], slots[1], 0, &from, err) ||
        !wp_arg_whole(call, names[2], slots[2], len, &to, err))
        return false;
    from = place_in(call->subject, from);
    to = place_in(call->subject, to);
    from = from < 0 ? 0 : from;
    to = to > len ? len : to < 0 ? 0 : to;
    return find(call, slots[0], (size_t)from, (size_t)to, &at, err) && wp_give_int((int64_t)at, out);
}

static bool run_count(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "item", NULL };
    wp_value slots[1];
    int64_t count = 0;
    if (!wp_bind(call, names, slots, err))
        return false;
    for (size_t i = 0; i < wp_len(call->subject); i++) {
        wp_value item = wp_list_at(call->subject, i);
        if (!wp_want_defined(call, NULL, slots[0], err) || !wp_want_defined(call, NULL, item, err))
            return false;
        count += wp_equal(item, slots[0]);
    }
    return wp_give_int(count, out);
}

const wp_builtin wp_methods_list[] = {
    { .name = "append", .run = run_append, .usage = "list.append(item)", .summary = "Puts an item at its end." },
    { .name = "extend", .run = run_extend, .usage = "list.extend(items)",
      .summary = "Puts several items at its end." },
    { .name = "insert", .run = run_insert, .usage = "list.insert(index, item)",
      .summary = "Puts an item before another." },
    { .name = "pop", .run = run_pop, .usage = "list.pop(index=-1)", .summary = "Takes an item out, and gives it." },
    { .name = "remove", .run = run_remove, .usage = "list.remove(item)",
      .summary = "Takes out the first item that is equal." },
    { .name = "clear", .run = run_clear, .usage = "list.clear()", .summary = "Takes everything out." },
    { .name = "copy", .run = run_copy, .usage = "list.copy()", .summary = "Another list of the same items." },
    { .name = "reverse", .run = run_reverse, .usage = "list.reverse()", .summary = "Turns its order round." },
    { .name = "sort", .run = run_sort, .usage = "list.sort(reverse=false)", .summary = "Puts its items in order." },
    { .name = "index", .run = run_index, .usage = "list.index(item, start=0, end=none)",
      .summary = "Where an item stands; fails where it does not." },
    { .name = "count", .run = run_count, .usage = "list.count(item)", .summary = "How often an item stands there." },
    { 0 },
};

const wp_builtin wp_methods_tuple[] = {
    { .name = "index", .run = run_index, .usage = "tuple.index(item, start=0, end=none)",
      .summary = "Where an item stands; fails where it does not." },
    { .name = "count", .run = run_count, .usage = "tuple.count(item)", .summary = "How often an item stands there." },
    { 0 },
};
