/*
 * The parser: tokens to the tree. One function a rule of Jinja2's grammar, lowest
 * precedence first:
 *
 *   choice   or ['if' or ['else' choice]]
 *   or       and {'or' and}
 *   and      not {'and' not}
 *   not      'not' not | compare
 *   compare  sum {(== != < <= > >= in, not in) sum}
 *   sum      concat {(+ -) concat}
 *   concat   product {'~' product}
 *   product  power {(* / // %) power}
 *   power    unary {'**' unary}                       to the left, as Jinja2 has it
 *   unary    ('-' '+') unary-without-filters  or  primary, postfixes; then filters and tests
 */
#ifndef WP_TEMPLATE_PARSER_H
#define WP_TEMPLATE_PARSER_H

#include "template/lexer.h"
#include "template/tree.h"

#define WP_TREE_HEIGHT 400 /* of expressions, and how deep blocks nest */

typedef struct wp_parser {
    wp_arena *arena;   /* of the template */
    wp_arena *scratch; /* dies with the parser */
    wp_template *tmpl;
    const wp_token *at;
    int depth;          /* of rules within rules */
    int loops;          /* `for` around the place where we are, within this macro or block */
    bool *loop_used;    /* of the innermost `for`: somebody asks for `loop` */
    wp_macro *macro;    /* the innermost macro: varargs, kwargs and caller are asked of it */
    const char *inside; /* the innermost tag that is open, for errors; NULL: none */
    wp_mark inside_mark;
    size_t block_cap;
} wp_parser;

/* ---- tokens (parser.c) --------------------------------------------------------- */

bool wp_parse_is(const wp_parser *parser, wp_token_kind kind);
bool wp_parse_is_word(const wp_parser *parser, const char *word);
bool wp_parse_skip(wp_parser *parser, wp_token_kind kind); /* takes it if it is there */
bool wp_parse_skip_word(wp_parser *parser, const char *word);
bool wp_parse_expect(wp_parser *parser, wp_token_kind kind, wp_error *err);
bool wp_parse_name(wp_parser *parser, wp_name *out, wp_error *err);
bool wp_parse_fail(wp_parser *parser, wp_error *err, const char *format, ...) WP_PRINTF(3, 4);
/* "expected WANTED, not ..." */
bool wp_parse_unexpected(wp_parser *parser, const char *wanted, wp_error *err);
bool wp_parse_enter(wp_parser *parser, wp_error *err); /* one rule deeper; undo with parser->depth-- */
wp_name wp_parse_intern(wp_parser *parser, wp_str text);

/* ---- expressions ------------------------------------------------------------------ */

wp_expr *wp_expr_new(wp_parser *parser, wp_expr_kind kind, wp_mark mark);
/* Takes note of what is below; too high a tree is an error. */
bool wp_expr_above(wp_parser *parser, wp_expr *expr, const wp_expr *below, wp_error *err);
/* One more item of a list, tuple, dict or concat; *cap is the caller's to keep, 0 at first. */
bool wp_expr_add(wp_parser *parser, wp_expr *expr, size_t *cap, wp_expr *item, wp_error *err);

bool wp_parse_expression(wp_parser *parser, wp_expr **out, wp_error *err);
bool wp_parse_or(wp_parser *parser, wp_expr **out, wp_error *err); /* without `if`: what `for` loops over */
/* `a, b` is a tuple; a single expression is itself. */
bool wp_parse_tuple(wp_parser *parser, bool with_choice, wp_expr **out, wp_error *err);
bool wp_parse_primary(wp_parser *parser, wp_expr **out, wp_error *err);
bool wp_parse_postfix(wp_parser *parser, wp_expr **subject, wp_error *err);
bool wp_parse_filters(wp_parser *parser, wp_expr **subject, wp_error *err); /* filters and tests */
/* `name | name(args)` without a subject: of filter and set blocks. */
bool wp_parse_filter_chain(wp_parser *parser, wp_expr **out, wp_error *err);
bool wp_parse_arguments(wp_parser *parser, wp_arguments *out, wp_error *err);

/* ---- statements --------------------------------------------------------------------- */

bool wp_parse_template(wp_parser *parser, wp_error *err);
/* Statements up to a tag whose word is in `ends` (words split by blanks); its '{%' is taken, its word is not. */
bool wp_parse_body(wp_parser *parser, const char *ends, wp_stmt **out, wp_error *err);
/* The body of the tag `tag` that was opened at `mark`: from its closing delimiter to behind the word `end`. */
bool wp_parse_tag_body(wp_parser *parser, const char *tag, wp_mark mark, const char *end, wp_stmt **out, wp_error *err);
bool wp_parse_target(wp_parser *parser, bool with_attribute, wp_target *out, wp_error *err);
bool wp_parse_for(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_if(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_set(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_with(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_macro(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_call_block(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_filter_block(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_block(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_extends(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_include(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_import(wp_parser *parser, wp_stmt *stmt, wp_error *err);
bool wp_parse_from(wp_parser *parser, wp_stmt *stmt, wp_error *err);

#endif
