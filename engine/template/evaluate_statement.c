/*
 * Statements: each writes to a sink, or binds names in the frame it stands in.
 *
 * `if` has no frame of its own: what is set in a branch is seen behind it. Loops,
 * `with`, filter and set blocks have one, and what is set in them ends with them.
 */
#include "template/render.h"

#include "template/families.h"

/* ---- assignment ------------------------------------------------------------------ */

static bool assign_attribute(wp_render *render, wp_frame *frame, const wp_target *target, wp_value value, wp_error *err)
{
    wp_binding *binding = wp_frame_find(frame, &target->name);
    wp_value holder;
    if (binding)
        holder = binding->value;
    else if (!wp_world_find(render, &target->name, &holder, err))
        return false;
    if (holder.type == WP_UNDEFINED)
        return wp_fail_undefined(holder, target->mark, err);
    if (holder.type != WP_OBJECT || !holder.as.object->class_->assign) {
        wp_fail(err, WP_E_INVALID, target->mark, "attributes of %s can't be set", wp_type_name(holder));
        return wp_hint(err, "namespace() makes a thing whose attributes can be set");
    }
    holder.as.object->class_->assign(render->arena, holder.as.object,
                                     (wp_str){ target->attribute.ptr, target->attribute.len }, value);
    return true;
}

static bool assign_tuple(wp_render *render, wp_frame *frame, const wp_target *target, wp_value value, wp_error *err)
{
    wp_value list;
    if (!wp_iterate(render->arena, value, &list, err))
        return wp_at(err, target->mark);
    if (wp_len(list) != target->count)
        return wp_fail(err, WP_E_INVALID, target->mark, "%zu names can't take %zu value%s", target->count, wp_len(list),
                       wp_len(list) == 1 ? "" : "s");
    for (size_t i = 0; i < target->count; i++)
        if (!wp_assign(render, frame, &target->items[i], wp_list_at(list, i), err))
            return false;
    return true;
}

bool wp_assign(wp_render *render, wp_frame *frame, const wp_target *target, wp_value value, wp_error *err)
{
    switch (target->kind) {
    case WP_TARGET_NAME:
        wp_frame_set(render->arena, frame, &target->name, value);
        return true;
    case WP_TARGET_ATTRIBUTE:
        return assign_attribute(render, frame, target, value, err);
    default:
        return assign_tuple(render, frame, target, value, err);
    }
}

static bool exec_set(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_error *err)
{
    wp_value value;
    return wp_eval(render, frame, stmt->as.set.value, &value, err) &&
           wp_assign(render, frame, &stmt->as.set.target, value, err);
}

/* Has the template met `extends`, so that what it writes is not asked for? */
static bool is_muted(const wp_render *render, const wp_sink *sink)
{
    return render->parent && sink == render->muted;
}

/* ---- bodies whose output is taken ------------------------------------------------------ */

/* The output of a body in a frame of its own, through filters if there are any. */
static bool take_body(wp_render *render, wp_frame *frame, const wp_stmt *body, const wp_expr *filters, wp_value *out,
                      wp_error *err)
{
    wp_frame *inner = wp_frame_new(render, frame);
    wp_sink sink = wp_sink_new(render);
    wp_flow flow = wp_exec(render, inner, body, &sink, err);
    if (flow == WP_FLOW_FAILED)
        return false;
    *out = wp_sink_take(&sink);
    bool done = !filters || wp_eval_filter(render, inner, filters, out, out, err);
    wp_frame_done(render, inner);
    return done;
}

static bool exec_set_block(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_error *err)
{
    wp_value value;
    return take_body(render, frame, stmt->as.set.body, stmt->as.set.value, &value, err) &&
           wp_assign(render, frame, &stmt->as.set.target, value, err);
}

static bool exec_filter(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    wp_value value;
    if (!take_body(render, frame, stmt->as.wrap.body, stmt->as.wrap.call, &value, err))
        return false;
    return is_muted(render, sink) || wp_sink_value(sink, value, stmt->mark, err);
}

/* ---- with, if ----------------------------------------------------------------------------- */

