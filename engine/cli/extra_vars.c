/* Extra vars: what follows -e. */
#include "cli/extra_vars.h"

#include "base/file.h"
#include "base/text.h"
#include "playbook/free_text.h"
#include "yaml/yaml.h"

static bool add_words(wp_arena *arena, wp_str text, wp_value into, wp_error *err)
{
    wp_free_word word;
    wp_error open = { 0 };
    for (size_t at = 0; wp_free_text_next(text, &at, &word, &open);) {
        if (word.name.ptr == NULL) {
            wp_fail(err, WP_E_USAGE, WP_NO_MARK, "-e: '%.*s' is no name=value", (int)word.word.len, word.word.ptr);
            return wp_hint(err, "give name=value, a YAML or JSON dictionary, or @file");
        }
        wp_dict_put(arena, into, wp_string_of(arena, word.name),
                    wp_string_of(arena, wp_free_text_value(arena, &word)));
    }
    if (open.kind == WP_E_NONE)
        return true;
    return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "-e: %s in: %.*s", open.text, (int)text.len, text.ptr);
}

static bool add_one(wp_arena *arena, wp_str text, wp_vault *vault, wp_value into, wp_error *err)
{
    wp_yaml_options yaml = { .file = "-e", .vault = vault };
    wp_value dict;
    if (wp_str_starts(text, "@")) {
        const char *path = wp_path_expand(arena, wp_strndup(arena, text.ptr + 1, text.len - 1));
        yaml.file = path;
        if (!wp_yaml_load_file(arena, path, &yaml, &dict, err))
            return false;
    } else if (wp_str_starts(text, "{") || wp_str_starts(text, "[") || wp_str_starts(text, "/")) {
        if (!wp_yaml_load(arena, text, &yaml, &dict, err))
            return wp_while(err, "-e");
    } else {
        return add_words(arena, text, into, err);
    }
    if (wp_is(dict, WP_NULL))
        return true;
    if (!wp_is(dict, WP_DICT))
        return wp_fail(err, WP_E_USAGE, WP_NO_MARK, "-e takes a dictionary of variables, not %s", wp_type_name(dict));
    wp_dict_put_all(arena, into, dict);
    return true;
}

bool wp_extra_vars_load(wp_arena *arena, wp_value given, wp_vault *vault, wp_value *out, wp_error *err)
{
    wp_value dict = wp_dict_new(arena, 8);
    for (size_t i = 0; i < wp_len(given); i++)
        if (!add_one(arena, wp_str_trim(wp_text(wp_list_at(given, i))), vault, dict, err))
            return false;
    *out = dict;
    return true;
}
