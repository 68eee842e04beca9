/*
 * One value in the type of its parameter, with the conversions that users of
 * Ansible rely on: "yes" for a bool, "a,b" for a list, "a=1 b=2" for a dict, a
 * number where a text is asked for. What can't be meant is an error that names
 * the parameter, the type it wants and what it was given.
 */
#include "module/params.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/text.h"

static const char *const true_words[] = { "yes", "on", "1", "true", "t", "y", "1.0", NULL };
static const char *const false_words[] = { "no", "off", "0", "false", "f", "n", "0.0", NULL };

static bool is_one_of(wp_str text, const char *const *words)
{
    for (; *words; words++)
        if (wp_str_ieq(text, *words))
            return true;
    return false;
}

/* What the user gave, short enough for a message. */
static const char *shown(wp_arena *arena, const wp_param *param, wp_value given)
{
    if (param->secret)
        return "a hidden value";
    wp_str text = wp_to_repr(arena, given);
    if (text.len <= 60)
        return wp_strndup(arena, text.ptr, text.len);
    return wp_printf(arena, "%.*s...", (int)wp_utf8_offset(text, 57), text.ptr);
}

static bool wrong_type(wp_arena *arena, const wp_param *param, wp_value given, const char *wanted, wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, wp_value_mark(given), "parameter '%s' must be %s, not %s", param->name, wanted,
                   shown(arena, param, given));
}

static wp_value with_marks_of(wp_value made, wp_value given)
{
    made.marks |= given.marks & (WP_UNSAFE | WP_SECRET);
    return made;
}

static bool to_text(wp_arena *arena, wp_value given, wp_value *out)
{
    *out = wp_is(given, WP_STRING) ? given : with_marks_of(wp_string_of(arena, wp_to_text(arena, given)), given);
    return true;
}

static bool to_bool(wp_arena *arena, const wp_param *param, wp_value given, wp_value *out, wp_error *err)
{
    wp_str text = wp_str_trim(wp_to_text(arena, given));
    bool is_scalar = wp_is(given, WP_STRING) || wp_is_number(given);
    if (is_scalar && is_one_of(text, true_words))
        *out = wp_bool(true);
    else if (is_scalar && is_one_of(text, false_words))
        *out = wp_bool(false);
    else
        return wrong_type(arena, param, given, "yes or no", err);
    return true;
}

static bool to_int(wp_arena *arena, const wp_param *param, wp_value given, wp_value *out, wp_error *err)
{
    int64_t number;
    if (wp_is(given, WP_INT))
        *out = given;
    else if (wp_is(given, WP_BOOL))
        *out = wp_int(given.as.boolean);
    else if (wp_is(given, WP_STRING) && wp_str_int(wp_str_trim(wp_text(given)), &number))
        *out = wp_int(number);
    else
        return wrong_type(arena, param, given, "a whole number", err);
    return true;
}

static bool to_float(wp_arena *arena, const wp_param *param, wp_value given, wp_value *out, wp_error *err)
{
    if (wp_is(given, WP_FLOAT)) {
        *out = given;
        return true;
    }
    if (wp_is_number(given)) {
        *out = wp_float(wp_number(given));
        return true;
    }
    wp_str text = wp_str_trim(wp_text(given));
    char *copy = wp_strndup(arena, text.ptr, text.len), *end = copy;
    errno = 0;
    double number = strtod(copy, &end);
    if (!wp_is(given, WP_STRING) || text.len == 0 || *end || errno)
        return wrong_type(arena, param, given, "a number", err);
    *out = wp_float(number);
    return true;
}

static bool to_list(wp_arena *arena, const wp_param *param, wp_value given, wp_value *out, wp_error *err)
{
    if (wp_is(given, WP_LIST)) {
        *out = given;
        return true;
    }
    if (wp_is(given, WP_DICT) && param->items == WP_PARAM_DICT) {
        *out = wp_list_new(arena, 1); /* one dict where a list of them is asked for */
        wp_list_push(arena, *out, given);
        return true;
    }
    if (!wp_is(given, WP_STRING) && !wp_is_number(given))
        return wrong_type(arena, param, given, "a list", err);
    wp_value text;
    to_text(arena, given, &text);
    wp_value list = wp_list_new(arena, 2);
    wp_str rest = wp_text(text), part;
    if (rest.len == 0)
        wp_list_push(arena, list, text);
    while (wp_str_split(&rest, ',', &part))
        wp_list_push(arena, list, with_marks_of(wp_string_of(arena, part), given));
    *out = list;
    return true;
}