/* The values are those of outside, whatever the names in front of them. */
static wp_flow exec_with(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    wp_frame *inner = wp_frame_new(render, frame);
    for (size_t i = 0; i < stmt->as.with.count; i++) {
        wp_value value;
        if (!wp_eval(render, frame, stmt->as.with.values[i], &value, err) ||
            !wp_assign(render, inner, &stmt->as.with.targets[i], value, err))
            return WP_FLOW_FAILED;
    }
    wp_flow flow = wp_exec(render, inner, stmt->as.with.body, sink, err);
    wp_frame_done(render, inner);
    return flow;
}

static wp_flow exec_scope(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    wp_frame *inner = wp_frame_new(render, frame);
    wp_flow flow = wp_exec(render, inner, stmt->as.body, sink, err);
    wp_frame_done(render, inner);
    return flow;
}

static wp_flow exec_if(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    for (;;) {
        const wp_expr *condition = stmt->as.choice.condition;
        wp_value value;
        bool truth;
        if (!wp_eval(render, frame, condition, &value, err) ||
            !wp_render_truth(value, wp_expr_mark(condition), &truth, err))
            return WP_FLOW_FAILED;
        const wp_stmt *body = truth ? stmt->as.choice.yes : stmt->as.choice.no;
        bool is_elif = !truth && body && body->kind == WP_S_IF && !body->next;
        if (!is_elif)
            return wp_exec(render, frame, body, sink, err);
        stmt = body;
    }
}

/* ---- all ------------------------------------------------------------------------------------- */

static bool exec_print(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    wp_value value;
    return wp_eval(render, frame, stmt->as.expr, &value, err) &&
           wp_sink_value(sink, value, wp_expr_mark(stmt->as.expr), err);
}

static bool exec_do(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_error *err)
{
    wp_value value;
    return wp_eval(render, frame, stmt->as.expr, &value, err);
}

static wp_flow flow_of(bool done)
{
    return done ? WP_FLOW_NEXT : WP_FLOW_FAILED;
}

static wp_flow exec_one(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    switch (stmt->kind) {
    case WP_S_DATA:
        return flow_of(is_muted(render, sink) || wp_sink_text(sink, stmt->as.data, err));
    case WP_S_PRINT:
        return flow_of(is_muted(render, sink) || exec_print(render, frame, stmt, sink, err));
    case WP_S_IF:
        return exec_if(render, frame, stmt, sink, err);
    case WP_S_FOR:
        return wp_exec_for(render, frame, stmt, sink, err);
    case WP_S_SET:
        return flow_of(exec_set(render, frame, stmt, err));
    case WP_S_SET_BLOCK:
        return flow_of(exec_set_block(render, frame, stmt, err));
    case WP_S_WITH:
        return exec_with(render, frame, stmt, sink, err);
    case WP_S_SCOPE:
        return exec_scope(render, frame, stmt, sink, err);
    case WP_S_MACRO:
        wp_frame_set(render->arena, frame, &stmt->as.macro->name, wp_macro_new(render, frame, stmt->as.macro));
        return WP_FLOW_NEXT;
    case WP_S_CALL:
        return flow_of(wp_exec_call_block(render, frame, stmt, sink, err));
    case WP_S_FILTER:
        return flow_of(exec_filter(render, frame, stmt, sink, err));
    case WP_S_BLOCK:
        return flow_of(is_muted(render, sink) || wp_exec_block(render, frame, stmt, sink, err));
    case WP_S_EXTENDS:
        return flow_of(wp_exec_extends(render, frame, stmt, sink, err));
    case WP_S_INCLUDE:
        return flow_of(wp_exec_include(render, frame, stmt, sink, err));
    case WP_S_IMPORT:
        return flow_of(wp_exec_import(render, frame, stmt, err));
    case WP_S_FROM:
        return flow_of(wp_exec_from(render, frame, stmt, err));
    case WP_S_DO:
        return flow_of(exec_do(render, frame, stmt, err));
    case WP_S_BREAK:
        return WP_FLOW_BREAK;
    case WP_S_CONTINUE:
        return WP_FLOW_CONTINUE;
    }
    return WP_FLOW_NEXT;
}

wp_flow wp_exec(wp_render *render, wp_frame *frame, const wp_stmt *body, wp_sink *sink, wp_error *err)
{
    wp_flow flow = WP_FLOW_NEXT;
    if (!body)
        return flow;
    if (!wp_render_enter(render->context, body->mark, err))
        return WP_FLOW_FAILED;
    for (; body && flow == WP_FLOW_NEXT; body = body->next)
        flow = exec_one(render, frame, body, sink, err);
    render->context->depth--;
    return flow;
}
