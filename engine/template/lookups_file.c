/* Look-ups that read whole files of the control machine. Vaulted ones are opened. */
#include "template/env.h"
#include "template/families.h"
#include "template/lookups.h"
#include "template/strings.h"

#include "base/file.h"
#include "base/text.h"

#include <string.h>
#include <sys/stat.h>

static wp_value text_of(wp_call *call, wp_str text, bool secret)
{
    wp_value value = wp_string_of(call->arena, text);
    if (secret)
        value.marks |= WP_SECRET;
    if (!wp_utf8_valid(text))
        value.marks |= WP_BYTES;
    return value;
}

static bool read_files(wp_call *call, int strip, wp_value *out, wp_error *err)
{
    wp_str name, text;
    bool secret;
    *out = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++) {
        if (!wp_lookup_term(call, i, &name, err) || !wp_lookup_read_file(call, "files", name, &text, &secret, err))
            return false;
        wp_list_push(call->arena, *out, text_of(call, wp_str_strip(text, (wp_str){ 0 }, strip), secret));
    }
    return true;
}

static bool run_file(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "lstrip", "rstrip", NULL };
    wp_value slots[2];
    if (!wp_lookup_options(call, names, slots, err))
        return false;
    int strip = (wp_arg_bool(slots[0], false) ? WP_LEFT_END : 0) | (wp_arg_bool(slots[1], true) ? WP_RIGHT_END : 0);
    return read_files(call, strip, out, err);
}

static bool run_unvault(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const none[] = { NULL };
    return wp_lookup_options(call, none, NULL, err) && read_files(call, 0, out, err);
}

/* ---- template ------------------------------------------------------------------------------ */

/* The scope of the run with some names in front of it. */
typedef struct overlay {
    wp_scope scope;
    wp_scope *below;
    wp_value names;
} overlay;

static bool find_name(wp_scope *scope, wp_arena *arena, wp_str name, wp_value *out, bool *found, wp_error *err)
{
    overlay *over = (overlay *)scope;
    const wp_value *item = wp_dict_find_n(over->names, name.ptr, name.len);
    *found = item != NULL;
    if (item)
        *out = *item;
    return item || !over->below || over->below->find(over->below, arena, name, out, found, err);
}

static wp_value all_names(wp_scope *scope, wp_arena *arena)
{
    overlay *over = (overlay *)scope;
    wp_value list = wp_list_new(arena, 16), key, item;
    for (size_t i = 0; wp_dict_pair(over->names, i, &key, &item); i++)
        wp_list_push(arena, list, key);
    wp_value below = over->below ? over->below->names(over->below, arena) : wp_list_new(arena, 0);
    for (size_t i = 0; i < wp_len(below); i++)
        wp_list_push(arena, list, wp_list_at(below, i));
    return list;
}

static const char *const template_names[] = { "convert_data",       "jinja2_native",        "template_vars",
                                              "variable_start_string", "variable_end_string", "comment_start_string",
                                              "comment_end_string", "trim_blocks",          "lstrip_blocks", NULL };
enum { CONVERT, NATIVE, VARS, VARIABLE_START, VARIABLE_END, COMMENT_START, COMMENT_END, TRIM, LSTRIP, TEMPLATE_SLOTS };

static bool want_settings(wp_call *call, const wp_value *slots, wp_template_settings *out, wp_error *err)
{
    const char **texts[] = { &out->variable_start, &out->variable_end, &out->comment_start, &out->comment_end };
    *out = (wp_template_settings){
        .trim_blocks = wp_arg_bool(slots[TRIM], true),
        .lstrip_blocks = wp_arg_bool(slots[LSTRIP], false),
        .keep_trailing_newline = true,
    };
    for (int i = 0; i < 4; i++) {
        wp_str text;
        if (!wp_arg_str(call, template_names[VARIABLE_START + i], slots[VARIABLE_START + i], "", &text, err))
            return false;
        if (text.len)
            *texts[i] = wp_strndup(call->arena, text.ptr, text.len);
    }
    return true;
}

