/*
 * Expressions: the ladder of precedence. The primaries at its foot are in
 * parse_primary.c, what follows them (attributes, calls, filters, tests) in
 * parse_postfix.c.
 */
#include "template/parser.h"

typedef bool (*rule)(wp_parser *parser, wp_expr **out, wp_error *err);

static bool parse_not(wp_parser *parser, wp_expr **out, wp_error *err);
static bool parse_unary(wp_parser *parser, bool with_filters, wp_expr **out, wp_error *err);

static bool make_pair(wp_parser *parser, wp_expr_kind kind, wp_mark mark, wp_expr *left, wp_expr *right, wp_expr **out,
                      wp_error *err)
{
    wp_expr *expr = wp_expr_new(parser, kind, mark);
    expr->as.pair.left = left;
    expr->as.pair.right = right;
    *out = expr;
    return wp_expr_above(parser, expr, left, err) && wp_expr_above(parser, expr, right, err);
}

/* ---- choice, or, and, not ------------------------------------------------------------ */

bool wp_parse_expression(wp_parser *parser, wp_expr **out, wp_error *err)
{
    if (!wp_parse_enter(parser, err) || !wp_parse_or(parser, out, err))
        return false;
    while (wp_parse_is_word(parser, "if")) {
        wp_expr *expr = wp_expr_new(parser, WP_X_CHOICE, parser->at->mark);
        parser->at++;
        expr->as.choice.yes = *out;
        if (!wp_parse_or(parser, &expr->as.choice.condition, err))
            return false;
        if (wp_parse_skip_word(parser, "else") && !wp_parse_expression(parser, &expr->as.choice.no, err))
            return false;
        if (!wp_expr_above(parser, expr, expr->as.choice.yes, err) ||
            !wp_expr_above(parser, expr, expr->as.choice.condition, err) ||
            !wp_expr_above(parser, expr, expr->as.choice.no, err))
            return false;
        *out = expr;
    }
    parser->depth--;
    return true;
}

static bool parse_and(wp_parser *parser, wp_expr **out, wp_error *err)
{
    if (!parse_not(parser, out, err))
        return false;
    while (wp_parse_is_word(parser, "and")) {
        wp_mark mark = parser->at++->mark;
        wp_expr *right;
        if (!parse_not(parser, &right, err) || !make_pair(parser, WP_X_AND, mark, *out, right, out, err))
            return false;
    }
    return true;
}

bool wp_parse_or(wp_parser *parser, wp_expr **out, wp_error *err)
{
    if (!parse_and(parser, out, err))
        return false;
    while (wp_parse_is_word(parser, "or")) {
        wp_mark mark = parser->at++->mark;
        wp_expr *right;
        if (!parse_and(parser, &right, err) || !make_pair(parser, WP_X_OR, mark, *out, right, out, err))
            return false;
    }
    return true;
}

/* ---- arithmetic, from product up to sum -------------------------------------------------- */

static const struct {
    wp_token_kind token;
    wp_operator op;
} arithmetic[] = {
    { WP_T_ADD, WP_ADD }, { WP_T_SUB, WP_SUB },           { WP_T_MUL, WP_MUL }, { WP_T_DIV, WP_DIV },
    { WP_T_MOD, WP_MOD }, { WP_T_FLOORDIV, WP_FLOORDIV }, { WP_T_POW, WP_POW },
};

static wp_operator operator_of(wp_token_kind token)
{
    size_t i = 0;
    while (arithmetic[i].token != token)
        i++;
    return arithmetic[i].op;
}

/* Operands by `next`, joined from the left by the operators in `kinds` (ends in 0). */
static bool parse_operators(wp_parser *parser, rule next, const wp_token_kind *kinds, wp_expr **out, wp_error *err)
{
    if (!next(parser, out, err))
        return false;
    for (;;) {
        size_t i = 0;
        while (kinds[i] && !wp_parse_is(parser, kinds[i]))
            i++;
        if (!kinds[i])
            return true;
        wp_mark mark = parser->at++->mark;
        wp_expr *right;
        if (!next(parser, &right, err) || !make_pair(parser, WP_X_OPERATE, mark, *out, right, out, err))
            return false;
        (*out)->op = (uint8_t)operator_of(kinds[i]);
    }
}

static bool parse_filtered(wp_parser *parser, wp_expr **out, wp_error *err)
{
    return parse_unary(parser, true, out, err);
}

static bool parse_power(wp_parser *parser, wp_expr **out, wp_error *err)
{
    static const wp_token_kind kinds[] = { WP_T_POW, 0 };
    return parse_operators(parser, parse_filtered, kinds, out, err);
}

