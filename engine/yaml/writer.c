/*
 * From values to YAML, as PyYAML's dumper writes it over libyaml.
 *
 * The emitter folds, quotes and indents. What is decided here is what a dumper
 * decides before it: the order of keys, which collections stand in one line,
 * and for each text whether it would be read back as a text without quotes.
 */
#include "yaml/writer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/buf.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "yaml/repeats.h"
#include "yaml/scalar.h"

typedef struct writer {
    wp_arena *arena;
    wp_yaml_style style;
    yaml_emitter_t emitter;
    wp_repeats *repeats; /* NULL: no anchors */
} writer;

static void write_value(writer *to, wp_value value);

static unsigned char *bytes_of(const char *text)
{
    return (unsigned char *)(uintptr_t)text; /* libyaml takes its inputs without const, and only reads them */
}

static void emit(writer *to, yaml_event_t *event)
{
    int done = yaml_emitter_emit(&to->emitter, event);
    assert(done); /* events come in order, and the output is memory */
    (void)done;
}

/* ---- scalars ------------------------------------------------------------- */

static void write_scalar(writer *to, const char *tag, wp_str text, bool plain, bool quoted, yaml_scalar_style_t style)
{
    yaml_event_t event;
    yaml_scalar_event_initialize(&event, NULL, bytes_of(tag), bytes_of(text.ptr), (int)text.len, plain, quoted, style);
    emit(to, &event);
}

static yaml_scalar_style_t style_of(const writer *to)
{
    switch (to->style.scalars) {
    case '"':
        return YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    case '\'':
        return YAML_SINGLE_QUOTED_SCALAR_STYLE;
    case '|':
        return YAML_LITERAL_SCALAR_STYLE;
    case '>':
        return YAML_FOLDED_SCALAR_STYLE;
    default:
        return YAML_ANY_SCALAR_STYLE;
    }
}

static void write_plain(writer *to, const char *type, wp_str text)
{
    char tag[64];
    snprintf(tag, sizeof tag, "tag:yaml.org,2002:%s", type);
    write_scalar(to, tag, text, true, false, style_of(to));
}

static void write_text(writer *to, wp_str text)
{
    bool reads_back = wp_plain_resolve(text) == WP_PLAIN_TEXT;
    write_scalar(to, "tag:yaml.org,2002:str", text, reads_back, true, style_of(to));
}

/* Lines of 76, each ended, as PyYAML has them. */
static void write_binary(writer *to, wp_str bytes)
{
    wp_buf lines = wp_buf_new(to->arena);
    wp_str encoded = wp_base64_encode(to->arena, bytes);
    for (size_t i = 0; i < encoded.len; i += 76) {
        wp_buf_str_add(&lines, wp_str_slice(encoded, i, i + 76));
        wp_buf_char(&lines, '\n');
    }
    write_scalar(to, "tag:yaml.org,2002:binary", wp_buf_str(&lines), false, false, YAML_LITERAL_SCALAR_STYLE);
}

/* 1e+17 would be read back as a text: a point makes it a float. */
static wp_str float_text(writer *to, wp_value value)
{
    double number = value.as.number;
    if (isnan(number))
        return wp_str_of(".nan");
    if (isinf(number))
        return wp_str_of(number > 0 ? ".inf" : "-.inf");
    wp_str text = wp_to_repr(to->arena, value);
    size_t e = wp_str_find(text, wp_str_of("e"), 0);
    if (e == SIZE_MAX || memchr(text.ptr, '.', text.len))
        return text;
    return wp_str_of(wp_printf(to->arena, "%.*s.0%s", (int)e, text.ptr, text.ptr + e));
}

/* ---- lists and dicts ----------------------------------------------------- */

static bool is_collection(wp_value value)
{
    return wp_is(value, WP_LIST) || wp_is(value, WP_DICT);
}

static bool is_leaf(wp_value value)
{
    wp_value key, item;
    if (wp_is(value, WP_DICT)) {
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
            if (is_collection(item) || is_collection(key))
                return false;
        return true;
    }
    for (size_t i = 0; i < wp_len(value); i++)
        if (is_collection(wp_list_at(value, i)))
            return false;
    return true;
}

bool wp_yaml_stands_in_line(const wp_yaml_style *style, wp_value collection)
{
    bool is_plain = style->scalars == 0 || wp_len(collection) == 0; /* a style of their own puts items on lines */
    return style->flow || (style->flow_leaves && is_plain && is_leaf(collection));
}

static int compare_pairs(const void *left, const void *right)
{
    int order = 0;
    wp_compare(((const wp_yaml_pair *)left)->key, ((const wp_yaml_pair *)right)->key, &order, NULL);
    return order;
}

/* Keys that have no order among them (a number and a text) stay as they are. */
static bool have_order(const wp_yaml_pair *pairs, size_t count)
{
    int order;
    for (size_t i = 1; i < count; i++)
        if (!wp_compare(pairs[0].key, pairs[i].key, &order, NULL))
            return false;
    return true;
}

