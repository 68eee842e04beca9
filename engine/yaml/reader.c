/*
 * From the parser's events to values.
 *
 * A node is read by the event that begins it. Values are made once and shared:
 * an alias gives the very value of its anchor. So that a short text can't grow
 * into a huge value, every node counts, and what aliases repeat counts again,
 * up to a limit.
 *
 *   document := START node END
 *   node     := ALIAS | SCALAR | SEQ-START node* SEQ-END | MAP-START (node node)* MAP-END
 *
 * Keys that come by `<<` stand before the dict's own, and give way to them.
 */
#include "yaml/yaml.h"

#include <string.h>

#include <yaml.h>

#include "base/map.h"
#include "base/text.h"
#include "yaml/complaint.h"
#include "yaml/place.h"
#include "yaml/scalar.h"
#include "yaml/tag.h"

#define DEPTH_LIMIT  256
#define REPEAT_LIMIT 1000000
#define TEXT_LIMIT   ((size_t)256 << 20)

typedef struct anchor {
    wp_value value;
    size_t nodes;  /* how many it is, all below it included */
    bool is_whole; /* false while its node is still being read */
} anchor;

typedef struct reader {
    wp_arena *arena;
    const wp_yaml_options *options;
    wp_places places;
    yaml_parser_t parser;
    wp_map *anchors; /* of the document: name to anchor; NULL while it has none */
    size_t depth, nodes, repeated;
    wp_error *err;
} reader;

static bool read_node(reader *from, const yaml_event_t *event, wp_value *out);

/* ---- events -------------------------------------------------------------- */

static wp_mark mark_of(const reader *from, yaml_mark_t mark)
{
    return wp_place_of_node(&from->places, mark.line, mark.column);
}

static bool fail_bytes(reader *from)
{
    wp_mark mark = wp_place_of_offset(&from->places, from->parser.problem_offset);
    const char *problem = from->parser.problem;
    if (strstr(problem, "control"))
        wp_fail(from->err, WP_E_SYNTAX, mark, "a control character (0x%02x) can't stand in YAML",
                (unsigned)from->parser.problem_value);
    else
        wp_fail(from->err, WP_E_SYNTAX, mark, "this byte is not UTF-8");
    return wp_hint(from->err, "is it a text file, and saved as UTF-8?");
}

static bool fail_event(reader *from)
{
    const yaml_parser_t *parser = &from->parser;
    if (parser->error == YAML_READER_ERROR)
        return fail_bytes(from);
    if (!parser->problem)
        return wp_fail(from->err, WP_E_SYNTAX, WP_NO_MARK, "the YAML parser gave up");
    wp_complaint complaint = {
        .problem = parser->problem,
        .line = parser->problem_mark.line,
        .column = parser->problem_mark.column,
        .has_context = parser->context != NULL,
        .context_line = parser->context_mark.line,
        .context_column = parser->context_mark.column,
    };
    return wp_complain(&from->places, &complaint, from->err);
}

static bool next_event(reader *from, yaml_event_t *event)
{
    return yaml_parser_parse(&from->parser, event) || fail_event(from);
}

/* ---- anchors ------------------------------------------------------------- */

static anchor *drop_anchor(reader *from, const yaml_char_t *name)
{
    if (!name)
        return NULL;
    if (!from->anchors)
        from->anchors = wp_map_new(from->arena);
    anchor *dropped = wp_new(from->arena, anchor);
    wp_map_put(from->anchors, wp_str_of((const char *)name), dropped);
    return dropped;
}

static bool read_alias(reader *from, const yaml_event_t *event, wp_value *out)
{
    const char *name = (const char *)event->data.alias.anchor;
    wp_mark mark = mark_of(from, event->start_mark);
    const anchor *known = from->anchors ? wp_map_get(from->anchors, wp_str_of(name)) : NULL;
    if (!known) {
        wp_fail(from->err, WP_E_SYNTAX, mark, "no anchor '&%s' stands before this", name);
        return wp_hint(from->err, "put a text that begins with '*' in quotes: \"*%s\"", name);
    }
    if (!known->is_whole)
        return wp_fail(from->err, WP_E_SYNTAX, mark, "'*%s' stands within the very value it repeats", name);
    from->repeated += known->nodes;
    if (from->repeated > REPEAT_LIMIT)
        return wp_fail(from->err, WP_E_SYNTAX, mark, "aliases repeat more than %d values: this text is refused",
                       REPEAT_LIMIT);
    from->nodes += known->nodes;
    *out = known->value;
    return true;
}

