/*
 * Filters between values and JSON or YAML. Objects that can be looped over become lists
 * or dicts first.
 */
#include "template/families.h"
#include "template/object.h"
#include "template/pretty.h"

#include "base/text.h"
#include "yaml/yaml.h"

#define DEEPEST 500

static bool plain_object(wp_call *call, wp_value object, wp_value *out, wp_error *err)
{
    *out = object;
    if (wp_object_is_mapping(object))
        return wp_object_to_dict(call->arena, object, out, err);
    else if (object.as.object->class_->iterate)
        return wp_iterate(call->arena, object, out, err);
    return true;
}

/* The value itself where nothing below it has to be changed. */
static bool plain(wp_call *call, wp_value value, int depth, wp_value *out, wp_error *err)
{
    wp_value key, item, made;
    bool changed = false;
    *out = value;
    if (depth > DEEPEST)
        return wp_fail_call(call, err, "the value is nested more than %d deep", DEEPEST);
    switch (value.type) {
    case WP_UNDEFINED:
        return wp_fail_undefined(value, call->mark, err);
    case WP_OBJECT:
        if (!plain_object(call, value, out, err))
            return false;
        return out->type == WP_OBJECT || plain(call, *out, depth + 1, out, err);
    case WP_LIST:
        made = (value.marks & WP_TUPLE ? wp_tuple_new : wp_list_new)(call->arena, wp_len(value));
        for (size_t i = 0; i < wp_len(value); i++) {
            wp_value old = wp_list_at(value, i);
            if (!plain(call, old, depth + 1, &item, err))
                return false;
            changed = changed || item.type != old.type || item.as.list != old.as.list;
            wp_list_push(call->arena, made, item);
        }
        break;
    case WP_DICT:
        made = wp_dict_new(call->arena, wp_len(value));
        for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++) {
            wp_value old = item;
            if (!plain(call, old, depth + 1, &item, err))
                return false;
            changed = changed || item.type != old.type || item.as.dict != old.as.dict;
            wp_dict_put(call->arena, made, key, item);
        }
        break;
    default:
        return true;
    }
    if (changed)
        *out = made;
    return true;
}

/* ---- JSON -------------------------------------------------------------------------- */

/* What json.dumps takes; the last ones change nothing here. */
static const char *const json_names[] = { "indent",   "sort_keys",     "separators",        "ensure_ascii", "skipkeys",
                                          "allow_nan", "check_circular", "preprocess_unsafe", "vault_to_text", NULL };
enum { INDENT, SORT_KEYS, SEPARATORS, ENSURE_ASCII, JSON_SLOTS = 9 };

static bool want_indent(wp_call *call, wp_value slot, wp_json_style *style, wp_error *err)
{
    int64_t indent;
    if (!wp_is_given(slot))
        return true;
    if (slot.type == WP_STRING) {
        style->indent_text = wp_text(slot).ptr;
        return true;
    }
    if (!wp_want_int(call, json_names[INDENT], slot, &indent, err))
        return false;
    style->indent = indent < 0 ? 0 : indent > 1000 ? 1000 : (int)indent;
    if (indent <= 0)
        style->indent_text = "";
    return true;
}

static bool want_separators(wp_call *call, wp_value slot, wp_json_style *style, wp_error *err)
{
    wp_value pair;
    wp_str item, key;
    if (!wp_is_given(slot))
        return true;
    if (!wp_want_list(call, json_names[SEPARATORS], slot, &pair, err))
        return false;
    if (wp_len(pair) != 2)
        return wp_fail_call(call, err, "separators must be a pair, such as (',', ':')");
    if (!wp_want_string(call, json_names[SEPARATORS], wp_list_at(pair, 0), &item, err) ||
        !wp_want_string(call, json_names[SEPARATORS], wp_list_at(pair, 1), &key, err))
        return false;
    style->item_separator = wp_strndup(call->arena, item.ptr, item.len);
    style->key_separator = wp_strndup(call->arena, key.ptr, key.len);
    return true;
}

