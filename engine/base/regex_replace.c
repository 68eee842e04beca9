/*
 * Replacement. The template is cut once into pieces, each a text or the number
 * of a group; then the pieces are put in the place of every match.
 *
 *   \1 ... \99, \g<2>, \g<name>    a group; nothing if it took no part
 *   \0, \012, \123                 a character by its octal number
 *   \n \t \r \a \b \f \v \\        as everywhere
 *   \ before what is no letter     stays, with its backslash
 */
#include "base/buf.h"
#include "base/regex.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

typedef struct part {
    wp_str text; /* of a group: unused */
    size_t group;
    bool is_group;
} part;

typedef struct reader {
    wp_arena *arena;
    const wp_regex *regex;
    wp_str source;
    size_t at;
    wp_buf text; /* of the piece that is being read */
    part *pieces;
    size_t len, cap;
} reader;

/* ---- the template --------------------------------------------------------- */

static void add_piece(reader *template, part piece)
{
    if (template->len == template->cap) {
        size_t cap = template->cap ? template->cap * 2 : 8;
        template->pieces = wp_grow(template->arena, template->pieces, template->cap * sizeof piece, cap * sizeof piece);
        template->cap = cap;
    }
    template->pieces[template->len++] = piece;
}

static void end_text(reader *template)
{
    if (template->text.len)
        add_piece(template, (part){ .text = wp_str_dup(template->arena, wp_buf_str(&template->text)) });
    wp_buf_clear(&template->text);
}

static bool fail_at(const reader *template, wp_error *err, const char *what)
{
    size_t character = wp_utf8_len(wp_str_slice(template->source, 0, template->at)) + 1;
    return wp_fail(err, WP_E_SYNTAX, WP_NO_MARK, "bad replacement '%.*s': %s, at character %zu",
                   (int)(template->source.len < 500 ? template->source.len : 500), template->source.ptr, what,
                   character);
}

static bool add_group(reader *template, size_t group, wp_error *err)
{
    if (group > wp_regex_groups(template->regex))
        return fail_at(template, err, "the expression has no such group");
    end_text(template);
    add_piece(template, (part){ .group = group, .is_group = true });
    return true;
}

static char peek(const reader *template, size_t ahead)
{
    size_t at = template->at + ahead;
    return at < template->source.len ? template->source.ptr[at] : '\0';
}

static bool is_octal(char byte)
{
    return byte >= '0' && byte <= '7';
}

/* \g<name> or \g<2>: `at` stands on the backslash. */
static bool read_named(reader *template, wp_error *err)
{
    size_t end = wp_str_find(template->source, wp_str_of(">"), template->at);
    if (peek(template, 2) != '<' || end == SIZE_MAX)
        return fail_at(template, err, "\\g wants the name of a group in <>");
    wp_str name = wp_str_slice(template->source, template->at + 3, end);
    int64_t number;
    size_t group = wp_regex_named(template->regex, name);
    if (!group) {
        bool is_number = name.len && isdigit((unsigned char)name.ptr[0]) && wp_str_int(name, &number);
        if (!is_number)
            return fail_at(template, err, "the expression has no group of that name");
        group = (size_t)number;
    }
    if (!add_group(template, group, err))
        return false;
    template->at = end + 1;
    return true;
}

/* An octal character if it starts with 0 or has three octal digits, else a group of one or two digits. */
static bool read_number(reader *template, wp_error *err)
{
    char first = peek(template, 1), second = peek(template, 2), third = peek(template, 3);
    bool is_three = first <= '3' && is_octal(second) && is_octal(third);
    if (first != '0' && !is_three) {
        size_t group = (size_t)(first - '0'), len = 2;
        if (isdigit((unsigned char)second)) {
            group = group * 10 + (size_t)(second - '0');
            len = 3;
        }
        if (!add_group(template, group, err))
            return false;
        template->at += len;
        return true;
    }
    size_t len = 1;
    uint32_t character = 0;
    while (len < 4 && is_octal(peek(template, len)))
        character = character * 8 + (uint32_t)(peek(template, len++) - '0');
    char bytes[4];
    wp_buf_add_n(&template->text, bytes, wp_utf8_put(bytes, character));
    template->at += len;
    return true;
}

static bool read_escape(reader *template, wp_error *err)
{
    static const char letters[] = "abfnrtv\\", stand_for[] = "\a\b\f\n\r\t\v\\";
    char letter = peek(template, 1);
    if (template->at + 1 == template->source.len)
        return fail_at(template, err, "a backslash with nothing after it");
    if (letter == 'g')
        return read_named(template, err);
    if (isdigit((unsigned char)letter))
        return read_number(template, err);
    const char *known = letter ? strchr(letters, letter) : NULL;
    if (!known && isalpha((unsigned char)letter))
        return fail_at(template, err, "no such escape");
    if (known)
        wp_buf_char(&template->text, stand_for[known - letters]);
    else
        wp_buf_add_n(&template->text, template->source.ptr + template->at, 2);
    template->at += 2;
    return true;
}

static bool read_template(reader *template, wp_error *err)
{
    while (template->at < template->source.len) {
        if (peek(template, 0) != '\\')
            wp_buf_char(&template->text, template->source.ptr[template->at++]);
        else if (!read_escape(template, err))
            return false;
    }
    end_text(template);
    return true;
}

/* ---- replace -------------------------------------------------------------- */

static void put_pieces(wp_buf *buf, const reader *template, wp_str text, const wp_span *spans)
{
    for (size_t i = 0; i < template->len; i++) {
        const part *piece = &template->pieces[i];
        if (!piece->is_group)
            wp_buf_str_add(buf, piece->text);
        else if (spans[piece->group].from != SIZE_MAX)
            wp_buf_str_add(buf, wp_str_slice(text, spans[piece->group].from, spans[piece->group].to));
    }
}

bool wp_regex_replace(wp_arena *arena, const wp_regex *regex, wp_str text, wp_str replacement, size_t count,
                      wp_str *out, wp_error *err)
{
    reader template = { .arena = arena, .regex = regex, .source = replacement, .text = wp_buf_new(arena) };
    if (!read_template(&template, err))
        return false;

    wp_buf buf = wp_buf_new(arena);
    wp_regex_walk walk = wp_regex_walk_over(regex, text);
    wp_span *spans;
    size_t done = 0, copied = 0;
    while ((count == 0 || done < count) && wp_regex_next(arena, &walk, &spans)) {
        wp_buf_str_add(&buf, wp_str_slice(text, copied, spans[0].from));
        put_pieces(&buf, &template, text, spans);
        copied = spans[0].to;
        done++;
    }
    if (walk.gave_up)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the regular expression takes too many steps on this text");
    wp_buf_str_add(&buf, wp_str_slice(text, copied, text.len));
    *out = wp_buf_str(&buf);
    return true;
}
