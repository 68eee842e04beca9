#include "value/container.h"

#include <criterion/criterion.h>
#include <math.h>

static wp_arena *arena;

static void begin(void)
{
    arena = wp_arena_new();
}

static void end(void)
{
    wp_arena_free(arena);
}

TestSuite(dict, .init = begin, .fini = end);

static wp_value key_of(int64_t number)
{
    return wp_string_printf(arena, "key-%ld", (long)number);
}

static wp_value dict_of(int64_t count)
{
    wp_value dict = wp_dict_new(arena, 0);
    for (int64_t i = 0; i < count; i++)
        wp_dict_put(arena, dict, key_of(i), wp_int(i));
    return dict;
}

static int64_t item(wp_value dict, wp_value key)
{
    const wp_value *found = wp_dict_get(dict, key);
    return found ? found->as.integer : -1;
}

Test(dict, finds_what_was_put_in_and_nothing_else)
{
    for (int64_t count = 0; count < 2000; count = count < 20 ? count + 1 : count * 2) {
        wp_value dict = dict_of(count);
        cr_assert_eq(wp_len(dict), (size_t)count);
        for (int64_t i = 0; i < count; i++)
            cr_assert_eq(item(dict, key_of(i)), i);
        cr_assert_null(wp_dict_get(dict, key_of(count)));
        cr_assert_null(wp_dict_find(dict, ""));
        cr_assert_null(wp_dict_get(dict, wp_int(0)));
    }
}

Test(dict, can_be_asked_by_plain_texts)
{
    wp_value dict = dict_of(20);
    cr_assert_eq(wp_dict_find(dict, "key-3")->as.integer, 3);
    cr_assert_eq(wp_dict_find_n(dict, "key-17", 6)->as.integer, 17);
    cr_assert_eq(wp_dict_find_n(dict, "key-17", 5)->as.integer, 1);
    cr_assert_null(wp_dict_find(dict, "key"));
}

Test(dict, what_is_none_has_nothing_in_it)
{
    cr_assert_null(wp_dict_find(wp_int(1), "a"));
    cr_assert_null(wp_dict_get(wp_list_new(arena, 0), wp_int(0)));
    cr_assert_not(wp_dict_pair(wp_null(), 0, NULL, NULL));
    cr_assert_not(wp_dict_remove(wp_null(), wp_int(1)));
}

Test(dict, keeps_the_order_of_insertion)
{
    wp_value dict = dict_of(100), key, found;
    wp_dict_put(arena, dict, key_of(50), wp_int(-50));
    for (int64_t i = 0; i < 100; i++) {
        cr_assert(wp_dict_pair(dict, (size_t)i, &key, &found));
        cr_assert(wp_equal(key, key_of(i)));
        cr_assert_eq(found.as.integer, i == 50 ? -50 : i);
    }
    cr_assert_not(wp_dict_pair(dict, 100, &key, &found));
}

Test(dict, all_of_another_go_over_those_that_are_there)
{
    wp_value dict = dict_of(3), more = wp_dict_new(arena, 2), key;
    wp_dict_put(arena, more, key_of(1), wp_int(-1));
    wp_dict_put(arena, more, key_of(7), wp_int(-7));
    wp_dict_put_all(arena, dict, more);
    wp_dict_put_all(arena, dict, wp_null());
    cr_assert_eq(wp_len(dict), 4);
    cr_assert_eq(wp_dict_get(dict, key_of(0))->as.integer, 0);
    cr_assert_eq(wp_dict_get(dict, key_of(1))->as.integer, -1);
    cr_assert(wp_dict_pair(dict, 3, &key, NULL) && wp_equal(key, key_of(7)));
}

Test(dict, a_key_that_is_set_is_copied)
{
    char key[] = "name";
    wp_value dict = wp_dict_new(arena, 0);
    wp_dict_set(arena, dict, key, wp_int(1));
    key[0] = 'x';
    wp_dict_set(arena, dict, "name", wp_int(2));
    cr_assert_eq(wp_len(dict), 1);
    cr_assert_eq(wp_dict_find(dict, "name")->as.integer, 2);
}

Test(dict, removing_keeps_the_order_of_the_others)
{
    for (int64_t count = 2; count < 100; count += 31) {
        wp_value dict = dict_of(count), key;
        cr_assert(wp_dict_remove(dict, key_of(0)));
        cr_assert_not(wp_dict_remove(dict, key_of(0)));
        for (int64_t i = 1; i < count; i++) {
            cr_assert(wp_dict_pair(dict, (size_t)i - 1, &key, NULL));
            cr_assert(wp_equal(key, key_of(i)));
            cr_assert_eq(item(dict, key_of(i)), i);
        }
        wp_dict_put(arena, dict, key_of(0), wp_int(7));
        cr_assert_eq(item(dict, key_of(0)), 7);
        cr_assert(wp_dict_pair(dict, (size_t)count - 1, &key, NULL));
        cr_assert(wp_equal(key, key_of(0)));
    }
}

