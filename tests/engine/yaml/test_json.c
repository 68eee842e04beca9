#include "yaml/json.h"

#include <criterion/criterion.h>

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(located_json, .init = setup, .fini = teardown);

static wp_value load(const char *text)
{
    wp_value value = wp_null();
    cr_assert(wp_json_load_located(arena, wp_str_of(text), "f.json", &value), "%s", text);
    return value;
}

static void expect_mark(wp_value value, uint32_t line, uint32_t column)
{
    wp_mark mark = wp_value_mark(value);
    cr_expect_str_eq(mark.file, "f.json");
    cr_expect_eq(mark.line, line, "line %u, not %u", mark.line, line);
    cr_expect_eq(mark.column, column, "column %u, not %u", mark.column, column);
}

Test(located_json, is_the_same_value_as_the_json_reader_gives)
{
    static const char *const cases[] = {
        "{}",
        "[]",
        "[[], {}, \"\"]",
        " [1, -2.5, 1e3, true, false, null] ",
        "\"a\\\"b\\\\\"",
        "{\"a\": {\"b\": [\"\\u00e9]\", \"}\"]}}",
        "{\"a\": 1, \"a\": 2}",
        "12",
        "[\"\\ud83d\\ude00\"]",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_value plain;
        cr_assert(wp_from_json(arena, wp_str_of(cases[i]), &plain, NULL));
        cr_expect_str_eq(wp_to_repr(arena, load(cases[i])).ptr, wp_to_repr(arena, plain).ptr);
    }
}

Test(located_json, texts_lists_and_dicts_know_their_place)
{
    wp_value root = load("{\n\t\"a\": [1, \"x\",\n\t{\"b\": \"y\"}]}");
    wp_value list = *wp_dict_find(root, "a"), key, item;
    expect_mark(root, 1, 1);
    expect_mark(list, 2, 7);
    expect_mark(wp_list_at(list, 1), 2, 12);
    expect_mark(wp_list_at(list, 2), 3, 2);
    wp_dict_pair(wp_list_at(list, 2), 0, &key, &item);
    expect_mark(key, 3, 4);
    expect_mark(item, 3, 9);
}

Test(located_json, what_is_no_json_is_left_to_others)
{
    static const char *const cases[] = { "", "{a: b}", "[1,]", "{\"a\"}", "[1", "[1] 2", "yes" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_value value;
        cr_expect_not(wp_json_load_located(arena, wp_str_of(cases[i]), "f", &value), "%s", cases[i]);
    }
}
