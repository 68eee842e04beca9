/*
 * A reader by recursive descent.
 *
 *   whole  := blanks item (',' item)* ','? blanks comment?     (with a ',': a tuple)
 *   item   := '(' items ')' | '[' items ']' | '{' pairs or items '}'
 *           | [-+] number | number | text text* | True | False | None
 *
 * Blanks and comments may stand between any two tokens; line breaks only inside
 * brackets. Numbers and texts are in literal_token.c.
 */
#include "yaml/literal.h"

#include <string.h>

#include "base/text.h"
#include "yaml/literal_token.h"

#define DEPTH_LIMIT 100

typedef struct reader {
    wp_arena *arena;
    wp_str text;
    size_t at;
    size_t depth; /* open brackets */
} reader;

static bool read_item(reader *from, wp_value *out);

static char peek(const reader *from)
{
    return from->at < from->text.len ? from->text.ptr[from->at] : '\0';
}

static void skip_blanks(reader *from)
{
    for (;; from->at++) {
        char next = peek(from);
        if (next == '#')
            while (from->at < from->text.len && peek(from) != '\n')
                from->at++;
        else if (next != ' ' && next != '\t' && next != '\f' && (from->depth == 0 || (next != '\n' && next != '\r')))
            return;
        if (from->at >= from->text.len)
            return;
        if (peek(from) == '\n' && from->depth == 0)
            return;
    }
}

static bool step_over(reader *from, char byte)
{
    skip_blanks(from);
    if (peek(from) != byte || from->at >= from->text.len)
        return false;
    from->at++;
    return true;
}

static bool open_bracket(reader *from)
{
    from->at++;
    return ++from->depth <= DEPTH_LIMIT;
}

static bool close_bracket(reader *from, char bracket)
{
    if (!step_over(from, bracket))
        return false;
    from->depth--;
    return true;
}

/* item (',' item)* ','?, up to the bracket, which stays. */
static bool read_items(reader *from, char bracket, wp_value list, bool *has_comma)
{
    *has_comma = false;
    for (;;) {
        skip_blanks(from);
        if (peek(from) == bracket)
            return true;
        wp_value item;
        if (wp_len(list) > 0 && !*has_comma)
            return false;
        if (!read_item(from, &item))
            return false;
        wp_list_push(from->arena, list, item);
        bool comma = step_over(from, ',');
        *has_comma = *has_comma || comma;
        skip_blanks(from);
        if (!comma)
            return peek(from) == bracket;
    }
}

static bool read_list(reader *from, wp_value *out)
{
    bool has_comma;
    wp_value list = wp_list_new(from->arena, 0);
    if (!open_bracket(from) || !read_items(from, ']', list, &has_comma) || !close_bracket(from, ']'))
        return false;
    *out = list;
    return true;
}

/* (1) is 1; (1,) and () are tuples. */
static bool read_parentheses(reader *from, wp_value *out)
{
    bool has_comma;
    wp_value tuple = wp_tuple_new(from->arena, 0);
    if (!open_bracket(from) || !read_items(from, ')', tuple, &has_comma) || !close_bracket(from, ')'))
        return false;
    *out = wp_len(tuple) == 1 && !has_comma ? wp_list_at(tuple, 0) : tuple;
    return true;
}

static bool can_be_key(wp_value value)
{
    return !wp_is(value, WP_LIST) && !wp_is(value, WP_DICT);
}

