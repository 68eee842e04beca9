/*
 * Statements: bodies of data, expressions and tags, and the tags that assign, decide
 * and loop. Those that split a text into parts (macros, blocks, includes) are in
 * parse_parts.c.
 *
 * A rule for a tag begins behind its word and ends before the closing delimiter.
 */
#include "template/parser.h"

#include <string.h>

#include "base/nearest.h"
#include "base/text.h"

typedef bool (*tag_rule)(wp_parser *parser, wp_stmt *stmt, wp_error *err);

/* ---- targets of assignments -------------------------------------------------------- */

static bool parse_one_target(wp_parser *parser, bool with_attribute, wp_target *out, wp_error *err)
{
    static const char *const constants[] = { "true", "True", "false", "False", "none", "None" };
    wp_target target = { .kind = WP_TARGET_NAME, .mark = parser->at->mark };
    if (wp_parse_skip(parser, WP_T_LPAREN))
        return wp_parse_target(parser, false, out, err) && wp_parse_expect(parser, WP_T_RPAREN, err);
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
        if (wp_parse_is_word(parser, constants[i]))
            return wp_parse_fail(parser, err, "'%s' can't be assigned to", constants[i]);
    if (!wp_parse_name(parser, &target.name, err))
        return false;
    if (with_attribute && wp_parse_skip(parser, WP_T_DOT)) {
        target.kind = WP_TARGET_ATTRIBUTE;
        if (!wp_parse_name(parser, &target.attribute, err))
            return false;
    }
    *out = target;
    return true;
}

static bool ends_target(const wp_parser *parser)
{
    return wp_parse_is(parser, WP_T_ASSIGN) || wp_parse_is(parser, WP_T_RPAREN) ||
           wp_parse_is(parser, WP_T_BLOCK_END) || wp_parse_is_word(parser, "in");
}

bool wp_parse_target(wp_parser *parser, bool with_attribute, wp_target *out, wp_error *err)
{
    wp_target first;
    if (!wp_parse_enter(parser, err) || !parse_one_target(parser, with_attribute, &first, err))
        return false;
    parser->depth--;
    if (!wp_parse_is(parser, WP_T_COMMA)) {
        *out = first;
        return true;
    }
    wp_target tuple = { .kind = WP_TARGET_TUPLE, .mark = first.mark, .count = 1 };
    size_t cap = 4;
    tuple.items = wp_new_array(parser->arena, wp_target, cap);
    tuple.items[0] = first;
    while (wp_parse_skip(parser, WP_T_COMMA) && !ends_target(parser)) {
        if (tuple.count == cap) {
            tuple.items = wp_grow(parser->arena, tuple.items, cap * sizeof(wp_target), 2 * cap * sizeof(wp_target));
            cap *= 2;
        }
        if (!parse_one_target(parser, with_attribute, &tuple.items[tuple.count++], err))
            return false;
    }
    *out = tuple;
    return true;
}

/* ---- bodies -------------------------------------------------------------------------- */

static bool is_one_of(const wp_parser *parser, const char *words)
{
    wp_str rest = wp_str_of(words), word;
    while (wp_str_split(&rest, ' ', &word))
        if (parser->at->kind == WP_T_NAME && wp_str_eq(parser->at->text, word))
            return true;
    return false;
}

/* The body of an open tag: behind its closing delimiter, up to one of `ends`. */
static bool parse_inside(wp_parser *parser, const char *tag, wp_mark mark, const char *ends, wp_stmt **out,
                         wp_error *err)
{
    const char *outer = parser->inside;
    wp_mark outer_mark = parser->inside_mark;
    wp_parse_skip(parser, WP_T_COLON);
    if (!wp_parse_expect(parser, WP_T_BLOCK_END, err))
        return false;
    parser->inside = tag;
    parser->inside_mark = mark;
    if (!wp_parse_enter(parser, err) || !wp_parse_body(parser, ends, out, err))
        return false;
    parser->depth--;
    parser->inside = outer;
    parser->inside_mark = outer_mark;
    return true;
}

bool wp_parse_tag_body(wp_parser *parser, const char *tag, wp_mark mark, const char *end, wp_stmt **out, wp_error *err)
{
    if (!parse_inside(parser, tag, mark, end, out, err))
        return false;
    parser->at++; /* the word that ended it */
    return true;
}

/* ---- if -------------------------------------------------------------------------------- */

bool wp_parse_if(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    for (;;) {
        wp_mark mark = stmt->mark;
        if (!wp_parse_tuple(parser, false, &stmt->as.choice.condition, err) ||
            !parse_inside(parser, "if", mark, "elif else endif", &stmt->as.choice.yes, err))
            return false;
        if (wp_parse_skip_word(parser, "endif"))
            return true;
        if (wp_parse_skip_word(parser, "else"))
            return wp_parse_tag_body(parser, "if", mark, "endif", &stmt->as.choice.no, err);
        wp_stmt *next = wp_new(parser->arena, wp_stmt);
        next->kind = WP_S_IF;
        next->mark = parser->at++->mark;
        stmt->as.choice.no = next;
        stmt = next;
    }
}