/* ---- scalars ------------------------------------------------------------- */

static wp_mark mark_of_scalar(reader *from, const yaml_event_t *event, wp_str text)
{
    bool has_properties = event->data.scalar.anchor || event->data.scalar.tag;
    wp_scalar_look look = WP_LOOK_QUOTED;
    switch (event->data.scalar.style) {
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
        look = WP_LOOK_PLAIN;
        break;
    case YAML_LITERAL_SCALAR_STYLE:
    case YAML_FOLDED_SCALAR_STYLE:
        look = WP_LOOK_BLOCK;
        break;
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        break;
    }
    return wp_place_of_scalar(&from->places, event->start_mark.line, event->start_mark.column, has_properties, look,
                              text);
}

static bool make_tagged(reader *from, const yaml_event_t *event, wp_str text, wp_value *out)
{
    const char *tag = (const char *)event->data.scalar.tag;
    if (!wp_tag_is_known(tag))
        return wp_complain_of_tag(mark_of(from, event->start_mark), tag, from->err);
    wp_tagged tagged = { tag, mark_of_scalar(from, event, text), from->options->vault,
                         from->options->keep_envelopes };
    return wp_tag_scalar(from->arena, &tagged, text, out, from->err);
}

static bool read_scalar(reader *from, const yaml_event_t *event, wp_value *out)
{
    wp_str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
    const char *tag = (const char *)event->data.scalar.tag;
    if (tag && strcmp(tag, "!") != 0)
        return make_tagged(from, event, text, out);
    if (event->data.scalar.plain_implicit && wp_plain_resolve(text) != WP_PLAIN_TEXT) {
        *out = wp_yaml_plain(from->arena, text);
        if (!wp_is(*out, WP_STRING))
            return true;
        text = wp_text(*out);
    }
    *out = wp_string_at(from->arena, text, mark_of_scalar(from, event, text));
    return true;
}

/* ---- lists and dicts ----------------------------------------------------- */

static bool read_items(reader *from, wp_value list)
{
    for (;;) {
        yaml_event_t event;
        if (!next_event(from, &event))
            return false;
        bool is_end = event.type == YAML_SEQUENCE_END_EVENT;
        wp_value item = wp_null();
        bool done = is_end || read_node(from, &event, &item);
        yaml_event_delete(&event);
        if (!done || is_end)
            return done;
        wp_list_push(from->arena, list, item);
    }
}

static bool is_merge(const yaml_event_t *event)
{
    return event->type == YAML_SCALAR_EVENT && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           !event->data.scalar.tag && strcmp((const char *)event->data.scalar.value, "<<") == 0;
}

static void put_all(reader *from, wp_value into, wp_value dict)
{
    wp_dict_put_all(from->arena, into, dict);
    from->nodes += wp_len(dict);
    from->repeated += wp_len(dict);
}

/* Of a list of dicts the first wins, so it is put in last. */
static bool merge(reader *from, wp_value into, wp_value source, wp_mark mark)
{
    if (wp_is(source, WP_DICT)) {
        put_all(from, into, source);
    } else {
        for (size_t i = 0; i < wp_len(source); i++)
            if (!wp_is(source, WP_LIST) || !wp_is(wp_list_at(source, i), WP_DICT))
                return wp_fail(from->err, WP_E_SYNTAX, mark, "'<<' takes a dict or a list of dicts");
        for (size_t i = wp_len(source); i > 0; i--)
            put_all(from, into, wp_list_at(source, i - 1));
        if (!wp_is(source, WP_LIST))
            return wp_fail(from->err, WP_E_SYNTAX, mark, "'<<' takes a dict or a list of dicts, not %s",
                           wp_type_name(source));
    }
    if (from->repeated > REPEAT_LIMIT)
        return wp_fail(from->err, WP_E_SYNTAX, mark, "'<<' repeats more than %d values: this text is refused",
                       REPEAT_LIMIT);
    return true;
}

