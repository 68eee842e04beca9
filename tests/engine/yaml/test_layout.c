#include "yaml/yaml.h"

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

TestSuite(layout, .init = setup, .fini = teardown);

static const char *laid_out(const char *yaml, wp_yaml_style style)
{
    wp_value value = wp_null();
    cr_assert(wp_yaml_load(arena, wp_str_of(yaml), NULL, &value, NULL));
    style.indent_lists = true;
    return wp_to_yaml(arena, value, style).ptr;
}

Test(layout, dashes_stand_under_the_text_of_their_key)
{
    cr_expect_str_eq(laid_out("{a: [1, {b: [2], c: 3}]}", (wp_yaml_style){ 0 }),
                     "a:\n  - 1\n  - b:\n      - 2\n    c: 3\n");
}

Test(layout, deeper_indentation_pads_the_dash_before_a_block)
{
    cr_expect_str_eq(laid_out("{a: [1, {b: 2, c: 3}]}", (wp_yaml_style){ .indent = 4 }),
                     "a:\n    - 1\n    -   b: 2\n        c: 3\n");
}

Test(layout, leaves_may_stand_in_one_line)
{
    cr_expect_str_eq(laid_out("{a: [[1, 2], [3]], b: {c: d}}", (wp_yaml_style){ .flow_leaves = true }),
                     "a:\n  - [1, 2]\n  - [3]\nb: {c: d}\n");
}

Test(layout, keys_are_sorted_where_asked_for)
{
    cr_expect_str_eq(laid_out("{b: [1], a: [2]}", (wp_yaml_style){ .sort_keys = true }), "a:\n  - 2\nb:\n  - 1\n");
}

static void read_back(wp_arena *of, wp_value input, wp_str expected)
{
    (void)expected;
    wp_value value = wp_list_at(input, 0), back;
    wp_error err = { 0 };
    for (int leaves = 0; leaves < 2; leaves++) {
        wp_yaml_style style = { .indent_lists = true, .flow_leaves = leaves, .indent = 2 * leaves + 2 };
        wp_str text = wp_to_yaml(of, value, style);
        cr_expect(wp_yaml_load(of, text, NULL, &back, &err), "%s\n%s", text.ptr, err.text);
        cr_expect(wp_equal(value, back), "%s", text.ptr);
    }
}

Test(layout, whatever_is_laid_out_is_read_back_the_same)
{
    each_case("yaml-dump.cases", read_back);
}