/* "a=1 b='two words'", commas do as well as blanks. */
static bool to_dict_from_pairs(wp_arena *arena, wp_value given, wp_value *out)
{
    wp_str *words;
    size_t count;
    char *text = wp_strndup(arena, wp_text(given).ptr, wp_text(given).len);
    char quote = '\0';
    for (char *at = text; *at; at++) {
        if (quote ? *at == quote : *at == '"' || *at == '\'')
            quote = quote ? '\0' : *at;
        else if (!quote && *at == ',')
            *at = ' ';
    }
    if (!wp_shell_split(arena, wp_str_of(text), &words, &count))
        return false;
    wp_value dict = wp_dict_new(arena, count);
    for (size_t i = 0; i < count; i++) {
        size_t equals = wp_str_find(words[i], wp_str_of("="), 0);
        if (equals == SIZE_MAX || equals == 0)
            return false;
        wp_value key = wp_string_of(arena, wp_str_slice(words[i], 0, equals));
        wp_value item = wp_string_of(arena, wp_str_slice(words[i], equals + 1, words[i].len));
        wp_dict_put(arena, dict, key, with_marks_of(item, given));
    }
    *out = dict;
    return true;
}

static bool to_dict(wp_arena *arena, const wp_param *param, wp_value given, wp_value *out, wp_error *err)
{
    wp_value parsed;
    if (wp_is(given, WP_DICT)) {
        *out = given;
        return true;
    }
    wp_str text = wp_str_trim(wp_text(given));
    if (wp_str_starts(text, "{") && wp_from_json(arena, text, &parsed, NULL) && wp_is(parsed, WP_DICT))
        *out = wp_value_mark_all(arena, parsed, given.marks & (WP_UNSAFE | WP_SECRET));
    else if (text.len == 0 || wp_str_starts(text, "{") || !to_dict_from_pairs(arena, given, out))
        return wrong_type(arena, param, given, "a dict", err);
    return true;
}

static bool convert_type(wp_arena *arena, const wp_param *param, wp_param_type type, wp_value given, wp_value *out,
                         wp_error *err)
{
    switch (type) {
    case WP_PARAM_STR:
    case WP_PARAM_PATH:
        return to_text(arena, given, out);
    case WP_PARAM_BOOL:
        return to_bool(arena, param, given, out, err);
    case WP_PARAM_INT:
        return to_int(arena, param, given, out, err);
    case WP_PARAM_FLOAT:
        return to_float(arena, param, given, out, err);
    case WP_PARAM_LIST:
        return to_list(arena, param, given, out, err);
    case WP_PARAM_DICT:
        return to_dict(arena, param, given, out, err);
    case WP_PARAM_MODE:
        return wp_mode_normalise(arena, given, out, err) || wp_while(err, "parameter '%s'", param->name);
    case WP_PARAM_RAW:
        break;
    }
    *out = given;
    return true;
}

/* A choice written as a YAML boolean (`follow: no`) means the one choice that says so. */
static wp_value choice_of_boolean(const wp_param *param, wp_value text, bool truth)
{
    const char *meant = NULL;
    for (const char *const *choice = param->choices; *choice; choice++) {
        if (!is_one_of(wp_str_of(*choice), truth ? true_words : false_words))
            continue;
        if (meant)
            return text;
        meant = *choice;
    }
    return meant ? wp_string_static(meant) : text;
}

