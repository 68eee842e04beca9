#include "template/template.h"

#include <stdio.h>

#include "fixture.h"

TestSuite(parser, .init = setup, .fini = teardown);

static const char *error_of(const char *text)
{
    const wp_template *tmpl;
    err = (wp_error){ 0 };
    if (wp_template_compile(env, wp_str_of(text), (wp_mark){ "play.yml", 10, 5 }, &tmpl, &err))
        return "none";
    cr_expect_eq(err.kind, WP_E_SYNTAX);
    return err.text;
}

Test(parser, says_what_it_expected_and_what_it_got)
{
    cr_expect_str_eq(error_of("{{ x + }}"), "expected an expression, not the end of the expression");
    cr_expect_str_eq(error_of("{{ x y }}"), "expected the end of the expression, not 'y'");
    cr_expect_str_eq(error_of("{{ x "), "expected the end of the expression, not the end of the text");
    cr_expect_str_eq(error_of("{{ x | }}"), "expected a name, not the end of the expression");
    cr_expect_str_eq(error_of("{{ {'a' 1} }}"), "expected ':', not a number");
}

Test(parser, errors_have_the_place_of_the_token)
{
    error_of("ab {{ x + }}");
    cr_expect_eq(err.mark.line, 10);
    cr_expect_eq(err.mark.column, 15);
    error_of("a\n  {{ nosuch( }}");
    cr_expect_eq(err.mark.line, 11);
}

Test(parser, unknown_filters_and_tests_are_errors_of_the_text)
{
    cr_expect_str_eq(error_of("{{ x | defualt(1) }}"), "there is no filter 'defualt'");
    cr_expect_str_eq(err.hint, "did you mean 'default'?");
    cr_expect_str_eq(error_of("{% if x is definedd %}{% endif %}"), "there is no test 'definedd'");
    cr_expect_str_eq(err.hint, "did you mean 'defined'?");
}

Test(parser, an_unknown_tag_brings_the_nearest)
{
    cr_expect_str_eq(error_of("{% inlcude 'x' %}"), "there is no tag 'inlcude'");
    cr_expect_str_eq(err.hint, "did you mean 'include'?");
}

Test(parser, a_stray_end_says_what_is_open)
{
    cr_expect_str_eq(error_of("{% for a in b %}{% endif %}{% endfor %}"), "there is no tag 'endif'");
    cr_expect_str_eq(err.hint, "the innermost open tag is the 'for' in line 10");
    error_of("{% endif %}");
    cr_expect_str_eq(err.hint, "nothing is open here that it could belong to");
}

Test(parser, an_open_tag_is_shown_where_it_was_opened)
{
    cr_expect_str_eq(error_of("\n{% if a %}\n{% for x in y %}{% endfor %}"), "this 'if' is not closed");
    cr_expect_str_eq(err.hint, "'endif' is missing");
    cr_expect_eq(err.mark.line, 11);
}

Test(parser, break_belongs_in_a_loop)
{
    cr_expect_str_eq(error_of("{% break %}"), "'break' stands outside of a loop");
    cr_expect_str_eq(error_of("{% for x in y %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}"),
                     "'break' stands outside of a loop");
    cr_expect_str_eq(error_of("{% for x in y %}{% if x %}{% break %}{% endif %}{% endfor %}"), "none");
}

Test(parser, depth_has_a_limit)
{
    char text[20000];
    size_t len = 0;
    for (int i = 0; i < 3000; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s", i ? "not " : "{{ ");
    snprintf(text + len, sizeof text - len, "1 }}");
    cr_expect_str_eq(error_of(text), "this is nested too deeply");
}

Test(parser, a_block_has_one_place)
{
    cr_expect_str_eq(error_of("{% block a %}{% endblock %}\n{% block a %}{% endblock %}"),
                     "block 'a' is already in line 10");
}

Test(parser, arguments_are_given_once_and_names_come_last)
{
    cr_expect_str_eq(error_of("{{ f(a=1, a=2) }}"), "argument 'a' is given twice");
    cr_expect_str_eq(error_of("{{ f(a=1, 2) }}"), "an argument without a name can't follow those with a name");
}
