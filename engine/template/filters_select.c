/*
 * Filters that go through a list: map does something to each item, select and its kin
 * keep those that a test accepts.
 *
 *   map('filter', arguments...)            map(attribute='a.b', default=...)
 *   select('test', arguments...)           selectattr('a.b', 'test', arguments...)
 *
 * Without a test, what is true is kept.
 */
#include "template/families.h"

#include "base/text.h"

static bool map_attribute(wp_call *call, wp_value list, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "attribute", "default", NULL };
    wp_value slots[2], item;
    if (!wp_bind(call, names, slots, err))
        return false;
    if (slots[0].type == WP_OMIT)
        return wp_fail_call(call, err, "needs the name of a filter, or attribute=");
    const wp_value *fallback = wp_is_given(slots[1]) ? &slots[1] : NULL;
    wp_value mapped = wp_list_new(call->arena, wp_len(list));
    for (size_t i = 0; i < wp_len(list); i++) {
        if (!wp_attribute_path(call->arena, wp_list_at(list, i), slots[0], fallback, &item, err))
            return false;
        wp_list_push(call->arena, mapped, item);
    }
    *out = mapped;
    return true;
}

static bool run_map(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value list, item;
    wp_str filter;
    if (!wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    if (!call->count)
        return map_attribute(call, list, out, err);
    if (!wp_want_string(call, "the name of the filter", call->args[0], &filter, err))
        return false;
    wp_value mapped = wp_list_new(call->arena, wp_len(list));
    for (size_t i = 0; i < wp_len(list); i++) {
        if (!wp_call_filter(call, filter, wp_list_at(list, i), call->args + 1, call->count - 1, call->named, &item,
                            err))
            return false;
        wp_list_push(call->arena, mapped, item);
    }
    *out = mapped;
    return true;
}

/* ---- select ----------------------------------------------------------------------------- */

static bool accepts(wp_call *call, wp_value subject, size_t name_at, bool *out, wp_error *err)
{
    wp_str test;
    if (call->count <= name_at) {
        if (wp_len(call->named))
            return wp_fail_call(call, err, "needs the name of a test in front of arguments by name");
        *out = wp_truth(subject);
        return wp_want_defined(call, NULL, subject, err);
    }
    return wp_want_string(call, "the name of the test", call->args[name_at], &test, err) &&
           wp_call_test(call, test, subject, call->args + name_at + 1, call->count - name_at - 1, call->named, out,
                        err);
}

static bool keep(wp_call *call, bool by_attribute, bool wanted, wp_value *out, wp_error *err)
{
    wp_value list;
    if (!wp_want_items(call, NULL, call->subject, &list, err))
        return false;
    if (by_attribute && !call->count)
        return wp_fail_call(call, err, "needs the name of an attribute");
    wp_value kept = wp_list_new(call->arena, wp_len(list));
    for (size_t i = 0; i < wp_len(list); i++) {
        wp_value item = wp_list_at(list, i), subject = item;
        bool accepted;
        if (by_attribute && !wp_attribute_path(call->arena, item, call->args[0], NULL, &subject, err))
            return false;
        if (!accepts(call, subject, by_attribute, &accepted, err))
            return false;
        if (accepted == wanted)
            wp_list_push(call->arena, kept, item);
    }
    *out = kept;
    return true;
}

static bool run_select(wp_call *call, wp_value *out, wp_error *err)
{
    return keep(call, false, true, out, err);
}

static bool run_reject(wp_call *call, wp_value *out, wp_error *err)
{
    return keep(call, false, false, out, err);
}

static bool run_selectattr(wp_call *call, wp_value *out, wp_error *err)
{
    return keep(call, true, true, out, err);
}

static bool run_rejectattr(wp_call *call, wp_value *out, wp_error *err)
{
    return keep(call, true, false, out, err);
}

const wp_builtin wp_filters_select[] = {
    { .name = "map", .run = run_map, .usage = "list | map('filter', ...), list | map(attribute='name', default=none)",
      .summary = "What a filter makes of each item, or an attribute of each." },
    { .name = "select", .run = run_select, .usage = "list | select('test', ...)",
      .summary = "The items that a test accepts; without one, those that are true." },
    { .name = "reject", .run = run_reject, .usage = "list | reject('test', ...)",
      .summary = "The items that a test does not accept." },
    { .name = "selectattr", .run = run_selectattr, .usage = "list | selectattr('attribute', 'test', ...)",
      .summary = "The items with an attribute that a test accepts." },
    { .name = "rejectattr", .run = run_rejectattr, .usage = "list | rejectattr('attribute', 'test', ...)",
      .summary = "The items with an attribute that a test does not accept." },
    { 0 },
};
