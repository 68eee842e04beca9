/*
 * From lines and columns to bytes and back.
 *
 * Lines end as the parser has it: LF, CR, CRLF, and the three breaks of
 * Unicode. Columns count characters. For a block scalar the place is the first
 * line after its header, at the column of its indentation, even where that line
 * is empty: so the n-th line of the value is n lines below its mark.
 */
#include "yaml/place.h"

#include <string.h>

#include "base/text.h"

wp_places wp_places_of(const char *file, wp_str text)
{
    return (wp_places){ .file = file, .text = text };
}

/* How many bytes the line break at `at` has; 0: there is none. */
static size_t break_len(wp_str text, size_t at)
{
    const unsigned char *byte = (const unsigned char *)text.ptr + at;
    size_t left = text.len - at;
    if (left == 0)
        return 0;
    if (byte[0] == '\n')
        return 1;
    if (byte[0] == '\r')
        return left > 1 && byte[1] == '\n' ? 2 : 1;
    if (left > 1 && byte[0] == 0xc2 && byte[1] == 0x85)
        return 2;
    if (left > 2 && byte[0] == 0xe2 && byte[1] == 0x80 && (byte[2] == 0xa8 || byte[2] == 0xa9))
        return 3;
    return 0;
}

static size_t end_of_line(wp_str text, size_t at)
{
    while (at < text.len && break_len(text, at) == 0)
        at++;
    return at;
}

static size_t next_line(wp_str text, size_t at)
{
    at = end_of_line(text, at);
    return at + break_len(text, at);
}

static size_t go_to_line(wp_places *places, size_t line)
{
    if (line < places->line)
        places->line = places->offset = 0;
    for (; places->line < line && places->offset < places->text.len; places->line++)
        places->offset = next_line(places->text, places->offset);
    return places->line == line ? places->offset : places->text.len;
}

wp_str wp_place_line(wp_places *places, size_t line)
{
    size_t from = go_to_line(places, line);
    return wp_str_slice(places->text, from, end_of_line(places->text, from));
}

wp_mark wp_place_of_node(const wp_places *places, size_t line, size_t column)
{
    return (wp_mark){ places->file, (uint32_t)line + 1, (uint32_t)column + 1 };
}

wp_mark wp_place_of_offset(wp_places *places, size_t offset)
{
    if (offset < places->offset)
        places->line = places->offset = 0;
    for (size_t end; (end = end_of_line(places->text, places->offset)) < offset && end < places->text.len;
         places->line++) {
        if (end + break_len(places->text, end) > offset)
            break; /* within the break itself */
        places->offset = end + break_len(places->text, end);
    }
    return wp_place_of_node(places, places->line, wp_utf8_len(wp_str_slice(places->text, places->offset, offset)));
}

static size_t offset_of(wp_places *places, size_t line, size_t column)
{
    size_t from = go_to_line(places, line);
    wp_str rest = wp_str_slice(places->text, from, end_of_line(places->text, from));
    return from + wp_utf8_offset(rest, column);
}

/* Steps over tags and anchors, and over the blanks, breaks and comments after them. */
static size_t skip_properties(wp_str text, size_t at)
{
    while (at < text.len) {
        if (strchr("&!", text.ptr[at]) && text.ptr[at])
            while (at < text.len && !strchr(" \t\r\n,[]{}", text.ptr[at]))
                at++;
        else if (text.ptr[at] == ' ' || text.ptr[at] == '\t')
            at++;
        else if (text.ptr[at] == '#')
            at = end_of_line(text, at);
        else if (break_len(text, at) > 0)
            at += break_len(text, at);
        else
            break;
    }
    return at;
}

static bool is_blank(wp_str line)
{
    return wp_str_trim(line).len == 0;
}

static size_t leading_blanks(wp_str line)
{
    size_t count = 0;
    while (count < line.len && line.ptr[count] == ' ')
        count++;
    return count;
}

/* The indentation that was taken off: what the source has before its first
 * line with content, less what the value kept of it. */
static size_t indentation(wp_str source, size_t from, wp_str value)
{
    wp_str line = wp_str_of(NULL), kept = wp_str_of(NULL);
    while (from < source.len && is_blank(line)) {
        line = wp_str_slice(source, from, end_of_line(source, from));
        from = next_line(source, from);
    }
    while (is_blank(kept) && wp_str_split(&value, '\n', &kept))
        ;
    size_t before = leading_blanks(line), after = is_blank(kept) ? 0 : leading_blanks(kept);
    return before > after ? before - after : 0;
}

wp_mark wp_place_of_scalar(wp_places *places, size_t line, size_t column, bool has_properties, wp_scalar_look look,
                           wp_str value)
{
    if (!has_properties && look != WP_LOOK_BLOCK)
        return wp_place_of_node(places, line, column + (look == WP_LOOK_QUOTED));

    size_t start = offset_of(places, line, column);
    if (has_properties)
        start = skip_properties(places->text, start);
    if (look != WP_LOOK_BLOCK)
        return wp_place_of_offset(places, start + (look == WP_LOOK_QUOTED));

    wp_mark header = wp_place_of_offset(places, start);
    size_t content = next_line(places->text, start);
    return wp_place_of_node(places, header.line, indentation(places->text, content, value));
}
