/*
 * An error as the user meets it:
 *
 *   ERROR! 'notifi' is neither a module nor a keyword of a task
 *     site.yml:7:5
 *       7 |     notifi: restart
 *         |     ^
 *     did you mean 'notify'?
 */
#include "output/writer.h"

#include "base/file.h"
#include "base/text.h"

#include <string.h>

static bool find_line(wp_arena *arena, const wp_mark *mark, wp_str *line)
{
    wp_str text, part;
    wp_error ignored = { 0 };
    if (!wp_path_is_file(mark->file) || !wp_file_read(arena, mark->file, &text, &ignored))
        return false;
    if (text.len >= 15 && memcmp(text.ptr, "$ANSIBLE_VAULT;", 15) == 0)
        return false;
    for (uint32_t n = 1; wp_str_split(&text, '\n', &part); n++)
        if (n == mark->line) {
            *line = part;
            return true;
        }
    return false;
}

static void show_line(wp_arena *arena, wp_buf *out, const wp_mark *mark, bool color)
{
    wp_str line;
    if (mark->line == 0 || !find_line(arena, mark, &line))
        return;
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    const char *number = wp_printf(arena, "%6u | ", mark->line);
    wp_buf_printf(out, "%s%.*s\n", number, (int)(line.len > 200 ? 200 : line.len), line.ptr);
    if (mark->column == 0 || mark->column > 200)
        return;
    wp_buf_repeat(out, ' ', strlen(number) - 2);
    wp_buf_add(out, "| ");
    for (size_t i = 0; i + 1 < mark->column && i < line.len; i++)
        wp_buf_char(out, line.ptr[i] == '\t' ? '\t' : ' ');
    wp_put_colored(out, color, WP_RED, "^", 1);
    wp_buf_char(out, '\n');
}

wp_str wp_error_show(wp_arena *arena, const wp_error *error, bool color)
{
    wp_buf out = wp_buf_new(arena);
    const char *head = wp_printf(arena, "ERROR! %s", error->text);
    wp_put_colored(&out, color, WP_RED, head, strlen(head));
    wp_buf_char(&out, '\n');
    if (error->mark.file != NULL) {
        wp_buf_printf(&out, "  %s", error->mark.file);
        if (error->mark.line > 0)
            wp_buf_printf(&out, ":%u", error->mark.line);
        if (error->mark.line > 0 && error->mark.column > 0)
            wp_buf_printf(&out, ":%u", error->mark.column);
        wp_buf_char(&out, '\n');
        show_line(arena, &out, &error->mark, color);
    }
    if (error->hint[0] != '\0')
        wp_buf_printf(&out, "  %s\n", error->hint);
    return wp_buf_str(&out);
}