static bool meet_double(reader *from, wp_value key, wp_mark mark)
{
    wp_value *warnings = from->options->warnings;
    wp_str name = wp_to_text(from->arena, key);
    if (from->options->double_keys == WP_DOUBLE_FAIL)
        return wp_fail(from->err, WP_E_SYNTAX, mark, "the key '%.*s' is given twice in one dict", (int)name.len, name.ptr);
    if (warnings == NULL || from->options->double_keys == WP_DOUBLE_IGNORE)
        return true;
    wp_list_push(from->arena, *warnings,
                 wp_string_printf(from->arena, "%s:%u:%u: the key '%.*s' is given twice in one dict: the last one wins",
                                  mark.file ? mark.file : "<text>", mark.line, mark.column, (int)name.len, name.ptr));
    return true;
}

static bool read_key(reader *from, const yaml_event_t *event, wp_value dict, wp_value *out)
{
    if (!read_node(from, event, out))
        return false;
    if (wp_is(*out, WP_LIST) || wp_is(*out, WP_DICT))
        return wp_complain_of_key(&from->places, event->start_mark.line, event->start_mark.column, wp_type_name(*out),
                                  from->err);
    return wp_dict_get(dict, *out) == NULL || meet_double(from, *out, mark_of(from, event->start_mark));
}

/* One `key: value`; `merged` gets what comes by `<<`. */
static bool read_pair(reader *from, const yaml_event_t *event, wp_value own, wp_value *merged)
{
    bool merges = is_merge(event);
    wp_value key = wp_null(), item = wp_null();
    if (!merges && !read_key(from, event, own, &key))
        return false;

    yaml_event_t next;
    if (!next_event(from, &next))
        return false;
    wp_mark mark = mark_of(from, next.start_mark);
    bool done = read_node(from, &next, &item);
    yaml_event_delete(&next);
    if (!done)
        return false;
    if (!merges) {
        wp_dict_put(from->arena, own, key, item);
        return true;
    }
    if (!wp_is(*merged, WP_DICT))
        *merged = wp_dict_new(from->arena, 0);
    return merge(from, *merged, item, mark);
}

static bool read_pairs(reader *from, wp_value own, wp_value *out)
{
    wp_value merged = wp_null();
    for (;;) {
        yaml_event_t event;
        if (!next_event(from, &event))
            return false;
        bool is_end = event.type == YAML_MAPPING_END_EVENT;
        bool done = is_end || read_pair(from, &event, own, &merged);
        yaml_event_delete(&event);
        if (!done)
            return false;
        if (is_end)
            break;
    }
    if (wp_is(merged, WP_DICT)) {
        put_all(from, merged, own);
        own = merged;
    }
    *out = own;
    return true;
}

static bool read_collection(reader *from, const yaml_event_t *event, const char *tag, wp_value *out)
{
    wp_mark mark = mark_of(from, event->start_mark);
    if (tag && strcmp(tag, "!") != 0 && !wp_tag_is_known(tag))
        return wp_complain_of_tag(mark, tag, from->err);
    if (from->depth == DEPTH_LIMIT)
        return wp_fail(from->err, WP_E_SYNTAX, mark, "lists and dicts lie more than %d deep in one another",
                       DEPTH_LIMIT);
    from->depth++;
    wp_value built;
    if (event->type == YAML_SEQUENCE_START_EVENT) {
        built = wp_list_new(from->arena, 0);
        if (!read_items(from, built))
            return false;
    } else if (!read_pairs(from, wp_dict_new(from->arena, 0), &built)) {
        return false;
    }
    from->depth--;
    wp_container_set_mark(built, mark);
    if (tag && strcmp(tag, "!") != 0) {
        wp_tagged tagged = { tag, mark, from->options->vault,
                         from->options->keep_envelopes };
        return wp_tag_collection(from->arena, &tagged, built, out, from->err);
    }
    *out = built;
    return true;
}

