#include "template/template.h"

#include "scope.h"

/* Whatever an expression is made of is looked at when the names that it reads are collected. */
Test(parts, of_each_kind_of_expression_are_found)
{
    static const char *const texts[] = {
        "[a]",
        "(a, 1)",
        "{1: a}",
        "{a: 1}",
        "1 ~ a",
        "not a",
        "-a",
        "+a",
        "1 and a",
        "a or 1",
        "1 + a",
        "1 < 2 < a",
        "a if 1 else 2",
        "1 if a else 2",
        "1 if 1 else a",
        "a.b",
        "a[1]",
        "'x'[a]",
        "'x'[a:]",
        "'x'[:a]",
        "'x'[::a]",
        "a()",
        "range(a)",
        "a | upper",
        "'x' | default(a)",
        "1 is eq a",
        "dict(k=a)",
        "dict(**a)",
    };
    wp_template_env *env = wp_template_env_new(NULL);
    wp_arena *arena = wp_arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const wp_template *tmpl;
        wp_error err = { 0 };
        const char *text = wp_printf(arena, "{{ %s }}", texts[i]);
        cr_assert(wp_template_compile(env, wp_str_of(text), WP_NO_MARK, &tmpl, &err), "%s: %s", text, err.text);
        cr_expect_str_eq(wp_to_repr(arena, wp_template_names(arena, tmpl)).ptr, "['a']", "%s", text);
    }
    wp_arena_free(arena);
    wp_template_env_free(env);
}
