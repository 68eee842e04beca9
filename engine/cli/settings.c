/* Where each setting is said, and what it makes of the options. */
#include "cli/settings.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/settings_file.h"

#include <stdlib.h>
#include <string.h>

/* What was said of a setting, and where. */
typedef struct said {
    const char *text;   /* NULL: nothing */
    const char *origin; /* for errors */
    const char *dir;    /* from which relative paths count; NULL: here */
} said;

/* ---- look up ----------------------------------------------------------------------------- */

static const char *from_environment(wp_arena *arena, const wp_setting *setting, const char **name)
{
    if (setting->env == NULL)
        return NULL;
    const char *ours = wp_printf(arena, "WAPLAY_%s", strchr(setting->env, '_') + 1);
    const char *const names[] = { ours, setting->env };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = getenv(names[i]);
        if (text != NULL && text[0] != '\0') {
            *name = names[i];
            return text;
        }
    }
    return NULL;
}

static said look_up(wp_arena *arena, const wp_setting *setting, wp_value file, const char *path)
{
    const char *name;
    const char *text = from_environment(arena, setting, &name);
    if (text != NULL)
        return (said){ text, name, NULL };
    const wp_value *section = setting->section != NULL ? wp_dict_find(file, setting->section) : NULL;
    const wp_value *item = section != NULL ? wp_dict_find(*section, setting->key) : NULL;
    if (item != NULL)
        return (said){ item->as.text,
                       wp_printf(arena, "%s:%u: [%s] %s", path, wp_value_mark(*item).line, setting->section,
                                 setting->key),
                       wp_path_dirname(arena, path) };
    return (said){ setting->fallback, setting->name, NULL };
}

/* ---- types ------------------------------------------------------------------------------- */

static const char *path_of(wp_arena *arena, wp_str text, const said *from)
{
    const char *path = wp_path_expand(arena, wp_strndup(arena, text.ptr, text.len));
    return wp_path_absolute(arena, from->dir != NULL ? wp_path_join(arena, from->dir, path) : path);
}

static wp_value list_of(wp_arena *arena, const wp_setting *setting, const said *from)
{
    wp_value list = wp_list_new(arena, 4);
    wp_str rest = wp_str_of(from->text), one;
    bool is_list_of_hosts = setting->type == WP_SETTING_SOURCES && wp_str_ends(rest, ",");
    if (is_list_of_hosts)
        wp_list_push(arena, list, wp_string_of(arena, rest));
    /* A source of the environment may be a name below inventories/: it stays as it is. */
    bool is_path = setting->type == WP_SETTING_PATHS || (setting->type == WP_SETTING_SOURCES && from->dir != NULL);
    while (!is_list_of_hosts && wp_str_split(&rest, setting->type == WP_SETTING_PATHS ? ':' : ',', &one)) {
        one = wp_str_trim(one);
        if (one.len > 0)
            wp_list_push(arena, list,
                         is_path ? wp_string(arena, path_of(arena, one, from)) : wp_string_of(arena, one));
    }
    return list;
}

static bool is_one_of(const char *text, const char *const *words)
{
    while (*words != NULL && !wp_str_ieq(wp_str_of(text), *words))
        words++;
    return *words != NULL;
}

static bool bool_of(const said *from, wp_value *out, wp_error *err)
{
    static const char *const yes[] = { "1", "yes", "on", "true", "y", "t", NULL };
    static const char *const no[] = { "0", "no", "off", "false", "n", "f", NULL };
    bool truth = is_one_of(from->text, yes);
    if (!truth && !is_one_of(from->text, no))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s takes true or false, not '%s'", from->origin, from->text);
    *out = wp_bool(truth);
    return true;
}

static const char *words_of(const wp_setting *setting)
{
    const wp_setting_words *row = wp_settings_words;
    while (row->name != NULL && strcmp(row->name, setting->name) != 0)
        row++;
    return row->words;
}

static bool is_word_of(const wp_setting *setting, const said *from, wp_error *err)
{
    const char *words = words_of(setting);
    if (words == NULL)
        return true;
    wp_str rest = wp_str_of(words), word;
    while (wp_str_split(&rest, ' ', &word))
        if (wp_str_is(word, from->text))
            return true;
    wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s does not take '%s'", from->origin, from->text);
    return wp_hint(err, "it takes one of: %s", words);
}

