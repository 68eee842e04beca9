/*
 * Tokens of code: names, strings, numbers, operators.
 *
 * Numbers may have underscores between digits. A string ends at its own quote unless
 * a backslash stands before it; two strings in a row are joined by the parser.
 */
#include "template/lexer.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "yaml/integer.h"

static const struct {
    const char *text;
    wp_token_kind kind;
    const char *name;
} operators[] = {
    /* the longer ones first */
    { "//", WP_T_FLOORDIV, "'//'" }, { "**", WP_T_POW, "'**'" },     { "==", WP_T_EQ, "'=='" },
    { "!=", WP_T_NE, "'!='" },       { ">=", WP_T_GE, "'>='" },      { "<=", WP_T_LE, "'<='" },
    { "+", WP_T_ADD, "'+'" },        { "-", WP_T_SUB, "'-'" },       { "/", WP_T_DIV, "'/'" },
    { "*", WP_T_MUL, "'*'" },        { "%", WP_T_MOD, "'%'" },       { "~", WP_T_TILDE, "'~'" },
    { "[", WP_T_LBRACKET, "'['" },   { "]", WP_T_RBRACKET, "']'" },  { "(", WP_T_LPAREN, "'('" },
    { ")", WP_T_RPAREN, "')'" },     { "{", WP_T_LBRACE, "'{'" },    { "}", WP_T_RBRACE, "'}'" },
    { ">", WP_T_GT, "'>'" },         { "<", WP_T_LT, "'<'" },        { "=", WP_T_ASSIGN, "'='" },
    { ".", WP_T_DOT, "'.'" },        { ":", WP_T_COLON, "':'" },     { "|", WP_T_PIPE, "'|'" },
    { ",", WP_T_COMMA, "','" },      { ";", WP_T_SEMICOLON, "';'" },
};
#define OPERATORS (sizeof(operators) / sizeof(operators[0]))

