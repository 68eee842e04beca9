/* cycler(a, b, ...): gives its values by turns. */
#include "template/functions.h"
#include "template/families.h"

#include "base/text.h"

typedef struct cycle {
    wp_value items;
    size_t at;
} cycle;

static cycle *cycle_of(const wp_call *call)
{
    return call->subject.as.object->data;
}

static bool run_next(wp_call *call, wp_value *out, wp_error *err)
{
    cycle *data = cycle_of(call);
    if (!wp_bind_nothing(call, err))
        return false;
    *out = wp_list_at(data->items, data->at);
    data->at = (data->at + 1) % wp_len(data->items);
    return true;
}

static bool run_reset(wp_call *call, wp_value *out, wp_error *err)
{
    if (!wp_bind_nothing(call, err))
        return false;
    cycle_of(call)->at = 0;
    *out = wp_null();
    return true;
}

static const wp_builtin next_method = {
    .name = "next", .run = run_next, .usage = "cycler.next()",
    .summary = "The current value; the next one becomes current.",
};
static const wp_builtin reset_method = {
    .name = "reset", .run = run_reset, .usage = "cycler.reset()",
    .summary = "Begins again with the first value.",
};

static bool get(wp_arena *arena, wp_object *object, wp_str name, wp_value *out)
{
    const cycle *data = object->data;
    wp_value self = { .type = WP_OBJECT, .as.object = object };
    if (wp_str_is(name, "current"))
        *out = wp_list_at(data->items, data->at);
    else if (wp_str_is(name, "next"))
        *out = wp_object_method(arena, &next_method, self);
    else if (wp_str_is(name, "reset"))
        *out = wp_object_method(arena, &reset_method, self);
    else
        return false;
    return true;
}

static const wp_object_class cycler_class = {
    .name = "Cycler",
    .attribute = get,
};

bool wp_cycler_run(wp_call *call, wp_value *out, wp_error *err)
{
    if (!call->count || wp_len(call->named))
        return wp_fail_call(call, err, "needs the values to give by turns");
    cycle *data = wp_new(call->arena, cycle);
    data->items = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++)
        wp_list_push(call->arena, data->items, call->args[i]);
    *out = wp_object_new(call->arena, &cycler_class, data);
    return true;
}
