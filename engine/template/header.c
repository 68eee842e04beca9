/*
 * The header of a template: "#jinja2: trim_blocks:False, variable_start_string:'[%'" as
 * its first line changes how the rest is read. Values are Python literals.
 */
#include "template/compile.h"

#include <string.h>

#include "base/nearest.h"
#include "base/text.h"
#include "template/env.h"
#include "yaml/literal.h"

typedef enum option_type { OPTION_BOOL, OPTION_TEXT, OPTION_NEWLINE, OPTION_PREFIX } option_type;

static const struct {
    const char *name;
    option_type type;
    size_t at;
} options[] = {
    { "trim_blocks", OPTION_BOOL, offsetof(wp_template_settings, trim_blocks) },
    { "lstrip_blocks", OPTION_BOOL, offsetof(wp_template_settings, lstrip_blocks) },
    { "keep_trailing_newline", OPTION_BOOL, offsetof(wp_template_settings, keep_trailing_newline) },
    { "newline_sequence", OPTION_NEWLINE, offsetof(wp_template_settings, newline) },
    { "block_start_string", OPTION_TEXT, offsetof(wp_template_settings, block_start) },
    { "block_end_string", OPTION_TEXT, offsetof(wp_template_settings, block_end) },
    { "variable_start_string", OPTION_TEXT, offsetof(wp_template_settings, variable_start) },
    { "variable_end_string", OPTION_TEXT, offsetof(wp_template_settings, variable_end) },
    { "comment_start_string", OPTION_TEXT, offsetof(wp_template_settings, comment_start) },
    { "comment_end_string", OPTION_TEXT, offsetof(wp_template_settings, comment_end) },
    { "line_statement_prefix", OPTION_PREFIX, offsetof(wp_template_settings, line_statement) },
    { "line_comment_prefix", OPTION_PREFIX, offsetof(wp_template_settings, line_comment) },
};
#define OPTIONS (sizeof(options) / sizeof(options[0]))

static bool fail_value(const char *name, const char *wanted, wp_mark mark, wp_error *err)
{
    return wp_fail(err, WP_E_SYNTAX, mark, "#jinja2: %s must be %s", name, wanted);
}

static bool set_option(wp_arena *arena, size_t i, wp_value value, wp_mark mark, wp_template_settings *settings,
                       wp_error *err)
{
    char *field = (char *)settings + options[i].at;
    switch (options[i].type) {
    case OPTION_BOOL:
        *(bool *)field = wp_truth(value);
        return true;
    case OPTION_NEWLINE:
        if (!wp_text_is(value, "\n") && !wp_text_is(value, "\r\n") && !wp_text_is(value, "\r"))
            return fail_value(options[i].name, "'\\n', '\\r\\n' or '\\r'", mark, err);
        break;
    case OPTION_PREFIX:
        if (value.type == WP_NULL)
            return true;
        /* fall through */
    case OPTION_TEXT:
        if (value.type != WP_STRING || value.len == 0)
            return fail_value(options[i].name, "a text in quotes", mark, err);
        break;
    }
    const char *text = wp_strndup(arena, value.as.text, value.len);
    memcpy(field, &text, sizeof(text));
    return true;
}

static void warn_unknown(wp_arena *arena, const wp_template_env *env, wp_str name)
{
    wp_nearest nearest = wp_nearest_to(name);
    for (size_t i = 0; i < OPTIONS; i++)
        wp_nearest_try(&nearest, options[i].name);
    const char *hint = nearest.best ? wp_printf(arena, ": did you mean '%s'?", nearest.best) : "";
    wp_env_warn(env, wp_printf(arena, "#jinja2: there is no setting '%.*s'%s", (int)name.len, name.ptr, hint));
}

static bool read_pair(wp_arena *arena, const wp_template_env *env, wp_str pair, wp_mark mark,
                      wp_template_settings *settings, wp_error *err)
{
    size_t colon = wp_str_find(pair, wp_str_of(":"), 0);
    wp_value value;
    if (colon == SIZE_MAX)
        return wp_fail(err, WP_E_SYNTAX, mark, "#jinja2: '%.*s' should read name:value", (int)pair.len, pair.ptr);
    wp_str name = wp_str_trim(wp_str_slice(pair, 0, colon));
    wp_str text = wp_str_trim(wp_str_slice(pair, colon + 1, pair.len));
    if (!wp_literal_parse(arena, text, &value))
        return wp_fail(err, WP_E_SYNTAX, mark, "#jinja2: the value of %.*s is no literal: texts need quotes",
                       (int)name.len, name.ptr);
    for (size_t i = 0; i < OPTIONS; i++)
        if (wp_str_is(name, options[i].name))
            return set_option(arena, i, value, mark, settings, err);
    warn_unknown(arena, env, name);
    return true;
}

bool wp_header_read(wp_arena *arena, const wp_template_env *env, wp_str *text, wp_mark *mark,
                    wp_template_settings *settings, wp_error *err)
{
    static const char start[] = "#jinja2:";
    if (!wp_str_starts(*text, start))
        return true;
    size_t end = wp_str_find(*text, wp_str_of("\n"), 0);
    size_t line_end = end == SIZE_MAX ? text->len : end;
    wp_str rest = wp_str_slice(*text, sizeof(start) - 1, line_end), pair;
    while (wp_str_split(&rest, ',', &pair))
        if (!read_pair(arena, env, pair, *mark, settings, err))
            return false;
    *text = wp_str_slice(*text, end == SIZE_MAX ? text->len : end + 1, text->len);
    if (mark->line)
        mark->line++;
    return true;
}
