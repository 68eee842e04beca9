/*
 * Tokens of a template: what is data, what is code, and what white space is cut.
 *
 *   data {%- code -%} data {{ code }} data {# comment #} data
 *
 * At each place in the data the longest opening delimiter wins. `-` inside a delimiter
 * takes all white space on its side; a block or comment takes the line break behind it
 * with trim_blocks, and the blanks before it, from the start of the line, with
 * lstrip_blocks; `+` forbids both. A bracket that is open keeps `}}` from closing.
 * A header may name prefixes: a line that begins with one is code up to its end, or
 * the rest of a line from the other on is a comment.
 */
#include "template/lexer.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#define NESTING_LIMIT 200

typedef struct lexer {
    wp_arena *arena;
    const wp_lex_options *options;
    wp_str text;
    size_t at;
    wp_mark base;
    wp_mark here; /* the place of byte `marked` */
    size_t marked;
    wp_token *tokens;
    size_t count, cap;
    char open[NESTING_LIMIT]; /* closing brackets that are still wanted */
    size_t open_count;
} lexer;

typedef enum opening { OPEN_NONE, OPEN_VARIABLE, OPEN_BLOCK, OPEN_COMMENT, OPEN_LINE, OPEN_LINE_COMMENT } opening;

const wp_delimiters wp_usual_delimiters = {
    .block_start = { "{%", 2 },
    .block_end = { "%}", 2 },
    .variable_start = { "{{", 2 },
    .variable_end = { "}}", 2 },
    .comment_start = { "{#", 2 },
    .comment_end = { "#}", 2 },
};

/* ---- places ------------------------------------------------------------------ */

static wp_mark mark_at(lexer *lex, size_t at)
{
    if (lex->base.line == 0)
        return lex->base;
    for (; lex->marked < at; lex->marked++) {
        unsigned char byte = (unsigned char)lex->text.ptr[lex->marked];
        if (byte == '\n') {
            lex->here.line++;
            lex->here.column = lex->base.column;
        } else if ((byte & 0xc0) != 0x80 && lex->here.column > 0) {
            lex->here.column++;
        }
    }
    return lex->here;
}

static void push(lexer *lex, wp_token token, size_t at)
{
    if (lex->count == lex->cap) {
        size_t cap = lex->cap ? lex->cap * 2 : 16;
        lex->tokens = wp_grow(lex->arena, lex->tokens, lex->cap * sizeof(wp_token), cap * sizeof(wp_token));
        lex->cap = cap;
    }
    token.mark = mark_at(lex, at);
    lex->tokens[lex->count++] = token;
}

/* ---- looking -------------------------------------------------------------------- */

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r') || (byte >= 0x1c && byte <= 0x1f);
}

static bool looking_at(const lexer *lex, size_t at, wp_str what)
{
    return lex->text.len - at >= what.len && memcmp(lex->text.ptr + at, what.ptr, what.len) == 0;
}

static size_t skip_blanks(const lexer *lex, size_t at)
{
    while (at < lex->text.len && is_blank(lex->text.ptr[at]))
        at++;
    return at;
}

static opening opening_at(const lexer *lex, size_t at, size_t *len)
{
    const wp_delimiters *d = &lex->options->delimiters;
    const struct {
        opening kind;
        wp_str text;
    } all[] = { { OPEN_COMMENT, d->comment_start },
                { OPEN_BLOCK, d->block_start },
                { OPEN_VARIABLE, d->variable_start } };
    opening found = OPEN_NONE;
    *len = 0;
    for (size_t i = 0; i < 3; i++) {
        if (all[i].text.len > *len && looking_at(lex, at, all[i].text)) {
            found = all[i].kind;
            *len = all[i].text.len;
        }
    }
    return found;
}