Test(dict, clearing_leaves_nothing)
{
    wp_value dict = dict_of(30);
    wp_dict_clear(dict);
    cr_assert_eq(wp_len(dict), 0);
    cr_assert_null(wp_dict_get(dict, key_of(3)));
    wp_dict_put(arena, dict, key_of(3), wp_int(9));
    cr_assert_eq(item(dict, key_of(3)), 9);
}

/* Python: {1: 'a', True: 'b', 1.0: 'c'} == {1: 'c'} */
Test(dict, numbers_of_the_same_worth_are_the_same_key)
{
    for (int64_t others = 0; others < 20; others += 19) {
        wp_value dict = dict_of(others), key;
        wp_dict_put(arena, dict, wp_int(1), wp_int(10));
        wp_dict_put(arena, dict, wp_bool(true), wp_int(11));
        wp_dict_put(arena, dict, wp_float(1.0), wp_int(12));
        wp_dict_put(arena, dict, wp_float(-0.0), wp_int(13));
        cr_assert_eq(wp_len(dict), (size_t)others + 2);
        cr_assert_eq(item(dict, wp_int(1)), 12);
        cr_assert_eq(item(dict, wp_bool(false)), 13);
        cr_assert_null(wp_dict_get(dict, wp_string_static("1")));
        cr_assert_null(wp_dict_get(dict, wp_float(1.5)));
        cr_assert(wp_dict_pair(dict, (size_t)others, &key, NULL));
        cr_assert(wp_is(key, WP_INT));
    }
}

Test(dict, any_scalar_and_any_tuple_can_be_a_key)
{
    wp_value dict = dict_of(10), tuple = wp_tuple_new(arena, 2), same = wp_tuple_new(arena, 2);
    wp_list_push(arena, tuple, wp_int(1));
    wp_list_push(arena, tuple, wp_string_static("a"));
    wp_list_push(arena, same, wp_float(1));
    wp_list_push(arena, same, wp_string_static("a"));
    wp_dict_put(arena, dict, wp_null(), wp_int(100));
    wp_dict_put(arena, dict, tuple, wp_int(101));
    wp_dict_put(arena, dict, wp_float(INFINITY), wp_int(102));
    wp_dict_put(arena, dict, wp_float(0.5), wp_int(103));
    wp_dict_put(arena, dict, wp_int(INT64_MIN), wp_int(104));
    cr_assert_eq(item(dict, wp_null()), 100);
    cr_assert_eq(item(dict, same), 101);
    cr_assert_eq(item(dict, wp_float(INFINITY)), 102);
    cr_assert_eq(item(dict, wp_float(0.5)), 103);
    cr_assert_eq(item(dict, wp_float(-9223372036854775808.0)), 104);
}

Test(dict, marks_do_not_make_a_key_another)
{
    wp_value dict = wp_dict_new(arena, 0), key = wp_string_static("a");
    key.marks |= WP_UNSAFE | WP_SECRET;
    wp_dict_put(arena, dict, key, wp_int(1));
    cr_assert_eq(wp_dict_find(dict, "a")->as.integer, 1);
}

Test(dict, equal_values_have_equal_hashes)
{
    wp_value one = dict_of(3), two = wp_dict_new(arena, 0);
    for (int64_t i = 2; i >= 0; i--)
        wp_dict_put(arena, two, key_of(i), wp_float((double)i));
    cr_assert(wp_equal(one, two));
    cr_assert_eq(wp_value_hash(one), wp_value_hash(two));
}

Test(dict, merging_goes_down_where_both_have_dicts)
{
    wp_value low = wp_dict_new(arena, 2), high = wp_dict_new(arena, 2), inner = wp_dict_new(arena, 2), over = wp_dict_new(arena, 1);
    wp_dict_set(arena, inner, "a", wp_int(1));
    wp_dict_set(arena, inner, "b", wp_int(2));
    wp_dict_set(arena, over, "b", wp_int(3));
    wp_dict_set(arena, low, "d", inner);
    wp_dict_set(arena, low, "e", inner);
    wp_dict_set(arena, high, "d", over);
    wp_dict_set(arena, high, "e", wp_int(4));
    wp_dict_merge_all(arena, low, high);
    cr_expect_str_eq(wp_to_repr(arena, low).ptr, "{'d': {'a': 1, 'b': 3}, 'e': 4}");
    cr_expect_str_eq(wp_to_repr(arena, inner).ptr, "{'a': 1, 'b': 2}", "what was merged stays as it was");
}
