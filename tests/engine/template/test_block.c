#include "template/template.h"

#include "fixture.h"

TestSuite(block, .init = setup, .fini = teardown);

static const char *result_of(const char *text)
{
    test_scope *scope = test_scope_new(arena, env, "{\"l\": [1, 2, 3], \"d\": {\"a\": 1}}");
    wp_value value = wp_string_at(arena, wp_str_of(text), (wp_mark){ "play.yml", 1, 1 });
    err = (wp_error){ 0 };
    return wp_template_value(&scope->context, value, &value, &err) ? wp_to_repr(arena, value).ptr : err.text;
}

Test(block, sees_the_top_of_the_template_and_no_loop)
{
    cr_expect_str_eq(result_of("{% set x = 1 %}{% for x in l %}{% block b %}{{ x }}{% endblock %}{% endfor %}"), "111");
}

Test(block, a_scoped_one_sees_the_loop)
{
    cr_expect_str_eq(result_of("{% for x in l %}{% block b scoped %}{{ x }}{% endblock %}{% endfor %}"), "123");
}

Test(block, can_be_written_again_by_self)
{
    cr_expect_str_eq(result_of("{% block b %}x{% endblock %}{{ self.b() }}"), "'xx'");
    cr_expect_str_eq(result_of("{{ self.nope() }}"), "'TemplateReference object' has no attribute 'nope'");
}

Test(block, super_needs_a_parent)
{
    cr_expect_str_eq(result_of("{% block b %}{{ super() }}{% endblock %}"), "there is no block 'b' in a parent");
    cr_expect_eq(err.kind, WP_E_UNDEFINED);
}

Test(block, a_required_one_must_be_filled)
{
    cr_expect_str_eq(result_of("{% block b required %}{% endblock %}"),
                     "block 'b' is required, and nobody has filled it");
    cr_expect_str_eq(result_of("{% block b required %}x{% endblock %}"),
                     "a required block must be empty: whoever extends this fills it");
}

Test(block, extends_stands_at_the_top)
{
    cr_expect_str_eq(result_of("{% for x in l %}{% extends 'a' %}{% endfor %}"),
                     "'extends' can't stand inside a loop, a block or a macro");
}
