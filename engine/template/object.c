/*
 * Objects: how they are made, and the two plain kinds, a bound method and a function.
 *
 * A class is a table of what a thing can do; an object is a class and its data. A
 * mapping object (hostvars) stands for a dict that is filled when it is asked: what
 * needs all of it turns it into a real dict first.
 */
#include "template/object.h"

typedef struct bound {
    const wp_builtin *row;
    wp_value subject;
} bound;

wp_value wp_object_new(wp_arena *arena, const wp_object_class *class_, void *data)
{
    wp_object *object = wp_new(arena, wp_object);
    object->class_ = class_;
    object->data = data;
    object->print = class_->print;
    object->compare = class_->compare;
    object->copy = class_->copy;
    object->json = class_->json;
    return (wp_value){ .type = WP_OBJECT, .as.object = object };
}

bool wp_object_is_mapping(wp_value value)
{
    return value.type == WP_OBJECT && value.as.object->class_->item;
}

bool wp_object_to_dict(wp_arena *arena, wp_value object, wp_value *out, wp_error *err)
{
    const wp_object_class *class_ = object.as.object->class_;
    wp_error *failed = wp_new(arena, wp_error);
    wp_value keys;
    if (!class_->iterate(arena, object.as.object, &keys, err))
        return false;

    wp_value dict = wp_dict_new(arena, wp_len(keys));
    for (size_t i = 0; i < wp_len(keys); i++) {
        wp_value item;
        bool found = false;
        if (!class_->item(arena, object.as.object, wp_list_at(keys, i), &item, &found, failed)) {
            if (failed->kind != WP_E_UNDEFINED) {
                if (err)
                    *err = *failed;
                return false;
            }
            found = false;
        }
        if (found)
            wp_dict_put(arena, dict, wp_list_at(keys, i), item);
    }
    *out = dict;
    return true;
}

static bool call_bound(wp_template_context *context, wp_object *object, wp_call *call, wp_value *out, wp_error *err)
{
    const bound *data = object->data;
    return wp_call_builtin(context, data->row, data->subject, call->args, call->count, call->named, call->mark, out,
                           err);
}

static wp_str print_method(wp_arena *arena, wp_object *object)
{
    const bound *data = object->data;
    return wp_str_of(wp_printf(arena, "<method %s of %s object>", data->row->name, wp_python_type(data->subject)));
}

static wp_str print_function(wp_arena *arena, wp_object *object)
{
    const bound *data = object->data;
    return wp_str_of(wp_printf(arena, "<function %s>", data->row->name));
}

static const wp_object_class method_class = {
    .name = "builtin_function_or_method",
    .call = call_bound,
    .print = print_method,
};

static const wp_object_class function_class = {
    .name = "function",
    .call = call_bound,
    .print = print_function,
};

wp_value wp_object_method(wp_arena *arena, const wp_builtin *method, wp_value subject)
{
    bound *data = wp_new(arena, bound);
    *data = (bound){ method, subject };
    return wp_object_new(arena, &method_class, data);
}

wp_value wp_object_function(wp_arena *arena, const wp_builtin *function)
{
    bound *data = wp_new(arena, bound);
    *data = (bound){ function, wp_undefined(arena, NULL) };
    return wp_object_new(arena, &function_class, data);
}
