/*
 * A scope for tests: variables in a dict, evaluated when they are read, as the vars room
 * does it for a task. Made from JSON, where {"__unsafe": "text"} is a text from a host.
 */
#ifndef WP_TEST_SCOPE_H
#define WP_TEST_SCOPE_H

#include <criterion/criterion.h>

#include "template/template.h"

typedef struct test_scope {
    wp_scope base;
    wp_template_context context;
    wp_value variables;
    int depth;
} test_scope;

static inline bool test_find(wp_scope *scope, wp_arena *arena, wp_str name, wp_value *out, bool *found, wp_error *err)
{
    test_scope *self = (test_scope *)scope;
    const wp_value *value = wp_dict_find_n(self->variables, name.ptr, name.len);
    (void)arena;
    *found = value != NULL;
    if (!value)
        return true;
    if (++self->depth > 20)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "'%.*s' is defined by itself", (int)name.len, name.ptr);
    bool done = wp_template_value(&self->context, *value, out, err);
    self->depth--;
    return done;
}

static inline wp_value test_names(wp_scope *scope, wp_arena *arena)
{
    wp_value names = wp_list_new(arena, 0), key, item;
    for (size_t i = 0; wp_dict_pair(((test_scope *)scope)->variables, i, &key, &item); i++)
        wp_list_push(arena, names, key);
    return names;
}

static inline wp_value with_unsafe(wp_arena *arena, wp_value value)
{
    wp_value key, item;
    if (value.type == WP_LIST) {
        wp_value list = wp_list_new(arena, 0);
        for (size_t i = 0; i < wp_len(value); i++)
            wp_list_push(arena, list, with_unsafe(arena, wp_list_at(value, i)));
        return list;
    }
    if (value.type != WP_DICT)
        return value;
    const wp_value *text = wp_dict_find(value, "__unsafe");
    if (text)
        return wp_value_mark_all(arena, *text, WP_UNSAFE);
    wp_value dict = wp_dict_new(arena, 0);
    for (size_t i = 0; wp_dict_pair(value, i, &key, &item); i++)
        wp_dict_put(arena, dict, key, with_unsafe(arena, item));
    return dict;
}

/* Made in `arena`; `json` is a dict. */
static inline test_scope *test_scope_new(wp_arena *arena, wp_template_env *env, const char *json)
{
    test_scope *scope = wp_new(arena, test_scope);
    wp_error err = { 0 };
    scope->base = (wp_scope){ test_find, test_names };
    cr_assert(wp_from_json(arena, wp_str_of(json), &scope->variables, &err), "%s", err.text);
    scope->variables = with_unsafe(arena, scope->variables);
    scope->context = (wp_template_context){ .arena = arena, .env = env, .scope = &scope->base };
    return scope;
}

#endif
