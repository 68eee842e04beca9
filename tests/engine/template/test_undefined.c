#include "template/template.h"

#include "fixture.h"

TestSuite(undefined, .init = setup, .fini = teardown);

#define VARIABLES "{\"packages\": [], \"d\": {\"a\": 1}, \"broken\": \"{{ nowhere }}\", \"loops\": \"{{ loops }}\"}"

static const char *error_of(const char *text)
{
    test_scope *scope = test_scope_new(arena, env, VARIABLES);
    wp_value value = wp_string_at(arena, wp_str_of(text), (wp_mark){ "play.yml", 4, 10 });
    err = (wp_error){ 0 };
    if (wp_template_value(&scope->context, value, &value, &err))
        return "none";
    return err.text;
}

Test(undefined, a_name_without_value_is_named_with_its_place)
{
    cr_expect_str_eq(error_of("ab {{ pakages }}"), "'pakages' is undefined");
    cr_expect_eq(err.kind, WP_E_UNDEFINED);
    cr_expect_eq(err.mark.line, 4);
    cr_expect_eq(err.mark.column, 16);
    cr_expect_str_eq(err.hint, "did you mean 'packages'?");
}

Test(undefined, an_attribute_says_of_what_it_was_missing)
{
    cr_expect_str_eq(error_of("{{ d.b }}"), "'dict object' has no attribute 'b'");
    cr_expect_str_eq(error_of("{{ packages[3] }}"), "list object has no element 3");
    cr_expect_str_eq(err.hint, "");
}

Test(undefined, hidden_in_a_list_it_is_found_when_the_list_goes_out)
{
    cr_expect_str_eq(error_of("{{ [1, {'a': nope}] }}"), "'nope' is undefined");
    cr_expect_str_eq(error_of("x{{ [nope] }}"), "'nope' is undefined");
    cr_expect_str_eq(error_of("{{ [nope] | length }}"), "none");
}

Test(undefined, operators_ask_for_values)
{
    static const char *const texts[] = { "{{ u + 1 }}",    "{{ 1 ~ u }}",  "{{ -u }}",       "{{ not u }}",
                                         "{{ u == 1 }}",   "{{ u < 1 }}",  "{{ u in [1] }}", "{{ 1 in u }}",
                                         "{{ u() }}",      "{{ [1][u] }}", "{{ {u: 1} }}",   "{{ u | upper }}",
                                         "{{ 'a' if u }}", "{{ [1][u:] }}" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_expect_str_eq(error_of(texts[i]), "'u' is undefined", "%s", texts[i]);
        cr_expect_eq(err.kind, WP_E_UNDEFINED);
    }
}

Test(undefined, it_may_be_asked_about)
{
    cr_expect_str_eq(error_of("{{ u.a.b | default('x') }}{{ u is defined }}{{ u.x is undefined }}"), "none");
}

Test(undefined, in_a_variable_it_keeps_the_name_and_the_kind)
{
    error_of("{{ broken }}");
    cr_expect_eq(err.kind, WP_E_UNDEFINED);
    cr_expect(strstr(err.text, "'nowhere' is undefined"));
}

Test(undefined, lenient_evaluation_hands_it_out)
{
    test_scope *scope = test_scope_new(arena, env, VARIABLES);
    const wp_template *tmpl;
    wp_value value;
    cr_assert(wp_template_compile_expression(env, wp_str_of("d.b"), WP_NO_MARK, &tmpl, &err));
    cr_assert(wp_template_evaluate_lenient(&scope->context, tmpl, &value, &err));
    cr_expect_eq(value.type, WP_UNDEFINED);
    cr_expect_not(wp_template_evaluate(&scope->context, tmpl, &value, &err));
    cr_assert(wp_template_compile_expression(env, wp_str_of("broken"), WP_NO_MARK, &tmpl, &err));
    cr_assert(wp_template_evaluate_lenient(&scope->context, tmpl, &value, &err));
    cr_expect_eq(value.type, WP_UNDEFINED);
}