static bool read_anchored(reader *from, const yaml_event_t *event, const yaml_char_t *name, wp_value *out)
{
    size_t before = from->nodes++;
    anchor *dropped = drop_anchor(from, name);
    const yaml_char_t *tag =
        event->type == YAML_SEQUENCE_START_EVENT ? event->data.sequence_start.tag : event->data.mapping_start.tag;
    bool done = event->type == YAML_SCALAR_EVENT ? read_scalar(from, event, out)
                                                 : read_collection(from, event, (const char *)tag, out);
    if (done && dropped)
        *dropped = (anchor){ *out, from->nodes - before, true };
    return done;
}

static bool read_node(reader *from, const yaml_event_t *event, wp_value *out)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return read_alias(from, event, out);
    case YAML_SCALAR_EVENT:
        return read_anchored(from, event, event->data.scalar.anchor, out);
    case YAML_SEQUENCE_START_EVENT:
        return read_anchored(from, event, event->data.sequence_start.anchor, out);
    case YAML_MAPPING_START_EVENT:
        return read_anchored(from, event, event->data.mapping_start.anchor, out);
    default:
        return wp_fail(from->err, WP_E_SYNTAX, mark_of(from, event->start_mark), "a value is expected here");
    }
}

/* ---- documents ----------------------------------------------------------- */

static bool skip_event(reader *from)
{
    yaml_event_t event;
    if (!next_event(from, &event))
        return false;
    yaml_event_delete(&event);
    return true;
}

/* True with *found false at the end of the stream. *mark: where the document begins. */
static bool read_document(reader *from, wp_value *out, bool *found, wp_mark *mark)
{
    yaml_event_t event;
    if (!next_event(from, &event))
        return false;
    *found = event.type == YAML_DOCUMENT_START_EVENT;
    *mark = mark_of(from, event.start_mark);
    yaml_event_delete(&event);
    if (!*found)
        return true;

    from->anchors = NULL;
    if (!next_event(from, &event))
        return false;
    bool done = read_node(from, &event, out);
    yaml_event_delete(&event);
    return done && skip_event(from);
}

static bool open_reader(reader *from, wp_arena *arena, wp_str text, const wp_yaml_options *options, wp_error *err)
{
    static const wp_yaml_options none = { 0 };
    *from = (reader){ .arena = arena, .options = options ? options : &none, .err = err };
    if (wp_str_starts(text, "\xef\xbb\xbf"))
        text = wp_str_slice(text, 3, text.len);
    from->places = wp_places_of(from->options->file, text);
    wp_mark start = { from->options->file, 1, 1 };
    if (text.len > TEXT_LIMIT)
        return wp_fail(err, WP_E_SYNTAX, start, "too long to be read: %zu bytes", text.len);
    if (!yaml_parser_initialize(&from->parser))
        return wp_fail(err, WP_E_SYNTAX, start, "the YAML parser can't be started");
    yaml_parser_set_encoding(&from->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&from->parser, (const unsigned char *)(text.ptr ? text.ptr : ""), text.len);
    return true;
}

bool wp_yaml_load_all(wp_arena *arena, wp_str text, const wp_yaml_options *options, wp_value *out, wp_error *err)
{
    reader from;
    if (!open_reader(&from, arena, text, options, err))
        return false;
    wp_value documents = wp_list_new(arena, 1), document;
    wp_mark mark;
    bool found = true;
    bool done = skip_event(&from);
    while (done && found) {
        document = wp_null();
        done = read_document(&from, &document, &found, &mark);
        if (done && found)
            wp_list_push(arena, documents, document);
    }
    yaml_parser_delete(&from.parser);
    if (done)
        *out = documents;
    return done;
}

bool wp_yaml_load(wp_arena *arena, wp_str text, const wp_yaml_options *options, wp_value *out, wp_error *err)
{
    reader from;
    if (!open_reader(&from, arena, text, options, err))
        return false;
    wp_value document = wp_null(), second;
    wp_mark mark;
    bool found = false;
    bool done = skip_event(&from) && read_document(&from, &document, &found, &mark);
    if (done && found) {
        done = read_document(&from, &second, &found, &mark);
        if (done && found) {
            done = wp_fail(err, WP_E_SYNTAX, mark, "a second document begins here, where one is expected");
            wp_hint(err, "take the '---' away, or make two files of it");
        }
    }
    yaml_parser_delete(&from.parser);
    if (done)
        *out = document;
    return done;
}
