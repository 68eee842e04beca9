/*
 * What follows a primary: attributes, items, slices, calls; then filters and tests,
 * which bind tighter than any operator but come after all of these.
 *
 *   subject.name  subject.0  subject[key]  subject[from:to:step]  subject(arguments)
 *   subject | filter(arguments)   subject is [not] test [argument | (arguments)]
 */
#include "template/parser.h"

#include <string.h>

#include "base/buf.h"

/* ---- attributes and items ----------------------------------------------------------- */

static wp_expr *literal_at(wp_parser *parser, wp_mark mark, wp_value value)
{
    wp_expr *expr = wp_expr_new(parser, WP_X_LITERAL, mark);
    expr->as.literal = value;
    return expr;
}

static bool parse_dot(wp_parser *parser, wp_expr **subject, wp_error *err)
{
    wp_mark mark = parser->at++->mark;
    wp_expr *expr;
    if (wp_parse_is(parser, WP_T_NAME)) {
        expr = wp_expr_new(parser, WP_X_ATTRIBUTE, mark);
        expr->as.attribute.subject = *subject;
        if (!wp_parse_name(parser, &expr->as.attribute.name, err))
            return false;
    } else if (wp_parse_is(parser, WP_T_NUMBER) && parser->at->value.type == WP_INT) {
        expr = wp_expr_new(parser, WP_X_ITEM, mark);
        expr->as.item.subject = *subject;
        expr->as.item.key = literal_at(parser, parser->at->mark, parser->at->value);
        parser->at++;
    } else {
        return wp_parse_unexpected(parser, "a name or a number behind the dot", err);
    }
    wp_expr *below = *subject;
    *subject = expr;
    return wp_expr_above(parser, expr, below, err);
}

static bool parse_bound(wp_parser *parser, wp_expr *slice, wp_expr **bound, wp_error *err)
{
    if (wp_parse_is(parser, WP_T_COLON) || wp_parse_is(parser, WP_T_RBRACKET))
        return true;
    return wp_parse_expression(parser, bound, err) && wp_expr_above(parser, slice, *bound, err);
}

/* Behind the first bound, at the colon. */
static bool parse_slice(wp_parser *parser, wp_expr *from, wp_expr *slice, wp_error *err)
{
    slice->as.slice.from = from;
    if (!wp_expr_above(parser, slice, from, err) || !wp_parse_expect(parser, WP_T_COLON, err) ||
        !parse_bound(parser, slice, &slice->as.slice.to, err))
        return false;
    return !wp_parse_skip(parser, WP_T_COLON) || parse_bound(parser, slice, &slice->as.slice.step, err);
}

static bool parse_item(wp_parser *parser, wp_expr **subject, wp_error *err)
{
    wp_mark mark = parser->at++->mark;
    wp_expr *key = NULL, *expr;
    if (!wp_parse_is(parser, WP_T_COLON) && !wp_parse_tuple(parser, true, &key, err))
        return false;
    if (wp_parse_is(parser, WP_T_COLON)) {
        expr = wp_expr_new(parser, WP_X_SLICE, mark);
        expr->as.slice.subject = *subject;
        if (!parse_slice(parser, key, expr, err))
            return false;
    } else {
        expr = wp_expr_new(parser, WP_X_ITEM, mark);
        expr->as.item.subject = *subject;
        expr->as.item.key = key;
        if (!wp_expr_above(parser, expr, key, err))
            return false;
    }
    wp_expr *below = *subject;
    *subject = expr;
    return wp_expr_above(parser, expr, below, err) && wp_parse_expect(parser, WP_T_RBRACKET, err);
}

/* ---- arguments ------------------------------------------------------------------------- */

static bool is_keyword(const wp_parser *parser)
{
    return wp_parse_is(parser, WP_T_NAME) && parser->at[1].kind == WP_T_ASSIGN;
}

static bool is_given(const wp_arguments *arguments, wp_str keyword)
{
    for (size_t i = 0; i < arguments->count; i++)
        if (arguments->items[i].keyword && wp_str_is(keyword, arguments->items[i].keyword))
            return true;
    return false;
}

