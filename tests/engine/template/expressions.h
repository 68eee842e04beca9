/*
 * Cases of expressions: `EXPRESSION<TAB>EXPECTED` with the variables in a line
 * `# vars: {...}`, and with files to be found in the folder of a line `# search: DIR`;
 * see tests/cases/regenerate-builtins.py. Expected is the value as
 * repr() has it, !undefined, or !error; where it begins with '~', what Ansible gives is
 * known, and not what is wanted.
 */
#ifndef WP_TEST_EXPRESSIONS_H
#define WP_TEST_EXPRESSIONS_H

#include "scope.h"

#include "base/file.h"
#include "base/text.h"

/* In a list, so that no text is taken for another type. False: *err says why. */
static inline bool evaluate(test_scope *scope, const char *expression, wp_value *out, wp_error *err)
{
    wp_arena *arena = scope->context.arena;
    const wp_template *tmpl;
    wp_value list;
    const char *text = wp_printf(arena, "{{ [%s] }}", expression);
    if (!wp_template_compile(scope->context.env, wp_str_of(text), WP_NO_MARK, &tmpl, err) ||
        !wp_template_evaluate(&scope->context, tmpl, &list, err))
        return false;
    *out = wp_list_at(list, 0);
    return true;
}

static inline const char *outcome(test_scope *scope, const char *expression, wp_error *err)
{
    wp_value value;
    if (!evaluate(scope, expression, &value, err))
        return err->kind == WP_E_UNDEFINED ? "!undefined" : "!error";
    value.marks &= (uint8_t)~WP_MARKUP;
    wp_str text = wp_to_repr(scope->context.arena, value);
    return wp_strndup(scope->context.arena, text.ptr, text.len);
}

static inline void check_expression(wp_template_env *env, const char *variables, const char *const *search,
                                    const char *expression, wp_str expected)
{
    wp_arena *arena = wp_arena_new();
    wp_error err = { 0 };
    wp_str wanted = wp_str_starts(expected, "~") ? wp_str_slice(expected, 1, expected.len) : expected;
    test_scope *scope = test_scope_new(arena, env, variables);
    scope->context.search = search;
    const char *got = outcome(scope, expression, &err);
    cr_expect(wp_str_is(wanted, got), "%s\n    gives  %s\n    wanted %.*s  (%s)", expression, got, (int)wanted.len,
              wanted.ptr, err.text);
    wp_arena_free(arena);
}

/* All cases of tests/cases/NAME. */
static inline void check_expressions(const char *name)
{
    wp_arena *own = wp_arena_new();
    wp_template_env *env = wp_template_env_new(NULL);
    wp_error err = { 0 };
    wp_str text, line, input;
    const char *search[] = { NULL, NULL };
    const char *variables = "{}", *path = wp_printf(own, "%s/tests/cases/%s", WAPLAY_SOURCE_DIR, name);
    size_t count = 0;
    cr_assert(wp_file_read(own, path, &text, &err), "%s", err.text);
    while (wp_str_split(&text, '\n', &line)) {
        wp_value expression;
        if (wp_str_starts(line, "# vars: "))
            variables = wp_strndup(own, line.ptr + 8, line.len - 8);
        if (wp_str_starts(line, "# search: "))
            search[0] = wp_printf(own, "%s/tests/cases/%.*s", WAPLAY_SOURCE_DIR, (int)line.len - 10, line.ptr + 10);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        wp_str_split(&line, '\t', &input);
        cr_assert(wp_from_json(own, input, &expression, &err), "%.*s: %s", (int)input.len, input.ptr, err.text);
        check_expression(env, variables, search[0] ? search : NULL, expression.as.text, line);
        count++;
    }
    cr_expect_gt(count, 50);
    wp_template_env_free(env);
    wp_arena_free(own);
}

#endif
