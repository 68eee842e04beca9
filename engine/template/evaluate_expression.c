/*
 * Expressions to values.
 *
 * Something undefined may be passed around (to default(), to `is defined`, as an
 * argument), but asking anything of it is an error that names it.
 */
#include "template/render.h"

#include "template/families.h"
#include "template/sorting.h"

bool wp_render_enter(wp_template_context *context, wp_mark mark, wp_error *err)
{
    if (context->depth >= WP_RENDER_DEPTH)
        return wp_fail(err, WP_E_INVALID, mark, "templates call each other too deeply: is this an endless recursion?");
    if (context->steps > 0 && --context->steps == 0) {
        context->steps = 1;
        return wp_fail(err, WP_E_INVALID, mark, "this takes too many steps");
    }
    context->depth++;
    return true;
}

bool wp_render_truth(wp_value value, wp_mark mark, bool *out, wp_error *err)
{
    if (value.type == WP_UNDEFINED && !wp_is_nothing(value))
        return wp_fail_undefined(value, mark, err);
    *out = value.type != WP_UNDEFINED && wp_truth(value);
    return true;
}

wp_mark wp_expr_mark(const wp_expr *expr)
{
    while (expr->kind == WP_X_AND || expr->kind == WP_X_OR)
        expr = expr->as.pair.right; /* the left one was looked at before */
    return expr->mark;
}

static bool eval_truth(wp_render *render, wp_frame *frame, const wp_expr *expr, bool *out, wp_error *err)
{
    wp_value value;
    return wp_eval(render, frame, expr, &value, err) && wp_render_truth(value, wp_expr_mark(expr), out, err);
}

static bool eval_name(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    wp_binding *binding = wp_frame_find(frame, &expr->as.name);
    if (!binding && expr->is_own) {
        *out = wp_undefined(render->arena, expr->as.name.ptr);
        return true;
    }
    if (!binding)
        return wp_world_find(render, &expr->as.name, out, err) || wp_at(err, expr->mark);
    *out = binding->value;
    return true;
}

/* ---- containers ------------------------------------------------------------------- */

static bool eval_list(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    size_t count = expr->as.items.count;
    wp_value list = expr->kind == WP_X_TUPLE ? wp_tuple_new(render->arena, count) : wp_list_new(render->arena, count);
    for (size_t i = 0; i < count; i++) {
        wp_value item;
        if (!wp_eval(render, frame, expr->as.items.items[i], &item, err))
            return false;
        wp_list_push(render->arena, list, item);
    }
    *out = list;
    return true;
}

static bool check_key(wp_value key, wp_mark mark, wp_error *err)
{
    if (key.type == WP_UNDEFINED)
        return wp_fail_undefined(key, mark, err);
    if (!wp_is_hashable(key))
        return wp_fail(err, WP_E_INVALID, mark, "%s can't be the key of a dict", wp_type_name(key));
    return true;
}

static bool eval_dict(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    size_t count = expr->as.items.count;
    wp_value dict = wp_dict_new(render->arena, count / 2);
    for (size_t i = 0; i + 1 < count; i += 2) {
        wp_value key, item;
        if (!wp_eval(render, frame, expr->as.items.items[i], &key, err) ||
            !check_key(key, expr->as.items.items[i]->mark, err) ||
            !wp_eval(render, frame, expr->as.items.items[i + 1], &item, err))
            return false;
        wp_dict_put(render->arena, dict, key, item);
    }
    *out = dict;
    return true;
}

static bool eval_concat(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    wp_buf buf = wp_buf_new(render->arena);
    uint8_t marks = 0;
    for (size_t i = 0; i < expr->as.items.count; i++) {
        const wp_expr *part = expr->as.items.items[i];
        wp_value value;
        if (!wp_eval(render, frame, part, &value, err))
            return false;
        if (value.type == WP_UNDEFINED && !wp_is_nothing(value))
            return wp_fail_undefined(value, part->mark, err);
        marks |= wp_marks_below(value);
        wp_buf_str_add(&buf, wp_to_text(render->arena, value));
    }
    *out = wp_string_borrow(wp_buf_str(&buf));
    out->marks |= marks;
    return true;
}

/* ---- operators ------------------------------------------------------------------------ */

static bool eval_not(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    bool truth;
    if (!eval_truth(render, frame, expr->as.pair.left, &truth, err))
        return false;
    *out = wp_bool(!truth);
    return true;
}

static bool eval_sign(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    wp_value value;
    if (!wp_eval(render, frame, expr->as.pair.left, &value, err))
        return false;
    if (value.type == WP_UNDEFINED)
        return wp_fail_undefined(value, expr->mark, err);
    if (value.type != WP_OBJECT && !wp_is_number(value))
        return wp_fail(err, WP_E_INVALID, expr->mark, "a sign needs a number, not %s", wp_type_name(value));
    wp_operator op = expr->kind == WP_X_NEGATE ? WP_SUB : WP_ADD;
    if (value.type == WP_FLOAT) {
        *out = wp_float(op == WP_SUB ? -value.as.number : value.as.number);
        return true;
    }
    return wp_operate_as(render->arena, op, wp_int(0), value, out, err) || wp_at(err, expr->mark);
}

