#include <waplay/value.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static wp_arena *arena;

static void begin(void)
{
    arena = wp_arena_new();
}

static void end(void)
{
    wp_arena_free(arena);
}

TestSuite(compare, .init = begin, .fini = end);

static wp_value json(const char *text)
{
    wp_value value;
    wp_error err = { 0 };
    cr_assert(wp_from_json(arena, wp_str_of(text), &value, &err), "%s", err.text);
    return value;
}

static wp_value tuple_of(const char *text)
{
    wp_value value = json(text);
    value.marks |= WP_TUPLE;
    return value;
}

Test(compare, truth_is_pythons)
{
    static const char *const truths[] = { "true", "1", "-1", "0.5", "NaN", "\"0\"", "\" \"", "[0]", "{\"\": 0}" };
    static const char *const lies[] = { "false", "null", "0", "0.0", "-0.0", "\"\"", "[]", "{}" };
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++)
        cr_expect(wp_truth(json(truths[i])), "%s", truths[i]);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
        cr_expect_not(wp_truth(json(lies[i])), "%s", lies[i]);
    cr_expect_not(wp_truth(wp_undefined(arena, "x")));
    cr_expect_not(wp_truth(wp_tuple_new(arena, 0)));
    cr_expect(wp_truth(wp_omit()));
}

Test(compare, equality_is_pythons)
{
    static const char *const equal[][2] = {
        { "1", "1.0" },
        { "true", "1" },
        { "0", "false" },
        { "0.0", "-0.0" },
        { "\"a\"", "\"a\"" },
        { "[1, 2]", "[1.0, 2]" },
        { "[]", "[]" },
        { "{}", "{}" },
        { "null", "null" },
        { "Infinity", "Infinity" },
        { "{\"a\": 1, \"b\": 2}", "{\"b\": 2.0, \"a\": 1}" },
        { "9007199254740992", "9007199254740992.0" },
    };
    static const char *const different[][2] = {
        { "1", "2" },
        { "1", "\"1\"" },
        { "\"a\"", "\"A\"" },
        { "[1]", "[1, 2]" },
        { "[1, 2]", "[2, 1]" },
        { "null", "false" },
        { "NaN", "NaN" },
        { "[]", "{}" },
        { "\"\"", "null" },
        { "[NaN]", "[NaN]" },
        { "{\"a\": 1}", "{\"a\": 2}" },
        { "{\"a\": 1}", "{\"b\": 1}" },
        { "{\"a\": 1}", "{}" },
        { "9007199254740993", "9007199254740992.0" },
        { "9223372036854775807", "9223372036854775808.0" },
    };
    for (size_t i = 0; i < sizeof equal / sizeof *equal; i++) {
        cr_expect(wp_equal(json(equal[i][0]), json(equal[i][1])), "%s and %s", equal[i][0], equal[i][1]);
        cr_expect(wp_equal(json(equal[i][1]), json(equal[i][0])), "%s and %s", equal[i][1], equal[i][0]);
    }
    for (size_t i = 0; i < sizeof different / sizeof *different; i++) {
        cr_expect_not(wp_equal(json(different[i][0]), json(different[i][1])), "%s and %s", different[i][0],
                      different[i][1]);
        cr_expect_not(wp_equal(json(different[i][1]), json(different[i][0])), "%s and %s", different[i][1],
                      different[i][0]);
    }
}

Test(compare, a_tuple_is_never_equal_to_a_list)
{
    cr_assert(wp_equal(tuple_of("[1, 2]"), tuple_of("[1, 2]")));
    cr_assert_not(wp_equal(tuple_of("[1, 2]"), json("[1, 2]")));
}

Test(compare, of_undefined_and_omit_there_is_one_each)
{
    cr_assert(wp_equal(wp_undefined(arena, "a"), wp_undefined(arena, "b")));
    cr_assert(wp_equal(wp_omit(), wp_omit()));
    cr_assert_not(wp_equal(wp_omit(), wp_undefined(arena, "a")));
    cr_assert_not(wp_equal(wp_null(), wp_undefined(arena, "a")));
}

Test(compare, marks_do_not_count)
{
    wp_value marked = wp_string_static("a");
    marked.marks |= WP_UNSAFE | WP_MARKUP;
    cr_assert(wp_equal(marked, wp_string_static("a")));
}

Test(compare, order_is_pythons)
{
    static const char *const rising[][2] = {
        { "1", "2" },
        { "1", "1.5" },
        { "-1.5", "-1" },
        { "false", "true" },
        { "true", "1.1" },
        { "\"a\"", "\"b\"" },
        { "\"a\"", "\"aa\"" },
        { "\"\"", "\"a\"" },
        { "\"Z\"", "\"a\"" },
        { "\"z\"", "\"é\"" },
        { "[1]", "[2]" },
        { "[1]", "[1, 0]" },
        { "[1, 5]", "[2]" },
        { "[]", "[0]" },
        { "[1, \"a\"]", "[2, 1]" },
        { "9007199254740992.0", "9007199254740993" },
        { "9223372036854775807", "9223372036854775808.0" },
        { "-9223372036854775809.0e1", "-9223372036854775808" },
        { "9223372036854775807", "Infinity" },
        { "-Infinity", "-9223372036854775808" },
        { "-0.5", "0" },
        { "0", "0.5" },
        { "\"\\uffff\"", "\"\\ud83d\\ude00\"" },
    };
    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++) {
        int order = 9;
        cr_expect(wp_compare(json(rising[i][0]), json(rising[i][1]), &order, NULL));
        cr_expect_eq(order, -1, "%s and %s", rising[i][0], rising[i][1]);
        cr_expect(wp_compare(json(rising[i][1]), json(rising[i][0]), &order, NULL));
        cr_expect_eq(order, 1, "%s and %s", rising[i][1], rising[i][0]);
        cr_expect(wp_compare(json(rising[i][1]), json(rising[i][1]), &order, NULL));
        cr_expect_eq(order, 0, "%s", rising[i][1]);
    }
}

Test(compare, what_is_no_number_stands_behind_all_that_are)
{
    int order;
    cr_assert(wp_compare(wp_float(NAN), wp_float(INFINITY), &order, NULL));
    cr_assert_eq(order, 1);
    cr_assert(wp_compare(wp_int(INT64_MAX), wp_float(NAN), &order, NULL));
    cr_assert_eq(order, -1);
    cr_assert(wp_compare(wp_float(NAN), wp_float(NAN), &order, NULL));
    cr_assert_eq(order, 0);
}

Test(compare, some_have_no_order)
{
    static const char *const pairs[][3] = {
        { "1", "\"1\"", "an integer and a string have no order: neither is less than the other" },
        { "null", "1", "null and an integer have no order: neither is less than the other" },
        { "{}", "{}", "a dict and a dict have no order: neither is less than the other" },
        { "[1, \"a\"]", "[1, 2]", "a string and an integer have no order: neither is less than the other" },
        { "[]", "\"\"", "a list and a string have no order: neither is less than the other" },
        { "null", "null", "null and null have no order: neither is less than the other" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        int order = 9;
        wp_error err = { 0 };
        cr_expect_not(wp_compare(json(pairs[i][0]), json(pairs[i][1]), &order, &err));
        cr_expect_eq(order, 9);
        cr_expect_eq(err.kind, WP_E_INVALID);
        cr_expect_str_eq(err.text, pairs[i][2]);
    }
    int order;
    cr_expect_not(wp_compare(tuple_of("[1]"), json("[1]"), &order, NULL));
}