/* Directories for its includes: that of the file, then templates/ of each in the search, and each itself. */
static const char *const *search_for(wp_call *call, const char *path)
{
    size_t count = 0;
    while (call->context->search && call->context->search[count])
        count++;
    const char **search = wp_new_array(call->arena, const char *, 2 * count + 2);
    search[0] = wp_path_dirname(call->arena, path);
    for (size_t i = 0; i < count; i++) {
        search[2 * i + 1] = wp_path_join(call->arena, call->context->search[i], "templates");
        search[2 * i + 2] = call->context->search[i];
    }
    return search;
}

static wp_value names_for(wp_call *call, wp_value given, const char *path)
{
    wp_value names = wp_dict_new(call->arena, 8), key, item;
    wp_dict_set(call->arena, names, "template_path", wp_string(call->arena, path));
    wp_dict_set(call->arena, names, "template_fullpath", wp_string(call->arena, wp_path_absolute(call->arena, path)));
    for (size_t i = 0; given.type == WP_DICT && wp_dict_pair(given, i, &key, &item); i++)
        wp_dict_put(call->arena, names, key, item);
    return names;
}

/* A text without any tag stands as it is. */
static bool may_be_template(wp_str text, const wp_template_settings *settings)
{
    const char *const starts[] = { settings->variable_start ? settings->variable_start : "{{",
                                   settings->comment_start ? settings->comment_start : "{#", "{%" };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (wp_str_find(text, wp_str_of(starts[i]), 0) != SIZE_MAX)
            return true;
    return false;
}

static bool render(wp_call *call, wp_str name, const wp_value *slots, wp_value *out, wp_error *err)
{
    wp_str text, made;
    bool secret;
    wp_template_settings settings;
    const wp_template *tmpl;
    const char *path = wp_lookup_find_file(call, "templates", name);
    if (!path)
        return wp_fail(err, WP_E_NOT_FOUND, call->mark, "there is no template '%.*s'", (int)name.len, name.ptr);
    if (!want_settings(call, slots, &settings, err) ||
        !wp_lookup_read_file(call, "templates", name, &text, &secret, err) ||
        !wp_template_compile_file(call->context->env, text, path, &settings, &tmpl, err))
        return false;
    overlay over = { { find_name, all_names }, call->context->scope, names_for(call, slots[VARS], path) };
    wp_template_context inner = *call->context;
    inner.scope = &over.scope;
    inner.search = search_for(call, path);
    if (wp_arg_bool(slots[NATIVE], false)) {
        if (!wp_template_evaluate(&inner, tmpl, out, err))
            return false;
    } else {
        if (wp_arg_bool(slots[CONVERT], true) && may_be_template(text, &settings)) {
            if (!wp_template_convert(&inner, tmpl, out, err))
                return false;
            made = wp_to_text(call->arena, *out);
        } else if (!wp_template_render(&inner, tmpl, &made, err)) {
            return false;
        }
        *out = wp_string_of(call->arena, made);
        out->marks |= WP_PLAIN;
    }
    if (secret)
        *out = wp_value_mark_all(call->arena, *out, WP_SECRET);
    return true;
}

static bool run_template(wp_call *call, wp_value *out, wp_error *err)
{
    wp_value slots[TEMPLATE_SLOTS], made;
    wp_str name;
    if (!wp_lookup_options(call, template_names, slots, err))
        return false;
    if (wp_is_given(slots[VARS]) && slots[VARS].type != WP_DICT)
        return wp_fail_type(call, template_names[VARS], "a dict", slots[VARS], err);
    *out = wp_list_new(call->arena, call->count);
    for (size_t i = 0; i < call->count; i++) {
        if (!wp_lookup_term(call, i, &name, err) || !render(call, name, slots, &made, err))
            return false;
        wp_list_push(call->arena, *out, made);
    }
    return true;
}

const wp_builtin wp_lookups_file[] = {
    { .name = "file", .run = run_file, .usage = "lookup('file', path, ..., lstrip=false, rstrip=true)",
      .summary = "The text of a file, without white space at its end." },
    { .name = "unvault", .run = run_unvault, .usage = "lookup('unvault', path, ...)",
      .summary = "The text of a file as it is, opened where it is vaulted." },
    { .name = "template", .run = run_template,
      .usage = "lookup('template', path, ..., template_vars={}, jinja2_native=false)",
      .summary = "What a template file gives with the variables of the task." },
    { 0 },
};