static bool check_choice(wp_arena *arena, const wp_param *param, wp_value *value, wp_error *err)
{
    wp_str text = wp_to_text(arena, *value);
    for (const char *const *choice = param->choices; *choice; choice++)
        if (wp_str_is(text, *choice))
            return true;
    if (wp_str_is(text, "True") || wp_str_is(text, "False")) {
        wp_value meant = choice_of_boolean(param, *value, wp_str_is(text, "True"));
        if (!wp_equal(meant, *value)) {
            *value = meant;
            return true;
        }
    }
    char *all = wp_strdup(arena, "");
    for (const char *const *choice = param->choices; *choice; choice++)
        all = wp_printf(arena, "%s%s%s", all, choice == param->choices ? "" : ", ", *choice);
    wp_nearest nearest = wp_nearest_to(text);
    for (const char *const *choice = param->choices; *choice; choice++)
        wp_nearest_try(&nearest, *choice);
    wp_fail(err, WP_E_INVALID, wp_value_mark(*value), "parameter '%s' must be one of %s, not %s", param->name, all,
            shown(arena, param, *value));
    if (nearest.best)
        wp_hint(err, "did you mean '%s'?", nearest.best);
    return false;
}

static bool convert_fields(wp_arena *arena, const wp_param *param, wp_value given, wp_value *out, wp_error *err)
{
    wp_value made = wp_dict_new(arena, wp_len(given)), key, item;
    for (size_t i = 0; wp_dict_pair(given, i, &key, &item); i++) {
        const wp_param *field = wp_param_find(param->fields, wp_text(key));
        wp_value value;
        if (!field) {
            wp_str name = wp_to_text(arena, key);
            const char *nearest = wp_param_nearest(param->fields, name);
            wp_fail(err, WP_E_INVALID, wp_value_mark(key), "'%.*s' is no key of parameter '%s'", (int)name.len,
                    name.ptr, param->name);
            return nearest ? wp_hint(err, "did you mean '%s'?", nearest) : false;
        }
        if (!wp_param_convert(arena, field, item, &value, err))
            return wp_while(err, "parameter '%s'", param->name);
        if (!wp_is(value, WP_NULL))
            wp_dict_set(arena, made, field->name, value);
    }
    for (const wp_param *field = param->fields; field->name; field++) {
        wp_value value;
        if (wp_dict_find(made, field->name))
            continue;
        if (field->required)
            return wp_fail(err, WP_E_INVALID, wp_value_mark(given), "parameter '%s' needs the key '%s'", param->name,
                           field->name);
        if (wp_param_default(arena, field, &value))
            wp_dict_set(arena, made, field->name, value);
    }
    *out = made;
    return true;
}

static bool convert_items(wp_arena *arena, const wp_param *param, wp_value given, wp_value *out, wp_error *err)
{
    wp_value list = wp_list_new(arena, wp_len(given));
    for (size_t i = 0; i < wp_len(given); i++) {
        wp_value item = wp_list_at(given, i), made;
        if (!convert_type(arena, param, param->items, item, &made, err))
            return false;
        if (param->choices && !check_choice(arena, param, &made, err))
            return false;
        if (param->items == WP_PARAM_DICT && param->fields && !convert_fields(arena, param, made, &made, err))
            return false;
        wp_list_push(arena, list, made);
    }
    *out = list;
    return true;
}

bool wp_param_convert(wp_arena *arena, const wp_param *param, wp_value given, wp_value *out, wp_error *err)
{
    if (wp_is(given, WP_NULL)) {
        *out = given;
        return true;
    }
    wp_value value;
    if (!convert_type(arena, param, param->type, given, &value, err))
        return false;
    if (param->type == WP_PARAM_LIST && !convert_items(arena, param, value, &value, err))
        return false;
    if (param->type == WP_PARAM_DICT && param->fields && !convert_fields(arena, param, value, &value, err))
        return false;
    if (param->type != WP_PARAM_LIST && param->choices && !check_choice(arena, param, &value, err))
        return false;
    *out = value;
    return true;
}

bool wp_param_default(wp_arena *arena, const wp_param *param, wp_value *out)
{
    if (!param->fallback)
        return false;
    wp_value text = wp_string_static(param->fallback);
    if (param->type == WP_PARAM_LIST && !*param->fallback) {
        *out = wp_list_new(arena, 0);
        return true;
    }
    return wp_param_convert(arena, param, text, out, NULL);
}
