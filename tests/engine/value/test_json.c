#include <waplay/value.h>

#include <criterion/criterion.h>
#include <string.h>
#include "json_cases.h"
#include "json_syntax_cases.h"

static wp_arena *arena;

static void begin(void)
{
    arena = wp_arena_new();
}

static void end(void)
{
    wp_arena_free(arena);
}

TestSuite(json, .init = begin, .fini = end);

Test(json, documents_are_read_and_written_as_python_does)
{
    for (size_t i = 0; i < sizeof json_cases / sizeof *json_cases; i++) {
        wp_value value;
        wp_error err = { 0 };
        cr_assert(wp_from_json(arena, wp_str_of(json_cases[i].text), &value, &err), "%s: %s", json_cases[i].text,
                  err.text);
        cr_expect_str_eq(wp_to_text(arena, value).ptr, json_cases[i].str);
        cr_expect_str_eq(wp_to_json(arena, value, json_cases[i].style).ptr, json_cases[i].json);
    }
}

Test(json, takes_and_refuses_what_python_does)
{
    for (size_t i = 0; i < sizeof json_syntax_cases / sizeof *json_syntax_cases; i++) {
        wp_value value = wp_omit();
        wp_error err = { 0 };
        bool done = wp_from_json(arena, json_syntax_cases[i].text, &value, &err);
        cr_expect_eq(done, json_syntax_cases[i].repr != NULL, "<%s>", json_syntax_cases[i].text.ptr);
        if (done && json_syntax_cases[i].repr)
            cr_expect_str_eq(wp_to_repr(arena, value).ptr, json_syntax_cases[i].repr);
        if (!done) {
            cr_expect_eq(err.kind, WP_E_SYNTAX);
            cr_expect(strncmp(err.text, "this is not JSON: ", 18) == 0, "%s", err.text);
            cr_expect(wp_is(value, WP_OMIT), "<%s> left something", json_syntax_cases[i].text.ptr);
        }
    }
}

Test(json, integers_are_exact)
{
    wp_value value;
    cr_assert(wp_from_json(arena, wp_str_of("[9007199254740993, 9223372036854775807, -9223372036854775808, 1.0, 1e2]"),
                           &value, NULL));
    cr_assert_eq(wp_list_at(value, 0).as.integer, 9007199254740993);
    cr_assert_eq(wp_list_at(value, 1).as.integer, INT64_MAX);
    cr_assert_eq(wp_list_at(value, 2).as.integer, INT64_MIN);
    cr_assert(wp_is(wp_list_at(value, 3), WP_FLOAT));
    cr_assert(wp_is(wp_list_at(value, 4), WP_FLOAT));
}

Test(json, the_last_of_equal_keys_wins_in_the_place_of_the_first)
{
    wp_value value;
    cr_assert(wp_from_json(arena, wp_str_of("{\"a\": 1, \"b\": 2, \"a\": 3}"), &value, NULL));
    cr_assert_str_eq(wp_to_text(arena, value).ptr, "{'a': 3, 'b': 2}");
}

Test(json, errors_name_line_and_column)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        { "", "this is not JSON: it is empty (line 1, column 1)" },
        { "[1,", "this is not JSON: it ends too early (line 1, column 4)" },
        { "{\n \"é\": x}", "this is not JSON: unexpected 'x' (line 2, column 7)" },
        { "{\"a\": 1,}", "this is not JSON: unexpected '}' (line 1, column 9)" },
        { "{1: 2}", "this is not JSON: unexpected '1' (line 1, column 2)" },
        { "[{}, [], {\"a\": [1]}, {,}]", "this is not JSON: unexpected ',' (line 1, column 23)" },
        { "[1] 2", "this is not JSON: something follows its end (line 1, column 5)" },
        { "[\"a\nb\"]", "this is not JSON: a string can't hold a control character as it is (line 1, column 4)" },
        { "\n\n[01]", "this is not JSON: a number can't start with 0 (line 3, column 2)" },
        { "\v1", "this is not JSON: unexpected byte 0x0b (line 1, column 1)" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_value value;
        wp_error err = { 0 };
        cr_expect_not(wp_from_json(arena, wp_str_of(cases[i].text), &value, &err));
        cr_expect_str_eq(err.text, cases[i].error);
    }
}

Test(json, deep_nesting_is_taken_up_to_a_limit)
{
    char text[400001];
    wp_value value;
    wp_error err = { 0 };
    memset(text, '[', 1000);
    memset(text + 1000, ']', 1000);
    cr_assert(wp_from_json(arena, (wp_str){ .ptr = text, .len = 2000 }, &value, &err), "%s", err.text);
    cr_assert_eq(wp_to_json(arena, value, (wp_json_style){ 0 }).len, 2000);
    memset(text, '[', 200000);
    memset(text + 200000, ']', 200000);
    cr_assert_not(wp_from_json(arena, (wp_str){ .ptr = text, .len = 400000 }, &value, &err));
    cr_assert_str_eq(err.text, "this is not JSON: it is nested too deep (line 1, column 1001)");
}

Test(json, brackets_in_the_wrong_order_do_no_harm)
{
    char text[8000];
    wp_value value;
    memset(text, ']', 4000);
    memset(text + 4000, '[', 4000);
    cr_assert_not(wp_from_json(arena, (wp_str){ .ptr = text, .len = 8000 }, &value, NULL));
}

Test(json, a_byte_order_mark_is_passed_over)
{
    wp_value value;
    cr_assert(wp_from_json(arena, wp_str_of("\xef\xbb\xbf[1]"), &value, NULL));
    cr_assert_str_eq(wp_to_text(arena, value).ptr, "[1]");
}

Test(json, bytes_that_are_no_utf8_are_kept)
{
    wp_value value;
    cr_assert(wp_from_json(arena, wp_str_of("\"a\xff\""), &value, NULL));
    cr_assert(wp_text_is(value, "a\xff"));
    cr_assert(value.marks & WP_BYTES);
    cr_assert_str_eq(wp_to_json(arena, value, (wp_json_style){ 0 }).ptr, "\"a\\udcff\"");
}

Test(json, every_beginning_of_a_text_is_refused)
{
    const char *text = "{\"a\": [1, -2.5e3, \"x\\u00e9\\n\", true, null, {\"b\": {}}]}";
    for (size_t len = 0; len < strlen(text); len++) {
        /* A piece of its own, so that the sanitizers see reads beyond it. */
        char *piece = wp_alloc(arena, len + 1);
        memcpy(piece, text, len);
        wp_value value;
        cr_expect_not(wp_from_json(arena, (wp_str){ .ptr = piece, .len = len }, &value, NULL), "%.*s", (int)len, text);
    }
}
