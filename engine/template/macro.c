/*
 * Macros, and the bodies of call blocks, which are macros named `caller`.
 *
 * A macro sees the names around its definition, as they are when it is called. It takes
 * any arguments beyond its own only if it speaks of varargs or kwargs; a call block
 * only if it speaks of caller.
 */
#include "template/render.h"

#include <string.h>

#include "template/families.h"

typedef struct macro {
    const wp_macro *tree;
    wp_frame *around;
    wp_render render; /* as it was where the macro was defined */
} macro;

/* ---- what is asked of a macro ---------------------------------------------------------- */

static wp_value parameter_names(wp_arena *arena, const wp_macro *tree)
{
    wp_value names = wp_tuple_new(arena, tree->count);
    for (size_t i = 0; i < tree->count; i++)
        wp_list_push(arena, names, wp_string_static(tree->parameters[i].name.ptr));
    return names;
}

static bool macro_attribute(wp_arena *arena, wp_object *object, wp_str name, wp_value *out)
{
    const wp_macro *tree = ((const macro *)object->data)->tree;
    if (wp_str_is(name, "name"))
        *out = wp_string_static(tree->name.ptr);
    else if (wp_str_is(name, "arguments"))
        *out = parameter_names(arena, tree);
    else if (wp_str_is(name, "catch_varargs"))
        *out = wp_bool(tree->uses_varargs);
    else if (wp_str_is(name, "catch_kwargs"))
        *out = wp_bool(tree->uses_kwargs);
    else if (wp_str_is(name, "caller"))
        *out = wp_bool(tree->uses_caller);
    else
        return false;
    return true;
}

static wp_str print_macro(wp_arena *arena, wp_object *object)
{
    return wp_str_of(wp_printf(arena, "<Macro '%s'>", ((const macro *)object->data)->tree->name.ptr));
}

/* ---- arguments --------------------------------------------------------------------------- */

static const wp_parameter *find_parameter(const wp_macro *tree, wp_value key, size_t *at)
{
    for (*at = 0; *at < tree->count; ++*at)
        if (wp_text_is(key, tree->parameters[*at].name.ptr))
            return &tree->parameters[*at];
    return NULL;
}

/* Arguments by name: to parameters, to caller, or to kwargs. */
static bool bind_named(const wp_macro *tree, wp_render *render, wp_frame *frame, const wp_call *call, wp_value kwargs,
                       wp_value *caller, wp_error *err)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(call->named, i, &key, &item); i++) {
        size_t at;
        const wp_parameter *parameter = find_parameter(tree, key, &at);
        if (parameter && at < call->count)
            return wp_fail(err, WP_E_INVALID, call->mark, "macro '%s' is given '%s' twice", tree->name.ptr,
                           parameter->name.ptr);
        if (parameter)
            wp_frame_set(render->arena, frame, &parameter->name, item);
        else if (tree->uses_caller && wp_text_is(key, "caller"))
            *caller = item;
        else if (tree->uses_kwargs)
            wp_dict_put(render->arena, kwargs, key, item);
        else if (wp_text_is(key, "caller"))
            return wp_fail(err, WP_E_INVALID, call->mark, "macro '%s' has no use for a call block", tree->name.ptr);
        else
            return wp_fail(err, WP_E_INVALID, call->mark, "macro '%s' has no parameter '%s'", tree->name.ptr,
                           key.as.text);
    }
    return true;
}

/* Defaults see the parameters in front of them. */
static bool fill_missing(const wp_macro *tree, wp_render *render, wp_frame *frame, wp_error *err)
{
    for (size_t i = 0; i < tree->count; i++) {
        const wp_parameter *parameter = &tree->parameters[i];
        wp_value value;
        if (wp_frame_get(frame, (wp_str){ parameter->name.ptr, parameter->name.len }))
            continue;
        if (!parameter->fallback)
            value = wp_undefined(render->arena,
                                 wp_printf(render->arena, "parameter '%s' was not provided", parameter->name.ptr));
        else if (!wp_eval(render, frame, parameter->fallback, &value, err))
            return false;
        wp_frame_set(render->arena, frame, &parameter->name, value);
    }
    return true;
}

static void set_named(wp_render *render, wp_frame *frame, const char *name, wp_value value)
{
    wp_name key = wp_name_of(wp_str_of(name));
    wp_frame_set(render->arena, frame, &key, value);
}

static bool bind(const wp_macro *tree, wp_render *render, wp_frame *frame, const wp_call *call, wp_error *err)
{
    wp_value varargs = wp_tuple_new(render->arena, 0), kwargs = wp_dict_new(render->arena, 0);
    wp_value caller = wp_undefined(render->arena, "there is no caller: the macro was not called by a call block");
    if (call->count > tree->count && !tree->uses_varargs)
        return wp_fail(err, WP_E_INVALID, call->mark, "macro '%s' takes at most %zu argument%s, not %zu",
                       tree->name.ptr, tree->count, tree->count == 1 ? "" : "s", call->count);
    for (size_t i = 0; i < call->count; i++) {
        if (i < tree->count)
            wp_frame_set(render->arena, frame, &tree->parameters[i].name, call->args[i]);
        else
            wp_list_push(render->arena, varargs, call->args[i]);
    }
    if (!bind_named(tree, render, frame, call, kwargs, &caller, err) || !fill_missing(tree, render, frame, err))
        return false;
    if (tree->uses_varargs)
        set_named(render, frame, "varargs", varargs);
    if (tree->uses_kwargs)
        set_named(render, frame, "kwargs", kwargs);
    bool is_call_block = strcmp(tree->name.ptr, "caller") == 0;
    size_t at;
    if (tree->uses_caller && !is_call_block && !find_parameter(tree, wp_string_static("caller"), &at))
        set_named(render, frame, "caller", caller);
    return true;
}

/* ---- calling ------------------------------------------------------------------------------- */

static bool call_macro(wp_template_context *context, wp_object *object, wp_call *call, wp_value *out, wp_error *err)
{
    macro *self = object->data;
    wp_render *render = wp_new(context->arena, wp_render);
    *render = self->render;
    wp_frame *frame = wp_frame_new(render, self->around);
    wp_sink sink = wp_sink_new(render);
    if (!bind(self->tree, render, frame, call, err))
        return false;
    if (!wp_render_enter(context, call->mark, err))
        return false;
    wp_flow flow = wp_exec(render, frame, self->tree->body, &sink, err);
    context->depth--;
    if (flow == WP_FLOW_FAILED)
        return false;
    wp_frame_done(render, frame);
    *out = wp_sink_take(&sink);
    return true;
}

static const wp_object_class macro_class = {
    .name = "Macro",
    .attribute = macro_attribute,
    .call = call_macro,
    .print = print_macro,
};

wp_value wp_macro_new(wp_render *render, wp_frame *frame, const wp_macro *tree)
{
    macro *self = wp_new(render->arena, macro);
    self->tree = tree;
    self->around = frame;
    self->render = *render;
    self->render.muted = NULL; /* what a macro writes is never lost to `extends` */
    wp_frame_capture(frame);
    return wp_object_new(render->arena, &macro_class, self);
}

bool wp_exec_call_block(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    wp_value caller = wp_macro_new(render, frame, stmt->as.wrap.caller), value;
    if (!wp_eval_call(render, frame, stmt->as.wrap.call, &caller, &value, err))
        return false;
    return (render->parent && sink == render->muted) || wp_sink_value(sink, value, stmt->mark, err);
}
