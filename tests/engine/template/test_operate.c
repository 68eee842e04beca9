#include "template/builtin.h"

#include "fixture.h"

TestSuite(operate, .init = setup, .fini = teardown);

static const char *result_of(wp_value a, const char *operator, wp_value b)
{
    wp_value out;
    err = (wp_error){ 0 };
    return wp_operate(arena, operator, a, b, &out, &err) ? wp_to_repr(arena, out).ptr : err.text;
}

Test(operate, division_is_true_and_floored_division_floors)
{
    cr_expect_str_eq(result_of(wp_int(6), "/", wp_int(2)), "3.0");
    cr_expect_str_eq(result_of(wp_int(-7), "//", wp_int(2)), "-4");
    cr_expect_str_eq(result_of(wp_int(-7), "%", wp_int(3)), "2");
    cr_expect_str_eq(result_of(wp_float(-7.5), "%", wp_int(2)), "0.5");
}

Test(operate, nothing_is_divided_by_zero)
{
    cr_expect_str_eq(result_of(wp_int(1), "/", wp_int(0)), "division by zero");
    cr_expect_str_eq(result_of(wp_float(1), "%", wp_float(0)), "division by zero");
    cr_expect_str_eq(result_of(wp_int(0), "**", wp_int(-1)), "division by zero");
}

Test(operate, adding_a_number_to_a_text_says_what_to_do)
{
    cr_expect_str_eq(result_of(wp_string_static("a"), "+", wp_int(1)), "'+' can't be used on a string and an integer");
    cr_expect_str_eq(err.hint, "'~' joins any values as texts; the filter int makes a number of a text");
}

Test(operate, repeating_has_a_limit)
{
    cr_expect_str_eq(result_of(wp_string_static("ab"), "*", wp_int(3)), "'ababab'");
    cr_expect_str_eq(result_of(wp_string_static("ab"), "*", wp_int(-3)), "''");
    cr_expect_str_eq(result_of(wp_string_static("ab"), "*", wp_int(INT64_MAX)), "the result of '*' is too large");
}

Test(operate, lists_join_lists_and_tuples_tuples)
{
    wp_value list = wp_list_new(arena, 0), tuple = wp_tuple_new(arena, 0);
    wp_list_push(arena, list, wp_int(1));
    wp_list_push(arena, tuple, wp_int(2));
    cr_expect_str_eq(result_of(list, "+", list), "[1, 1]");
    cr_expect_str_eq(result_of(tuple, "+", tuple), "(2, 2)");
    cr_expect_str_eq(result_of(list, "+", tuple), "'+' can't be used on a list and a tuple");
}

Test(operate, every_text_made_carries_the_marks_of_both_sides)
{
    static const char *const operators[] = { "+", "~", "%" };
    for (int i = 0; i < 3; i++) {
        wp_value a = wp_string_static("%s"), b = wp_string_static("x"), out;
        a.marks |= WP_SECRET;
        b.marks |= WP_UNSAFE;
        cr_assert(wp_operate(arena, operators[i], a, b, &out, &err));
        cr_expect_eq(out.marks & (WP_SECRET | WP_UNSAFE), WP_SECRET | WP_UNSAFE, "%s", operators[i]);
    }
}
