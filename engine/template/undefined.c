/*
 * What is said of a thing that has no value.
 *
 * The text of an undefined value is a name, or else a sentence that says what was
 * missing of what ("'dict object' has no attribute 'b'"). An undefined value without
 * any text is what `x if false` gives: it prints as nothing, as in Jinja2.
 */
#include "template/render.h"

#include <string.h>

#include "base/nearest.h"
#include "base/text.h"
#include "template/families.h"

#undef wp_fail_undefined

static bool is_name(const char *text)
{
    for (; *text; text++)
        if (strchr(" '\"[](){}.,:", *text))
            return false;
    return true;
}

bool wp_fail_undefined(wp_value undefined, wp_mark mark, wp_error *err)
{
    const char *text = undefined.as.text;
    if (!text || !*text)
        return wp_fail(err, WP_E_UNDEFINED, mark, "a value is undefined");
    if (is_name(text))
        return wp_fail(err, WP_E_UNDEFINED, mark, "'%s' is undefined", text);
    return wp_fail(err, WP_E_UNDEFINED, mark, "%s", text);
}

/* The name in "'NAME' is undefined"; empty where the text says something else. */
static wp_str name_in(const char *text)
{
    static const char ending[] = "' is undefined";
    size_t len = strlen(text);
    if (text[0] != '\'' || len <= sizeof(ending) || strcmp(text + len - (sizeof(ending) - 1), ending) != 0)
        return wp_str_of("");
    wp_str name = { text + 1, len - sizeof(ending) };
    return memchr(name.ptr, '\'', name.len) ? wp_str_of("") : name;
}

void wp_hint_undefined(wp_template_context *context, wp_error *err)
{
    if (!err || err->kind != WP_E_UNDEFINED || err->hint[0] || !context->scope || !context->scope->names)
        return;
    wp_str wanted = name_in(err->text);
    if (wanted.len == 0)
        return;
    wp_nearest nearest = wp_nearest_to(wanted);
    wp_value names = context->scope->names(context->scope, context->arena);
    for (size_t i = 0; i < wp_len(names); i++) {
        wp_value name = wp_list_at(names, i);
        if (name.type == WP_STRING)
            wp_nearest_try(&nearest, name.as.text);
    }
    if (nearest.best)
        wp_hint(err, "did you mean '%s'?", nearest.best);
}
