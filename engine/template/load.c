/*
 * Finding and loading the templates that include, import and extends name.
 *
 * They are looked for in the directories of the context, in order, and then beside the
 * template that names them. Of a list of names, the first that exists is taken.
 */
#include "template/render.h"

#include "base/file.h"
#include "template/compile.h"
#include "template/families.h"

static const char *find_file(wp_render *render, const char *name)
{
    const char *const *search = render->context->search;
    size_t count = 0;
    while (search && search[count])
        count++;
    const char *path = wp_path_search(render->arena, search, count, name);
    if (!path && render->tmpl->file) {
        const char *beside = wp_path_dirname(render->arena, render->tmpl->file);
        path = wp_path_search(render->arena, &beside, 1, name);
    }
    return path && wp_path_is_file(path) ? path : NULL;
}

static bool load_file(wp_render *render, const char *path, const wp_template **out, wp_error *err)
{
    wp_arena *scratch = wp_arena_new();
    wp_source source = { .kind = WP_SOURCE_INCLUDE, .settings = render->tmpl->settings, .mark = { path, 1, 1 } };
    bool done =
        wp_file_read(scratch, path, &source.text, err) && wp_env_compile(render->context->env, &source, out, err);
    wp_arena_free(scratch);
    return done;
}

static bool fail_missing(wp_render *render, wp_value names, wp_mark mark, wp_error *err)
{
    wp_str text = names.type == WP_STRING ? wp_text(names) : wp_to_text(render->arena, names);
    return wp_fail(err, WP_E_NOT_FOUND, mark, "there is no template '%.*s'", (int)text.len, text.ptr);
}

bool wp_load(wp_render *render, wp_value name, wp_mark mark, const wp_template **out, wp_error *err)
{
    wp_value names = name;
    if (name.type == WP_UNDEFINED)
        return wp_fail_undefined(name, mark, err);
    if (name.type != WP_STRING && name.type != WP_LIST)
        return wp_fail(err, WP_E_INVALID, mark, "the name of a template must be a string, not %s", wp_type_name(name));
    if (name.type == WP_STRING) {
        names = wp_list_new(render->arena, 1);
        wp_list_push(render->arena, names, name);
    }
    for (size_t i = 0; i < wp_len(names); i++) {
        wp_value one = wp_list_at(names, i);
        if (one.type == WP_UNDEFINED)
            return wp_fail_undefined(one, mark, err);
        const char *path = one.type == WP_STRING && one.len ? find_file(render, one.as.text) : NULL;
        if (path)
            return load_file(render, path, out, err) || wp_at(err, mark);
    }
    return fail_missing(render, name, mark, err);
}