/* Blanks and a prefix at the start of a line; a comment's may stand behind other text too. */
static opening line_opening_at(const lexer *lex, size_t at, size_t *len)
{
    const wp_delimiters *d = &lex->options->delimiters;
    bool starts = at == 0 || lex->text.ptr[at - 1] == '\n';
    size_t prefix = at;
    if (!starts && is_blank(lex->text.ptr[at - 1]))
        return OPEN_NONE;
    while (prefix < lex->text.len && is_blank(lex->text.ptr[prefix]) && lex->text.ptr[prefix] != '\n')
        prefix++;
    bool is_comment = d->line_comment.len && looking_at(lex, prefix, d->line_comment);
    bool is_code = starts && d->line_statement.len && looking_at(lex, prefix, d->line_statement);
    if (is_code && !(is_comment && d->line_comment.len > d->line_statement.len)) {
        *len = prefix - at + d->line_statement.len;
        return OPEN_LINE;
    }
    *len = prefix - at + d->line_comment.len;
    return is_comment ? OPEN_LINE_COMMENT : OPEN_NONE;
}

static opening find_opening(const lexer *lex, size_t from, size_t *at, size_t *len)
{
    const wp_delimiters *d = &lex->options->delimiters;
    char a = d->block_start.ptr[0], b = d->variable_start.ptr[0], c = d->comment_start.ptr[0];
    const char *end = lex->text.ptr + lex->text.len;
    bool has_prefixes = d->line_statement.len || d->line_comment.len;
    for (const char *p = lex->text.ptr + from; p < end; p++) {
        if (has_prefixes) {
            *at = (size_t)(p - lex->text.ptr);
            opening found = line_opening_at(lex, *at, len);
            if (found)
                return found;
        } else if (a == b && b == c && !(p = memchr(p, a, (size_t)(end - p)))) {
            break;
        }
        if (*p != a && *p != b && *p != c)
            continue;
        opening found = opening_at(lex, (size_t)(p - lex->text.ptr), len);
        if (found) {
            *at = (size_t)(p - lex->text.ptr);
            return found;
        }
    }
    *at = lex->text.len;
    *len = 0;
    return OPEN_NONE;
}

/* Is a closing delimiter here? Gives what it takes with it: the sign, white space, a line break. */
static size_t closing_at(const lexer *lex, size_t at, wp_str end, bool is_variable)
{
    char sign = lex->text.len > at ? lex->text.ptr[at] : 0;
    bool has_sign = (sign == '-' || (sign == '+' && !is_variable)) && looking_at(lex, at + 1, end);
    if (!has_sign && !looking_at(lex, at, end))
        return 0;
    size_t behind = at + has_sign + end.len;
    if (has_sign && sign == '-')
        behind = skip_blanks(lex, behind);
    else if (!has_sign && !is_variable && lex->options->trim_blocks && behind < lex->text.len &&
             lex->text.ptr[behind] == '\n')
        behind++;
    return behind - at;
}

/* A line of code ends at a line break, with the empty lines behind it, or where the text ends. */
static size_t line_end_at(const lexer *lex, size_t at)
{
    size_t end = skip_blanks(lex, at);
    if (end == lex->text.len)
        return end;
    while (end > at && lex->text.ptr[end - 1] != '\n')
        end--;
    return end;
}

/* ---- data --------------------------------------------------------------------- */

static wp_str with_newlines(wp_arena *arena, wp_str text, const char *newline)
{
    if (!newline || strcmp(newline, "\n") == 0 || !memchr(text.ptr, '\n', text.len))
        return text;
    wp_buf buf = wp_buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n')
            wp_buf_add(&buf, newline);
        else
            wp_buf_char(&buf, text.ptr[i]);
    }
    return wp_buf_str(&buf);
}

static void push_data(lexer *lex, size_t from, size_t to)
{
    if (from >= to)
        return;
    wp_str text = { lex->text.ptr + from, to - from };
    text = with_newlines(lex->arena, text, lex->options->newline);
    push(lex, (wp_token){ .kind = WP_T_DATA, .text = text }, from);
}

