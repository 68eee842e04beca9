#include "value/container.h"

#include <criterion/criterion.h>

static wp_arena *arena;

static void begin(void)
{
    arena = wp_arena_new();
}

static void end(void)
{
    wp_arena_free(arena);
}

TestSuite(list, .init = begin, .fini = end);

static wp_value numbers(int64_t count)
{
    wp_value list = wp_list_new(arena, 0);
    for (int64_t i = 0; i < count; i++)
        wp_list_push(arena, list, wp_int(i));
    return list;
}

static const char *text_of(wp_value value)
{
    return wp_to_text(arena, value).ptr;
}

Test(list, keeps_what_is_pushed_in_order)
{
    wp_value list = numbers(1000);
    cr_assert_eq(wp_len(list), 1000);
    for (size_t i = 0; i < 1000; i++)
        cr_assert_eq(wp_list_at(list, i).as.integer, (int64_t)i);
}

Test(list, what_is_expected_is_no_limit)
{
    wp_value list = wp_list_new(arena, 2);
    for (int i = 0; i < 5; i++)
        wp_list_push(arena, list, wp_int(i));
    cr_assert_str_eq(text_of(list), "[0, 1, 2, 3, 4]");
}

Test(list, beyond_its_end_all_is_undefined)
{
    cr_assert(wp_is(wp_list_at(numbers(2), 2), WP_UNDEFINED));
    cr_assert(wp_is(wp_list_at(numbers(0), 0), WP_UNDEFINED));
    cr_assert(wp_is(wp_list_at(wp_int(1), 0), WP_UNDEFINED));
}

Test(list, items_can_be_put_in_between)
{
    wp_value list = numbers(3);
    wp_list_insert(arena, list, 0, wp_int(10));
    wp_list_insert(arena, list, 2, wp_int(11));
    wp_list_insert(arena, list, 99, wp_int(12));
    cr_assert_str_eq(text_of(list), "[10, 0, 11, 1, 2, 12]");
}

Test(list, items_can_be_taken_out)
{
    wp_value list = numbers(4);
    cr_assert(wp_list_remove(list, 0));
    cr_assert(wp_list_remove(list, 2));
    cr_assert_not(wp_list_remove(list, 2));
    cr_assert_str_eq(text_of(list), "[1, 2]");
    wp_list_clear(list);
    cr_assert_str_eq(text_of(list), "[]");
}

Test(list, a_tuple_is_a_list_that_looks_different)
{
    wp_value tuple = wp_tuple_new(arena, 0);
    cr_assert(wp_is(tuple, WP_LIST));
    cr_assert_str_eq(text_of(tuple), "()");
    wp_list_push(arena, tuple, wp_int(1));
    cr_assert_str_eq(text_of(tuple), "(1,)");
    wp_list_push(arena, tuple, wp_int(2));
    cr_assert_str_eq(text_of(tuple), "(1, 2)");
}
