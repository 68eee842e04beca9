/*
 * Functions: what a template can call without a value in front. Those that make a thing
 * with a life of its own are in object_*.c.
 */
#include "template/functions.h"
#include "template/datetime.h"
#include "template/families.h"
#include "template/lookups.h"
#include "template/sorting.h"

#include "base/text.h"

/* range(end), range(start, end), range(start, end, step) */
static bool run_range(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "start", "end", "step" };
    int64_t numbers[3] = { 0, 0, 1 }, count = 0;
    if (wp_len(call->named) || call->count < 1 || call->count > 3)
        return wp_fail_call(call, err, "takes an end; or a start, an end and perhaps a step");
    for (size_t i = 0; i < call->count; i++)
        if (!wp_want_int(call, names[call->count == 1 ? 1 : i], call->args[i], &numbers[call->count == 1 ? 1 : i], err))
            return false;
    int64_t start = numbers[0], end = numbers[1], step = numbers[2], width;
    if (step == 0)
        return wp_fail_call(call, err, "step can't be 0");
    bool too_wide = __builtin_sub_overflow(end, start, &width);
    if (!too_wide && (step > 0 ? width > 0 : width < 0))
        count = step > 0 ? (width - 1) / step + 1 : (width + 1) / step + 1;
    if (too_wide || count > WP_MOST_MADE)
        return wp_fail_call(call, err, "would have more than %d items", WP_MOST_MADE);
    *out = wp_list_new(call->arena, (size_t)count);
    for (int64_t i = 0; i < count; i++)
        wp_list_push(call->arena, *out, wp_int(start + i * step));
    return true;
}

static bool put_pair(wp_call *call, wp_value dict, wp_value given, wp_error *err)
{
    wp_value pair;
    if (!wp_want_items(call, "an item", given, &pair, err))
        return false;
    if (wp_len(pair) != 2)
        return wp_fail_call(call, err, "takes pairs of a key and a value, not %zu items", wp_len(pair));
    wp_value key = wp_list_at(pair, 0);
    if (!wp_want_defined(call, NULL, key, err))
        return false;
    if (!wp_is_hashable(key))
        return wp_fail_call(call, err, "%s can't be the key of a dict", wp_type_name(key));
    wp_dict_put(call->arena, dict, key, wp_list_at(pair, 1));
    return true;
}

/* dict(name=value, ...), dict(other, ...), dict(list of pairs, ...) */
bool wp_dict_run(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value dict = wp_dict_new(call->arena, 8), from;
    if (call->count > 1)
        return wp_fail_call(call, err, "takes one dict or list of pairs, and values by name");
    if (call->count && (call->args[0].type == WP_DICT || wp_object_is_mapping(call->args[0]))) {
        if (!wp_want_dict(call, NULL, call->args[0], &from, err))
            return false;
        wp_dict_put_all(call->arena, dict, from);
    } else if (call->count) {
        if (!wp_want_items(call, NULL, call->args[0], &from, err))
            return false;
        for (size_t i = 0; i < wp_len(from); i++)
            if (!put_pair(call, dict, wp_list_at(from, i), err))
                return false;
    }
    wp_dict_put_all(call->arena, dict, call->named);
    *out = dict;
    return true;
}

/* ---- time, and things that are missing ------------------------------------------------ */

static bool run_now(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "utc", "fmt", NULL };
    wp_value slots[2];
    wp_str format;
    if (!wp_bind(call, names, slots, err) || !wp_arg_str(call, names[1], slots[1], "", &format, err))
        return false;
    wp_moment moment = wp_moment_now(wp_arg_bool(slots[0], false));
    *out = format.len ? wp_string_of(call->arena, wp_moment_format(call->arena, &moment, format))
                      : wp_moment_value(call->arena, moment);
    return true;
}

static bool run_undef(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "hint", NULL };
    wp_value slots[1];
    wp_str hint;
    if (!wp_bind(call, names, slots, err) ||
        !wp_arg_str(call, names[0], slots[0], "a mandatory variable was not overridden", &hint, err))
        return false;
    *out = wp_undefined(call->arena, wp_strndup(call->arena, hint.ptr, hint.len));
    return true;
}

/* ---- look-ups ----------------------------------------------------------------------------- */

static bool look_up(wp_call *call, bool as_list, wp_value *out, wp_error *err)
{
    wp_str name;
    if (!call->count)
        return wp_fail_call(call, err, "needs the name of a look-up");
    if (!wp_want_string(call, "the name of the look-up", call->args[0], &name, err))
        return false;
    wp_value terms = wp_list_new(call->arena, call->count), list;
    for (size_t i = 1; i < call->count; i++)
        wp_list_push(call->arena, terms, call->args[i]);
    if (!wp_lookup_run(call->context, name, terms, call->named, call->mark, &list, err))
        return false;
    const wp_value *wantlist = wp_dict_find(call->named, "wantlist");
    if (wantlist)
        as_list = wp_truth(*wantlist);
    *out = as_list ? list : wp_lookup_join(call->arena, list, call->named);
    return true;
}

static bool run_lookup(wp_call *call, wp_value *out, wp_error *err)
{
    return look_up(call, false, out, err);
}

static bool run_query(wp_call *call, wp_value *out, wp_error *err)
{
    return look_up(call, true, out, err);
}

const wp_builtin wp_functions[] = {
    { .name = "lookup", .run = run_lookup,
      .usage = "lookup('name', term, ..., option=value, ..., wantlist=false, errors='strict')",
      .summary = "What a look-up finds; several texts joined with commas. errors: strict, warn, ignore." },
    { .name = "query", .run = run_query, .usage = "query('name', term, ..., option=value, ...)",
      .summary = "What a look-up finds, as a list." },
    { .name = "q", .run = run_query, .usage = "q('name', term, ...)", .summary = "Short for query." },
    { .name = "now", .run = run_now, .usage = "now(utc=false, fmt=none)",
      .summary = "This moment, or its text by a format." },
    { .name = "undef", .run = run_undef, .usage = "undef(hint=none)",
      .summary = "Something undefined, with a hint what should be there." },
    { .name = "range", .run = run_range, .usage = "range(end), range(start, end, step=1)",
      .summary = "Numbers from start up to, not including, end." },
    { .name = "dict", .run = wp_dict_run, .usage = "dict(name=value, ...), dict(pairs)",
      .summary = "A dict of names and values, or of pairs." },
    { .name = "namespace", .run = wp_namespace_run, .usage = "namespace(name=value, ...)",
      .summary = "Names that can be set from within a loop." },
    { .name = "cycler", .run = wp_cycler_run, .usage = "cycler(value, ...)",
      .summary = "Gives its values by turns, with .next()." },
    { .name = "joiner", .run = wp_joiner_run, .usage = "joiner(sep=', ')",
      .summary = "Called, it gives nothing at first, then the separator." },
    { 0 },
};
