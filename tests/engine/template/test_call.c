#include "template/builtin.h"

#include "fixture.h"

TestSuite(call, .init = setup, .fini = teardown);

static wp_call call_in(test_scope *scope)
{
    return (wp_call){ .context = &scope->context, .arena = arena, .name = "map", .mark = { "play.yml", 3, 7 } };
}

Test(call, a_filter_is_run_by_its_name)
{
    wp_call call = call_in(test_scope_new(arena, env, "{}"));
    wp_value out;
    cr_assert(
        wp_call_filter(&call, wp_str_of("upper"), wp_string_static("a"), NULL, 0, wp_dict_new(arena, 0), &out, &err));
    cr_expect(wp_text_is(out, "A"));
}

Test(call, an_unknown_name_brings_the_nearest_and_the_place_of_the_call)
{
    wp_call call = call_in(test_scope_new(arena, env, "{}"));
    wp_value out;
    cr_expect_not(wp_call_filter(&call, wp_str_of("uper"), wp_int(1), NULL, 0, wp_dict_new(arena, 0), &out, &err));
    cr_expect_eq(err.kind, WP_E_NOT_FOUND);
    cr_expect_str_eq(err.hint, "did you mean 'upper'?");
    cr_expect_eq(err.mark.line, 3);
}

Test(call, something_undefined_goes_to_those_filters_only_that_take_it)
{
    wp_call call = call_in(test_scope_new(arena, env, "{}"));
    wp_value undefined = wp_undefined(arena, "x"), out, fallback = wp_int(5);
    cr_expect_not(wp_call_filter(&call, wp_str_of("upper"), undefined, NULL, 0, wp_dict_new(arena, 0), &out, &err));
    cr_expect_eq(err.kind, WP_E_UNDEFINED);
    cr_assert(wp_call_filter(&call, wp_str_of("default"), undefined, &fallback, 1, wp_dict_new(arena, 0), &out, &err));
    cr_expect_eq(out.as.integer, 5);
}

Test(call, a_test_gives_its_truth)
{
    wp_call call = call_in(test_scope_new(arena, env, "{}"));
    bool truth = false;
    cr_assert(wp_call_test(&call, wp_str_of("defined"), wp_int(1), NULL, 0, wp_dict_new(arena, 0), &truth, &err));
    cr_expect(truth);
}

Test(call, what_cannot_be_called_says_so)
{
    test_scope *scope = test_scope_new(arena, env, "{}");
    wp_value out;
    cr_expect_not(wp_call_value(&scope->context, wp_int(1), NULL, 0, wp_dict_new(arena, 0), WP_NO_MARK, &out, &err));
    cr_expect_str_eq(err.text, "an integer can't be called");
}

Test(call, texts_keep_the_marks_of_subject_and_arguments)
{
    wp_call call = call_in(test_scope_new(arena, env, "{}"));
    wp_value subject = wp_string_static("a-b"), args[] = { wp_string_static("-"), wp_string_static("+") }, out;
    subject.marks |= WP_UNSAFE;
    args[1].marks |= WP_SECRET;
    cr_assert(wp_call_filter(&call, wp_str_of("replace"), subject, args, 2, wp_dict_new(arena, 0), &out, &err));
    cr_expect_eq(out.marks & (WP_UNSAFE | WP_SECRET), WP_UNSAFE | WP_SECRET);
}
