/*
 * Python's shlex with comments: blanks part words, ' and " quote, a backslash
 * takes the next byte as it is (within "" only \" and \\ do so).
 */
#include "inventory/words.h"

#include <string.h>

#include "base/buf.h"

typedef struct splitter {
    wp_arena *arena;
    wp_str line;
    size_t at;
    wp_word *words;
    size_t count;
} splitter;

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool take_quoted(splitter *from, char quote, wp_buf *into)
{
    for (from->at++; from->at < from->line.len; from->at++) {
        char byte = from->line.ptr[from->at];
        if (byte == quote) {
            from->at++;
            return true;
        }
        if (byte == '\\' && quote == '"' && from->at + 1 < from->line.len) {
            char next = from->line.ptr[from->at + 1];
            if (next == '"' || next == '\\') {
                byte = next;
                from->at++;
            }
        }
        wp_buf_char(into, byte);
    }
    return false;
}

/* Up to a blank or a comment, neither of which is taken. */
static const char *take_word(splitter *from, wp_buf *into)
{
    while (from->at < from->line.len) {
        char byte = from->line.ptr[from->at];
        if (is_blank(byte) || byte == '#')
            break;
        if (byte == '\'' || byte == '"') {
            if (!take_quoted(from, byte, into))
                return "a quote is not closed";
            continue;
        }
        if (byte == '\\') {
            if (++from->at == from->line.len)
                return "nothing follows the last backslash";
            byte = from->line.ptr[from->at];
        }
        wp_buf_char(into, byte);
        from->at++;
    }
    return NULL;
}

static void add_word(splitter *from, wp_word word)
{
    if ((from->count & (from->count - 1)) == 0) {
        size_t room = from->count ? 2 * from->count : 1;
        from->words = wp_grow(from->arena, from->words, from->count * sizeof word, room * sizeof word);
    }
    from->words[from->count++] = word;
}

const char *wp_words_split(wp_arena *arena, wp_str line, wp_word **words, size_t *count)
{
    splitter from = { .arena = arena, .line = line };
    for (;;) {
        while (from.at < line.len && is_blank(line.ptr[from.at]))
            from.at++;
        if (from.at == line.len || line.ptr[from.at] == '#')
            break;
        size_t offset = from.at;
        wp_buf word = wp_buf_new(arena);
        const char *wrong = take_word(&from, &word);
        if (wrong)
            return wrong;
        add_word(&from, (wp_word){ wp_buf_str(&word), offset });
    }
    *words = from.words;
    *count = from.count;
    return NULL;
}