static bool parse_argument(wp_parser *parser, const wp_arguments *before, wp_argument *out, wp_error *err)
{
    bool named_before = false;
    for (size_t i = 0; i < before->count; i++)
        named_before = named_before || before->items[i].keyword || before->items[i].star;
    if (wp_parse_skip(parser, WP_T_MUL)) {
        out->star = WP_STAR_LIST;
    } else if (wp_parse_skip(parser, WP_T_POW)) {
        out->star = WP_STAR_DICT;
    } else if (is_keyword(parser)) {
        if (is_given(before, parser->at->text))
            return wp_parse_fail(parser, err, "argument '%.*s' is given twice", (int)parser->at->text.len,
                                 parser->at->text.ptr);
        out->keyword = wp_strndup(parser->arena, parser->at->text.ptr, parser->at->text.len);
        parser->at += 2;
    } else if (named_before) {
        return wp_parse_fail(parser, err, "an argument without a name can't follow those with a name");
    }
    return wp_parse_expression(parser, &out->value, err);
}

bool wp_parse_arguments(wp_parser *parser, wp_arguments *out, wp_error *err)
{
    size_t cap = 0;
    wp_arguments arguments = { .is_plain = true };
    if (!wp_parse_expect(parser, WP_T_LPAREN, err))
        return false;
    while (!wp_parse_is(parser, WP_T_RPAREN)) {
        if (arguments.count && !wp_parse_expect(parser, WP_T_COMMA, err))
            return false;
        if (arguments.count && wp_parse_is(parser, WP_T_RPAREN))
            break;
        wp_argument argument = { 0 };
        if (!parse_argument(parser, &arguments, &argument, err))
            return false;
        if (arguments.count == cap) {
            size_t wider = cap ? cap * 2 : 2;
            arguments.items =
                wp_grow(parser->arena, arguments.items, cap * sizeof(wp_argument), wider * sizeof(wp_argument));
            cap = wider;
        }
        arguments.is_plain = arguments.is_plain && !argument.keyword && !argument.star;
        arguments.items[arguments.count++] = argument;
    }
    *out = arguments;
    return wp_parse_expect(parser, WP_T_RPAREN, err);
}

static bool above_arguments(wp_parser *parser, wp_expr *expr, wp_error *err)
{
    for (size_t i = 0; i < expr->as.call.arguments.count; i++)
        if (!wp_expr_above(parser, expr, expr->as.call.arguments.items[i].value, err))
            return false;
    return wp_expr_above(parser, expr, expr->as.call.subject, err);
}

/* ---- calls -------------------------------------------------------------------------------- */

/* Methods that change the list or dict they are called on. */
static bool is_changing(const wp_name *method)
{
    static const char *const names[] = { "append", "extend",  "insert",     "pop",  "popitem", "remove",
                                         "clear",  "reverse", "setdefault", "sort", "update" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(method->ptr, names[i]) == 0)
            return true;
    return false;
}

static bool parse_call(wp_parser *parser, wp_expr **subject, wp_error *err)
{
    wp_expr *expr = wp_expr_new(parser, WP_X_CALL, (*subject)->mark);
    expr->as.call.subject = *subject;
    if ((*subject)->kind == WP_X_ATTRIBUTE && is_changing(&(*subject)->as.attribute.name))
        parser->tmpl->may_change = true;
    *subject = expr;
    return wp_parse_arguments(parser, &expr->as.call.arguments, err) && above_arguments(parser, expr, err);
}

bool wp_parse_postfix(wp_parser *parser, wp_expr **subject, wp_error *err)
{
    for (;;) {
        switch (parser->at->kind) {
        case WP_T_DOT:
            if (!parse_dot(parser, subject, err))
                return false;
            break;
        case WP_T_LBRACKET:
            if (!parse_item(parser, subject, err))
                return false;
            break;
        case WP_T_LPAREN:
            if (!parse_call(parser, subject, err))
                return false;
            break;
        default:
            return true;
        }
    }
}

/* ---- filters and tests ----------------------------------------------------------------------- */

static bool parse_dotted(wp_parser *parser, wp_str *out, wp_error *err)
{
    wp_buf buf = wp_buf_new(parser->scratch);
    for (;;) {
        if (!wp_parse_is(parser, WP_T_NAME))
            return wp_parse_unexpected(parser, "a name", err);
        wp_buf_str_add(&buf, parser->at->text);
        parser->at++;
        if (!wp_parse_skip(parser, WP_T_DOT))
            break;
        wp_buf_char(&buf, '.');
    }
    *out = wp_buf_str(&buf);
    return true;
}

static bool find_row(const char *family, wp_str name, wp_mark mark, const wp_builtin **row, wp_error *err)
{
    *row = strcmp(family, "filter") == 0 ? wp_filter_find(name) : wp_test_find(name);
    if (*row)
        return true;
    const char *nearest = wp_builtin_nearest(family, name);
    wp_fail(err, WP_E_SYNTAX, mark, "there is no %s '%.*s'", family, (int)name.len, name.ptr);
    return nearest ? wp_hint(err, "did you mean '%s'?", nearest) : false;
}

