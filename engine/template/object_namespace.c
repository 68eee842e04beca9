/*
 * namespace(): names that a template may set from within a loop, `{% set ns.x = 1 %}`.
 * A namespace lives in one evaluation only.
 */
#include "template/functions.h"
#include "template/families.h"

#include "base/text.h"

typedef struct names {
    wp_value dict;
} names;

static bool get(wp_arena *arena, wp_object *object, wp_str name, wp_value *out)
{
    (void)arena;
    const wp_value *item = wp_dict_find_n(((names *)object->data)->dict, name.ptr, name.len);
    if (item)
        *out = *item;
    return item;
}

static void set(wp_arena *arena, wp_object *object, wp_str name, wp_value value)
{
    wp_dict_put(arena, ((names *)object->data)->dict, wp_string_of(arena, name), value);
}

static wp_str print(wp_arena *arena, wp_object *object)
{
    wp_str inside = wp_to_repr(arena, ((names *)object->data)->dict);
    return wp_str_of(wp_printf(arena, "<Namespace %.*s>", (int)inside.len, inside.ptr));
}

static const wp_object_class namespace_class = {
    .name = "Namespace",
    .attribute = get,
    .assign = set,
    .print = print,
};

bool wp_namespace_run(wp_call *call, wp_value *out, wp_error *err)
{
    names *data = wp_new(call->arena, names);
    if (!wp_dict_run(call, &data->dict, err))
        return false;
    *out = wp_object_new(call->arena, &namespace_class, data);
    return true;
}