wp_yaml_pair *wp_yaml_pairs(wp_arena *arena, const wp_yaml_style *style, wp_value dict)
{
    size_t count = wp_len(dict);
    wp_yaml_pair *pairs = wp_new_array(arena, wp_yaml_pair, count);
    for (size_t i = 0; i < count; i++)
        wp_dict_pair(dict, i, &pairs[i].key, &pairs[i].item);
    if (style->sort_keys && have_order(pairs, count))
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    return pairs;
}

static void write_dict(writer *to, wp_value dict, const char *anchor)
{
    yaml_event_t event;
    yaml_mapping_style_t style =
        wp_yaml_stands_in_line(&to->style, dict) ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE;
    yaml_mapping_start_event_initialize(&event, bytes_of(anchor), NULL, 1, style);
    emit(to, &event);
    wp_yaml_pair *pairs = wp_yaml_pairs(to->arena, &to->style, dict);
    for (size_t i = 0; i < wp_len(dict); i++) {
        write_value(to, pairs[i].key);
        write_value(to, pairs[i].item);
    }
    yaml_mapping_end_event_initialize(&event);
    emit(to, &event);
}

static void write_list(writer *to, wp_value list, const char *anchor)
{
    yaml_event_t event;
    yaml_sequence_style_t style =
        wp_yaml_stands_in_line(&to->style, list) ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE;
    yaml_sequence_start_event_initialize(&event, bytes_of(anchor), NULL, 1, style);
    emit(to, &event);
    for (size_t i = 0; i < wp_len(list); i++)
        write_value(to, wp_list_at(list, i));
    yaml_sequence_end_event_initialize(&event);
    emit(to, &event);
}

static void write_collection(writer *to, wp_value value)
{
    bool again = false;
    const char *anchor = to->repeats ? wp_repeats_name(to->repeats, value, &again) : NULL;
    if (again) {
        yaml_event_t event;
        yaml_alias_event_initialize(&event, bytes_of(anchor));
        emit(to, &event);
    } else if (wp_is(value, WP_DICT)) {
        write_dict(to, value, anchor);
    } else {
        write_list(to, value, anchor);
    }
}

static void write_value(writer *to, wp_value value)
{
    switch ((wp_type)value.type) {
    case WP_NULL:
        write_plain(to, "null", wp_str_of("null"));
        return;
    case WP_BOOL:
        write_plain(to, "bool", wp_str_of(value.as.boolean ? "true" : "false"));
        return;
    case WP_INT:
    case WP_BIG:
        write_plain(to, "int", wp_to_text(to->arena, value));
        return;
    case WP_FLOAT:
        write_plain(to, "float", float_text(to, value));
        return;
    case WP_LIST:
    case WP_DICT:
        write_collection(to, value);
        return;
    case WP_STRING:
        if (!wp_utf8_valid(wp_text(value)))
            write_binary(to, wp_text(value));
        else
            write_text(to, wp_text(value));
        return;
    case WP_OBJECT: /* a moment is a timestamp */
        if (wp_timestamp_has_form(wp_to_text(to->arena, value))) {
            write_plain(to, "timestamp", wp_to_text(to->arena, value));
            return;
        }
        write_text(to, wp_to_text(to->arena, value));
        return;
    case WP_UNDEFINED:
    case WP_OMIT:
        write_text(to, wp_to_text(to->arena, value));
        return;
    }
}

/* ---- the document -------------------------------------------------------- */

static int catch_output(void *data, unsigned char *bytes, size_t len)
{
    wp_buf_add_n(data, (const char *)bytes, len);
    return 1;
}

wp_str wp_yaml_write(wp_arena *arena, wp_value value, wp_yaml_style style)
{
    writer to = { .arena = arena, .style = style };
    wp_buf text = wp_buf_new(arena);
    if (style.anchors)
        to.repeats = wp_repeats_find(arena, value);
    yaml_emitter_initialize(&to.emitter);
    yaml_emitter_set_output(&to.emitter, catch_output, &text);
    yaml_emitter_set_indent(&to.emitter, style.indent);
    yaml_emitter_set_width(&to.emitter, style.width ? style.width : 80);
    yaml_emitter_set_unicode(&to.emitter, !style.ascii);

    yaml_event_t event;
    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    emit(&to, &event);
    yaml_document_start_event_initialize(&event, NULL, NULL, NULL, !style.explicit_start);
    emit(&to, &event);
    write_value(&to, value);
    yaml_document_end_event_initialize(&event, !style.explicit_end);
    emit(&to, &event);
    yaml_stream_end_event_initialize(&event);
    emit(&to, &event);
    yaml_emitter_delete(&to.emitter);
    return wp_buf_str(&text);
}
