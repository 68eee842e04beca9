/*
 * wp_to_yaml: what PyYAML writes or, with `indent_lists`, the same with the
 * dashes of lists in dicts indented, which neither PyYAML nor libyaml can do.
 *
 *   key:            key:
 *   - a               - a
 *   - b               - b
 *
 * For that, block collections are laid out here, and all else is written piece
 * by piece, each made narrower by the columns before it. Anchors are not used.
 */
#include "yaml/writer.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

typedef struct layout {
    wp_arena *arena;
    wp_yaml_style style;
    size_t indent;
    wp_buf text;
} layout;

static bool is_collection(wp_value value)
{
    return wp_is(value, WP_LIST) || wp_is(value, WP_DICT);
}

static bool is_block(const layout *on, wp_value value)
{
    return is_collection(value) && wp_len(value) > 0 && !wp_yaml_stands_in_line(&on->style, value);
}

/* A piece as the emitter has it, without the mark of its end. */
static wp_str write_piece(const layout *on, wp_yaml_style style, wp_value value, size_t column)
{
    int width = style.width ? style.width : 80, before = (int)column;
    style.width = width < 0 ? width : width > before + 20 ? width - before : 20;
    wp_str text = wp_yaml_write(on->arena, value, style);
    return wp_str_ends(text, "\n...\n") ? wp_str_slice(text, 0, text.len - 4) : text;
}

/* Lines after the first are moved to the column. */
static void add_lines(layout *on, wp_str lines, size_t column)
{
    wp_str line;
    for (bool is_first = true; wp_str_split(&lines, '\n', &line); is_first = false) {
        if (!is_first && line.len > 0)
            wp_buf_repeat(&on->text, ' ', column);
        wp_buf_str_add(&on->text, line);
        wp_buf_char(&on->text, '\n');
    }
}

static void lay_out(layout *on, wp_value value, size_t column);

static void add_pair(layout *on, const wp_yaml_pair *pair, size_t column)
{
    bool has_block = is_block(on, pair->item);
    wp_value alone = wp_dict_new(on->arena, 1);
    wp_dict_put(on->arena, alone, pair->key, has_block ? wp_null() : pair->item);

    wp_yaml_style style = on->style;
    style.flow_leaves = style.flow_leaves && is_collection(pair->item) && !has_block; /* the pair itself is no leaf */
    wp_str text = write_piece(on, style, alone, column);
    if (!has_block) {
        add_lines(on, text, column);
        return;
    }
    add_lines(on, wp_str_slice(text, 0, text.len - strlen(" null\n")), column);
    wp_buf_repeat(&on->text, ' ', column + on->indent);
    lay_out(on, pair->item, column + on->indent);
}

static void lay_out_dict(layout *on, wp_value dict, size_t column)
{
    wp_yaml_pair *pairs = wp_yaml_pairs(on->arena, &on->style, dict);
    for (size_t i = 0; i < wp_len(dict); i++) {
        if (i > 0)
            wp_buf_repeat(&on->text, ' ', column);
        add_pair(on, &pairs[i], column);
    }
}

static void lay_out_list(layout *on, wp_value list, size_t column)
{
    for (size_t i = 0; i < wp_len(list); i++) {
        if (i > 0)
            wp_buf_repeat(&on->text, ' ', column);
        wp_value item = wp_list_at(list, i);
        wp_buf_char(&on->text, '-');
        wp_buf_repeat(&on->text, ' ', is_block(on, item) ? on->indent - 1 : 1);
        lay_out(on, item, column + on->indent);
    }
}

/* The cursor stands at the column already. */
static void lay_out(layout *on, wp_value value, size_t column)
{
    if (!is_block(on, value))
        add_lines(on, write_piece(on, on->style, value, column), column);
    else if (wp_is(value, WP_DICT))
        lay_out_dict(on, value, column);
    else
        lay_out_list(on, value, column);
}

wp_str wp_to_yaml(wp_arena *arena, wp_value value, wp_yaml_style style)
{
    if (!style.indent_lists)
        return wp_yaml_write(arena, value, style);

    layout on = { .arena = arena, .style = style, .text = wp_buf_new(arena) };
    on.indent = style.indent > 1 && style.indent < 10 ? (size_t)style.indent : 2; /* as the emitter bounds it */
    on.style.anchors = on.style.explicit_start = on.style.explicit_end = false;
    if (style.explicit_start)
        wp_buf_add(&on.text, "---\n");
    lay_out(&on, value, 0);
    if (style.explicit_end)
        wp_buf_add(&on.text, "...\n");
    return wp_buf_str(&on.text);
}