/* Keys that are to be sorted must have an order among them, in each dict. `value` has no end to it: see plain(). */
static bool check_order(wp_call *call, wp_value value, wp_error *err)
{
    wp_value first, key, item;
    int order;
    for (size_t i = 0; value.type == WP_LIST && i < wp_len(value); i++)
        if (!check_order(call, wp_list_at(value, i), err))
            return false;
    for (size_t i = 0; value.type == WP_DICT && wp_dict_pair(value, i, &key, &item); i++) {
        wp_dict_pair(value, 0, &first, &item);
        if (i > 0 && !wp_compare(first, key, &order, err))
            return wp_while(err, "%s", call->name);
        wp_dict_pair(value, i, &key, &item);
        if (!check_order(call, item, err))
            return false;
    }
    return true;
}

static bool give_json(wp_call *call, const wp_value *slots, wp_json_style style, wp_str *out, wp_error *err)
{
    wp_value value;
    if (!want_indent(call, slots[INDENT], &style, err) || !want_separators(call, slots[SEPARATORS], &style, err) ||
        !plain(call, call->subject, 0, &value, err))
        return false;
    style.sort_keys = wp_arg_bool(slots[SORT_KEYS], style.sort_keys);
    if (style.sort_keys && !check_order(call, value, err))
        return false;
    style.ascii = wp_arg_bool(slots[ENSURE_ASCII], style.ascii);
    *out = wp_to_json(call->arena, value, style);
    return true;
}

static bool run_to_json(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[JSON_SLOTS];
    wp_str text;
    return wp_bind(call, json_names, slots, err) &&
           give_json(call, slots, (wp_json_style){ .ascii = true }, &text, err) && wp_give_text(call, text, out);
}

static bool run_to_nice_json(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[JSON_SLOTS];
    wp_str text;
    wp_json_style style = { .ascii = true, .sort_keys = true };
    if (!wp_bind(call, json_names, slots, err))
        return false;
    if (slots[INDENT].type == WP_OMIT)
        slots[INDENT] = wp_int(4);
    return give_json(call, slots, style, &text, err) && wp_give_text(call, text, out);
}

/* JSON that can stand in an HTML page as well. */
static bool run_tojson(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "indent", NULL };
    wp_value slots[JSON_SLOTS];
    wp_str text;
    for (int i = 0; i < JSON_SLOTS; i++)
        slots[i] = wp_omit();
    if (!wp_bind(call, names, slots, err) ||
        !give_json(call, slots, (wp_json_style){ .ascii = true, .sort_keys = true }, &text, err))
        return false;
    wp_buf buf = wp_buf_new(call->arena);
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '<' || byte == '>' || byte == '&' || byte == '\'')
            wp_buf_printf(&buf, "\\u%04x", byte);
        else
            wp_buf_char(&buf, byte);
    }
    wp_give_buf(call, &buf, out);
    out->marks |= WP_MARKUP;
    return true;
}

/* Texts that are read from a text carry its marks. */
static bool give_read(wp_call *call, wp_value read, wp_value *out)
{
    uint8_t marks = wp_call_marks(call);
    *out = marks ? wp_value_mark_all(call->arena, read, marks) : read;
    return true;
}

static bool run_from_json(wp_call *call, wp_value *out, wp_error *err)
{
    wp_str text;
    wp_value read;
    if (!wp_bind_nothing(call, err) || !wp_want_string(call, NULL, call->subject, &text, err))
        return false;
    if (!wp_from_json(call->arena, text, &read, err)) {
        if (err)
            err->mark = call->mark; /* the place in the text is in the message */
        return wp_while(err, "%s", call->name);
    }
    return give_read(call, read, out);
}

/* ---- YAML --------------------------------------------------------------------------- */

static const char *const yaml_names[] = { "indent",        "width",        "sort_keys",     "default_flow_style",
                                          "explicit_start", "explicit_end", "allow_unicode", "default_style",
                                          "canonical",     "line_break",   "encoding",      NULL };
enum { YAML_INDENT, YAML_WIDTH, YAML_SORT, YAML_FLOW, YAML_START, YAML_END, YAML_UNICODE, YAML_STYLE, YAML_SLOTS = 11 };