static bool value_of(wp_arena *arena, const wp_setting *setting, const said *from, wp_value *out, wp_error *err)
{
    int number;
    switch (setting->type) {
    case WP_SETTING_TEXT:
        if (!is_word_of(setting, from, err))
            return false;
        *out = wp_string(arena, from->text);
        return true;
    case WP_SETTING_PATH:
        *out = wp_string(arena, path_of(arena, wp_str_of(from->text), from));
        return true;
    case WP_SETTING_BOOL:
        return bool_of(from, out, err);
    case WP_SETTING_INT:
        if (!wp_options_number(from->origin, from->text, &number, err)) {
            err->kind = WP_E_INVALID;
            return false;
        }
        *out = wp_int(number);
        return true;
    case WP_SETTING_LIST:
    case WP_SETTING_PATHS:
    case WP_SETTING_SOURCES:
        *out = list_of(arena, setting, from);
        return true;
    }
    return false;
}

/* ---- into the options -------------------------------------------------------------------- */

/* Several settings may fill one list. */
static void add_to_list(wp_arena *arena, wp_value *list, wp_value items)
{
    if (!wp_is(*list, WP_LIST))
        *list = wp_list_new(arena, 4);
    for (size_t i = 0; i < wp_len(items); i++)
        wp_list_push(arena, *list, wp_list_at(items, i));
}

static void store(wp_arena *arena, void *field, wp_value value)
{
    if (wp_is(value, WP_BOOL))
        *(bool *)field = value.as.boolean;
    else if (wp_is(value, WP_INT))
        *(int *)field = (int)value.as.integer;
    else if (wp_is(value, WP_STRING))
        *(const char **)field = value.as.text;
    else
        add_to_list(arena, field, value);
}

static bool is_list(const wp_setting *setting)
{
    return setting->type == WP_SETTING_LIST || setting->type == WP_SETTING_PATHS || setting->type == WP_SETTING_SOURCES;
}

bool wp_settings_load(wp_arena *arena, wp_options *options, wp_error *err)
{
    wp_value file;
    if (!wp_settings_file_load(arena, &file, &options->config_file, &options->config_warning, err))
        return wp_while(err, "reading the settings");
    options->settings = wp_dict_new(arena, 100);
    options->play_keywords = wp_dict_new(arena, 8);
    for (const wp_setting *setting = wp_settings; setting->name != NULL; setting++) {
        void *field = setting->field != WP_SETTING_NO_FIELD ? (char *)options + setting->field : NULL;
        said from = look_up(arena, setting, file, options->config_file);
        wp_value value = is_list(setting) ? wp_list_new(arena, 1) : wp_null();
        if (from.text != NULL && !value_of(arena, setting, &from, &value, err))
            return false;
        wp_dict_set(arena, options->settings, setting->name, value);
        if (field != NULL && !wp_is(value, WP_NULL))
            store(arena, field, value);
        if (setting->keyword != NULL && from.text != NULL && from.text != setting->fallback)
            wp_dict_set(arena, options->play_keywords, setting->keyword, value);
    }
    return true;
}

/* ---- help -------------------------------------------------------------------------------- */

wp_str wp_settings_help(wp_arena *arena)
{
    wp_buf out = wp_buf_new(arena);
    for (const wp_setting *setting = wp_settings; setting->name != NULL; setting++) {
        wp_buf_printf(&out, "%s\n    %s\n", setting->name, setting->help);
        if (setting->env != NULL)
            wp_buf_printf(&out, "    environment: WAPLAY_%s, %s\n", strchr(setting->env, '_') + 1, setting->env);
        if (setting->section != NULL)
            wp_buf_printf(&out, "    ansible.cfg: [%s] %s\n", setting->section, setting->key);
        if (setting->fallback != NULL)
            wp_buf_printf(&out, "    otherwise:   %s\n", setting->fallback);
        wp_buf_char(&out, '\n');
    }
    return wp_buf_str(&out);
}
