/*
 * Keywords of any node: each key of its dict is found in the table, its type is
 * checked as far as it can be before templates are evaluated.
 */
#include "playbook/loader.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool wp_loader_tell(wp_loader *loader, const wp_error *fault)
{
    if (loader->faults++ == 0)
        loader->first = fault->kind;
    if (loader->capture != NULL) {
        if (loader->capture->kind == WP_E_NONE)
            *loader->capture = *fault;
    } else if (loader->options.hooks.fault != NULL)
        loader->options.hooks.fault(loader->options.hooks.data, fault);
    return false;
}

bool wp_loader_fault(wp_loader *loader, wp_mark mark, const char *hint, const char *format, ...)
{
    char text[WP_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    wp_error fault = { 0 };
    wp_fail(&fault, WP_E_INVALID, mark, "%s", text);
    if (hint != NULL)
        wp_hint(&fault, "%s", hint);
    return wp_loader_tell(loader, &fault);
}

static bool is_boolean_text(wp_str text)
{
    static const char *const words[] = { "yes", "no", "true", "false", "on", "off", "y", "n", "t", "f", "1", "0" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (wp_str_ieq(text, words[i]))
            return true;
    return false;
}

static bool fits(const wp_keyword_row *row, wp_value value)
{
    int64_t number;
    if (wp_is(value, WP_NULL) || wp_value_is_template(value))
        return true;
    switch (row->type) {
    case WP_KT_STRING:
        return !wp_is(value, WP_DICT) && !wp_is(value, WP_LIST);
    case WP_KT_BOOL:
        return wp_is(value, WP_BOOL) || (wp_is(value, WP_INT) && (value.as.integer == 0 || value.as.integer == 1)) ||
               (wp_is(value, WP_STRING) && is_boolean_text(wp_text(value)));
    case WP_KT_INT:
        return wp_is(value, WP_INT) || (wp_is(value, WP_STRING) && wp_str_int(wp_text(value), &number));
    case WP_KT_FLOAT:
        return wp_is_number(value) || wp_is(value, WP_STRING);
    case WP_KT_LIST:
        return wp_is(value, WP_LIST) || row->id == WP_K_COLLECTIONS ||
               (wp_is(value, WP_STRING) && row->id == WP_K_VARS_FILES);
    case WP_KT_STRINGS:
        return wp_is(value, WP_LIST) || wp_is(value, WP_STRING) || (wp_is(value, WP_INT) && row->id != WP_K_TAGS);
    case WP_KT_DICT:
        return wp_is(value, WP_DICT) || (wp_is(value, WP_LIST) && row->id == WP_K_VARS);
    case WP_KT_CONDITIONS:
        return !wp_is(value, WP_DICT);
    case WP_KT_ANY:
        return true;
    }
    return true;
}

static const char *const type_words[] = {
    [WP_KT_STRING] = "a text",  [WP_KT_BOOL] = "true or false",        [WP_KT_INT] = "a whole number",
    [WP_KT_FLOAT] = "a number", [WP_KT_LIST] = "a list",               [WP_KT_STRINGS] = "a text or a list of texts",
    [WP_KT_DICT] = "a dictionary", [WP_KT_CONDITIONS] = "an expression or a list of them", [WP_KT_ANY] = "anything",
};

/* vars: a dict; or a list of dicts, the older form. */
static wp_value merged_vars(wp_loader *loader, wp_value vars)
{
    if (!wp_is(vars, WP_LIST))
        return vars;
    wp_value merged = wp_dict_new(loader->arena, 8), key, item;
    for (size_t i = 0; i < wp_len(vars); i++)
        for (size_t j = 0; wp_dict_pair(wp_list_at(vars, i), j, &key, &item); j++)
            wp_dict_put(loader->arena, merged, key, item);
    return merged;
}

/* A text where a list is meant: tags: a,b; notify: x. A comma inside of a list is part of the tag. */
static wp_value as_list(wp_loader *loader, const wp_keyword_row *row, wp_value value)
{
    if (wp_is(value, WP_LIST) || wp_is(value, WP_NULL) || row->id == WP_K_HOSTS)
        return value;
    wp_value list = wp_list_new(loader->arena, 2);
    if (row->id != WP_K_TAGS || !wp_is(value, WP_STRING) || wp_value_is_template(value)) {
        wp_list_push(loader->arena, list, value);
        return list;
    }
    wp_str rest = wp_text(value), part;
    while (wp_str_split(&rest, ',', &part))
        wp_list_push(loader->arena, list, wp_string_of(loader->arena, wp_str_trim(part)));
    return list;
}

static void take(wp_loader *loader, wp_node *node, const wp_keyword_row *row, wp_value key, wp_value value)
{
    wp_mark mark = wp_value_mark(key);
    if (row->refused != NULL) {
        wp_loader_fault(loader, mark, NULL, "'%s' is not to be had here: %s", row->name, row->refused);
        return;
    }
    if (!fits(row, value)) {
        wp_loader_fault(loader, mark, NULL, "'%s' takes %s, not %s", row->name, type_words[row->type],
                        wp_type_name(value));
        return;
    }
    if (wp_is(value, WP_NULL) && row->id != WP_K_HOSTS && row->type != WP_KT_LIST)
        return; /* `when:` with nothing behind it is as if it were not there */
    if (row->type == WP_KT_STRINGS)
        value = as_list(loader, row, value);
    if (row->id == WP_K_NAME && node->kind == WP_NODE_PLAY && !wp_is(value, WP_STRING))
        value = wp_string_of(loader->arena, wp_to_text(loader->arena, value));
    if (!wp_is(value, WP_NULL))
        wp_check_keyword(loader, row, value, mark);
    if (row->id == WP_K_VARS)
        value = merged_vars(loader, value);
    wp_node_set(node, row->id, value);
}

void wp_load_node(wp_loader *loader, wp_node *node, wp_node_kind kind, const wp_place *place, wp_value dict,
                  unsigned where, wp_other_key other, void *data)
{
    wp_value key, value;
    wp_node_init(loader, node, kind, place, wp_value_mark(dict));
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &value); i++) {
        const wp_keyword_row *row = wp_keyword_find(wp_text(key), where);
        if (row != NULL) {
            take(loader, node, row, key, value);
        } else if (other == NULL || !other(loader, data, key, value)) {
            const char *nearest = wp_keyword_nearest(wp_text(key), where);
            static const char *const names[] = { "play", "role", "block", "task" };
            wp_loader_fault(loader, wp_value_mark(key),
                            nearest ? wp_printf(loader->arena, "did you mean '%s'?", nearest) : NULL,
                            "'%.*s' is not a keyword of a %s", (int)key.len, wp_is(key, WP_STRING) ? key.as.text : "?",
                            names[kind]);
        }
    }
}
