/*
 * Command lines: to quote a word for a shell, and to split a line into words as
 * Python's shlex does. In a line, blanks end a word; '...' takes everything as it
 * is; in "..." a backslash takes the next " or \ as it is, and stays before others;
 * outside of quotes it takes whatever follows.
 */
#include "base/buf.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

static bool needs_no_quotes(wp_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!isalnum((unsigned char)word.ptr[i]) && (!word.ptr[i] || !strchr("@%+=:,./-_", word.ptr[i])))
            return false;
    return word.len > 0;
}

wp_str wp_shell_quote(wp_arena *arena, wp_str word)
{
    if (needs_no_quotes(word))
        return wp_str_dup(arena, word);

    wp_buf buf = wp_buf_new(arena);
    wp_buf_char(&buf, '\'');
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\'')
            wp_buf_add(&buf, "'\"'\"'");
        else
            wp_buf_char(&buf, word.ptr[i]);
    }
    wp_buf_char(&buf, '\'');
    return wp_buf_str(&buf);
}

static bool is_separator(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* One word off the front of `rest`, which starts with one. False: a quote, or a
 * backslash, with nothing after it. */
static bool take_word(wp_arena *arena, wp_str *rest, wp_str *word)
{
    wp_buf buf = wp_buf_new(arena);
    char quote = '\0';
    size_t at = 0;
    for (; at < rest->len && (quote || !is_separator(rest->ptr[at])); at++) {
        char byte = rest->ptr[at];
        if (byte == '\\' && quote != '\'') {
            if (++at == rest->len)
                return false;
            if (quote && rest->ptr[at] != '\\' && rest->ptr[at] != quote)
                wp_buf_char(&buf, '\\');
            wp_buf_char(&buf, rest->ptr[at]);
        } else if (byte == quote) {
            quote = '\0';
        } else if (!quote && (byte == '\'' || byte == '"')) {
            quote = byte;
        } else {
            wp_buf_char(&buf, byte);
        }
    }
    *rest = wp_str_slice(*rest, at, rest->len);
    *word = wp_buf_str(&buf);
    return !quote;
}

bool wp_shell_split(wp_arena *arena, wp_str text, wp_str **words, size_t *count)
{
    wp_str *found = NULL;
    size_t len = 0, cap = 0;
    for (;;) {
        while (text.len && is_separator(text.ptr[0]))
            text = wp_str_slice(text, 1, text.len);
        if (!text.len)
            break;
        if (len == cap) {
            size_t more = cap ? cap * 2 : 8;
            found = wp_grow(arena, found, cap * sizeof *found, more * sizeof *found);
            cap = more;
        }
        if (!take_word(arena, &text, &found[len]))
            return false;
        len++;
    }
    *words = found ? found : wp_new_array(arena, wp_str, 0);
    *count = len;
    return true;
}
