#include "yaml/yaml.h"

#include <math.h>

#include "support/cases.h"

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(writer, .init = setup, .fini = teardown);

static void check_dump(wp_arena *of, wp_value input, wp_str expected)
{
    wp_value flow = wp_list_at(input, 1), text;
    wp_yaml_style style = {
        .flow = wp_truth(flow),
        .flow_leaves = wp_is(flow, WP_NULL),
        .indent = (int)wp_list_at(input, 2).as.integer,
        .width = (int)wp_list_at(input, 3).as.integer,
        .sort_keys = wp_truth(wp_list_at(input, 4)),
        .ascii = wp_truth(wp_list_at(input, 5)),
    };
    cr_assert(wp_from_json(of, expected, &text, NULL));
    wp_str got = wp_to_yaml(of, wp_list_at(input, 0), style);
    cr_expect(wp_str_eq(got, wp_text(text)), "%s\nis\n%s\nnot\n%s", wp_to_json(of, input, (wp_json_style){ 0 }).ptr,
              got.ptr, wp_text(text).ptr);
}

Test(writer, values_are_written_as_ansible_writes_them)
{
    each_case("yaml-dump.cases", check_dump);
}

static const char *written(wp_value value)
{
    return wp_to_yaml(arena, value, (wp_yaml_style){ 0 }).ptr;
}

Test(writer, floats_are_read_back_as_floats)
{
    cr_expect_str_eq(written(wp_float(1e17)), "1.0e+17\n");
    cr_expect_str_eq(written(wp_float(1)), "1.0\n");
    cr_expect_str_eq(written(wp_float(INFINITY)), ".inf\n");
    cr_expect_str_eq(written(wp_float(-INFINITY)), "-.inf\n");
    cr_expect_str_eq(written(wp_float(NAN)), ".nan\n");
}

Test(writer, keys_without_an_order_among_them_stay_as_they_are)
{
    wp_value dict = wp_dict_new(arena, 2);
    wp_dict_put(arena, dict, wp_string(arena, "b"), wp_int(1));
    wp_dict_put(arena, dict, wp_int(1), wp_int(2));
    cr_expect_str_eq(wp_to_yaml(arena, dict, (wp_yaml_style){ .sort_keys = true }).ptr, "b: 1\n1: 2\n");
}

Test(writer, bytes_that_are_no_text_are_written_in_base64)
{
    cr_expect_str_eq(written(wp_string_n(arena, "\xff\xfe", 2)), "!!binary |\n  //4=\n");
}

Test(writer, the_marks_of_a_document_can_be_asked_for)
{
    wp_value list = wp_list_new(arena, 1);
    wp_list_push(arena, list, wp_int(1));
    wp_yaml_style style = { .explicit_start = true, .explicit_end = true };
    cr_expect_str_eq(wp_to_yaml(arena, list, style).ptr, "---\n- 1\n...\n");
}

Test(writer, tuples_are_written_as_lists)
{
    wp_value tuple = wp_tuple_new(arena, 1);
    wp_list_push(arena, tuple, wp_int(1));
    cr_expect_str_eq(written(tuple), "- 1\n");
}