/* ---- for -------------------------------------------------------------------------------- */

static bool parse_loop_head(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    if (!wp_parse_target(parser, false, &stmt->as.loop.target, err))
        return false;
    if (!wp_parse_skip_word(parser, "in"))
        return wp_parse_unexpected(parser, "'in'", err);
    if (!wp_parse_tuple(parser, false, &stmt->as.loop.iterable, err))
        return false;
    if (wp_parse_skip_word(parser, "if") && !wp_parse_expression(parser, &stmt->as.loop.filter, err))
        return false;
    stmt->as.loop.is_recursive = wp_parse_skip_word(parser, "recursive");
    return true;
}

bool wp_parse_for(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    if (!parse_loop_head(parser, stmt, err))
        return false;
    bool *outer = parser->loop_used;
    parser->loop_used = &stmt->as.loop.uses_loop;
    parser->loops++;
    bool done = parse_inside(parser, "for", stmt->mark, "else endfor", &stmt->as.loop.body, err);
    parser->loops--;
    parser->loop_used = outer;
    if (!done)
        return false;
    stmt->as.loop.uses_loop = stmt->as.loop.uses_loop || stmt->as.loop.is_recursive;
    if (wp_parse_skip_word(parser, "endfor"))
        return true;
    parser->at++;
    return wp_parse_tag_body(parser, "for", stmt->mark, "endfor", &stmt->as.loop.otherwise, err);
}

static bool parse_break(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    if (parser->loops == 0)
        return wp_fail(err, WP_E_SYNTAX, stmt->mark, "'%s' stands outside of a loop",
                       stmt->kind == WP_S_BREAK ? "break" : "continue");
    return true;
}

/* ---- set, with, do -------------------------------------------------------------------------- */

bool wp_parse_set(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    if (!wp_parse_target(parser, true, &stmt->as.set.target, err))
        return false;
    if (wp_parse_skip(parser, WP_T_ASSIGN))
        return wp_parse_tuple(parser, true, &stmt->as.set.value, err);
    stmt->kind = WP_S_SET_BLOCK;
    if (wp_parse_skip(parser, WP_T_PIPE) && !wp_parse_filter_chain(parser, &stmt->as.set.value, err))
        return false;
    return wp_parse_tag_body(parser, "set", stmt->mark, "endset", &stmt->as.set.body, err);
}

bool wp_parse_with(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    size_t cap = 0;
    while (!wp_parse_is(parser, WP_T_BLOCK_END) && !wp_parse_is(parser, WP_T_END)) {
        size_t count = stmt->as.with.count;
        if (count && !wp_parse_expect(parser, WP_T_COMMA, err))
            return false;
        if (count == cap) {
            size_t wider = cap ? cap * 2 : 2;
            stmt->as.with.targets =
                wp_grow(parser->arena, stmt->as.with.targets, cap * sizeof(wp_target), wider * sizeof(wp_target));
            stmt->as.with.values =
                wp_grow(parser->arena, stmt->as.with.values, cap * sizeof(wp_expr *), wider * sizeof(wp_expr *));
            cap = wider;
        }
        if (!parse_one_target(parser, false, &stmt->as.with.targets[count], err) ||
            !wp_parse_expect(parser, WP_T_ASSIGN, err) ||
            !wp_parse_expression(parser, &stmt->as.with.values[count], err))
            return false;
        stmt->as.with.count++;
    }
    return wp_parse_tag_body(parser, "with", stmt->mark, "endwith", &stmt->as.with.body, err);
}

static bool parse_do(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    return wp_parse_tuple(parser, true, &stmt->as.expr, err);
}

/* Nothing is escaped here, whatever is asked for: templates make configuration files, not web pages. */
static bool parse_autoescape(wp_parser *parser, wp_stmt *stmt, wp_error *err)
{
    wp_expr *ignored;
    return wp_parse_expression(parser, &ignored, err) &&
           wp_parse_tag_body(parser, "autoescape", stmt->mark, "endautoescape", &stmt->as.body, err);
}

/* ---- all tags ---------------------------------------------------------------------------------- */

static const struct {
    const char *word;
    wp_stmt_kind kind;
    tag_rule rule;
} tags[] = {
    { "if", WP_S_IF, wp_parse_if },
    { "for", WP_S_FOR, wp_parse_for },
    { "set", WP_S_SET, wp_parse_set },
    { "include", WP_S_INCLUDE, wp_parse_include },
    { "macro", WP_S_MACRO, wp_parse_macro },
    { "import", WP_S_IMPORT, wp_parse_import },
    { "from", WP_S_FROM, wp_parse_from },
    { "block", WP_S_BLOCK, wp_parse_block },
    { "extends", WP_S_EXTENDS, wp_parse_extends },
    { "call", WP_S_CALL, wp_parse_call_block },
    { "filter", WP_S_FILTER, wp_parse_filter_block },
    { "with", WP_S_WITH, wp_parse_with },
    { "do", WP_S_DO, parse_do },
    { "break", WP_S_BREAK, parse_break },
    { "continue", WP_S_CONTINUE, parse_break },
    { "autoescape", WP_S_SCOPE, parse_autoescape },
};
#define TAGS (sizeof(tags) / sizeof(tags[0]))

