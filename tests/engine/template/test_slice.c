#include "template/builtin.h"

#include "fixture.h"

TestSuite(slice, .init = setup, .fini = teardown);

static wp_value numbers(int count)
{
    wp_value list = wp_list_new(arena, 0);
    for (int i = 0; i < count; i++)
        wp_list_push(arena, list, wp_int(i));
    return list;
}

static const char *sliced(wp_value subject, wp_value from, wp_value to, wp_value step)
{
    wp_value out;
    return wp_slice(arena, subject, from, to, step, &out, &err) ? wp_to_repr(arena, out).ptr : err.text;
}

#define NONE wp_null()

Test(slice, bounds_that_lie_outside_are_pulled_in)
{
    cr_expect_str_eq(sliced(numbers(3), wp_int(-9), wp_int(9), NONE), "[0, 1, 2]");
    cr_expect_str_eq(sliced(numbers(3), wp_int(5), NONE, NONE), "[]");
    cr_expect_str_eq(sliced(numbers(3), wp_int(INT64_MIN), wp_int(INT64_MAX), wp_int(INT64_MAX)), "[0]");
}

Test(slice, a_negative_step_walks_backwards)
{
    cr_expect_str_eq(sliced(numbers(4), NONE, NONE, wp_int(-1)), "[3, 2, 1, 0]");
    cr_expect_str_eq(sliced(numbers(4), wp_int(3), wp_int(0), wp_int(-2)), "[3, 1]");
    cr_expect_str_eq(sliced(numbers(4), NONE, NONE, wp_int(INT64_MIN)), "[3]");
}

Test(slice, texts_are_cut_by_characters)
{
    cr_expect_str_eq(sliced(wp_string_static("h\u00e9llo"), wp_int(1), wp_int(3), NONE), "'\u00e9l'");
    cr_expect_str_eq(sliced(wp_string_static("h\u00e9l"), NONE, NONE, wp_int(-1)), "'l\u00e9h'");
}

Test(slice, a_step_of_zero_is_an_error)
{
    cr_expect_str_eq(sliced(numbers(2), NONE, NONE, wp_int(0)), "the step of a slice can't be 0");
}

Test(slice, a_dict_has_no_order_to_slice)
{
    cr_expect_str_eq(sliced(wp_dict_new(arena, 0), NONE, NONE, NONE), "a dict can't be sliced");
}

Test(slice, a_piece_of_a_secret_is_secret)
{
    wp_value text = wp_string_static("password"), out;
    text.marks |= WP_SECRET;
    cr_assert(wp_slice(arena, text, wp_int(0), wp_int(4), NONE, &out, &err));
    cr_expect(out.marks & WP_SECRET);
}
