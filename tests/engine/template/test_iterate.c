#include "template/builtin.h"

#include "fixture.h"

TestSuite(iterate, .init = setup, .fini = teardown);

Test(iterate, a_dict_gives_its_keys_and_a_text_its_characters)
{
    wp_value dict = wp_dict_new(arena, 0), list;
    wp_dict_set(arena, dict, "b", wp_int(1));
    wp_dict_set(arena, dict, "a", wp_int(2));
    cr_assert(wp_iterate(arena, dict, &list, &err));
    cr_expect_str_eq(wp_to_repr(arena, list).ptr, "['b', 'a']");
    cr_assert(wp_iterate(arena, wp_string_static("\u00e9a"), &list, &err));
    cr_expect_str_eq(wp_to_repr(arena, list).ptr, "['\u00e9', 'a']");
}

Test(iterate, a_number_cannot_be_looped_over)
{
    wp_value list;
    cr_expect_not(wp_iterate(arena, wp_int(5), &list, &err));
    cr_expect_str_eq(err.text, "an integer can't be looped over");
}

Test(iterate, something_undefined_is_named)
{
    wp_value list;
    cr_expect_not(wp_iterate(arena, wp_undefined(arena, "hosts"), &list, &err));
    cr_expect_eq(err.kind, WP_E_UNDEFINED);
    cr_expect_str_eq(err.text, "'hosts' is undefined");
}

Test(iterate, a_text_holds_texts_only)
{
    bool found;
    cr_assert(wp_contains(arena, wp_string_static("hello"), wp_string_static("ell"), &found, &err));
    cr_expect(found);
    cr_expect_not(wp_contains(arena, wp_string_static("1"), wp_int(1), &found, &err));
    cr_expect_str_eq(err.text, "'in' looks for a string in a string, not for an integer");
}

Test(iterate, a_list_holds_what_is_equal)
{
    wp_value list = wp_list_new(arena, 0);
    bool found;
    wp_list_push(arena, list, wp_float(1.0));
    cr_assert(wp_contains(arena, list, wp_bool(true), &found, &err));
    cr_expect(found);
}

Test(iterate, marks_are_found_at_any_depth)
{
    wp_value text = wp_string_static("x"), list = wp_list_new(arena, 0), dict = wp_dict_new(arena, 0);
    text.marks |= WP_UNSAFE;
    wp_list_push(arena, list, text);
    wp_dict_set(arena, dict, "a", list);
    cr_expect_eq(wp_marks_below(dict), WP_UNSAFE);
}

Test(iterate, a_list_within_itself_ends_the_search_for_marks)
{
    wp_value list = wp_list_new(arena, 0);
    wp_list_push(arena, list, list);
    cr_expect_eq(wp_marks_below(list), 0);
}