static bool fail_unknown_tag(wp_parser *parser, wp_error *err)
{
    wp_str word = parser->at->text;
    wp_nearest nearest = wp_nearest_to(word);
    for (size_t i = 0; i < TAGS; i++)
        wp_nearest_try(&nearest, tags[i].word);
    wp_parse_fail(parser, err, "there is no tag '%.*s'", (int)word.len, word.ptr);
    if (wp_str_starts(word, "end") || wp_str_is(word, "else") || wp_str_is(word, "elif")) {
        if (!parser->inside)
            return wp_hint(err, "nothing is open here that it could belong to");
        return wp_hint(err, "the innermost open tag is the '%s' in line %u", parser->inside, parser->inside_mark.line);
    }
    return nearest.best ? wp_hint(err, "did you mean '%s'?", nearest.best) : false;
}

static bool parse_tag(wp_parser *parser, wp_stmt **out, wp_error *err)
{
    if (!wp_parse_is(parser, WP_T_NAME))
        return wp_parse_unexpected(parser, "the name of a tag", err);
    for (size_t i = 0; i < TAGS; i++) {
        if (!wp_str_is(parser->at->text, tags[i].word))
            continue;
        wp_stmt *stmt = wp_new(parser->arena, wp_stmt);
        stmt->kind = tags[i].kind;
        stmt->mark = parser->at++->mark;
        *out = stmt;
        return tags[i].rule(parser, stmt, err) && wp_parse_expect(parser, WP_T_BLOCK_END, err);
    }
    return fail_unknown_tag(parser, err);
}

static bool parse_print(wp_parser *parser, wp_stmt **out, wp_error *err)
{
    wp_stmt *stmt = wp_new(parser->arena, wp_stmt);
    stmt->kind = WP_S_PRINT;
    stmt->mark = parser->at->mark;
    *out = stmt;
    return wp_parse_tuple(parser, true, &stmt->as.expr, err) && wp_parse_expect(parser, WP_T_VARIABLE_END, err);
}

static bool parse_data(wp_parser *parser, wp_stmt **out)
{
    wp_stmt *stmt = wp_new(parser->arena, wp_stmt);
    stmt->kind = WP_S_DATA;
    stmt->mark = parser->at->mark;
    stmt->as.data = wp_str_dup(parser->arena, parser->at->text);
    parser->at++;
    *out = stmt;
    return true;
}

static bool fail_open(wp_parser *parser, const char *ends, wp_error *err)
{
    wp_str rest = wp_str_of(ends), last = rest;
    while (wp_str_split(&rest, ' ', &last))
        ;
    wp_fail(err, WP_E_SYNTAX, parser->inside_mark, "this '%s' is not closed", parser->inside);
    return wp_hint(err, "'%.*s' is missing", (int)last.len, last.ptr);
}

bool wp_parse_body(wp_parser *parser, const char *ends, wp_stmt **out, wp_error *err)
{
    wp_stmt **tail = out;
    *out = NULL;
    for (;;) {
        bool done = false;
        switch (parser->at->kind) {
        case WP_T_END:
            return !*ends || fail_open(parser, ends, err);
        case WP_T_DATA:
            done = parse_data(parser, tail);
            break;
        case WP_T_VARIABLE_BEGIN:
            parser->at++;
            done = parse_print(parser, tail, err);
            break;
        default: /* the beginning of a tag */
            parser->at++;
            if (is_one_of(parser, ends))
                return true;
            done = parse_tag(parser, tail, err);
        }
        if (!done)
            return false;
        tail = &(*tail)->next;
    }
}

static bool is_path(const wp_expr *expr)
{
    switch (expr->kind) {
    case WP_X_NAME:
        return true;
    case WP_X_ATTRIBUTE:
        return is_path(expr->as.attribute.subject);
    case WP_X_ITEM:
        return expr->as.item.key->kind == WP_X_LITERAL && is_path(expr->as.item.subject);
    default:
        return false;
    }
}

bool wp_parse_template(wp_parser *parser, wp_error *err)
{
    wp_template *tmpl = parser->tmpl;
    if (!wp_parse_body(parser, "", &tmpl->body, err))
        return false;
    tmpl->is_plain = tmpl->body && !tmpl->body->next && tmpl->body->kind == WP_S_PRINT && is_path(tmpl->body->as.expr);
    return true;
}