static bool parse_product(wp_parser *parser, wp_expr **out, wp_error *err)
{
    static const wp_token_kind kinds[] = { WP_T_MUL, WP_T_DIV, WP_T_FLOORDIV, WP_T_MOD, 0 };
    return parse_operators(parser, parse_power, kinds, out, err);
}

static bool parse_concat(wp_parser *parser, wp_expr **out, wp_error *err)
{
    wp_expr *first;
    if (!parse_product(parser, &first, err))
        return false;
    if (!wp_parse_is(parser, WP_T_TILDE)) {
        *out = first;
        return true;
    }
    wp_expr *expr = wp_expr_new(parser, WP_X_CONCAT, parser->at->mark);
    size_t cap = 0;
    if (!wp_expr_add(parser, expr, &cap, first, err))
        return false;
    while (wp_parse_skip(parser, WP_T_TILDE)) {
        wp_expr *next;
        if (!parse_product(parser, &next, err) || !wp_expr_add(parser, expr, &cap, next, err))
            return false;
    }
    *out = expr;
    return true;
}

static bool parse_sum(wp_parser *parser, wp_expr **out, wp_error *err)
{
    static const wp_token_kind kinds[] = { WP_T_ADD, WP_T_SUB, 0 };
    return parse_operators(parser, parse_concat, kinds, out, err);
}

static bool parse_unary(wp_parser *parser, bool with_filters, wp_expr **out, wp_error *err)
{
    wp_mark mark = parser->at->mark;
    bool is_minus = wp_parse_is(parser, WP_T_SUB);
    if (!wp_parse_enter(parser, err))
        return false;
    if (is_minus || wp_parse_is(parser, WP_T_ADD)) {
        wp_expr *below;
        parser->at++;
        if (!parse_unary(parser, false, &below, err) ||
            !make_pair(parser, is_minus ? WP_X_NEGATE : WP_X_PLUS, mark, below, NULL, out, err))
            return false;
    } else if (!wp_parse_primary(parser, out, err)) {
        return false;
    }
    parser->depth--;
    return wp_parse_postfix(parser, out, err) && (!with_filters || wp_parse_filters(parser, out, err));
}

/* ---- comparisons -------------------------------------------------------------------- */

static bool next_comparison(wp_parser *parser, wp_comparison *how)
{
    static const struct {
        wp_token_kind token;
        wp_comparison how;
    } signs[] = {
        { WP_T_EQ, WP_CMP_EQ }, { WP_T_NE, WP_CMP_NE }, { WP_T_LT, WP_CMP_LT },
        { WP_T_LE, WP_CMP_LE }, { WP_T_GT, WP_CMP_GT }, { WP_T_GE, WP_CMP_GE },
    };
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (wp_parse_skip(parser, signs[i].token)) {
            *how = signs[i].how;
            return true;
        }
    }
    if (wp_parse_skip_word(parser, "in")) {
        *how = WP_CMP_IN;
        return true;
    }
    if (!wp_parse_is_word(parser, "not") || parser->at[1].kind != WP_T_NAME || !wp_str_is(parser->at[1].text, "in"))
        return false;
    parser->at += 2;
    *how = WP_CMP_NOT_IN;
    return true;
}

static bool parse_compare(wp_parser *parser, wp_expr **out, wp_error *err)
{
    wp_expr *expr = NULL;
    wp_comparison how;
    size_t cap = 0;
    if (!parse_sum(parser, out, err))
        return false;
    for (wp_mark mark = parser->at->mark; next_comparison(parser, &how);) {
        if (!expr) {
            expr = wp_expr_new(parser, WP_X_COMPARE, mark);
            expr->as.compare.first = *out;
            if (!wp_expr_above(parser, expr, *out, err))
                return false;
            *out = expr;
        }
        size_t count = expr->as.compare.count;
        if (count == cap) {
            size_t wider = cap ? cap * 2 : 1;
            expr->as.compare.steps = wp_grow(parser->arena, expr->as.compare.steps, cap * sizeof(wp_compare_step),
                                             wider * sizeof(wp_compare_step));
            cap = wider;
        }
        wp_compare_step *step = &expr->as.compare.steps[expr->as.compare.count++];
        step->how = how;
        if (!parse_sum(parser, &step->right, err) || !wp_expr_above(parser, expr, step->right, err))
            return false;
    }
    return true;
}

static bool parse_not(wp_parser *parser, wp_expr **out, wp_error *err)
{
    wp_mark mark = parser->at->mark;
    if (!wp_parse_skip_word(parser, "not"))
        return parse_compare(parser, out, err);
    wp_expr *below;
    if (!wp_parse_enter(parser, err) || !parse_not(parser, &below, err))
        return false;
    parser->depth--;
    return make_pair(parser, WP_X_NOT, mark, below, NULL, out, err);
}
