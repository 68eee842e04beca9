#include "template/template.h"

#include "fixture.h"

TestSuite(evaluate_call, .init = setup, .fini = teardown);

static const char *result_of(test_scope *scope, const char *text)
{
    wp_value value;
    err = (wp_error){ 0 };
    return wp_template_value(&scope->context, wp_string_static(text), &value, &err) ? wp_to_repr(arena, value).ptr
                                                                                    : err.text;
}

Test(evaluate_call, changing_a_list_of_the_scope_changes_a_copy)
{
    test_scope *scope = test_scope_new(arena, env, "{\"l\": [1]}");
    cr_expect_str_eq(result_of(scope, "{% set _ = l.append(2) %}{{ l }}"), "[1, 2]");
    cr_expect_str_eq(result_of(scope, "{% set m = l %}{% do m.append(2) %}{{ l }}"), "[1, 2]");
    cr_expect_str_eq(result_of(scope, "{% for x in [l] %}{% do x.append(2) %}{% endfor %}{{ l }}"), "[1, 2]");
    cr_expect_str_eq(result_of(scope, "{% set m = lookup('vars', 'l', wantlist=true)[0] %}{% do m.append(2) %}{{ m }}"),
                     "[1, 2]");
    cr_expect_str_eq(result_of(scope, "{{ l }}"), "[1]");
}

Test(evaluate_call, many_arguments_are_no_matter)
{
    test_scope *scope = test_scope_new(arena, env, "{\"l\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}");
    cr_expect_str_eq(result_of(scope, "{% macro m() %}{{ varargs | sum }}{% endmacro %}{{ m(*l, *l) }}"), "110");
}

Test(evaluate_call, stars_spread_lists_and_dicts)
{
    test_scope *scope = test_scope_new(arena, env, "{\"d\": {\"a\": 1}}");
    cr_expect_str_eq(result_of(scope, "{{ dict(**d, b=2) }}"), "{'a': 1, 'b': 2}");
    cr_expect_str_eq(result_of(scope, "{{ dict(**5) }}"), "'**' needs a dict, not an integer");
    cr_expect_str_eq(result_of(scope, "{{ dict(**{1: 2}) }}"), "the names of arguments are strings, not an integer");
    cr_expect_str_eq(result_of(scope, "{{ dict(a=2, **d) }}"), "argument 'a' is given twice");
}

Test(evaluate_call, a_function_of_the_scope_hides_one_of_this_room)
{
    test_scope *scope = test_scope_new(arena, env, "{\"range\": [5]}");
    cr_expect_str_eq(result_of(scope, "{{ range[0] }}"), "5");
}

Test(evaluate_call, failing_calls_have_their_place)
{
    test_scope *scope = test_scope_new(arena, env, "{}");
    wp_value text = wp_string_at(arena, wp_str_of("ab {{ 'x' | int | round('y') }}"), (wp_mark){ "p.yml", 2, 1 }), out;
    cr_expect_not(wp_template_value(&scope->context, text, &out, &err));
    cr_expect_eq(err.mark.line, 2);
    cr_expect_eq(err.mark.column, 19);
}

Test(evaluate_call, an_endless_macro_ends_with_an_error)
{
    test_scope *scope = test_scope_new(arena, env, "{}");
    cr_expect_str_eq(result_of(scope, "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
                     "templates call each other too deeply: is this an endless recursion?");
    cr_expect_eq(scope->context.depth, 0);
}