/* Where the data before an opening delimiter ends, once its sign and lstrip_blocks had their say. */
static size_t strip_before(const lexer *lex, size_t from, size_t at, char sign, bool is_variable)
{
    size_t end = at;
    if (sign == '-') {
        while (end > from && is_blank(lex->text.ptr[end - 1]))
            end--;
        return end;
    }
    if (sign == '+' || is_variable || !lex->options->lstrip_blocks)
        return end;
    while (end > from && is_blank(lex->text.ptr[end - 1]) && lex->text.ptr[end - 1] != '\n')
        end--;
    bool at_line_start = end == 0 || lex->text.ptr[end - 1] == '\n';
    return at_line_start ? end : at;
}

static char sign_at(const lexer *lex, size_t at)
{
    char sign = at < lex->text.len ? lex->text.ptr[at] : 0;
    return sign == '-' || sign == '+' ? sign : 0;
}

static bool skip_line(lexer *lex)
{
    while (lex->at < lex->text.len && lex->text.ptr[lex->at] != '\n')
        lex->at++;
    return true;
}

static bool skip_comment(lexer *lex, size_t begin, wp_error *err)
{
    for (size_t at = lex->at; at < lex->text.len; at++) {
        size_t len = closing_at(lex, at, lex->options->delimiters.comment_end, false);
        if (len) {
            lex->at = at + len;
            return true;
        }
    }
    return wp_fail(err, WP_E_SYNTAX, mark_at(lex, begin), "this comment is not closed");
}

/* `raw` and `endraw` between delimiters; gives where the block ends, or 0. */
static size_t raw_tag_at(const lexer *lex, size_t at, const char *word, bool trims)
{
    wp_str end = lex->options->delimiters.block_end;
    at = skip_blanks(lex, at);
    if (!looking_at(lex, at, wp_str_of(word)))
        return 0;
    at = skip_blanks(lex, at + strlen(word));
    if (trims) {
        size_t len = closing_at(lex, at, end, false);
        return len ? at + len : 0;
    }
    bool minus = at < lex->text.len && lex->text.ptr[at] == '-';
    if (!looking_at(lex, at + minus, end))
        return 0;
    at += minus + end.len;
    return minus ? skip_blanks(lex, at) : at;
}

static bool lex_raw(lexer *lex, size_t begin, wp_error *err)
{
    wp_str start = lex->options->delimiters.block_start;
    for (size_t at = lex->at; at < lex->text.len; at++) {
        if (!looking_at(lex, at, start))
            continue;
        size_t inside = at + start.len;
        char sign = sign_at(lex, inside);
        size_t behind = raw_tag_at(lex, inside + (sign != 0), "endraw", true);
        if (!behind)
            continue;
        push_data(lex, lex->at, strip_before(lex, lex->at, at, sign, false));
        lex->at = behind;
        return true;
    }
    return wp_fail(err, WP_E_SYNTAX, mark_at(lex, begin), "this raw block is not closed");
}

/* ---- code ----------------------------------------------------------------------- */

static bool balance(lexer *lex, const wp_token *token, size_t at, wp_error *err)
{
    static const char closers[] = { [WP_T_LPAREN] = ')', [WP_T_LBRACKET] = ']', [WP_T_LBRACE] = '}' };
    switch (token->kind) {
    case WP_T_LPAREN:
    case WP_T_LBRACKET:
    case WP_T_LBRACE:
        if (lex->open_count == NESTING_LIMIT)
            return wp_fail(err, WP_E_SYNTAX, mark_at(lex, at), "brackets are nested too deeply");
        lex->open[lex->open_count++] = closers[token->kind];
        return true;
    case WP_T_RPAREN:
    case WP_T_RBRACKET:
    case WP_T_RBRACE:
        if (lex->open_count == 0)
            return wp_fail(err, WP_E_SYNTAX, mark_at(lex, at), "unexpected '%c'", token->text.ptr[0]);
        if (lex->open[lex->open_count - 1] != token->text.ptr[0])
            return wp_fail(err, WP_E_SYNTAX, mark_at(lex, at), "unexpected '%c', expected '%c'", token->text.ptr[0],
                           lex->open[lex->open_count - 1]);
        lex->open_count--;
        return true;
    default:
        return true;
    }
}

