#include <waplay/value.h>

#include <criterion/criterion.h>
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

TestSuite(copy, .init = begin, .fini = end);

static wp_value sample(wp_arena *in)
{
    wp_value dict = wp_dict_new(in, 0), list = wp_list_new(in, 0), tuple = wp_tuple_new(in, 0);
    wp_list_push(in, list, wp_string_at(in, wp_str_of("x"), (wp_mark){ "a.yml", 1, 2 }));
    wp_list_push(in, list, tuple);
    wp_list_push(in, tuple, wp_string(in, "bytes \xff"));
    wp_list_push(in, tuple, wp_undefined(in, "name"));
    wp_dict_set(in, dict, "list", list);
    wp_dict_put(in, dict, wp_int(1), wp_float(1.5));
    wp_dict_put(in, dict, wp_null(), wp_bool(true));
    wp_container_set_mark(dict, (wp_mark){ "b.yml", 3, 4 });
    wp_container_set_mark(list, (wp_mark){ "c.yml", 5, 6 });
    return dict;
}

Test(copy, outlives_the_arena_of_the_original)
{
    wp_arena *other = wp_arena_new();
    wp_value copy = wp_value_copy(arena, sample(other));
    wp_arena_free(other);
    cr_assert(wp_equal(copy, sample(arena)));
    cr_assert_str_eq(wp_to_text(arena, copy).ptr, "{'list': ['x', ('bytes \\udcff', Undefined)], 1: 1.5, None: True}");
}

Test(copy, keeps_marks_and_places)
{
    wp_arena *other = wp_arena_new();
    wp_value original = sample(other);
    wp_value copy = wp_value_copy(arena, wp_value_mark_all(other, original, WP_UNSAFE | WP_SECRET));
    wp_arena_free(other);
    wp_value list = *wp_dict_find(copy, "list"), text = wp_list_at(list, 0);
    cr_assert_eq(wp_value_mark(copy).line, 3);
    cr_assert_str_eq(wp_value_mark(list).file, "c.yml");
    cr_assert_str_eq(wp_value_mark(text).file, "a.yml");
    cr_assert_eq(wp_value_mark(text).column, 2);
    cr_assert_eq(text.marks, WP_UNSAFE | WP_SECRET | WP_LOCATED);
    cr_assert_eq(wp_list_at(wp_list_at(list, 1), 0).marks, WP_UNSAFE | WP_SECRET | WP_BYTES);
    cr_assert_eq(wp_list_at(list, 1).marks, WP_TUPLE);
    cr_assert_str_eq(wp_list_at(wp_list_at(list, 1), 1).as.text, "name");
}

Test(copy, copies_of_scalars_are_the_same)
{
    cr_assert(wp_equal(wp_value_copy(arena, wp_int(5)), wp_int(5)));
    cr_assert(wp_is(wp_value_copy(arena, wp_omit()), WP_OMIT));
    cr_assert_null(wp_value_copy(arena, wp_undefined(NULL, NULL)).as.text);
}

Test(copy, a_copy_is_not_changed_by_what_happens_to_the_original)
{
    wp_value list = wp_list_new(arena, 0);
    wp_list_push(arena, list, wp_int(1));
    wp_value copy = wp_value_copy(arena, list);
    wp_list_push(arena, list, wp_int(2));
    cr_assert_eq(wp_len(copy), 1);
}

Test(copy, marks_reach_every_text_and_leave_the_original_alone)
{
    wp_value original = sample(arena), marked = wp_value_mark_all(arena, original, WP_UNSAFE), key;
    cr_assert(wp_equal(original, marked));
    cr_assert_eq(wp_list_at(*wp_dict_find(original, "list"), 0).marks & WP_UNSAFE, 0);
    cr_assert_eq(wp_list_at(*wp_dict_find(marked, "list"), 0).marks & WP_UNSAFE, WP_UNSAFE);
    cr_assert(wp_dict_pair(marked, 0, &key, NULL));
    cr_assert_eq(key.marks & WP_UNSAFE, WP_UNSAFE);
    cr_assert_eq(wp_value_mark(marked).line, 3);
}

Test(copy, the_name_of_a_secret_is_none)
{
    wp_value marked = wp_value_mark_all(arena, sample(arena), WP_SECRET | WP_UNSAFE), key;
    cr_assert(wp_dict_pair(marked, 0, &key, NULL));
    cr_assert_eq(key.marks & (WP_SECRET | WP_UNSAFE), WP_UNSAFE);
    cr_assert(wp_list_at(*wp_dict_find(marked, "list"), 0).marks & WP_SECRET);
}

Test(copy, what_has_the_marks_already_is_not_copied)
{
    wp_value marked = wp_value_mark_all(arena, sample(arena), WP_UNSAFE);
    cr_assert_eq(wp_value_mark_all(arena, marked, WP_UNSAFE).as.dict, marked.as.dict);
    cr_assert_neq(wp_value_mark_all(arena, marked, WP_UNSAFE | WP_SECRET).as.dict, marked.as.dict);
}

Test(copy, tuples_become_lists_all_the_way_down)
{
    wp_value tuple = wp_tuple_new(arena, 1), dict = wp_dict_new(arena, 1), list = wp_list_new(arena, 2);
    wp_list_push(arena, tuple, wp_int(1));
    wp_dict_set(arena, dict, "t", tuple);
    wp_list_push(arena, list, dict);
    wp_list_push(arena, list, tuple);
    cr_expect_str_eq(wp_to_repr(arena, wp_value_as_lists(arena, list)).ptr, "[{'t': [1]}, [1]]");
    cr_expect_str_eq(wp_to_repr(arena, list).ptr, "[{'t': (1,)}, (1,)]");
}
