/*
 * A text as lines that keep their ends, for modules that edit files: joined again
 * they are the same text, whatever its ends are and whether the last line has one.
 */
#include "module/job.h"

#include <string.h>

static size_t line_length(wp_str text, bool returns_too)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n')
            return i + 1;
        if (returns_too && text.ptr[i] == '\r')
            return i + 1 < text.len && text.ptr[i + 1] == '\n' ? i + 2 : i + 1;
    }
    return text.len;
}

wp_lines wp_lines_split(wp_job *job, wp_str text, bool returns_too)
{
    size_t room = 1;
    for (size_t i = 0; i < text.len; i++)
        room += text.ptr[i] == '\n' || text.ptr[i] == '\r';
    wp_lines lines = { .at = wp_new_array(job->arena, wp_str, room), .room = room };
    while (text.len) {
        size_t len = line_length(text, returns_too);
        lines.at[lines.count++] = (wp_str){ text.ptr, len };
        text = (wp_str){ text.ptr + len, text.len - len };
    }
    return lines;
}

wp_str wp_lines_join(wp_job *job, const wp_lines *lines)
{
    size_t len = 0, to = 0;
    for (size_t i = 0; i < lines->count; i++)
        len += lines->at[i].len;
    char *text = wp_alloc(job->arena, len + 1);
    for (size_t i = 0; i < lines->count; i++) {
        memcpy(text + to, lines->at[i].ptr, lines->at[i].len);
        to += lines->at[i].len;
    }
    return (wp_str){ text, len };
}

wp_str wp_line_ended(wp_job *job, wp_str line)
{
    if (line.len && line.ptr[line.len - 1] == '\n')
        return line;
    char *text = wp_alloc(job->arena, line.len + 2);
    memcpy(text, line.ptr, line.len);
    text[line.len] = '\n';
    return (wp_str){ text, line.len + 1 };
}

wp_str wp_line_bare(wp_str line)
{
    while (line.len && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    return line;
}

void wp_lines_insert(wp_job *job, wp_lines *lines, size_t place, const wp_str *added, size_t count)
{
    if (lines->count + count > lines->room) {
        size_t room = lines->count + count + 16;
        lines->at = wp_grow(job->arena, lines->at, lines->room * sizeof *lines->at, room * sizeof *lines->at);
        lines->room = room;
    }
    if (place > 0)
        lines->at[place - 1] = wp_line_ended(job, lines->at[place - 1]);
    memmove(lines->at + place + count, lines->at + place, (lines->count - place) * sizeof *lines->at);
    for (size_t i = 0; i < count; i++)
        lines->at[place + i] = wp_line_ended(job, added[i]);
    lines->count += count;
}

void wp_lines_remove(wp_lines *lines, size_t from, size_t to)
{
    memmove(lines->at + from, lines->at + to, (lines->count - to) * sizeof *lines->at);
    lines->count -= to - from;
}
