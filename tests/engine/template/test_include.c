#include "template/template.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "scope.h"

static wp_arena *arena;
static wp_template_env *env;
static wp_error err;

static void setup(void)
{
    arena = wp_arena_new();
    env = wp_template_env_new(NULL);
    err = (wp_error){ 0 };
}

static void teardown(void)
{
    wp_template_env_free(env);
    wp_arena_free(arena);
}

static char folder[] = "/tmp/waplay-test-XXXXXX";

static void begin(void)
{
    setup();
    cr_assert(mkdtemp(folder));
}

static void end(void)
{
    const char **names;
    size_t count;
    if (wp_dir_list(arena, folder, &names, &count, &err))
        for (size_t i = 0; i < count; i++)
            remove(wp_path_join(arena, folder, names[i]));
    remove(folder);
    teardown();
}

TestSuite(include_files, .init = begin, .fini = end);

static void put(const char *name, const char *text)
{
    cr_assert(wp_file_write(wp_path_join(arena, folder, name), wp_str_of(text), 0600, &err), "%s", err.text);
}

static const char *rendered(const char *text)
{
    test_scope *scope = test_scope_new(arena, env, "{\"i\": 7}");
    const char *const search[] = { folder, NULL };
    const wp_template *tmpl;
    wp_str out;
    scope->context.search = search;
    err = (wp_error){ 0 };
    if (!wp_template_compile_file(env, wp_str_of(text), "main.j2", NULL, &tmpl, &err) ||
        !wp_template_render(&scope->context, tmpl, &out, &err))
        return err.text;
    return wp_strndup(arena, out.ptr, out.len);
}

Test(include_files, an_error_in_an_included_file_has_its_place_there)
{
    put("part.j2", "one\n{{ nope }}\n");
    cr_expect_str_eq(rendered("a\n\n\n{% include 'part.j2' %}"), "'nope' is undefined");
    cr_expect_str_eq(err.mark.file, wp_path_join(arena, folder, "part.j2"));
    cr_expect_eq(err.mark.line, 2);
}

Test(include_files, what_is_not_there_is_said_where_it_is_named)
{
    cr_expect_str_eq(rendered("\n{% include 'gone.j2' %}"), "there is no template 'gone.j2'");
    cr_expect_eq(err.kind, WP_E_NOT_FOUND);
    cr_expect_eq(err.mark.line, 2);
    cr_expect_str_eq(err.mark.file, "main.j2");
}

Test(include_files, ignore_missing_ignores_nothing_else)
{
    put("bad.j2", "{{ ");
    cr_expect_str_eq(rendered("a{% include 'gone.j2' ignore missing %}b"), "ab");
    cr_expect_str_eq(rendered("a{% include 'bad.j2' ignore missing %}b"),
                     "expected an expression, not the end of the text");
}

Test(include_files, a_template_finds_those_beside_it)
{
    put("a.j2", "[{% include 'b.j2' %}]");
    put("b.j2", "{{ i }}");
    test_scope *scope = test_scope_new(arena, env, "{\"i\": 7}");
    const wp_template *tmpl;
    wp_str text, out;
    const char *path = wp_path_join(arena, folder, "a.j2");
    cr_assert(wp_file_read(arena, path, &text, &err));
    cr_assert(wp_template_compile_file(env, text, path, NULL, &tmpl, &err));
    cr_assert(wp_template_render(&scope->context, tmpl, &out, &err), "%s", err.text);
    cr_expect(wp_str_is(out, "[7]"));
}

Test(include_files, a_file_that_changes_is_read_again)
{
    put("x.j2", "old");
    cr_expect_str_eq(rendered("{% include 'x.j2' %}"), "old");
    put("x.j2", "new");
    cr_expect_str_eq(rendered("{% include 'x.j2' %}"), "new");
}

Test(include_files, an_endless_circle_ends_with_an_error)
{
    put("a.j2", "{% include 'b.j2' %}");
    put("b.j2", "{% include 'a.j2' %}");
    cr_expect_str_eq(rendered("{% include 'a.j2' %}"),
                     "templates call each other too deeply: is this an endless recursion?");
}

Test(include_files, an_imported_macro_does_not_see_the_variables_of_the_run)
{
    put("lib.j2", "{% macro m() %}{{ i | default('-') }}{% endmacro %}");
    cr_expect_str_eq(rendered("{% import 'lib.j2' as lib %}{{ lib.m() }}"), "-");
    cr_expect_str_eq(rendered("{% import 'lib.j2' as lib with context %}{{ lib.m() }}"), "7");
}