/* Where a line of code ends; false when it goes on at lex->at. */
static bool ends_line(lexer *lex)
{
    size_t from = lex->at, end = line_end_at(lex, from);
    if (lex->open_count || (end == from && end < lex->text.len))
        return false;
    push(lex, (wp_token){ .kind = WP_T_BLOCK_END, .text = { "\n", 1 } }, from);
    lex->at = end;
    return true;
}

/* Tokens up to the closing delimiter (or, without one, to the end of the text). */
static bool lex_inside(lexer *lex, opening kind, wp_error *err)
{
    const wp_delimiters *d = &lex->options->delimiters;
    bool is_variable = kind == OPEN_VARIABLE, is_delimited = is_variable || kind == OPEN_BLOCK;
    wp_str end = is_variable ? d->variable_end : d->block_end;
    lex->open_count = 0;
    for (;;) {
        if (kind == OPEN_LINE && ends_line(lex))
            return true;
        lex->at = skip_blanks(lex, lex->at);
        if (lex->at >= lex->text.len)
            return true; /* the parser says what is missing */
        size_t from = lex->at;
        size_t closing = lex->open_count || !is_delimited ? 0 : closing_at(lex, from, end, is_variable);
        if (closing) {
            push(lex, (wp_token){ .kind = is_variable ? WP_T_VARIABLE_END : WP_T_BLOCK_END, .text = end }, from);
            lex->at += closing;
            return true;
        }
        wp_token token = { 0 };
        bool literal = is_variable && lex->options->literal_backslash;
        if (!wp_lex_code(lex->arena, lex->text, &lex->at, literal, &token, err))
            return wp_at(err, mark_at(lex, from));
        if (!balance(lex, &token, from, err))
            return false;
        if (token.kind == WP_T_STRING)
            token.text = with_newlines(lex->arena, token.text, lex->options->newline);
        push(lex, token, from);
    }
}

static bool lex_opened(lexer *lex, opening kind, size_t begin, wp_error *err)
{
    if (kind == OPEN_COMMENT)
        return skip_comment(lex, begin, err);
    if (kind == OPEN_LINE_COMMENT)
        return skip_line(lex);
    push(lex, (wp_token){ .kind = kind == OPEN_VARIABLE ? WP_T_VARIABLE_BEGIN : WP_T_BLOCK_BEGIN }, begin);
    return lex_inside(lex, kind, err);
}

static bool lex_all(lexer *lex, wp_error *err)
{
    while (lex->at < lex->text.len) {
        size_t begin, len, from = lex->at;
        opening kind = find_opening(lex, from, &begin, &len);
        char sign = kind ? sign_at(lex, begin + len) : 0;
        push_data(lex, from, kind ? strip_before(lex, from, begin, sign, kind == OPEN_VARIABLE) : begin);
        lex->at = begin + len + (sign != 0);
        if (!kind)
            break;
        size_t behind_raw = kind == OPEN_BLOCK ? raw_tag_at(lex, lex->at, "raw", false) : 0;
        if (behind_raw) {
            lex->at = behind_raw;
            if (!lex_raw(lex, begin, err))
                return false;
        } else if (!lex_opened(lex, kind, begin, err)) {
            return false;
        }
    }
    return true;
}

/* Line breaks of any kind become "\n". */
static wp_str normalise(wp_arena *arena, wp_str text)
{
    if (!memchr(text.ptr, '\r', text.len))
        return text;
    char *copy = wp_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
            continue;
        copy[len++] = text.ptr[i] == '\r' ? '\n' : text.ptr[i];
    }
    return (wp_str){ copy, len };
}

bool wp_lex(wp_arena *arena, wp_str text, const wp_lex_options *options, wp_mark mark, wp_token **tokens, wp_error *err)
{
    lexer lex = {
        .arena = arena,
        .options = options,
        .text = normalise(arena, text),
        .base = mark,
        .here = mark,
    };
    if (!(options->expression ? lex_inside(&lex, OPEN_NONE, err) : lex_all(&lex, err)))
        return false;
    push(&lex, (wp_token){ .kind = WP_T_END }, lex.text.len);
    *tokens = lex.tokens;
    return true;
}
