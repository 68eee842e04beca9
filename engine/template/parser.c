/*
 * What all rules of the grammar need: the stream of tokens, names, errors, and the
 * bound on how deep rules may call each other.
 */
#include "template/parser.h"

#include <stdarg.h>
#include <string.h>

#include "base/map.h"

#define RULE_DEPTH 1500 /* an expression in brackets is ten rules deep */

bool wp_parse_is(const wp_parser *parser, wp_token_kind kind)
{
    return parser->at->kind == kind;
}

bool wp_parse_is_word(const wp_parser *parser, const char *word)
{
    return parser->at->kind == WP_T_NAME && wp_str_is(parser->at->text, word);
}

bool wp_parse_skip(wp_parser *parser, wp_token_kind kind)
{
    if (parser->at->kind != kind)
        return false;
    if (kind != WP_T_END)
        parser->at++;
    return true;
}

bool wp_parse_skip_word(wp_parser *parser, const char *word)
{
    if (!wp_parse_is_word(parser, word))
        return false;
    parser->at++;
    return true;
}

bool wp_parse_fail(wp_parser *parser, wp_error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = wp_vprintf(parser->scratch, format, args);
    va_end(args);
    return wp_fail(err, WP_E_SYNTAX, parser->at->mark, "%s", text);
}

bool wp_parse_unexpected(wp_parser *parser, const char *wanted, wp_error *err)
{
    const wp_token *token = parser->at;
    const char *got = wp_token_name(token->kind);
    if (token->kind == WP_T_NAME)
        got = wp_printf(parser->scratch, "'%.*s'", (int)token->text.len, token->text.ptr);
    return wp_parse_fail(parser, err, "expected %s, not %s", wanted, got);
}

bool wp_parse_expect(wp_parser *parser, wp_token_kind kind, wp_error *err)
{
    if (wp_parse_skip(parser, kind))
        return true;
    return wp_parse_unexpected(parser, wp_token_name(kind), err);
}

wp_name wp_parse_intern(wp_parser *parser, wp_str text)
{
    return (wp_name){ wp_strndup(parser->arena, text.ptr, text.len), text.len, wp_hash_bytes(text.ptr, text.len) };
}

bool wp_parse_name(wp_parser *parser, wp_name *out, wp_error *err)
{
    if (!wp_parse_is(parser, WP_T_NAME))
        return wp_parse_unexpected(parser, "a name", err);
    *out = wp_parse_intern(parser, parser->at->text);
    parser->at++;
    return true;
}

bool wp_parse_enter(wp_parser *parser, wp_error *err)
{
    if (++parser->depth > RULE_DEPTH)
        return wp_parse_fail(parser, err, "this is nested too deeply");
    return true;
}

wp_expr *wp_expr_new(wp_parser *parser, wp_expr_kind kind, wp_mark mark)
{
    wp_expr *expr = wp_new(parser->arena, wp_expr);
    expr->kind = (uint8_t)kind;
    expr->mark = mark;
    return expr;
}

bool wp_expr_above(wp_parser *parser, wp_expr *expr, const wp_expr *below, wp_error *err)
{
    if (below && below->height >= expr->height)
        expr->height = (uint16_t)(below->height + 1);
    if (expr->height > WP_TREE_HEIGHT)
        return wp_parse_fail(parser, err, "this expression is too long a chain");
    return true;
}

bool wp_expr_add(wp_parser *parser, wp_expr *expr, size_t *cap, wp_expr *item, wp_error *err)
{
    wp_exprs *list = &expr->as.items;
    if (list->count == *cap) {
        size_t wider = *cap ? *cap * 2 : 4;
        list->items = wp_grow(parser->arena, list->items, *cap * sizeof(wp_expr *), wider * sizeof(wp_expr *));
        *cap = wider;
    }
    list->items[list->count++] = item;
    return wp_expr_above(parser, expr, item, err);
}

bool wp_name_eq(const wp_name *a, const wp_name *b)
{
    return a->hash == b->hash && a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}
