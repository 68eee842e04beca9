/*
 * Filters with a random result. With a seed it is the same every time, and the same as
 * Ansible's.
 */
#include "template/chance.h"
#include "template/families.h"

#include "base/regex.h"
#include "base/text.h"
#include "template/letters.h"

static bool begin(wp_call *call, wp_chance *chance, wp_value seed, wp_error *err)
{
    return wp_chance_begin(call->arena, chance, seed, err) || wp_while(err, "%s", call->name);
}

/* How many of start, start + step, ... there are before end: the quotient, rounded up. */
static bool count_steps(wp_arena *arena, wp_value start, wp_value end, wp_value step, wp_value *out, wp_error *err)
{
    wp_value width, less;
    return wp_operate_as(arena, WP_SUB, start, end, &width, err) &&
           wp_operate_as(arena, WP_FLOORDIV, width, step, &less, err) &&
           wp_operate_as(arena, WP_SUB, wp_int(0), less, out, err);
}

static bool want_bound(wp_call *call, const char *name, wp_value slot, int64_t fallback, wp_value *out, wp_error *err)
{
    *out = wp_is_given(slot) && wp_truth(slot) ? slot : wp_int(fallback);
    return wp_is_integer(*out) || wp_fail_type(call, name, "an integer", slot, err);
}

static bool choose_number(wp_call *call, wp_chance *chance, wp_value end, const wp_value *slots, wp_value *out,
                          wp_error *err)
{
    wp_value start, step, count, steps;
    if (!want_bound(call, "start", slots[0], 0, &start, err) || !want_bound(call, "step", slots[1], 1, &step, err) ||
        !count_steps(call->arena, start, end, step, &count, err))
        return false;
    if (wp_number(count) <= 0)
        return wp_fail_call(call, err, "there is no number from %s up to (not including) %s",
                            wp_to_text(call->arena, start).ptr, wp_to_text(call->arena, end).ptr);
    return wp_chance_number(call->arena, chance, count, &count, err) &&
           wp_operate_as(call->arena, WP_MUL, step, count, &steps, err) &&
           wp_operate_as(call->arena, WP_ADD, start, steps, out, err);
}

/* Of a dict, the place that was chosen is taken for a key. */
static bool choose_key(wp_call *call, wp_value dict, wp_value place, wp_value *out, wp_error *err)
{
    const wp_value *item = wp_dict_get(dict, place);
    if (!item)
        return wp_fail_call(call, err, "of a dict, only keys 0, 1, ... are chosen; take dict | list | random");
    *out = *item;
    return true;
}

static bool run_random(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "start", "step", "seed", NULL };
    wp_value slots[3], list, end = call->subject;
    wp_chance chance;
    if (!wp_bind(call, names, slots, err) || !begin(call, &chance, slots[2], err))
        return false;
    if (wp_is_integer(end))
        return choose_number(call, &chance, wp_as_integer(end), slots, out, err);
    if (!wp_want_items(call, NULL, end, &list, NULL))
        return wp_fail_type(call, NULL, "a list or an integer", end, err);
    for (int i = 0; i < 2; i++)
        if (wp_is_given(slots[i]) && wp_truth(slots[i]))
            return wp_fail_call(call, err, "%s can only be given with an integer", names[i]);
    if (!wp_len(list))
        return wp_fail_call(call, err, "can't choose from something empty");
    size_t place = wp_chance_below(&chance, wp_len(list));
    if (end.type == WP_DICT)
        return choose_key(call, end, wp_int((int64_t)place), out, err);
    *out = wp_list_at(list, place);
    return true;
}

static bool run_shuffle(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "seed", NULL };
    wp_value slots[1], list;
    wp_chance chance;
    if (!wp_bind(call, names, slots, err))
        return false;
    if (!wp_want_items(call, NULL, call->subject, &list, NULL)) { /* what is no list stays as it is */
        *out = call->subject;
        return true;
    }
    bool is_given = slots[0].type == WP_UNDEFINED || (slots[0].type != WP_OMIT && wp_truth(slots[0]));
    bool is_shuffled = begin(call, &chance, is_given ? slots[0] : wp_null(), NULL); /* not by what is no seed */
    size_t count = wp_len(list);
    wp_value *items = wp_new_array(call->arena, wp_value, count);
    for (size_t i = 0; i < count; i++)
        items[i] = wp_list_at(list, i);
    for (size_t i = is_shuffled ? count : 0; i-- > 1;) {
        size_t other = wp_chance_below(&chance, i + 1);
        wp_value swap = items[i];
        items[i] = items[other];
        items[other] = swap;
    }
    *out = wp_list_new(call->arena, count);
    for (size_t i = 0; i < count; i++)
        wp_list_push(call->arena, *out, items[i]);
    return true;
}

/* A hardware address that begins as given: '52:54:00' has three more bytes to come. */
static bool run_random_mac(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "seed", NULL };
    wp_value slots[1];
    wp_str prefix;
    wp_regex *form;
    wp_chance chance;
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &prefix, err) ||
        !wp_regex_compile(call->arena, wp_str_of("([0-9a-f]{2}(:[0-9a-f]{2}){0,4})\\Z"), 0, &form, err) ||
        !begin(call, &chance, slots[0], err))
        return false;
    prefix = wp_letters_lower(call->arena, prefix);
    if (!wp_regex_match(call->arena, form, prefix, NULL))
        return wp_fail_call(call, err, "'%.*s' is no beginning of a hardware address", (int)prefix.len, prefix.ptr);
    uint64_t low = 0x1000000000, high = 0xFFFFFFFFFF;
    const char *digits = wp_printf(call->arena, "%llx",
                                   (unsigned long long)(low + wp_chance_below(&chance, high - low + 1)));
    wp_buf buf = wp_buf_new(call->arena);
    wp_buf_str_add(&buf, prefix);
    for (size_t bytes = (prefix.len + 1) / 3, at = 0; bytes < 6; bytes++, at += 2)
        wp_buf_printf(&buf, ":%.2s", digits + at);
    return wp_give_buf(call, &buf, out);
}

const wp_builtin wp_filters_random[] = {
    { .name = "random", .run = run_random,
      .usage = "list | random(seed=none), number | random(start=0, step=1, seed=none)",
      .summary = "An item by chance, or a number below the given one." },
    { .name = "shuffle", .run = run_shuffle, .usage = "list | shuffle(seed=none)",
      .summary = "The items in an order by chance." },
    { .name = "random_mac", .run = run_random_mac, .usage = "prefix | random_mac(seed=none)",
      .summary = "A hardware address that begins as given." },
    { 0 },
};
