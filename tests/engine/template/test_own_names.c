#include "template/template.h"

#include "fixture.h"

TestSuite(own_names, .init = setup, .fini = teardown);

/* With `i` being "out" for the playbook. */
static const char *rendered(const char *text)
{
    test_scope *scope = test_scope_new(arena, env, "{\"i\": \"out\"}");
    wp_value value;
    cr_assert(wp_template_value(&scope->context, wp_string(arena, text), &value, &err), "%s: %s", text, err.text);
    return wp_to_text(arena, value).ptr;
}

Test(own_names, are_undefined_in_bodies_within_until_they_are_set)
{
    cr_expect_str_eq(rendered("{% with %}{{ i | d('none') }}{% endwith %}{% set i = 'in' %} {{ i }}"), "none in");
    cr_expect_str_eq(rendered("{% macro m() %}{{ i | d('none') }}{% endmacro %}{{ m() }}{% set i = 'in' %} {{ m() }}"),
                     "none in");
    cr_expect_str_eq(rendered("{% set i %}{{ i | d('none') }}{% endset %}{{ i }}"), "none");
}

Test(own_names, come_from_outside_where_the_body_reads_them_first)
{
    cr_expect_str_eq(rendered("{{ i }} {% with %}{{ i }}{% endwith %}{% set i = 'in' %}"), "out out");
    cr_expect_str_eq(rendered("{% set i = i ~ '+' %}{% with %}{{ i }}{% endwith %}"), "out+");
}

Test(own_names, come_from_outside_where_only_a_branch_sets_them)
{
    cr_expect_str_eq(rendered("{% with %}{{ i }}{% endwith %}{% if false %}{% set i = 'in' %}{% endif %}"), "out");
}

Test(own_names, of_a_body_within_are_nothing_to_those_around_it)
{
    cr_expect_str_eq(rendered("{% with %}{% set i = 'in' %}{% endwith %}{% with %}{{ i }}{% endwith %}"), "out");
}

Test(own_names, do_not_reach_into_blocks)
{
    cr_expect_str_eq(
        rendered("{% with %}{{ i | d('none') }}{% endwith %} {% block b %}{{ i }}{% endblock %}{% set i = 'in' %}"),
        "none out");
}
