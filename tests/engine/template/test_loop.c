#include "template/template.h"

#include "fixture.h"

TestSuite(loop, .init = setup, .fini = teardown);

static const char *result_of(const char *text)
{
    test_scope *scope = test_scope_new(arena, env, "{\"l\": [1, 2, 3], \"d\": {\"a\": 1}}");
    wp_value value = wp_string_at(arena, wp_str_of(text), (wp_mark){ "play.yml", 1, 1 });
    err = (wp_error){ 0 };
    return wp_template_value(&scope->context, value, &value, &err) ? wp_to_repr(arena, value).ptr : err.text;
}

Test(loop, what_is_set_in_a_round_ends_with_it)
{
    cr_expect_str_eq(
        result_of("{% for x in l %}{{ y | default('-') }}{% set y = x %}{% endfor %}{{ y | default('.') }}"), "'---.'");
}

Test(loop, knows_where_it_is)
{
    cr_expect_str_eq(
        result_of("{% for x in l %}{{ loop.index }}/{{ loop.length }}{{ ' ' if not loop.last }}{% endfor %}"),
        "'1/3 2/3 3/3'");
    cr_expect_str_eq(result_of("{% for x in l if x != 2 %}{{ loop.revindex }}{% endfor %}"), "21");
}

Test(loop, an_inner_loop_has_a_loop_of_its_own)
{
    cr_expect_str_eq(
        result_of("{% for x in l %}{% for y in l[:2] %}{{ loop.index }}{% endfor %}{{ loop.index }}-{% endfor %}"),
        "'121-122-123-'");
}

Test(loop, a_list_that_grows_in_its_own_loop_does_not_make_it_longer)
{
    cr_expect_str_eq(result_of("{% for x in l %}{% do l.append(x) %}{% endfor %}{{ l }}"), "[1, 2, 3, 1, 2, 3]");
}

Test(loop, only_a_recursive_one_can_be_called)
{
    cr_expect_str_eq(result_of("{% for x in l %}{{ loop([1]) }}{% endfor %}"), "this loop can't be called");
    cr_expect_str_eq(err.hint, "{% for x in y recursive %} makes one that can");
    cr_expect_str_eq(
        result_of("{% for x in [[1, [2]]] recursive %}{{ loop(x) if x is not number else x }}{% endfor %}"), "12");
}

Test(loop, as_many_names_as_values)
{
    cr_expect_str_eq(result_of("{% for a, b in [[1, 2, 3]] %}{% endfor %}"), "2 names can't take 3 values");
    cr_expect_eq(err.mark.column, 8);
    cr_expect_str_eq(result_of("{% for a, b in l %}{% endfor %}"), "an integer can't be looped over");
}

Test(loop, a_number_cannot_be_looped_over)
{
    cr_expect_str_eq(result_of("{% for a in d.a %}{% endfor %}"), "an integer can't be looped over");
    cr_expect_eq(err.mark.column, 14);
}

Test(loop, ten_thousand_rounds_end_where_they_should)
{
    cr_expect_str_eq(
        result_of(
            "{% set ns = namespace(n=0) %}{% for x in range(10000) %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}"),
        "49995000");
}
