#include <waplay/value.h>

#include <criterion/criterion.h>
#include <math.h>
#include "string_cases.h"

static wp_arena *arena;

static void begin(void)
{
    arena = wp_arena_new();
}

static void end(void)
{
    wp_arena_free(arena);
}

TestSuite(json_write, .init = begin, .fini = end);

static const char *json_of(wp_value value, wp_json_style style)
{
    return wp_to_json(arena, value, style).ptr;
}

Test(json_write, strings_are_pythons_and_can_be_read_again)
{
    for (size_t i = 0; i < sizeof string_cases / sizeof *string_cases; i++) {
        wp_value value = wp_string_of(arena, string_cases[i].text), again;
        cr_expect_str_eq(json_of(value, (wp_json_style){ 0 }), string_cases[i].json, "case %zu", i);
        cr_expect_str_eq(json_of(value, (wp_json_style){ .ascii = true }), string_cases[i].ascii, "case %zu", i);
        for (int ascii = 0; ascii < 2; ascii++) {
            wp_str json = wp_to_json(arena, value, (wp_json_style){ .ascii = ascii });
            cr_expect(wp_from_json(arena, json, &again, NULL) && wp_equal(again, value), "case %zu", i);
        }
    }
}

/* Python: json.dumps({True: 1, None: 2, 3: 3, 1.5: 4, float('inf'): 5}) */
Test(json_write, keys_become_texts)
{
    wp_value dict = wp_dict_new(arena, 0);
    wp_dict_put(arena, dict, wp_bool(true), wp_int(1));
    wp_dict_put(arena, dict, wp_null(), wp_int(2));
    wp_dict_put(arena, dict, wp_int(3), wp_int(3));
    wp_dict_put(arena, dict, wp_float(1.5), wp_int(4));
    wp_dict_put(arena, dict, wp_float(INFINITY), wp_int(5));
    cr_assert_str_eq(json_of(dict, (wp_json_style){ 0 }),
                     "{\"true\": 1, \"null\": 2, \"3\": 3, \"1.5\": 4, \"Infinity\": 5}");
}

/* Python: json.dumps({10: 1, 9: 2, 2.5: 3}, sort_keys=True) */
Test(json_write, keys_are_sorted_by_what_they_are_not_by_how_they_look)
{
    wp_value dict = wp_dict_new(arena, 0);
    wp_dict_put(arena, dict, wp_int(10), wp_int(1));
    wp_dict_put(arena, dict, wp_int(9), wp_int(2));
    wp_dict_put(arena, dict, wp_float(2.5), wp_int(3));
    cr_assert_str_eq(json_of(dict, (wp_json_style){ .sort_keys = true }), "{\"2.5\": 3, \"9\": 2, \"10\": 1}");
}

Test(json_write, keys_without_an_order_are_sorted_by_kind)
{
    wp_value dict = wp_dict_new(arena, 0);
    wp_dict_set(arena, dict, "b", wp_int(1));
    wp_dict_put(arena, dict, wp_int(2), wp_int(2));
    wp_dict_put(arena, dict, wp_null(), wp_int(3));
    wp_dict_set(arena, dict, "a", wp_int(4));
    wp_dict_put(arena, dict, wp_bool(true), wp_int(5));
    cr_assert_str_eq(json_of(dict, (wp_json_style){ .sort_keys = true }),
                     "{\"null\": 3, \"true\": 5, \"2\": 2, \"a\": 4, \"b\": 1}");
}

Test(json_write, tuples_are_lists_and_undefined_is_nothing)
{
    wp_value tuple = wp_tuple_new(arena, 0);
    wp_list_push(arena, tuple, wp_undefined(arena, "x"));
    wp_list_push(arena, tuple, wp_omit());
    cr_assert_str_eq(json_of(tuple, (wp_json_style){ 0 }), "[\"\", \"omit\"]");
}
