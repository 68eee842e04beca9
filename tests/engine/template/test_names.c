#include "template/template.h"

#include "fixture.h"

TestSuite(names, .init = setup, .fini = teardown);

static const char *needed(const char *text)
{
    const wp_template *tmpl;
    cr_assert(wp_template_compile(env, wp_str_of(text), WP_NO_MARK, &tmpl, &err), "%s", err.text);
    return wp_to_repr(arena, wp_template_names(arena, tmpl)).ptr;
}

Test(names, are_those_that_are_read)
{
    cr_expect_str_eq(needed("{{ a.b[c] | join(d) }}{% if e == f %}{{ a }}{% endif %}"), "['a', 'c', 'd', 'e', 'f']");
}

Test(names, that_the_template_sets_are_its_own_from_there_on)
{
    cr_expect_str_eq(needed("{{ x }}{% set x = y %}{{ x }}"), "['x', 'y']");
    cr_expect_str_eq(needed("{% set x = 1 %}{{ x }}"), "[]");
    cr_expect_str_eq(needed("{% if a %}{% set x = 1 %}{% endif %}{{ x }}"), "['a']");
}

Test(names, of_a_loop_end_with_it)
{
    cr_expect_str_eq(needed("{% for i in l %}{{ i }}{{ loop.index }}{% endfor %}{{ i }}"), "['l', 'i']");
    cr_expect_str_eq(needed("{% for k, v in d.items() if v %}{{ k }}{% endfor %}"), "['d']");
}

Test(names, of_a_macro_are_its_parameters_and_what_the_template_sets_anywhere)
{
    cr_expect_str_eq(
        needed("{% macro m(a, b=c) %}{{ a }}{{ b }}{{ later }}{{ d }}{% endmacro %}{% set later = 1 %}{{ m() }}"),
        "['c', 'd']");
}

Test(names, that_it_can_do_without_are_left_out)
{
    cr_expect_str_eq(needed("{{ a | default(b) }}{{ a }}{% if c.d is defined %}{{ c.d }}{% endif %}"), "['b']");
}

Test(names, this_room_knows_are_left_out)
{
    cr_expect_str_eq(needed("{{ range(3) }}{{ lookup('env', x) }}{{ omit }}{{ vars }}"), "['x']");
}

Test(names, of_an_expression_too)
{
    const wp_template *tmpl;
    cr_assert(wp_template_compile_expression(env, wp_str_of("a and b is match(c)"), WP_NO_MARK, &tmpl, &err));
    cr_expect_str_eq(wp_to_repr(arena, wp_template_names(arena, tmpl)).ptr, "['a', 'b', 'c']");
}
