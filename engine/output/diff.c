/*
 * A unified diff.
 *
 * The longest common subsequence of lines, found by Myers' algorithm in linear space
 * would be more than previews need; common ends are cut off first, and what is left is
 * compared by a table as long as that is small, else shown as replaced whole.
 */
#include "output/writer.h"

#include "base/text.h"

#include <string.h>

static const size_t TABLE_LIMIT = 4000000;

typedef struct lines {
    wp_str *at;
    size_t count;
} lines;

typedef struct edit {
    char kind; /* ' ', '-', '+' */
    size_t a, b; /* line numbers before it, in both texts */
    wp_str line;
} edit;

typedef struct edits {
    edit *at;
    size_t count;
} edits;

static lines split(wp_arena *arena, wp_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    lines out = { wp_new_array(arena, wp_str, count + 1), 0 };
    for (size_t from = 0; from < text.len;) {
        const char *end = memchr(text.ptr + from, '\n', text.len - from);
        size_t to = end != NULL ? (size_t)(end - text.ptr) + 1 : text.len;
        out.at[out.count++] = wp_str_slice(text, from, to);
        from = to;
    }
    return out;
}

static void add(edits *list, char kind, size_t a, size_t b, wp_str line)
{
    list->at[list->count++] = (edit){ kind, a, b, line };
}

/* The middle parts, from a[from..a_to) and b[from..b_to). */
static void compare(wp_arena *arena, const lines *a, const lines *b, size_t from, size_t a_to, size_t b_to, edits *out)
{
    size_t n = a_to - from, m = b_to - from, i = 0, j = 0;
    uint32_t *table = NULL;
    if (n > 0 && m > 0 && n < TABLE_LIMIT / m) {
        table = wp_new_array(arena, uint32_t, (n + 1) * (m + 1));
        for (size_t x = n; x-- > 0;)
            for (size_t y = m; y-- > 0;) {
                uint32_t down = table[(x + 1) * (m + 1) + y], right = table[x * (m + 1) + y + 1];
                table[x * (m + 1) + y] = wp_str_eq(a->at[from + x], b->at[from + y])
                                             ? table[(x + 1) * (m + 1) + y + 1] + 1
                                             : (down > right ? down : right);
            }
    }
    while (i < n || j < m) {
        bool is_same = table != NULL && i < n && j < m && wp_str_eq(a->at[from + i], b->at[from + j]);
        bool takes_a = i < n && (table == NULL || j >= m ||
                                 table[(i + 1) * (m + 1) + j] >= table[i * (m + 1) + j + 1]);
        if (is_same) {
            add(out, ' ', from + i, from + j, a->at[from + i]);
            i++, j++;
        } else if (takes_a) {
            add(out, '-', from + i, from + j, a->at[from + i]);
            i++;
        } else {
            add(out, '+', from + i, from + j, b->at[from + j]);
            j++;
        }
    }
}

static void put_range(wp_buf *buf, char sign, size_t from, size_t count)
{
    if (count == 1)
        wp_buf_printf(buf, "%c%zu", sign, from + 1);
    else
        wp_buf_printf(buf, "%c%zu,%zu", sign, count == 0 ? from : from + 1, count);
}

static void put_line(wp_buf *buf, const edit *e, bool color)
{
    wp_color shade = e->kind == '-' ? WP_RED : e->kind == '+' ? WP_GREEN : WP_NO_COLOR;
    bool is_open = e->line.len == 0 || e->line.ptr[e->line.len - 1] != '\n';
    wp_buf line = wp_buf_new(buf->arena);
    wp_buf_char(&line, e->kind);
    wp_buf_add_n(&line, e->line.ptr, is_open ? e->line.len : e->line.len - 1);
    wp_put_colored(buf, color, shade, wp_buf_str(&line).ptr, line.len);
    wp_buf_char(buf, '\n');
    if (is_open)
        wp_buf_add(buf, "\\ No newline at end of file\n");
}

static void put_hunk(wp_buf *buf, const edits *all, size_t from, size_t to, bool color)
{
    size_t in_a = 0, in_b = 0;
    for (size_t i = from; i < to; i++) {
        in_a += all->at[i].kind != '+';
        in_b += all->at[i].kind != '-';
    }
    wp_buf_add(buf, "@@ ");
    put_range(buf, '-', all->at[from].a, in_a);
    wp_buf_char(buf, ' ');
    put_range(buf, '+', all->at[from].b, in_b);
    wp_buf_add(buf, " @@\n");
    for (size_t i = from; i < to; i++)
        put_line(buf, &all->at[i], color);
}

wp_str wp_unified_diff(wp_arena *arena, const char *before_name, wp_str before, const char *after_name, wp_str after,
                       size_t context, bool color)
{
    lines a = split(arena, before), b = split(arena, after);
    size_t head = 0, tail = 0;
    wp_buf buf = wp_buf_new(arena);
    if (wp_str_eq(before, after))
        return (wp_str){ "", 0 };
    while (head < a.count && head < b.count && wp_str_eq(a.at[head], b.at[head]))
        head++;
    while (tail < a.count - head && tail < b.count - head &&
           wp_str_eq(a.at[a.count - 1 - tail], b.at[b.count - 1 - tail]))
        tail++;

    edits all = { wp_new_array(arena, edit, a.count + b.count + 1), 0 };
    for (size_t i = head > context ? head - context : 0; i < head; i++)
        add(&all, ' ', i, i, a.at[i]);
    compare(arena, &a, &b, head, a.count - tail, b.count - tail, &all);
    for (size_t i = 0; i < tail && i < context; i++)
        add(&all, ' ', a.count - tail + i, b.count - tail + i, a.at[a.count - tail + i]);

    const char *names = wp_printf(arena, "--- %s\n+++ %s\n", before_name, after_name);
    wp_buf_add(&buf, names);
    for (size_t i = 0; i < all.count;) {
        if (all.at[i].kind == ' ') {
            i++;
            continue;
        }
        size_t from = i > context ? i - context : 0, last = i;
        for (size_t j = i; j < all.count && j <= last + 2 * context + 1; j++)
            if (all.at[j].kind != ' ')
                last = j;
        size_t to = last + 1 + context < all.count ? last + 1 + context : all.count;
        put_hunk(&buf, &all, from, to, color);
        i = to;
    }
    return wp_buf_str(&buf);
}