/* What these give is meant as a text, even when it reads as a number or a list; Ansible knows them by these names only, not
 * as ansible.builtin.NAME. */
static bool gives_plain_text(wp_str filter)
{
    static const char *const names[] = { "string",       "to_json", "to_nice_json", "to_yaml",
                                         "to_nice_yaml", "ppretty", "json" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (wp_str_is(filter, names[i]))
            return true;
    return false;
}

static bool parse_filter(wp_parser *parser, wp_expr **subject, wp_error *err)
{
    wp_mark mark = parser->at->mark;
    wp_expr *expr = wp_expr_new(parser, WP_X_FILTER, mark);
    wp_str name;
    expr->as.call.subject = *subject;
    expr->as.call.arguments.is_plain = true;
    if (!parse_dotted(parser, &name, err) || !find_row("filter", name, mark, &expr->as.call.row, err))
        return false;
    if (wp_parse_is(parser, WP_T_LPAREN) && !wp_parse_arguments(parser, &expr->as.call.arguments, err))
        return false;
    expr->keeps_text = gives_plain_text(name);
    *subject = expr;
    return above_arguments(parser, expr, err);
}

/* `x is divisibleby 3`: one argument may stand without brackets. */
static bool starts_bare_argument(const wp_parser *parser)
{
    switch (parser->at->kind) {
    case WP_T_NAME:
        return !wp_parse_is_word(parser, "else") && !wp_parse_is_word(parser, "or") && !wp_parse_is_word(parser, "and");
    case WP_T_STRING:
    case WP_T_NUMBER:
    case WP_T_LBRACKET:
    case WP_T_LBRACE:
        return true;
    default:
        return false;
    }
}

static bool parse_bare_argument(wp_parser *parser, wp_arguments *out, wp_error *err)
{
    if (wp_parse_is_word(parser, "is"))
        return wp_parse_fail(parser, err, "tests can't be chained: join them with 'and'");
    out->items = wp_new(parser->arena, wp_argument);
    out->count = 1;
    return wp_parse_primary(parser, &out->items[0].value, err) && wp_parse_postfix(parser, &out->items[0].value, err);
}

/* `if`, `in`, `not` and the like can't begin an argument: `x if y is defined else z`. */
static bool is_operator_word(const wp_parser *parser)
{
    static const char *const words[] = { "if", "in", "not", "recursive", "as", "with", "without", "ignore", "import" };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (wp_parse_is_word(parser, words[i]))
            return true;
    return false;
}

static bool parse_test(wp_parser *parser, wp_expr **subject, wp_error *err)
{
    wp_mark is_mark = parser->at++->mark;
    bool is_negated = wp_parse_skip_word(parser, "not");
    wp_mark mark = parser->at->mark;
    wp_expr *expr = wp_expr_new(parser, WP_X_TEST, mark);
    wp_str name;
    expr->as.call.subject = *subject;
    expr->as.call.arguments.is_plain = true;
    if (!parse_dotted(parser, &name, err) || !find_row("test", name, mark, &expr->as.call.row, err))
        return false;
    if (wp_parse_is(parser, WP_T_LPAREN)) {
        if (!wp_parse_arguments(parser, &expr->as.call.arguments, err))
            return false;
    } else if (starts_bare_argument(parser) && !is_operator_word(parser)) {
        if (!parse_bare_argument(parser, &expr->as.call.arguments, err))
            return false;
    }
    *subject = expr;
    if (!above_arguments(parser, expr, err))
        return false;
    if (!is_negated)
        return true;
    wp_expr *negated = wp_expr_new(parser, WP_X_NOT, is_mark);
    negated->as.pair.left = expr;
    *subject = negated;
    return wp_expr_above(parser, negated, expr, err);
}

bool wp_parse_filters(wp_parser *parser, wp_expr **subject, wp_error *err)
{
    for (;;) {
        if (wp_parse_skip(parser, WP_T_PIPE)) {
            if (!parse_filter(parser, subject, err))
                return false;
        } else if (wp_parse_is_word(parser, "is")) {
            if (!parse_test(parser, subject, err))
                return false;
        } else if (wp_parse_is(parser, WP_T_LPAREN)) {
            if (!parse_call(parser, subject, err))
                return false;
        } else {
            return true;
        }
    }
}

bool wp_parse_filter_chain(wp_parser *parser, wp_expr **out, wp_error *err)
{
    *out = NULL;
    do {
        if (!parse_filter(parser, out, err))
            return false;
    } while (wp_parse_skip(parser, WP_T_PIPE));
    return true;
}
