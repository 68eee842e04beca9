/*
 * Conditions: `when`, `until`, `failed_when`, `changed_when`.
 *
 *   nothing at all          true
 *   no text                 its truth
 *   a text with delimiters  evaluated; a text that comes out is a condition once more
 *   a text                  an expression; its truth is Python's
 *
 * A text that came from a host is no condition: whoever wrote it would be running code
 * here. The value of a variable is a value only: `when: flag` with the text "false" in
 * `flag` is true, since that text is not empty (that is how ansible-core has it).
 */
#include "template/compile.h"
#include "template/families.h"
#include "template/render.h"

static bool truth_of(wp_template_context *context, const wp_template *tmpl, wp_mark mark, bool *out, wp_error *err)
{
    wp_value value;
    if (!wp_evaluate_raw(context, tmpl, &value, err))
        return wp_at(err, mark);
    wp_mark place = wp_expr_mark(tmpl->expr);
    if (wp_render_truth(value, place.line ? place : mark, out, err))
        return true;
    wp_hint_undefined(context, err);
    return false;
}

static bool refuse_unsafe(wp_value condition, wp_error *err)
{
    wp_fail(err, WP_E_INVALID, wp_value_mark(condition), "this text came from outside, and is no condition");
    return wp_hint(err, "compare the variable with something instead of running what is in it");
}

/* What a template gave is seen once: it is compiled for this evaluation only. */
static bool second_reading(wp_template_context *context, wp_value text, wp_mark mark, bool *out, wp_error *err)
{
    wp_source source = { .kind = WP_SOURCE_EXPRESSION, .text = wp_text(text), .mark = mark };
    wp_template *tmpl;
    return wp_compile(context->arena, context->env, &source, &tmpl, err) && truth_of(context, tmpl, mark, out, err);
}

static bool templated(wp_template_context *context, wp_value condition, bool *out, wp_error *err)
{
    wp_mark mark = wp_value_mark(condition);
    const wp_template *tmpl;
    wp_value value;
    if (!wp_template_compile(context->env, wp_text(condition), mark, &tmpl, err) ||
        !wp_template_evaluate(context, tmpl, &value, err))
        return false;
    if (value.type != WP_STRING || value.len == 0) {
        *out = wp_truth(value);
        return true;
    }
    if (value.marks & WP_UNSAFE)
        return refuse_unsafe(condition, err);
    return second_reading(context, value, mark, out, err);
}

bool wp_template_condition(wp_template_context *context, wp_value condition, bool *out, wp_error *err)
{
    const wp_template *tmpl;
    if (condition.type == WP_NULL || (condition.type == WP_STRING && condition.len == 0)) {
        *out = true;
        return true;
    }
    if (condition.type != WP_STRING)
        return wp_render_truth(condition, WP_NO_MARK, out, err);
    if (condition.marks & WP_UNSAFE)
        return refuse_unsafe(condition, err);
    if (wp_is_template(wp_text(condition)))
        return templated(context, condition, out, err);
    return wp_template_compile_expression(context->env, wp_text(condition), wp_value_mark(condition), &tmpl, err) &&
           truth_of(context, tmpl, wp_value_mark(condition), out, err);
}
