/*
 * Arguments: by place or by name, as Python binds them to the names of a function,
 * and read as the type that is wanted.
 */
#include "template/families.h"

#include "base/nearest.h"

static size_t count_names(const char *const *names)
{
    size_t count = 0;
    while (names[count])
        count++;
    return count;
}

static bool fail_unknown(wp_call *call, const char *const *names, wp_value key, wp_error *err)
{
    wp_str name = wp_text(key);
    wp_nearest nearest = wp_nearest_to(name);
    for (size_t i = 0; names[i]; i++)
        wp_nearest_try(&nearest, names[i]);
    wp_fail_call(call, err, "there is no argument '%.*s'", (int)name.len, name.ptr);
    return nearest.best ? wp_hint(err, "did you mean '%s'?", nearest.best) : false;
}

static bool bind_named(wp_call *call, const char *const *names, wp_value *slots, wp_error *err)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(call->named, i, &key, &item); i++) {
        size_t at = 0;
        while (names[at] && !wp_text_is(key, names[at]))
            at++;
        if (!names[at])
            return fail_unknown(call, names, key, err);
        if (at < call->count)
            return wp_fail_call(call, err, "argument '%s' is given twice", names[at]);
        slots[at] = item;
    }
    return true;
}

bool wp_bind(wp_call *call, const char *const *names, wp_value *slots, wp_error *err)
{
    size_t wanted = count_names(names);
    if (call->count > wanted && wanted == 0)
        return wp_fail_call(call, err, "takes no arguments");
    if (call->count > wanted)
        return wp_fail_call(call, err, "takes at most %zu argument%s, not %zu", wanted, wanted == 1 ? "" : "s",
                            call->count);
    for (size_t i = 0; i < wanted; i++)
        slots[i] = i < call->count ? call->args[i] : wp_omit();
    return call->named.type != WP_DICT || bind_named(call, names, slots, err);
}

bool wp_arg_bool(wp_value slot, bool fallback)
{
    return slot.type == WP_OMIT ? fallback : wp_truth(slot);
}

bool wp_arg_int(wp_call *call, const char *name, wp_value slot, int64_t fallback, int64_t *out, wp_error *err)
{
    if (!wp_is_given(slot)) {
        *out = fallback;
        return true;
    }
    return wp_want_int(call, name, slot, out, err);
}

bool wp_arg_whole(wp_call *call, const char *name, wp_value slot, int64_t fallback, int64_t *out, wp_error *err)
{
    return slot.type == WP_NULL ? wp_fail_type(call, name, "an integer", slot, err)
                                : wp_arg_int(call, name, slot, fallback, out, err);
}

bool wp_arg_str(wp_call *call, const char *name, wp_value slot, const char *fallback, wp_str *out, wp_error *err)
{
    if (!wp_is_given(slot)) {
        *out = wp_str_of(fallback);
        return true;
    }
    return wp_want_text(call, name, slot, out, err);
}
