/*
 * Free text to arguments: `src=a dest="b c" mode=0644`, `echo hi chdir=/tmp`.
 *
 * A word `name=value` is an argument: always, or, where a module takes free text, only if it
 * has a parameter of that name. What is left is the free text, as it was written.
 */
#include "playbook/free_text.h"
#include "playbook/loader.h"
#include "base/buf.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The end of the word that begins at `at`; SIZE_MAX when a quote or template stays open. */
static size_t word_end(wp_str text, size_t at)
{
    char quote = 0;
    int depth = 0;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        char next = at + 1 < text.len ? text.ptr[at + 1] : 0;
        if (quote != 0) {
            if (c == '\\' && next != 0)
                at++;
            else if (c == quote)
                quote = 0;
        } else if (c == '{' && (next == '{' || next == '%' || next == '#')) {
            depth++;
            at++;
        } else if (depth > 0 && (c == '}' || c == '%' || c == '#') && next == '}') {
            depth--;
            at++;
        } else if (depth == 0 && c == '\\' && next != 0) {
            at++;
        } else if (depth == 0 && (c == '"' || c == '\'')) {
            quote = c;
        } else if (depth == 0 && isspace((unsigned char)c)) {
            break;
        }
    }
    return quote != 0 || depth > 0 ? SIZE_MAX : at;
}

static wp_str unquote(wp_str value)
{
    if (value.len >= 2 && (value.ptr[0] == '"' || value.ptr[0] == '\'') && value.ptr[value.len - 1] == value.ptr[0])
        return (wp_str){ value.ptr + 1, value.len - 2 };
    return value;
}

/* \n, \t, \", \\, \x41, \u263a: as in Python's texts. */
static wp_str decode(wp_arena *arena, wp_str text)
{
    static const char letters[] = "\\'\"abfnrtv", bytes[] = "\\'\"\a\b\f\n\r\t\v";
    if (memchr(text.ptr, '\\', text.len) == NULL)
        return text;
    wp_buf out = wp_buf_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        char next = i + 1 < text.len ? text.ptr[i + 1] : 0;
        const char *letter = text.ptr[i] == '\\' && next != 0 ? strchr(letters, next) : NULL;
        size_t digits = text.ptr[i] != '\\' ? 0 : next == 'x' ? 2 : next == 'u' ? 4 : next == 'U' ? 8 : 0;
        size_t got = 0;
        while (got < digits && i + 2 + got < text.len && isxdigit((unsigned char)text.ptr[i + 2 + got]))
            got++;
        if (letter != NULL) {
            wp_buf_char(&out, bytes[letter - letters]);
            i++;
        } else if (digits > 0 && got == digits) {
            char hex[9] = { 0 }, encoded[4];
            memcpy(hex, text.ptr + i + 2, digits);
            wp_buf_add_n(&out, encoded, wp_utf8_put(encoded, (uint32_t)strtoul(hex, NULL, 16)));
            i += 1 + digits;
        } else {
            wp_buf_char(&out, text.ptr[i]);
        }
    }
    return wp_buf_str(&out);
}

static bool is_name(wp_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isalnum((unsigned char)text.ptr[i]) && strchr("_-.", text.ptr[i]) == NULL)
            return false;
    return text.len > 0;
}

static wp_mark mark_at(wp_value text, size_t offset)
{
    wp_mark mark = wp_value_mark(text);
    if (mark.file == NULL)
        return mark;
    for (size_t i = 0, column = mark.column; i < offset; i++) {
        bool is_newline = text.as.text[i] == '\n';
        mark.line += is_newline;
        mark.column = is_newline ? (uint32_t)column : mark.column + 1;
    }
    return mark;
}

bool wp_free_text_next(wp_str text, size_t *at, wp_free_word *out, wp_error *err)
{
    while (*at < text.len && isspace((unsigned char)text.ptr[*at]))
        ++*at;
    if (*at == text.len)
        return false;
    size_t end = word_end(text, *at);
    if (end == SIZE_MAX) {
        wp_fail(err, WP_E_SYNTAX, WP_NO_MARK, "a quote or a template is not closed");
        return wp_hint(err, "quote the whole value, or write a dictionary");
    }
    wp_str word = { text.ptr + *at, end - *at };
    size_t equals = wp_str_find(word, wp_str_of("="), 0);
    wp_str name = equals == SIZE_MAX ? (wp_str){ 0 } : wp_str_slice(word, 0, equals);
    *out = (wp_free_word){ .from = *at, .to = end, .word = word, .name = is_name(name) ? name : (wp_str){ 0 } };
    *at = end;
    return true;
}

wp_str wp_free_text_value(wp_arena *arena, const wp_free_word *word)
{
    return unquote(decode(arena, wp_str_slice(word->word, word->name.len + 1, word->word.len)));
}

static size_t blank_before(wp_value text, size_t at)
{
    while (at > 0 && isspace((unsigned char)text.as.text[at - 1]))
        at--;
    return at;
}

bool wp_parse_free_text(wp_loader *loader, const wp_action_info *action, wp_value text, wp_value args, wp_error *err)
{
    wp_arena *arena = loader->arena;
    const wp_loader_hooks *hooks = &loader->options.hooks;
    wp_buf rest = wp_buf_new(arena);
    size_t at = 0, rest_from = 0, rest_to = 0;
    wp_free_word word;
    wp_error open = { 0 };

    while (wp_free_text_next(wp_text(text), &at, &word, &open)) {
        bool is_argument = word.name.ptr != NULL &&
                           (action->free_form == NULL || action->is_directive || hooks->has_param == NULL ||
                            hooks->has_param(hooks->data, action, word.name));
        if (is_argument) {
            size_t value_from = word.from + word.name.len + 1;
            wp_dict_put(arena, args, wp_string_at(arena, word.name, mark_at(text, word.from)),
                        wp_string_at(arena, wp_free_text_value(arena, &word), mark_at(text, value_from)));
            continue;
        }
        if (rest_to > 0) /* with the blanks that stood before it */
            wp_buf_str_add(&rest, wp_str_slice(wp_text(text), blank_before(text, word.from), word.from));
        else
            rest_from = word.from;
        wp_buf_str_add(&rest, word.word);
        rest_to = word.to;
    }
    if (open.kind != WP_E_NONE) {
        *err = open;
        return wp_at(err, mark_at(text, at));
    }
    if (rest_to == 0)
        return true;
    if (action->free_form == NULL) {
        wp_fail(err, WP_E_INVALID, mark_at(text, rest_from), "'%s' takes arguments as name=value, not free text: %.*s",
                action->name, (int)(rest.len > 60 ? 60 : rest.len), wp_buf_str(&rest).ptr);
        return wp_hint(err, "write `%s:` and its arguments below it, one a line", action->name);
    }
    /* Line feeds at the end of a block stay. */
    size_t feed = wp_str_find(wp_text(text), wp_str_of("\n"), rest_to);
    if (feed != SIZE_MAX && blank_before(text, wp_text(text).len) == rest_to)
        wp_buf_str_add(&rest, wp_str_slice(wp_text(text), feed, wp_text(text).len));
    wp_dict_set(arena, args, action->free_form, wp_string_at(arena, wp_buf_str(&rest), mark_at(text, rest_from)));
    return true;
}