const char *wp_token_name(wp_token_kind kind)
{
    static const char *const others[] = {
        [WP_T_END] = "the end of the text",
        [WP_T_DATA] = "text",
        [WP_T_VARIABLE_BEGIN] = "the beginning of an expression",
        [WP_T_VARIABLE_END] = "the end of the expression",
        [WP_T_BLOCK_BEGIN] = "the beginning of a statement",
        [WP_T_BLOCK_END] = "the end of the statement",
        [WP_T_NAME] = "a name",
        [WP_T_STRING] = "a string",
        [WP_T_NUMBER] = "a number",
    };
    if (kind <= WP_T_NUMBER)
        return others[kind];
    for (size_t i = 0; i < OPERATORS; i++)
        if (operators[i].kind == kind)
            return operators[i].name;
    return "?";
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool starts_name(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || (unsigned char)byte >= 0x80;
}

/* ---- numbers ------------------------------------------------------------------- */

static bool is_digit_of(char byte, int base)
{
    if (base == 16 && ((byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F')))
        return true;
    return byte >= '0' && byte < '0' + (base < 10 ? base : 10);
}

/* Digits with single underscores in between: where they end, or `at` itself. */
static size_t digits_end(wp_str text, size_t at, int base)
{
    size_t end = at;
    while (end < text.len) {
        size_t next = end + (end > at && text.ptr[end] == '_');
        if (next >= text.len || !is_digit_of(text.ptr[next], base))
            break;
        end = next + 1;
    }
    return end;
}

static size_t prefixed_end(wp_str text, size_t at)
{
    if (at + 2 >= text.len || text.ptr[at] != '0')
        return at;
    char letter = text.ptr[at + 1] | 0x20;
    int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    size_t from = at + 2 + (text.ptr[at + 2] == '_');
    size_t end = base ? digits_end(text, from, base) : from;
    return end > from ? end : at;
}

static size_t fraction_end(wp_str text, size_t at)
{
    if (at >= text.len || text.ptr[at] != '.')
        return at;
    size_t end = digits_end(text, at + 1, 10);
    return end > at + 1 ? end : at;
}

static size_t exponent_end(wp_str text, size_t at)
{
    if (at >= text.len || (text.ptr[at] | 0x20) != 'e')
        return at;
    size_t from = at + 1;
    if (from < text.len && (text.ptr[from] == '+' || text.ptr[from] == '-'))
        from++;
    size_t end = digits_end(text, from, 10);
    return end > from ? end : at;
}

size_t wp_lex_number(wp_str text, size_t at, bool *is_float)
{
    *is_float = false;
    size_t prefixed = prefixed_end(text, at);
    if (prefixed > at)
        return prefixed - at;
    size_t whole = digits_end(text, at, 10);
    if (whole == at)
        return 0;
    size_t end = exponent_end(text, fraction_end(text, whole));
    bool behind_dot = at > 0 && text.ptr[at - 1] == '.'; /* of `a.0.1`, 0 and 1 are two indexes */
    if (end > whole && !behind_dot) {
        *is_float = true;
        return end - at;
    }
    /* no zeros in front of an integer, but as many zeros as one likes */
    if (text.ptr[at] == '0') {
        size_t zeros = at;
        while (zeros < whole && (text.ptr[zeros] == '0' || text.ptr[zeros] == '_'))
            zeros++;
        return zeros - at;
    }
    return whole - at;
}

bool wp_number_value(wp_arena *arena, wp_str digits, bool is_float, wp_value *out, wp_error *err)
{
    char *plain = wp_alloc(arena, digits.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < digits.len; i++)
        if (digits.ptr[i] != '_')
            plain[len++] = digits.ptr[i];
    if (is_float) {
        *out = wp_float(strtod(plain, NULL));
        return true;
    }
    char letter = len > 2 && plain[0] == '0' ? plain[1] | 0x20 : 0;
    int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
    wp_str size = wp_str_slice((wp_str){ plain, len }, base == 10 ? 0 : 2, len);
    return wp_integer_read(arena, size, base, out) ||
           wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the number has %zu digits: that is too many", size.len);
}

/* ---- strings -------------------------------------------------------------------- */

static bool unescape_hex(wp_str body, size_t *at, size_t digits, uint32_t *out)
{
    uint32_t code = 0;
    if (body.len - *at < digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        char byte = body.ptr[*at + i];
        if (!is_digit_of(byte, 16))
            return false;
        code = code * 16 + (uint32_t)(is_digit(byte) ? byte - '0' : (byte | 0x20) - 'a' + 10);
    }
    *at += digits;
    *out = code;
    return code <= 0x10ffff;
}

static void put_character(wp_buf *buf, uint32_t code)
{
    char bytes[4];
    wp_buf_add_n(buf, bytes, wp_utf8_put(bytes, code));
}

/* The escape whose letter is at *at. */
static bool unescape_one(wp_buf *buf, wp_str body, size_t *at, wp_error *err)
{
    static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
    char letter = body.ptr[*at];
    const char *simple = letter ? strchr(from, letter) : NULL;
    if (simple) {
        wp_buf_char(buf, to[simple - from]);
        (*at)++;
    } else if (letter == '\n') {
        (*at)++;
    } else if (letter >= '0' && letter <= '7') {
        uint32_t code = 0;
        for (int i = 0; i < 3 && *at < body.len && is_digit_of(body.ptr[*at], 8); i++)
            code = code * 8 + (uint32_t)(body.ptr[(*at)++] - '0');
        put_character(buf, code);
    } else if (letter == 'x' || letter == 'u' || letter == 'U') {
        uint32_t code;
        (*at)++;
        if (!unescape_hex(body, at, letter == 'x' ? 2 : letter == 'u' ? 4 : 8, &code))
            return wp_fail(err, WP_E_SYNTAX, WP_NO_MARK, "the escape \\%c in a string is cut short", letter);
        put_character(buf, code);
    } else {
        wp_buf_char(buf, '\\'); /* not an escape: the backslash stays */
    }
    return true;
}

bool wp_unescape(wp_arena *arena, wp_str body, wp_str *out, wp_error *err)
{
    if (!memchr(body.ptr, '\\', body.len)) {
        *out = body;
        return true;
    }
    wp_buf buf = wp_buf_new(arena);
    for (size_t at = 0; at < body.len;) {
        if (body.ptr[at] != '\\' || at + 1 == body.len) {
            wp_buf_char(&buf, body.ptr[at++]);
            continue;
        }
        at++;
        if (!unescape_one(&buf, body, &at, err))
            return false;
    }
    *out = wp_buf_str(&buf);
    return true;
}

/* Every backslash stands for itself, but for the one that guards the string's own quote. */
static wp_str keep_backslashes(wp_arena *arena, wp_str body, char quote)
{
    char guard[3] = { '\\', quote, 0 };
    if (wp_str_find(body, wp_str_of(guard), 0) == SIZE_MAX)
        return body;
    wp_buf buf = wp_buf_new(arena);
    for (size_t i = 0; i < body.len; i++)
        if (body.ptr[i] != '\\' || i + 1 == body.len || body.ptr[i + 1] != quote)
            wp_buf_char(&buf, body.ptr[i]);
    return wp_buf_str(&buf);
}

static bool lex_string(wp_arena *arena, wp_str text, size_t *at, bool literal, wp_token *out, wp_error *err)
{
    char quote = text.ptr[*at];
    size_t from = *at + 1, end = from;
    while (end < text.len && text.ptr[end] != quote)
        end += text.ptr[end] == '\\' ? 2 : 1;
    if (end >= text.len)
        return wp_fail(err, WP_E_SYNTAX, WP_NO_MARK, "this string is not closed");
    wp_str body = { text.ptr + from, end - from };
    out->kind = WP_T_STRING;
    *at = end + 1;
    if (!literal)
        return wp_unescape(arena, body, &out->text, err);
    out->text = keep_backslashes(arena, body, quote);
    return true;
}

/* ---- one token --------------------------------------------------------------------- */

static bool lex_operator(wp_str text, size_t *at, wp_token *out, wp_error *err)
{
    for (size_t i = 0; i < OPERATORS; i++) {
        size_t len = strlen(operators[i].text);
        if (text.len - *at < len || memcmp(text.ptr + *at, operators[i].text, len) != 0)
            continue;
        out->kind = operators[i].kind;
        out->text = (wp_str){ text.ptr + *at, len };
        *at += len;
        return true;
    }
    return wp_fail(err, WP_E_SYNTAX, WP_NO_MARK, "unexpected character '%c'", text.ptr[*at]);
}

bool wp_lex_code(wp_arena *arena, wp_str text, size_t *at, bool literal_backslash, wp_token *out, wp_error *err)
{
    char byte = text.ptr[*at];
    if (byte == '"' || byte == '\'')
        return lex_string(arena, text, at, literal_backslash, out, err);
    if (is_digit(byte)) {
        bool is_float;
        size_t len = wp_lex_number(text, *at, &is_float);
        out->kind = WP_T_NUMBER;
        out->text = (wp_str){ text.ptr + *at, len };
        *at += len;
        return wp_number_value(arena, out->text, is_float, &out->value, err);
    }
    if (starts_name(byte)) {
        size_t end = *at;
        while (end < text.len && (starts_name(text.ptr[end]) || is_digit(text.ptr[end])))
            end++;
        out->kind = WP_T_NAME;
        out->text = (wp_str){ text.ptr + *at, end - *at };
        *at = end;
        return true;
    }
    return lex_operator(text, at, out, err);
}
