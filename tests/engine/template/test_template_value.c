#include "template/template.h"

#include "fixture.h"

TestSuite(template_value, .init = setup, .fini = teardown);

static const char *result_of(const char *json)
{
    test_scope *scope = test_scope_new(arena, env, "{\"i\": 7, \"w\": \"x\"}");
    wp_value value;
    cr_assert(wp_from_json(arena, wp_str_of(json), &value, &err));
    return wp_template_value(&scope->context, value, &value, &err) ? wp_to_repr(arena, value).ptr : err.text;
}

Test(template_value, templates_are_evaluated_at_any_depth)
{
    cr_expect_str_eq(result_of("{\"a\": [\"{{ i }}\", {\"b\": \"{{ w }}y\"}], \"c\": 1}"),
                     "{'a': [7, {'b': 'xy'}], 'c': 1}");
}

Test(template_value, keys_stay_as_they_are)
{
    cr_expect_str_eq(result_of("{\"{{ w }}\": \"{{ w }}\"}"), "{'{{ w }}': 'x'}");
}

Test(template_value, what_is_omitted_takes_its_item_with_it)
{
    cr_expect_str_eq(result_of("{\"a\": \"{{ omit }}\", \"b\": [1, \"{{ nope | default(omit) }}\"]}"), "{'b': [1]}");
    cr_expect_str_eq(result_of("\"{{ {'a': omit, 'b': {'c': omit}} }}\""), "{'b': {}}");
}

Test(template_value, a_value_without_templates_is_handed_on_as_it_is)
{
    test_scope *scope = test_scope_new(arena, env, "{}");
    wp_value list = wp_list_new(arena, 0), out;
    wp_list_push(arena, list, wp_string_static("a } b"));
    cr_assert(wp_template_value(&scope->context, list, &out, &err));
    cr_expect_eq(out.as.list, list.as.list);
}

Test(template_value, a_secret_template_makes_secrets)
{
    test_scope *scope = test_scope_new(arena, env, "{\"w\": \"x\"}");
    wp_value text = wp_string_static("a{{ w }}"), out;
    text.marks |= WP_SECRET;
    cr_assert(wp_template_value(&scope->context, text, &out, &err));
    cr_expect(wp_text_is(out, "ax"));
    cr_expect(out.marks & WP_SECRET);
}

Test(template_value, variables_may_hold_templates)
{
    test_scope *scope = test_scope_new(arena, env, "{\"a\": \"{{ b }}1\", \"b\": \"{{ c }}\", \"c\": [1]}");
    wp_value out;
    cr_assert(wp_template_value(&scope->context, wp_string_static("{{ b }}"), &out, &err));
    cr_expect_str_eq(wp_to_repr(arena, out).ptr, "[1]");
}
