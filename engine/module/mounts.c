/*
 * mountinfo:  id parent major:minor ROOT PATH OPTIONS tag... - TYPE SOURCE OPTIONS
 * fstab:      SOURCE PATH TYPE OPTIONS [DUMP [PASS]]
 */
#include <waplay/mounts.h>

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum { ROOT = 3, PATH = 4, OPTIONS = 5 }; /* columns of mountinfo */

static bool is_octal(char byte)
{
    return byte >= '0' && byte <= '7';
}

/* The next word, with \040 and the like read; false at the end of the line. */
static bool next_word(wp_arena *arena, wp_str *line, const char **out)
{
    while (line->len && strchr(" \t\r", *line->ptr))
        line->ptr++, line->len--;
    if (!line->len)
        return false;
    char *word = wp_alloc(arena, line->len + 1), *at = word;
    while (line->len && !strchr(" \t\r", *line->ptr)) {
        const char *from = line->ptr;
        bool escaped = line->len >= 4 && *from == '\\' && is_octal(from[1]) && is_octal(from[2]) && is_octal(from[3]);
        *at++ = escaped ? (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0')) : *from;
        line->ptr += escaped ? 4 : 1;
        line->len -= escaped ? 4 : 1;
    }
    *out = word;
    return true;
}

wp_mounted wp_mounted_at(wp_arena *arena, wp_str mountinfo, const char *path)
{
    wp_mounted now = { false, "", "", "", "" };
    wp_str line;
    while (wp_str_split(&mountinfo, '\n', &line)) {
        const char *word = "", *options = "", *root = "", *type, *source, *more;
        bool is_here = false;
        for (int i = 0; next_word(arena, &line, &word) && strcmp(word, "-") != 0; i++) {
            root = i == ROOT ? word : root;
            is_here = i == PATH ? strcmp(word, path) == 0 : is_here;
            options = i == OPTIONS ? word : options;
        }
        if (is_here && next_word(arena, &line, &type) && next_word(arena, &line, &source) &&
            next_word(arena, &line, &more))
            now = (wp_mounted){ true, source, type, root, wp_printf(arena, "%s,%s", options, more) };
    }
    return now;
}

bool wp_fstab_read(wp_arena *arena, wp_str line, wp_fstab_entry *out)
{
    *out = (wp_fstab_entry){ "", "", "", "", "", "" };
    if (!next_word(arena, &line, &out->source) || *out->source == '#' || !next_word(arena, &line, &out->path) ||
        !next_word(arena, &line, &out->type) || !next_word(arena, &line, &out->options))
        return false;
    if (next_word(arena, &line, &out->dump))
        next_word(arena, &line, &out->pass);
    return true;
}

static void add_escaped(wp_buf *buf, const char *text)
{
    for (; *text; text++) {
        if (strchr(" \t\n\\", *text))
            wp_buf_printf(buf, "\\%03o", (unsigned)*text);
        else
            wp_buf_char(buf, *text);
    }
    wp_buf_char(buf, ' ');
}

const char *wp_fstab_line(wp_arena *arena, const wp_fstab_entry *entry)
{
    wp_buf line = wp_buf_new(arena);
    add_escaped(&line, entry->source);
    add_escaped(&line, entry->path);
    wp_buf_printf(&line, "%s %s %s %s\n", entry->type, entry->options, *entry->dump ? entry->dump : "0",
                  *entry->pass ? entry->pass : "0");
    return wp_buf_str(&line).ptr;
}
