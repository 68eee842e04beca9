#include "template/template.h"

#include "fixture.h"

TestSuite(condition, .init = setup, .fini = teardown);

static bool holds(wp_value condition)
{
    test_scope *scope = test_scope_new(
        arena, env, "{\"i\": 7, \"text\": \"false\", \"expr\": \"i == 8\", \"host\": {\"__unsafe\": \"i == 7\"}}");
    bool truth = false;
    err = (wp_error){ 0 };
    return wp_template_condition(&scope->context, condition, &truth, &err) && truth;
}

Test(condition, none_at_all_holds)
{
    cr_expect(holds(wp_null()));
    cr_expect(holds(wp_string_static("")));
}

Test(condition, a_value_counts_by_its_truth)
{
    cr_expect_not(holds(wp_bool(false)));
    cr_expect_not(holds(wp_int(0)));
    cr_expect_not(holds(wp_list_new(arena, 0)));
    cr_expect(holds(wp_int(2)));
}

Test(condition, the_text_in_a_variable_is_not_read_again)
{
    cr_expect(holds(wp_string_static("text")));
    cr_expect(holds(wp_string_static("expr")));
}

Test(condition, what_a_template_gives_is_read_again)
{
    cr_expect_not(holds(wp_string_static("{{ text }}")));
    cr_expect_not(holds(wp_string_static("{{ expr }}")));
    cr_expect(holds(wp_string_static("{{ i }} == 7")));
}

Test(condition, a_text_from_a_host_is_refused)
{
    wp_value text = wp_string_static("i == 7");
    text.marks |= WP_UNSAFE;
    cr_expect_not(holds(text));
    cr_expect_eq(err.kind, WP_E_INVALID);
    cr_expect_not(holds(wp_string_static("{{ host }}")));
    cr_expect_eq(err.kind, WP_E_INVALID);
    cr_expect(holds(wp_string_static("host == 'i == 7'")));
}

Test(condition, errors_have_their_place)
{
    wp_value text = wp_string_at(arena, wp_str_of("i == 7 and nope"), (wp_mark){ "play.yml", 9, 13 });
    cr_expect_not(holds(text));
    cr_expect_str_eq(err.text, "'nope' is undefined");
    cr_expect_eq(err.mark.line, 9);
    cr_expect_eq(err.mark.column, 24);
}

Test(condition, something_undefined_deep_in_a_value_does_not_matter)
{
    cr_expect(holds(wp_string_static("[nope]")));
}
