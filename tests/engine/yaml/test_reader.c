#include "yaml/yaml.h"

#include "base/buf.h"
#include "support/cases.h"

static wp_arena *arena;
static wp_value warnings;

static void setup(void)
{
    arena = wp_arena_new();
    warnings = wp_list_new(arena, 0);
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(reader, .init = setup, .fini = teardown);

static wp_value load(const char *text)
{
    wp_yaml_options options = { .file = "f.yml", .warnings = &warnings };
    wp_error err = { 0 };
    wp_value value = wp_null();
    cr_assert(wp_yaml_load(arena, wp_str_of(text), &options, &value, &err), "%s: %s", text, err.text);
    return value;
}

static wp_error refused(wp_str text)
{
    wp_error err = { 0 };
    wp_value value = wp_int(7);
    cr_assert_not(wp_yaml_load(arena, text, NULL, &value, &err));
    cr_expect_eq(value.as.integer, 7);
    return err;
}

static void check_load(wp_arena *of, wp_value input, wp_str expected)
{
    wp_value value;
    bool loads = wp_yaml_load(of, wp_text(input), NULL, &value, NULL);
    wp_str got = loads ? wp_to_repr(of, value) : wp_str_of("error");
    cr_expect(wp_str_eq(got, expected), "%s\n  is  %s\n  not %s", wp_text(input).ptr, got.ptr, expected.ptr);
}

Test(reader, texts_mean_what_ansible_takes_them_for)
{
    each_case("yaml-load.cases", check_load);
}

static void expect_mark(wp_value value, uint32_t line, uint32_t column)
{
    wp_mark mark = wp_value_mark(value);
    cr_expect_str_eq(mark.file, "f.yml");
    cr_expect_eq(mark.line, line, "line %u, not %u", mark.line, line);
    cr_expect_eq(mark.column, column, "column %u, not %u", mark.column, column);
}

Test(reader, texts_lists_and_dicts_know_their_place)
{
    wp_value root = load("a: x\nb: \"q\"\nc: |\n  foo\nd:\n  - e: 1\n");
    wp_value key, item;
    expect_mark(root, 1, 1);
    wp_dict_pair(root, 0, &key, &item);
    expect_mark(key, 1, 1);
    expect_mark(item, 1, 4);
    expect_mark(*wp_dict_find(root, "b"), 2, 5);
    expect_mark(*wp_dict_find(root, "c"), 4, 3);
    wp_value list = *wp_dict_find(root, "d");
    expect_mark(list, 6, 3);
    expect_mark(wp_list_at(list, 0), 6, 5);
}

Test(reader, a_byte_order_mark_does_not_shift_columns)
{
    expect_mark(*wp_dict_find(load("\xef\xbb\xbf"
                                   "a: x\n"),
                              "a"),
                1, 4);
}

Test(reader, a_key_given_twice_is_told_and_the_last_one_wins)
{
    wp_value value = load("a: 1\nb:\n  c: 1\n  c: 2\n");
    cr_expect_str_eq(wp_to_repr(arena, value).ptr, "{'a': 1, 'b': {'c': 2}}");
    cr_assert_eq(wp_len(warnings), 1);
    cr_expect(wp_str_starts(wp_text(wp_list_at(warnings, 0)), "f.yml:4:3: the key 'c'"));
}

Test(reader, own_keys_over_merged_ones_are_no_doubles)
{
    load("x: &x {a: 1}\ny: {<<: *x, a: 2}\n");
    cr_expect_eq(wp_len(warnings), 0);
}

Test(reader, an_alias_is_the_very_value)
{
    wp_value root = load("a: &x [1]\nb: *x\n");
    cr_expect_eq(wp_dict_find(root, "a")->as.list, wp_dict_find(root, "b")->as.list);
}

Test(reader, an_anchor_may_be_dropped_again)
{
    cr_expect_str_eq(wp_to_repr(arena, load("a: &x 1\nb: &x 2\nc: *x\n")).ptr, "{'a': 1, 'b': 2, 'c': 2}");
}

Test(reader, anchors_end_with_their_document)
{
    wp_value value;
    wp_error err = { 0 };
    cr_assert_not(wp_yaml_load_all(arena, wp_str_of("&x a\n--- *x\n"), NULL, &value, &err));
    cr_expect(strstr(err.text, "no anchor"));
}

Test(reader, a_value_that_holds_itself_is_refused)
{
    cr_expect(strstr(refused(wp_str_of("a: &a [*a]")).text, "within the very value"));
}

Test(reader, a_billion_laughs_are_refused)
{
    wp_buf text = wp_buf_new(arena);
    wp_buf_add(&text, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++)
        wp_buf_printf(&text, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i, i - 1, i - 1, i - 1,
                      i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    cr_expect(strstr(refused(wp_buf_str(&text)).text, "refused"));
}

Test(reader, merging_without_end_is_refused)
{
    wp_buf text = wp_buf_new(arena);
    wp_buf_add(&text, "a: &a {");
    for (int i = 0; i < 2000; i++)
        wp_buf_printf(&text, "k%d: 1, ", i);
    wp_buf_add(&text, "}\nb:\n");
    for (int i = 0; i < 1000; i++)
        wp_buf_add(&text, "- <<: *a\n");
    cr_expect(strstr(refused(wp_buf_str(&text)).text, "refused"));
}

Test(reader, nesting_has_a_limit)
{
    wp_buf text = wp_buf_new(arena);
    wp_buf_repeat(&text, '[', 100000);
    cr_expect(strstr(refused(wp_buf_str(&text)).text, "deep"));
    wp_buf_clear(&text);
    wp_buf_repeat(&text, '[', 250);
    wp_buf_repeat(&text, ']', 250);
    load(wp_buf_str(&text).ptr);
}

Test(reader, all_documents_are_a_list)
{
    wp_value value;
    cr_assert(wp_yaml_load_all(arena, wp_str_of("a\n---\n- b\n---\n"), NULL, &value, NULL));
    cr_expect_str_eq(wp_to_repr(arena, value).ptr, "['a', ['b'], None]");
    cr_assert(wp_yaml_load_all(arena, wp_str_of("# nothing\n"), NULL, &value, NULL));
    cr_expect_eq(wp_len(value), 0);
}

Test(reader, a_text_with_a_nul_byte_is_an_error)
{
    cr_expect_eq(refused((wp_str){ "a: b\0c", 6 }).mark.column, 5);
}

Test(reader, a_key_given_twice_can_be_an_error_or_nothing)
{
    wp_error fault = { 0 };
    wp_value value, told = wp_list_new(arena, 1);
    wp_yaml_options with = { .file = "f.yml", .warnings = &told, .double_keys = WP_DOUBLE_FAIL };
    cr_expect_not(wp_yaml_load(arena, wp_str_of("a: 1\na: 2\n"), &with, &value, &fault));
    cr_expect_eq(fault.mark.line, 2);
    with.double_keys = WP_DOUBLE_IGNORE;
    cr_expect(wp_yaml_load(arena, wp_str_of("a: 1\na: 2\n"), &with, &value, &fault));
    cr_expect_eq(wp_len(told), 0);
}
