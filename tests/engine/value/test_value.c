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

TestSuite(value, .init = begin, .fini = end);

Test(value, is_small)
{
    cr_assert_eq(sizeof(wp_value), 16);
}

Test(value, scalars_hold_what_they_were_made_of)
{
    cr_assert(wp_is(wp_null(), WP_NULL));
    cr_assert(wp_is(wp_omit(), WP_OMIT));
    cr_assert(wp_bool(true).as.boolean && !wp_bool(false).as.boolean);
    cr_assert_eq(wp_int(INT64_MIN).as.integer, INT64_MIN);
    cr_assert_eq(wp_float(1.5).as.number, 1.5);
    cr_assert(wp_is_number(wp_int(1)) && wp_is_number(wp_float(1)) && wp_is_number(wp_bool(true)));
    cr_assert_not(wp_is_number(wp_string_static("1")));
}

Test(value, undefined_remembers_its_name)
{
    char name[] = "name";
    wp_value undefined = wp_undefined(arena, name);
    name[0] = 'x';
    cr_assert(wp_is(undefined, WP_UNDEFINED));
    cr_assert_str_eq(undefined.as.text, "name");
    cr_assert_null(wp_undefined(arena, NULL).as.text);
}

Test(value, strings_are_copies_unless_borrowed)
{
    char text[] = "abc";
    wp_value copy = wp_string(arena, text), slice = wp_string_n(arena, text, 2),
             of = wp_string_of(arena, wp_str_of(text));
    wp_value borrowed = wp_string_borrow(wp_str_of(text)), still = wp_string_static(text);
    text[0] = 'x';
    cr_assert(wp_text_is(copy, "abc") && wp_text_is(slice, "ab") && wp_text_is(of, "abc"));
    cr_assert(wp_text_is(borrowed, "xbc") && wp_text_is(still, "xbc"));
    cr_assert_str_eq(slice.as.text, "ab");
    cr_assert(wp_text_is(wp_string_printf(arena, "%d-%s", 5, "x"), "5-x"));
    cr_assert(wp_text_is(wp_string_borrow((wp_str){ 0 }), ""));
}

Test(value, strings_may_hold_any_byte)
{
    wp_value value = wp_string_n(arena, "a\0b", 3);
    cr_assert_eq(wp_text(value).len, 3);
    cr_assert_not(wp_text_is(value, "a"));
    cr_assert_eq(value.marks & WP_BYTES, 0);
    cr_assert_eq(wp_string(arena, "a\xff").marks & WP_BYTES, WP_BYTES);
    cr_assert_eq(wp_string_borrow(wp_str_of("\xc3")).marks & WP_BYTES, WP_BYTES);
    cr_assert_eq(wp_string(arena, "é").marks & WP_BYTES, 0);
}

Test(value, only_strings_have_a_text)
{
    cr_assert_eq(wp_text(wp_int(5)).len, 0);
    cr_assert_not_null(wp_text(wp_int(5)).ptr);
    cr_assert_eq(wp_text(wp_undefined(arena, "x")).len, 0);
    cr_assert_not(wp_text_is(wp_null(), ""));
    cr_assert(wp_text_is(wp_string_static(""), ""));
}

Test(value, length_is_in_items_or_characters)
{
    wp_value list = wp_list_new(arena, 0), dict = wp_dict_new(arena, 0);
    wp_list_push(arena, list, wp_int(1));
    wp_dict_set(arena, dict, "a", wp_int(1));
    wp_dict_set(arena, dict, "b", wp_int(1));
    cr_assert_eq(wp_len(list), 1);
    cr_assert_eq(wp_len(dict), 2);
    cr_assert_eq(wp_len(wp_string_static("é日")), 2);
    cr_assert_eq(wp_len(wp_int(12345)), 0);
    cr_assert_eq(wp_len(wp_undefined(arena, "abc")), 0);
}

Test(value, types_have_names)
{
    cr_assert_str_eq(wp_type_name(wp_string_static("")), "a string");
    cr_assert_str_eq(wp_type_name(wp_list_new(arena, 0)), "a list");
    cr_assert_str_eq(wp_type_name(wp_tuple_new(arena, 0)), "a tuple");
    cr_assert_str_eq(wp_type_name(wp_dict_new(arena, 0)), "a dict");
    cr_assert_str_eq(wp_type_name(wp_bool(true)), "a boolean");
    cr_assert_str_eq(wp_type_name(wp_int(1)), "an integer");
    cr_assert_str_eq(wp_type_name(wp_float(1)), "a float");
    cr_assert_str_eq(wp_type_name(wp_null()), "null");
    cr_assert_str_eq(wp_type_name(wp_undefined(NULL, NULL)), "undefined");
    cr_assert_str_eq(wp_type_name(wp_omit()), "omit");
    cr_assert_str_eq(wp_type_name((wp_value){ .type = WP_OBJECT }), "an object");
}

static void assert_mark(wp_mark mark, const char *file, uint32_t line, uint32_t column)
{
    cr_assert_not_null(mark.file);
    cr_assert_str_eq(mark.file, file);
    cr_assert_eq(mark.line, line);
    cr_assert_eq(mark.column, column);
}

Test(value, a_located_string_knows_its_place)
{
    wp_value value = wp_string_at(arena, wp_str_of("text"), (wp_mark){ "a.yml", 3, 7 });
    cr_assert(wp_text_is(value, "text"));
    cr_assert_eq(value.as.text[4], '\0');
    cr_assert(value.marks & WP_LOCATED);
    assert_mark(wp_value_mark(value), "a.yml", 3, 7);
}

Test(value, containers_know_their_place)
{
    wp_value list = wp_list_new(arena, 0), dict = wp_dict_new(arena, 0);
    wp_container_set_mark(list, (wp_mark){ "a.yml", 1, 2 });
    wp_container_set_mark(dict, (wp_mark){ "b.yml", 3, 4 });
    assert_mark(wp_value_mark(list), "a.yml", 1, 2);
    assert_mark(wp_value_mark(dict), "b.yml", 3, 4);
}

Test(value, others_stand_nowhere)
{
    cr_assert_null(wp_value_mark(wp_string(arena, "x")).file);
    cr_assert_null(wp_value_mark(wp_int(1)).file);
    cr_assert_null(wp_value_mark(wp_list_new(arena, 0)).file);
}
