#include "template/template.h"

#include "fixture.h"

TestSuite(sink, .init = setup, .fini = teardown);

static wp_value evaluated(const char *text)
{
    test_scope *scope = test_scope_new(
        arena, env, "{\"i\": 7, \"host\": {\"__unsafe\": \"5\"}, \"hosts\": {\"__unsafe\": \"['{{ i }}']\"}}");
    wp_value secret = wp_string_static("0042"), value = wp_null();
    secret.marks |= WP_SECRET;
    wp_dict_set(arena, scope->variables, "password", secret);
    cr_assert(wp_template_value(&scope->context, wp_string_static(text), &value, &err), "%s: %s", text, err.text);
    return value;
}

Test(sink, one_expression_gives_its_value_and_many_a_text)
{
    cr_expect_eq(evaluated("{{ i }}").type, WP_INT);
    cr_expect_eq(evaluated("{{ i }} ").type, WP_INT);
    cr_expect_eq(evaluated(" {{ i }}").type, WP_STRING);
    cr_expect_eq(evaluated("{{ i }}%").type, WP_STRING);
}

Test(sink, a_text_that_reads_as_a_literal_is_one)
{
    cr_expect_eq(evaluated("{{ i }}{{ i }}").as.integer, 77);
    cr_expect_eq(evaluated("[{{ i }}]").type, WP_LIST);
}

Test(sink, what_json_made_stays_a_text)
{
    cr_expect_eq(evaluated("{{ [i] | to_json }}").type, WP_STRING);
    cr_expect_eq(evaluated("{{ i | string }}").type, WP_STRING);
}

Test(sink, a_secret_is_no_number)
{
    wp_value value = evaluated("{{ password }}");
    cr_expect(wp_text_is(value, "0042"));
    cr_expect(value.marks & WP_SECRET);
}

Test(sink, unsafe_texts_leave_their_mark_on_what_they_are_joined_into)
{
    cr_expect(evaluated("x{{ host }}").marks & WP_UNSAFE);
    cr_expect(evaluated("{{ 'x' ~ host }}").marks & WP_UNSAFE);
    cr_expect(evaluated("{% set y %}{{ host }}a{% endset %}{{ y }}").marks & WP_UNSAFE);
    cr_expect(evaluated("{% macro m() %}<{{ host }}>{% endmacro %}{{ m() }}").marks & WP_UNSAFE);
    cr_expect_not(evaluated("x{{ i }}").marks & WP_UNSAFE);
}

Test(sink, a_list_read_from_an_unsafe_text_is_unsafe_within)
{
    wp_value list = evaluated("{{ hosts }}");
    cr_assert_eq(list.type, WP_LIST);
    cr_expect(wp_list_at(list, 0).marks & WP_UNSAFE);
}

Test(sink, unsafe_texts_are_never_templates)
{
    wp_value value = evaluated("{{ hosts }}"), again;
    test_scope *scope = test_scope_new(arena, env, "{\"i\": 7}");
    cr_assert(wp_template_value(&scope->context, value, &again, &err));
    cr_expect(wp_text_is(wp_list_at(again, 0), "{{ i }}"));
}

Test(sink, a_bare_expression_gives_what_it_would_between_braces)
{
    test_scope *scope = test_scope_new(arena, env, "{\"s\": \"3\"}");
    const wp_template *tmpl;
    wp_value value;
    cr_assert(wp_template_compile_expression(env, wp_str_of("s"), WP_NO_MARK, &tmpl, &err));
    cr_assert(wp_template_evaluate(&scope->context, tmpl, &value, &err));
    cr_expect_eq(value.type, WP_INT);
}
