/*
 * Comparisons: a chain is true when each pair in it is; every operand is evaluated
 * once, and those behind the first false pair not at all.
 */
#include "template/render.h"

#include "template/families.h"

static bool equal(wp_value left, wp_value right, wp_mark mark, bool *out, wp_error *err)
{
    if (left.type == WP_UNDEFINED || right.type == WP_UNDEFINED) {
        wp_value named = left.type == WP_UNDEFINED && !wp_is_nothing(left) ? left : right;
        if (named.type == WP_UNDEFINED && !wp_is_nothing(named))
            return wp_fail_undefined(named, mark, err);
        *out = left.type == right.type;
        return true;
    }
    *out = wp_equal(left, right);
    return true;
}

static bool in_order(wp_comparison how, wp_value left, wp_value right, wp_mark mark, bool *out, wp_error *err)
{
    int order;
    if (left.type == WP_UNDEFINED || right.type == WP_UNDEFINED)
        return wp_fail_undefined(left.type == WP_UNDEFINED ? left : right, mark, err);
    if (!wp_compare(left, right, &order, err))
        return wp_at(err, mark);
    *out = how == WP_CMP_LT ? order < 0 : how == WP_CMP_LE ? order <= 0 : how == WP_CMP_GT ? order > 0 : order >= 0;
    return true;
}

static bool compare(wp_render *render, wp_comparison how, wp_value left, wp_value right, wp_mark mark, bool *out,
                    wp_error *err)
{
    bool done;
    switch (how) {
    case WP_CMP_EQ:
    case WP_CMP_NE:
        done = equal(left, right, mark, out, err);
        break;
    case WP_CMP_IN:
    case WP_CMP_NOT_IN:
        done = wp_contains(render->arena, right, left, out, err) || wp_at(err, mark);
        break;
    default:
        return in_order(how, left, right, mark, out, err);
    }
    if (how == WP_CMP_NE || how == WP_CMP_NOT_IN)
        *out = !*out;
    return done;
}

bool wp_eval_compare(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err)
{
    wp_value left, right;
    bool truth = true;
    if (!wp_eval(render, frame, expr->as.compare.first, &left, err))
        return false;
    for (size_t i = 0; truth && i < expr->as.compare.count; i++) {
        const wp_compare_step *step = &expr->as.compare.steps[i];
        bool result = false;
        if (!wp_eval(render, frame, step->right, &right, err) ||
            !compare(render, step->how, left, right, expr->mark, &result, err))
            return false;
        truth = result;
        left = right;
    }
    *out = wp_bool(truth);
    return true;
}