static bool give_yaml(wp_call *call, const wp_value *slots, wp_yaml_style style, wp_value *out, wp_error *err)
{
    int64_t indent, width;
    wp_value value;
    if (!wp_arg_int(call, yaml_names[YAML_INDENT], slots[YAML_INDENT], style.indent, &indent, err) ||
        !wp_arg_int(call, yaml_names[YAML_WIDTH], slots[YAML_WIDTH], 0, &width, err) ||
        !plain(call, call->subject, 0, &value, err))
        return false;
    style.indent = indent > 1 && indent < 10 ? (int)indent : 2;
    style.width = width > INT32_MAX ? INT32_MAX : width > 2 * style.indent ? (int)width : 80;
    style.sort_keys = wp_arg_bool(slots[YAML_SORT], true);
    style.explicit_start = wp_arg_bool(slots[YAML_START], false);
    style.explicit_end = wp_arg_bool(slots[YAML_END], false);
    style.ascii = !wp_arg_bool(slots[YAML_UNICODE], true);
    style.anchors = true;
    style.scalars = slots[YAML_STYLE].type == WP_STRING ? wp_text(slots[YAML_STYLE]).ptr[0] : '\0';
    if (slots[YAML_FLOW].type != WP_OMIT) {
        style.flow_leaves = slots[YAML_FLOW].type == WP_NULL;
        style.flow = wp_truth(slots[YAML_FLOW]);
    }
    return wp_give_text(call, wp_to_yaml(call->arena, value, style), out);
}

static bool run_to_yaml(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[YAML_SLOTS];
    return wp_bind(call, yaml_names, slots, err) &&
           give_yaml(call, slots, (wp_yaml_style){ .indent = 2, .flow_leaves = true }, out, err);
}

static bool run_to_nice_yaml(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[YAML_SLOTS];
    return wp_bind(call, yaml_names, slots, err) &&
           give_yaml(call, slots, (wp_yaml_style){ .indent = 4 }, out, err);
}

static bool read_yaml(wp_call *call, bool (*load)(wp_arena *, wp_str, const wp_yaml_options *, wp_value *, wp_error *),
                      wp_value *out, wp_error *err)
{
    static const wp_yaml_options options = { .file = "<text>" };
    wp_value read;
    if (!wp_bind_nothing(call, err))
        return false;
    *out = call->subject;
    if (call->subject.type != WP_STRING)
        return true;
    if (!load(call->arena, wp_text(call->subject), &options, &read, err)) {
        if (err && err->mark.line)
            wp_while(err, "%s: line %u, column %u of the text", call->name, err->mark.line, err->mark.column);
        else
            wp_while(err, "%s", call->name);
        if (err)
            err->mark = call->mark;
        return false;
    }
    return give_read(call, read, out);
}

static bool run_from_yaml(wp_call *call, wp_value *out, wp_error *err)
{
    return read_yaml(call, wp_yaml_load, out, err);
}

static bool run_from_yaml_all(wp_call *call, wp_value *out, wp_error *err)
{
    return read_yaml(call, wp_yaml_load_all, out, err);
}

/* ---- Python ---------------------------------------------------------------------------- */

static bool run_pprint(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && wp_give_text(call, wp_pretty(call->arena, call->subject), out);
}

const wp_builtin wp_filters_format[] = {
    { .name = "to_json", .run = run_to_json,
      .usage = "value | to_json(indent=none, sort_keys=false, separators=none, ensure_ascii=true)",
      .summary = "As JSON on one line." },
    { .name = "to_nice_json", .run = run_to_nice_json,
      .usage = "value | to_nice_json(indent=4, sort_keys=true, ensure_ascii=true)",
      .summary = "As JSON for people, keys in order." },
    { .name = "tojson", .run = run_tojson, .usage = "value | tojson(indent=none)",
      .summary = "As JSON that can stand in an HTML page." },
    { .name = "from_json", .run = run_from_json, .usage = "text | from_json",
      .summary = "The value that is written as JSON." },
    { .name = "to_yaml", .run = run_to_yaml,
      .usage = "value | to_yaml(indent=2, width=80, sort_keys=true, default_flow_style=none)",
      .summary = "As YAML, with the innermost lists and dicts on one line." },
    { .name = "to_nice_yaml", .run = run_to_nice_yaml,
      .usage = "value | to_nice_yaml(indent=4, width=80, sort_keys=true)",
      .summary = "As YAML for people, one item a line." },
    { .name = "from_yaml", .run = run_from_yaml, .usage = "text | from_yaml",
      .summary = "The value that is written as YAML." },
    { .name = "from_yaml_all", .run = run_from_yaml_all, .usage = "text | from_yaml_all",
      .summary = "The list of all documents of a YAML text." },
    { .name = "pprint", .run = run_pprint, .usage = "value | pprint", .summary = "As Python's pprint shows it." },
    { 0 },
};
