#include "value/object.h"

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

TestSuite(print, .init = begin, .fini = end);

static const char *text_of(wp_value value)
{
    return wp_to_text(arena, value).ptr;
}

static const char *repr_of(wp_value value)
{
    return wp_to_repr(arena, value).ptr;
}

Test(print, repr_of_a_string_is_pythons)
{
    for (size_t i = 0; i < sizeof string_cases / sizeof *string_cases; i++)
        cr_expect_str_eq(repr_of(wp_string_of(arena, string_cases[i].text)), string_cases[i].repr, "case %zu", i);
}

Test(print, text_of_a_string_is_itself)
{
    wp_str text = wp_to_text(arena, wp_string_n(arena, "it's\0\xff", 6));
    cr_assert_eq(text.len, 6);
    cr_assert_arr_eq(text.ptr, "it's\0\xff", 6);
}

Test(print, scalars_are_pythons)
{
    cr_assert_str_eq(text_of(wp_null()), "None");
    cr_assert_str_eq(text_of(wp_bool(true)), "True");
    cr_assert_str_eq(text_of(wp_bool(false)), "False");
    cr_assert_str_eq(text_of(wp_int(INT64_MIN)), "-9223372036854775808");
    cr_assert_str_eq(text_of(wp_float(1)), "1.0");
    cr_assert_str_eq(text_of(wp_float(1e16)), "1e+16");
    cr_assert_str_eq(text_of(wp_float(-INFINITY)), "-inf");
    cr_assert_str_eq(text_of(wp_omit()), "omit");
}

Test(print, undefined_prints_as_nothing_but_shows_inside_of_others)
{
    wp_value list = wp_list_new(arena, 0);
    wp_list_push(arena, list, wp_undefined(arena, "x"));
    cr_assert_str_eq(text_of(wp_undefined(arena, "x")), "");
    cr_assert_str_eq(text_of(list), "[Undefined]");
}

Test(print, containers_are_pythons)
{
    wp_value dict = wp_dict_new(arena, 0), list = wp_list_new(arena, 0), tuple = wp_tuple_new(arena, 0);
    cr_assert_str_eq(text_of(dict), "{}");
    cr_assert_str_eq(text_of(list), "[]");
    wp_list_push(arena, list, wp_int(1));
    wp_list_push(arena, list, wp_string_static("a"));
    wp_list_push(arena, tuple, wp_null());
    wp_dict_set(arena, dict, "l", list);
    wp_dict_put(arena, dict, wp_int(1), tuple);
    wp_dict_put(arena, dict, wp_bool(false), wp_float(0.5));
    cr_assert_str_eq(text_of(dict), "{'l': [1, 'a'], 1: (None,), False: 0.5}");
    cr_assert_str_eq(repr_of(dict), "{'l': [1, 'a'], 1: (None,), False: 0.5}");
}

Test(print, markup_says_so_in_its_repr)
{
    wp_value value = wp_string_static("<b>");
    value.marks |= WP_MARKUP;
    cr_assert_str_eq(text_of(value), "<b>");
    cr_assert_str_eq(repr_of(value), "Markup('<b>')");
}

static wp_str print_number(wp_arena *in, wp_object *object)
{
    const char *text = wp_printf(in, "<number %d>", *(int *)object->data);
    return wp_str_of(text);
}

Test(print, an_object_shows_itself)
{
    int number = 7;
    wp_object object = { .data = &number, .print = print_number }, silent = { 0 };
    cr_assert_str_eq(text_of((wp_value){ .type = WP_OBJECT, .as.object = &object }), "<number 7>");
    cr_assert_str_eq(text_of((wp_value){ .type = WP_OBJECT, .as.object = &silent }), "<object>");
    cr_assert_str_eq(wp_to_json(arena, (wp_value){ .type = WP_OBJECT, .as.object = &object }, (wp_json_style){ 0 }).ptr,
                     "\"<number 7>\"");
}