/* `and` and `or` give the operand that decided, not its truth. */
static bool eval_logic(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    wp_value left;
    bool truth;
    if (!wp_eval(render, frame, expr->as.pair.left, &left, err) ||
        !wp_render_truth(left, wp_expr_mark(expr->as.pair.left), &truth, err))
        return false;
    if (truth != (expr->kind == WP_X_AND)) {
        *out = left;
        return true;
    }
    return wp_eval(render, frame, expr->as.pair.right, out, err);
}

static bool eval_operate(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    wp_value left, right;
    if (!wp_eval(render, frame, expr->as.pair.left, &left, err) ||
        !wp_eval(render, frame, expr->as.pair.right, &right, err))
        return false;
    return wp_operate_as(render->arena, (wp_operator)expr->op, left, right, out, err) || wp_at(err, expr->mark);
}

static bool eval_choice(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    bool truth;
    if (!eval_truth(render, frame, expr->as.choice.condition, &truth, err))
        return false;
    if (truth)
        return wp_eval(render, frame, expr->as.choice.yes, out, err);
    if (expr->as.choice.no)
        return wp_eval(render, frame, expr->as.choice.no, out, err);
    *out = wp_undefined(render->arena, NULL);
    return true;
}

/* ---- looking into values ------------------------------------------------------------------ */

static bool eval_attribute(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    wp_value subject;
    wp_str name = { expr->as.attribute.name.ptr, expr->as.attribute.name.len };
    if (!wp_eval(render, frame, expr->as.attribute.subject, &subject, err))
        return false;
    return wp_attribute(render->arena, subject, name, out, err) || wp_at(err, expr->mark);
}

static bool eval_item(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    wp_value subject, key;
    if (!wp_eval(render, frame, expr->as.item.subject, &subject, err) ||
        !wp_eval(render, frame, expr->as.item.key, &key, err))
        return false;
    return wp_item(render->arena, subject, key, out, err) || wp_at(err, expr->mark);
}

static bool eval_bound(wp_render *render, wp_frame *frame, const wp_expr *bound, wp_value *out, wp_error *err)
{
    *out = wp_null();
    return !bound || wp_eval(render, frame, bound, out, err);
}

static bool eval_slice(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    wp_value subject, from, to, step;
    if (!wp_eval(render, frame, expr->as.slice.subject, &subject, err) ||
        !eval_bound(render, frame, expr->as.slice.from, &from, err) ||
        !eval_bound(render, frame, expr->as.slice.to, &to, err) ||
        !eval_bound(render, frame, expr->as.slice.step, &step, err))
        return false;
    return wp_slice(render->arena, subject, from, to, step, out, err) || wp_at(err, expr->mark);
}

/* ---- all ------------------------------------------------------------------------------------ */

static bool eval_literal(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    (void)render, (void)frame, (void)err;
    *out = expr->as.literal;
    return true;
}

static bool eval_call(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    return wp_eval_call(render, frame, expr, NULL, out, err);
}

static bool eval_filter(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    return wp_eval_filter(render, frame, expr, NULL, out, err);
}

typedef bool (*evaluator)(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err);

static const evaluator evaluators[] = {
    [WP_X_LITERAL] = eval_literal,
    [WP_X_NAME] = eval_name,
    [WP_X_LIST] = eval_list,
    [WP_X_TUPLE] = eval_list,
    [WP_X_DICT] = eval_dict,
    [WP_X_CONCAT] = eval_concat,
    [WP_X_NOT] = eval_not,
    [WP_X_NEGATE] = eval_sign,
    [WP_X_PLUS] = eval_sign,
    [WP_X_AND] = eval_logic,
    [WP_X_OR] = eval_logic,
    [WP_X_OPERATE] = eval_operate,
    [WP_X_COMPARE] = wp_eval_compare,
    [WP_X_CHOICE] = eval_choice,
    [WP_X_ATTRIBUTE] = eval_attribute,
    [WP_X_ITEM] = eval_item,
    [WP_X_SLICE] = eval_slice,
    [WP_X_CALL] = eval_call,
    [WP_X_FILTER] = eval_filter,
    [WP_X_TEST] = eval_filter,
};

bool wp_eval(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    if (expr->kind <= WP_X_NAME)
        return evaluators[expr->kind](render, frame, expr, out, err);
    if (!wp_render_enter(render->context, expr->mark, err))
        return false;
    bool done = evaluators[expr->kind](render, frame, expr, out, err);
    render->context->depth--;
    return done;
}
