/*
 * Primaries: names, literals, and what stands in brackets.
 */
#include "template/parser.h"

#include "base/buf.h"

typedef bool (*rule)(wp_parser *parser, wp_expr **out, wp_error *err);

/* ---- brackets ---------------------------------------------------------------------- */

static bool ends_tuple(const wp_parser *parser)
{
    switch (parser->at->kind) {
    case WP_T_VARIABLE_END:
    case WP_T_BLOCK_END:
    case WP_T_RPAREN:
    case WP_T_END:
        return true;
    default:
        return wp_parse_is_word(parser, "recursive");
    }
}

bool wp_parse_tuple(wp_parser *parser, bool with_choice, wp_expr **out, wp_error *err)
{
    rule item_rule = with_choice ? wp_parse_expression : wp_parse_or;
    wp_mark mark = parser->at->mark;
    wp_expr *first;
    if (!item_rule(parser, &first, err))
        return false;
    if (!wp_parse_is(parser, WP_T_COMMA)) {
        *out = first;
        return true;
    }
    wp_expr *tuple = wp_expr_new(parser, WP_X_TUPLE, mark);
    size_t cap = 0;
    if (!wp_expr_add(parser, tuple, &cap, first, err))
        return false;
    while (wp_parse_skip(parser, WP_T_COMMA) && !ends_tuple(parser)) {
        wp_expr *item;
        if (!item_rule(parser, &item, err) || !wp_expr_add(parser, tuple, &cap, item, err))
            return false;
    }
    *out = tuple;
    return true;
}

static bool parse_brackets(wp_parser *parser, wp_expr **out, wp_error *err)
{
    wp_mark mark = parser->at++->mark;
    if (wp_parse_skip(parser, WP_T_RPAREN)) {
        *out = wp_expr_new(parser, WP_X_TUPLE, mark);
        return true;
    }
    return wp_parse_tuple(parser, true, out, err) && wp_parse_expect(parser, WP_T_RPAREN, err);
}

static bool parse_list(wp_parser *parser, wp_expr **out, wp_error *err)
{
    wp_expr *list = wp_expr_new(parser, WP_X_LIST, parser->at++->mark);
    size_t cap = 0;
    while (!wp_parse_is(parser, WP_T_RBRACKET)) {
        wp_expr *item;
        if (list->as.items.count && !wp_parse_expect(parser, WP_T_COMMA, err))
            return false;
        if (list->as.items.count && wp_parse_is(parser, WP_T_RBRACKET))
            break;
        if (!wp_parse_expression(parser, &item, err) || !wp_expr_add(parser, list, &cap, item, err))
            return false;
    }
    *out = list;
    return wp_parse_expect(parser, WP_T_RBRACKET, err);
}

static bool parse_dict(wp_parser *parser, wp_expr **out, wp_error *err)
{
    wp_expr *dict = wp_expr_new(parser, WP_X_DICT, parser->at++->mark);
    size_t cap = 0;
    while (!wp_parse_is(parser, WP_T_RBRACE)) {
        wp_expr *key, *item;
        if (dict->as.items.count && !wp_parse_expect(parser, WP_T_COMMA, err))
            return false;
        if (dict->as.items.count && wp_parse_is(parser, WP_T_RBRACE))
            break;
        if (!wp_parse_expression(parser, &key, err) || !wp_parse_expect(parser, WP_T_COLON, err) ||
            !wp_parse_expression(parser, &item, err))
            return false;
        if (!wp_expr_add(parser, dict, &cap, key, err) || !wp_expr_add(parser, dict, &cap, item, err))
            return false;
    }
    *out = dict;
    return wp_parse_expect(parser, WP_T_RBRACE, err);
}

/* ---- literals and names ------------------------------------------------------------- */

static wp_expr *make_literal(wp_parser *parser, wp_mark mark, wp_value value)
{
    wp_expr *expr = wp_expr_new(parser, WP_X_LITERAL, mark);
    expr->as.literal = value;
    return expr;
}

/* Strings that stand side by side are one. */
static void parse_strings(wp_parser *parser, wp_expr **out)
{
    const wp_token *first = parser->at++;
    wp_str text = first->text;
    if (wp_parse_is(parser, WP_T_STRING)) {
        wp_buf buf = wp_buf_new(parser->scratch);
        wp_buf_str_add(&buf, text);
        for (; wp_parse_is(parser, WP_T_STRING); parser->at++)
            wp_buf_str_add(&buf, parser->at->text);
        text = wp_buf_str(&buf);
    }
    *out = make_literal(parser, first->mark, wp_string_of(parser->arena, text));
}

static void note_special_name(wp_parser *parser, wp_str name)
{
    if (wp_str_is(name, "loop") && parser->loop_used)
        *parser->loop_used = true;
    if (!parser->macro)
        return;
    if (wp_str_is(name, "varargs"))
        parser->macro->uses_varargs = true;
    else if (wp_str_is(name, "kwargs"))
        parser->macro->uses_kwargs = true;
    else if (wp_str_is(name, "caller"))
        parser->macro->uses_caller = true;
}

static void parse_word(wp_parser *parser, wp_expr **out)
{
    static const struct {
        const char *word;
        wp_type type;
        bool truth;
    } words[] = {
        { "true", WP_BOOL, true },   { "True", WP_BOOL, true },  { "false", WP_BOOL, false },
        { "False", WP_BOOL, false }, { "none", WP_NULL, false }, { "None", WP_NULL, false },
    };
    const wp_token *token = parser->at++;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (wp_str_is(token->text, words[i].word)) {
            *out = make_literal(parser, token->mark, words[i].type == WP_BOOL ? wp_bool(words[i].truth) : wp_null());
            return;
        }
    }
    note_special_name(parser, token->text);
    *out = wp_expr_new(parser, WP_X_NAME, token->mark);
    (*out)->as.name = wp_parse_intern(parser, token->text);
}

bool wp_parse_primary(wp_parser *parser, wp_expr **out, wp_error *err)
{
    switch (parser->at->kind) {
    case WP_T_NAME:
        parse_word(parser, out);
        return true;
    case WP_T_STRING:
        parse_strings(parser, out);
        return true;
    case WP_T_NUMBER:
        *out = make_literal(parser, parser->at->mark, wp_value_copy(parser->arena, parser->at->value));
        parser->at++;
        return true;
    case WP_T_LPAREN:
        return parse_brackets(parser, out, err);
    case WP_T_LBRACKET:
        return parse_list(parser, out, err);
    case WP_T_LBRACE:
        return parse_dict(parser, out, err);
    default:
        return wp_parse_unexpected(parser, "an expression", err);
    }
}
