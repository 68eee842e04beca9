/*
 * Calls: arguments evaluated, then a filter, a test, a method, or whatever a name stands for.
 *
 * Arguments by place only are the usual case, and need no memory of the arena.
 */
#include "template/render.h"

#include "template/env.h"
#include "template/families.h"

#define FEW 8

typedef struct arguments {
    wp_value few[FEW];
    wp_value *items;
    size_t count, cap;
    wp_value named; /* the empty dict that all share, until there is a name */
    bool has_names;
} arguments;

/* ---- arguments ---------------------------------------------------------------------- */

static void add_argument(wp_arena *arena, arguments *args, wp_value value)
{
    if (args->count == args->cap) {
        wp_value *wider = wp_new_array(arena, wp_value, args->cap * 2);
        for (size_t i = 0; i < args->count; i++)
            wider[i] = args->items[i];
        args->items = wider;
        args->cap *= 2;
    }
    args->items[args->count++] = value;
}

static void add_named(wp_arena *arena, arguments *args, wp_value name, wp_value value)
{
    if (!args->has_names)
        args->named = wp_dict_new(arena, 0);
    args->has_names = true;
    wp_dict_put(arena, args->named, name, value);
}

static bool spread_list(wp_arena *arena, arguments *args, wp_value value, wp_error *err)
{
    wp_value list;
    if (!wp_iterate(arena, value, &list, err))
        return false;
    for (size_t i = 0; i < wp_len(list); i++)
        add_argument(arena, args, wp_list_at(list, i));
    return true;
}

static bool spread_dict(wp_arena *arena, arguments *args, wp_value value, wp_error *err)
{
    wp_value key, item;
    if (value.type == WP_UNDEFINED)
        return wp_fail_undefined(value, WP_NO_MARK, err);
    if (wp_object_is_mapping(value) && !wp_object_to_dict(arena, value, &value, err))
        return false;
    if (value.type != WP_DICT)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'**' needs a dict, not %s", wp_type_name(value));
    for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++) {
        if (key.type != WP_STRING)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the names of arguments are strings, not %s",
                           wp_type_name(key));
        if (wp_dict_get(args->named, key))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "argument '%s' is given twice", key.as.text);
        add_named(arena, args, key, item);
    }
    return true;
}

static bool eval_arguments(wp_render *render, wp_frame *frame, const wp_arguments *from, arguments *args, wp_error *err)
{
    args->items = args->few;
    args->count = 0;
    args->cap = FEW;
    args->named = wp_env_empty_dict(render->context->env);
    args->has_names = false;
    for (size_t i = 0; i < from->count; i++) {
        const wp_argument *argument = &from->items[i];
        wp_value value;
        if (!wp_eval(render, frame, argument->value, &value, err))
            return false;
        if (argument->keyword)
            add_named(render->arena, args, wp_string_static(argument->keyword), value);
        else if (argument->star == WP_STAR_NONE)
            add_argument(render->arena, args, value);
        else if (!(argument->star == WP_STAR_LIST ? spread_list : spread_dict)(render->arena, args, value, err))
            return wp_at(err, argument->value->mark);
    }
    return true;
}

/* ---- filters and tests ------------------------------------------------------------------ */

bool wp_eval_filter(wp_render *render, wp_frame *frame, const wp_expr *expr, const wp_value *given, wp_value *out,
                    wp_error *err)
{
    const wp_builtin *row = expr->as.call.row;
    wp_value subject = given ? *given : wp_null();
    if (expr->as.call.subject) {
        bool done = given ? wp_eval_filter(render, frame, expr->as.call.subject, given, &subject, err)
                          : wp_eval(render, frame, expr->as.call.subject, &subject, err);
        if (!done)
            return false;
    }
    if (subject.type == WP_UNDEFINED && !row->takes_undefined) {
        if (!wp_is_nothing(subject))
            return wp_fail_undefined(subject, expr->mark, err);
        subject = wp_string_static("");
    }
    arguments args;
    if (!eval_arguments(render, frame, &expr->as.call.arguments, &args, err))
        return false;
    if (!wp_call_builtin(render->context, row, subject, args.items, args.count, args.named, expr->mark, out, err))
        return false;
    if (expr->keeps_text && out->type == WP_STRING)
        out->marks |= WP_PLAIN;
    return true;
}

/* ---- methods and other things that can be called -------------------------------------------- */

/* Look-ups hand out values of the scope: a template that changes lists gets copies of those too. */
static void own_result(wp_render *render, const wp_expr *callee, wp_value *out)
{
    if (render->world->globals->copies && callee->kind == WP_X_NAME && (out->type == WP_LIST || out->type == WP_DICT))
        if (wp_str_is((wp_str){ callee->as.name.ptr, callee->as.name.len }, "lookup") ||
            wp_str_is((wp_str){ callee->as.name.ptr, callee->as.name.len }, "query") ||
            wp_str_is((wp_str){ callee->as.name.ptr, callee->as.name.len }, "q"))
            *out = wp_value_copy(render->arena, *out);
}

/* The method a call by dot is for, without making an object of it; NULL: look it up the long way. */
static const wp_builtin *direct_method(wp_value subject, const wp_expr *callee)
{
    if (subject.type == WP_OBJECT || subject.type == WP_UNDEFINED || subject.marks & WP_GROUP)
        return NULL;
    return wp_method_find(subject, (wp_str){ callee->as.attribute.name.ptr, callee->as.attribute.name.len });
}

bool wp_eval_call(wp_render *render, wp_frame *frame, const wp_expr *expr, const wp_value *caller, wp_value *out,
                  wp_error *err)
{
    const wp_expr *callee = expr->as.call.subject;
    const wp_builtin *method = NULL;
    wp_value subject, function;
    if (callee->kind == WP_X_ATTRIBUTE) {
        wp_str name = { callee->as.attribute.name.ptr, callee->as.attribute.name.len };
        if (!wp_eval(render, frame, callee->as.attribute.subject, &subject, err))
            return false;
        method = direct_method(subject, callee);
        if (!method && !wp_attribute(render->arena, subject, name, &function, err))
            return wp_at(err, callee->mark);
    } else if (!wp_eval(render, frame, callee, &function, err)) {
        return false;
    }
    arguments args;
    if (!eval_arguments(render, frame, &expr->as.call.arguments, &args, err))
        return false;
    if (caller)
        add_named(render->arena, &args, wp_string_static("caller"), *caller);
    if (method)
        return wp_call_builtin(render->context, method, subject, args.items, args.count, args.named, callee->mark, out,
                               err);
    if (!wp_call_value(render->context, function, args.items, args.count, args.named, callee->mark, out, err))
        return false;
    own_result(render, callee, out);
    return true;
}
