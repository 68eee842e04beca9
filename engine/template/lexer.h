/*
 * The lexer: template text to tokens, each with its place.
 *
 * Outside delimiters there is data; inside there are names, literals and operators.
 * White space control is done here: what `-`, `+`, trim_blocks and lstrip_blocks take
 * away is no part of any data token. Comments leave no token; a raw block is data.
 */
#ifndef WP_TEMPLATE_LEXER_H
#define WP_TEMPLATE_LEXER_H

#include "template/template.h"

typedef enum wp_token_kind {
    WP_T_END,
    WP_T_DATA,
    WP_T_VARIABLE_BEGIN,
    WP_T_VARIABLE_END,
    WP_T_BLOCK_BEGIN,
    WP_T_BLOCK_END,
    WP_T_NAME,
    WP_T_STRING,
    WP_T_NUMBER,
    WP_T_ADD,
    WP_T_SUB,
    WP_T_DIV,
    WP_T_FLOORDIV,
    WP_T_MUL,
    WP_T_MOD,
    WP_T_POW,
    WP_T_TILDE,
    WP_T_LBRACKET,
    WP_T_RBRACKET,
    WP_T_LPAREN,
    WP_T_RPAREN,
    WP_T_LBRACE,
    WP_T_RBRACE,
    WP_T_EQ,
    WP_T_NE,
    WP_T_GT,
    WP_T_GE,
    WP_T_LT,
    WP_T_LE,
    WP_T_ASSIGN,
    WP_T_DOT,
    WP_T_COLON,
    WP_T_PIPE,
    WP_T_COMMA,
    WP_T_SEMICOLON
} wp_token_kind;

typedef struct wp_token {
    wp_token_kind kind;
    wp_str text;    /* as written; of data and strings, what they mean */
    wp_value value; /* of a number */
    wp_mark mark;
} wp_token;

typedef struct wp_delimiters {
    wp_str block_start, block_end, variable_start, variable_end, comment_start, comment_end;
    wp_str line_statement, line_comment; /* what begins a line of code, or the comment up to its end; empty: nothing does */
} wp_delimiters;

typedef struct wp_lex_options {
    wp_delimiters delimiters;
    bool trim_blocks;
    bool lstrip_blocks;
    const char *newline;    /* what a line break becomes; NULL: "\n" */
    bool literal_backslash; /* in {{ }} a backslash in a string is a backslash: as Ansible reads playbooks */
    bool expression;        /* the text is code from end to end, without delimiters */
} wp_lex_options;

extern const wp_delimiters wp_usual_delimiters;

/* Ends in a WP_T_END. Texts of tokens are in `text` or in the arena. */
bool wp_lex(wp_arena *arena, wp_str text, const wp_lex_options *options, wp_mark mark, wp_token **tokens,
            wp_error *err);

/* How a kind is called in errors: "a name", "'}}'". */
const char *wp_token_name(wp_token_kind kind);

/* ---- between the lexer's files ------------------------------------------------ */

/* One token of code at *at (not white space); moves *at behind it. */
bool wp_lex_code(wp_arena *arena, wp_str text, size_t *at, bool literal_backslash, wp_token *out, wp_error *err);
/* A number as Jinja writes it: 1_000, 0x1f, 1.5e3. Gives 0 where there is none at `at`, else its length. */
size_t wp_lex_number(wp_str text, size_t at, bool *is_float);
/* Its value; more digits than an integer can have are an error. */
bool wp_number_value(wp_arena *arena, wp_str digits, bool is_float, wp_value *out, wp_error *err);
/* Python's escapes in a string: \n, \x41, \u00e9, ... */
bool wp_unescape(wp_arena *arena, wp_str body, wp_str *out, wp_error *err);

#endif