/* After `{`: a dict, or else a set, which becomes a list without doubles. */
static bool read_braces(reader *from, wp_value *out)
{
    wp_value dict = wp_dict_new(from->arena, 0), set = wp_list_new(from->arena, 0), key, item;
    bool is_dict = true;
    if (!open_bracket(from))
        return false;
    for (bool is_first = true; !close_bracket(from, '}'); is_first = false) {
        if (!read_item(from, &key) || !can_be_key(key))
            return false;
        bool has_colon = step_over(from, ':');
        if (is_first)
            is_dict = has_colon;
        if (has_colon != is_dict || (has_colon && !read_item(from, &item)))
            return false;
        if (!wp_dict_get(dict, key) && !has_colon)
            wp_list_push(from->arena, set, key);
        wp_dict_put(from->arena, dict, key, has_colon ? item : wp_null());
        skip_blanks(from);
        if (!step_over(from, ',') && peek(from) != '}')
            return false;
    }
    *out = is_dict ? dict : set;
    return true;
}

/* Texts that stand side by side are one. */
static bool read_texts(reader *from, wp_value *out)
{
    wp_value whole = wp_null(), part;
    bool is_bytes = false, first_is_bytes = false;
    for (bool is_first = true; wp_literal_begins_text(from->text, from->at); is_first = false) {
        if (!wp_literal_text(from->arena, from->text, &from->at, &part, &is_bytes))
            return false;
        if (is_first)
            first_is_bytes = is_bytes;
        else if (is_bytes != first_is_bytes)
            return false;
        whole = is_first ? part
                         : wp_string_printf(from->arena, "%.*s%.*s", (int)whole.len, whole.as.text, (int)part.len,
                                            part.as.text);
        skip_blanks(from);
    }
    *out = whole;
    return true;
}

static bool read_word(reader *from, wp_value *out)
{
    static const struct {
        const char *name;
        uint8_t type;
        bool truth;
    } words[] = { { "True", WP_BOOL, true }, { "False", WP_BOOL, false }, { "None", WP_NULL, false } };
    size_t end = from->at;
    while (end < from->text.len && wp_literal_is_name_byte(from->text.ptr[end]))
        end++;
    wp_str word = wp_str_slice(from->text, from->at, end);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (wp_str_is(word, words[i].name)) {
            from->at = end;
            *out = words[i].type == WP_BOOL ? wp_bool(words[i].truth) : wp_null();
            return true;
        }
    return false;
}

static bool read_signed(reader *from, wp_value *out)
{
    bool is_negative = peek(from) == '-';
    from->at++;
    skip_blanks(from);
    return wp_literal_number(from->arena, from->text, &from->at, is_negative, out);
}

static bool read_item(reader *from, wp_value *out)
{
    skip_blanks(from);
    char next = peek(from);
    switch (next) {
    case '(':
        return read_parentheses(from, out);
    case '[':
        return read_list(from, out);
    case '{':
        return read_braces(from, out);
    case '-':
    case '+':
        return read_signed(from, out);
    default:
        break;
    }
    if ((next >= '0' && next <= '9') || next == '.')
        return wp_literal_number(from->arena, from->text, &from->at, false, out);
    if (wp_literal_begins_text(from->text, from->at))
        return read_texts(from, out);
    return read_word(from, out);
}

/* Empty lines, which may stand before and after the whole. */
static void skip_lines(reader *from)
{
    skip_blanks(from);
    while (peek(from) == '\n' || peek(from) == '\r') {
        from->at++;
        skip_blanks(from);
    }
}

static bool at_end(reader *from)
{
    skip_lines(from);
    return from->at == from->text.len;
}

bool wp_literal_parse(wp_arena *arena, wp_str text, wp_value *out)
{
    reader from = { .arena = arena, .text = text };
    wp_value first, item;
    skip_lines(&from);
    if (!read_item(&from, &first))
        return false;
    if (!step_over(&from, ',')) {
        if (!at_end(&from))
            return false;
        *out = first;
        return true;
    }
    wp_value tuple = wp_tuple_new(arena, 2);
    wp_list_push(arena, tuple, first);
    while (!at_end(&from)) {
        if (!read_item(&from, &item))
            return false;
        wp_list_push(arena, tuple, item);
        if (!step_over(&from, ',') && !at_end(&from))
            return false;
    }
    *out = tuple;
    return true;
}
