/*
 * A whole file: out of its vault where it lies in one, then JSON where it is
 * JSON (which may have tabs, that YAML refuses), then YAML.
 */
#include "yaml/yaml.h"

#include "base/file.h"
#include "base/text.h"
#include "yaml/json.h"

/* The texts of a file that was encrypted as a whole are secrets, its keys are not. */
static wp_value keep_secret(wp_arena *arena, wp_value value)
{
    if (!wp_is(value, WP_DICT) && !wp_is(value, WP_LIST))
        return wp_value_mark_all(arena, value, WP_SECRET);
    bool is_dict = wp_is(value, WP_DICT);
    wp_value kept = is_dict ? wp_dict_new(arena, wp_len(value)) : wp_list_new(arena, wp_len(value)), key, item;
    for (size_t i = 0; is_dict && wp_dict_pair(value, i, &key, &item); i++)
        wp_dict_put(arena, kept, key, keep_secret(arena, item));
    for (size_t i = 0; !is_dict && i < wp_len(value); i++)
        wp_list_push(arena, kept, keep_secret(arena, wp_list_at(value, i)));
    wp_container_set_mark(kept, wp_value_mark(value));
    return kept;
}

static bool parse(wp_arena *arena, wp_str text, const wp_yaml_options *options, wp_value *out, wp_error *err)
{
    wp_str begin = wp_str_trim(text);
    if ((wp_str_starts(begin, "{") || wp_str_starts(begin, "[")) &&
        wp_json_load_located(arena, text, options->file, out))
        return true;
    return wp_yaml_load(arena, text, options, out, err);
}

bool wp_yaml_load_file(wp_arena *arena, const char *path, const wp_yaml_options *options, wp_value *out, wp_error *err)
{
    wp_yaml_options with = options ? *options : (wp_yaml_options){ 0 };
    with.file = path;
    wp_str text;
    if (!wp_file_read(arena, path, &text, err))
        return false;
    if (!wp_is_vaulted(text))
        return parse(arena, text, &with, out, err);

    wp_value value;
    if (!wp_vault_decrypt(arena, with.vault, text, &text, err))
        return wp_at(err, (wp_mark){ path, 1, 1 });
    if (!parse(arena, text, &with, &value, err))
        return false;
    *out = keep_secret(arena, value);
    return true;
}
