#include "template/template.h"

#include "scope.h"
#include "support/cases.h"

static wp_template_env *env;
static const char *variables;

static void setup(void)
{
    env = wp_template_env_new(NULL);
}

static void teardown(void)
{
    wp_template_env_free(env);
}

TestSuite(render, .init = setup, .fini = teardown);

static const char *read_variables(wp_arena *arena)
{
    wp_str text;
    wp_error err = { 0 };
    const char *path = wp_printf(arena, "%s/tests/cases/template-vars.json", WAPLAY_SOURCE_DIR);
    cr_assert(wp_file_read(arena, path, &text, &err), "%s", err.text);
    return text.ptr;
}

static test_scope *common_scope(wp_arena *arena)
{
    if (!variables)
        variables = read_variables(wp_arena_new());
    test_scope *scope = test_scope_new(arena, env, variables);
    const char **search = wp_new_array(arena, const char *, 2);
    search[0] = WAPLAY_SOURCE_DIR "/tests/cases/templates";
    scope->context.search = search;
    return scope;
}

/* Where a case begins with '~', what Ansible gives is known, and not what is wanted. */
static wp_str wanted(wp_str expected)
{
    return wp_str_starts(expected, "~") ? wp_str_slice(expected, 1, expected.len) : expected;
}

static const char *kind_of(const wp_error *err)
{
    return err->kind == WP_E_UNDEFINED ? "!undefined" : "!error";
}

static void check_value(wp_arena *unused, wp_value input, wp_str expected)
{
    (void)unused;
    wp_arena *arena = wp_arena_new();
    test_scope *scope = common_scope(arena);
    wp_error err = { 0 };
    wp_value value;
    wp_str got;
    if (wp_template_value(&scope->context, input, &value, &err))
        got = wp_to_repr(arena, value);
    else
        got = wp_str_of(kind_of(&err));
    cr_expect(wp_str_eq(got, wanted(expected)), "%s\n    gives  %s\n    wanted %.*s  (%s)", input.as.text, got.ptr,
              (int)expected.len, expected.ptr, err.text);
    cr_expect_eq(scope->context.depth, 0);
    wp_arena_free(arena);
}

static void check_condition(wp_arena *unused, wp_value input, wp_str expected)
{
    (void)unused;
    wp_arena *arena = wp_arena_new();
    test_scope *scope = common_scope(arena);
    wp_error err = { 0 };
    bool truth = false;
    const char *got = kind_of(&err);
    if (wp_template_condition(&scope->context, input, &truth, &err))
        got = truth ? "True" : "False";
    else
        got = kind_of(&err);
    cr_expect(wp_str_is(wanted(expected), got), "%s\n    gives  %s\n    wanted %.*s  (%s)", input.as.text, got,
              (int)expected.len, expected.ptr, err.text);
    wp_arena_free(arena);
}

static void check_file(wp_arena *unused, wp_value input, wp_str expected)
{
    (void)unused;
    static const wp_template_settings settings = { .trim_blocks = true, .keep_trailing_newline = true };
    wp_arena *arena = wp_arena_new();
    test_scope *scope = common_scope(arena);
    wp_error err = { 0 };
    const wp_template *tmpl;
    wp_str text, got;
    if (wp_template_compile_file(env, wp_text(input), NULL, &settings, &tmpl, &err) &&
        wp_template_render(&scope->context, tmpl, &text, &err))
        got = wp_to_json(arena, wp_string_borrow(text), (wp_json_style){ .ascii = true });
    else
        got = wp_str_of(kind_of(&err));
    cr_expect(wp_str_eq(got, wanted(expected)), "%s\n    gives  %s\n    wanted %.*s  (%s)", input.as.text, got.ptr,
              (int)expected.len, expected.ptr, err.text);
    wp_arena_free(arena);
}

Test(render, values_are_those_of_ansible)
{
    each_case("template-value.cases", check_value);
}

Test(render, conditions_hold_as_in_ansible)
{
    each_case("template-when.cases", check_condition);
}

Test(render, files_come_out_as_in_ansible)
{
    each_case("template-file.cases", check_file);
}
