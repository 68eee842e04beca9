#include "template/template.h"

#include "fixture.h"

TestSuite(macro, .init = setup, .fini = teardown);

static const char *result_of(const char *text)
{
    test_scope *scope = test_scope_new(arena, env, "{\"l\": [1, 2, 3], \"d\": {\"a\": 1}}");
    wp_value value = wp_string_at(arena, wp_str_of(text), (wp_mark){ "play.yml", 1, 1 });
    err = (wp_error){ 0 };
    return wp_template_value(&scope->context, value, &value, &err) ? wp_to_repr(arena, value).ptr : err.text;
}

Test(macro, sees_what_was_set_around_it_when_it_is_called)
{
    cr_expect_str_eq(result_of("{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}"), "1");
}

Test(macro, defaults_see_the_parameters_before_them)
{
    cr_expect_str_eq(result_of("{% macro m(a, b=a * 2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(3) }}"), "'3-6'");
}

Test(macro, a_parameter_that_was_not_given_is_undefined)
{
    cr_expect_str_eq(result_of("{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}"), "False");
    cr_expect_str_eq(result_of("{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}"), "parameter 'a' was not provided");
    cr_expect_eq(err.kind, WP_E_UNDEFINED);
}

Test(macro, refuses_arguments_it_has_no_use_for)
{
    cr_expect_str_eq(result_of("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}"),
                     "macro 'm' takes at most 1 argument, not 2");
    cr_expect_eq(err.mark.column, 34);
    cr_expect_str_eq(result_of("{% macro m(a) %}{% endmacro %}{{ m(b=2) }}"), "macro 'm' has no parameter 'b'");
    cr_expect_str_eq(result_of("{% macro m(a) %}{% endmacro %}{{ m(1, a=2) }}"), "macro 'm' is given 'a' twice");
    cr_expect_str_eq(result_of("{% macro m() %}{% endmacro %}{% call m() %}{% endcall %}"),
                     "macro 'm' has no use for a call block");
}

Test(macro, takes_any_arguments_once_it_speaks_of_them)
{
    cr_expect_str_eq(result_of("{% macro m(a) %}{{ [a, varargs, kwargs] }}{% endmacro %}{{ m(1, 2, b=3) }}"),
                     "[1, (2,), {'b': 3}]");
}

Test(macro, gives_the_value_of_its_only_piece)
{
    cr_expect_str_eq(result_of("{% macro m() %}{{ l }}{% endmacro %}{{ m()[1] }}"), "2");
}

Test(macro, calls_back_the_block_that_called_it)
{
    cr_expect_str_eq(
        result_of("{% macro m() %}<{{ caller(5) }}>{% endmacro %}{% call(x) m() %}{{ x }}{{ l }}{% endcall %}"),
        "'<5[1, 2, 3]>'");
}

Test(macro, defined_in_a_loop_outlives_it)
{
    cr_expect_str_eq(
        result_of("{% set ns = namespace() %}{% for x in l %}{% macro m() %}{{ x }}{% endmacro %}{% set ns.m = m %}"
                  "{% endfor %}{% for y in l %}{% endfor %}{{ ns.m() }}"),
        "3");
}

Test(macro, in_a_namespace_outlives_the_macro_that_made_it)
{
    cr_expect_str_eq(
        result_of("{% set ns = namespace() %}{% macro outer(a) %}{% macro inner() %}{{ a }}{% endmacro %}"
                  "{% set ns.m = inner %}{% endmacro %}{% set _ = outer(7) %}{% set _ = outer(8) %}{{ ns.m() }}"),
        "8");
}
