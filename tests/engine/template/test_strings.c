#include "template/strings.h"

#include <criterion/criterion.h>

#include "base/text.h"

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(strings, .init = setup, .fini = teardown);

Test(strings, lines_end_in_all_the_ways_that_unicode_knows)
{
    wp_str rest = wp_str_of("a\nb\r\nc\rd\v\xE2\x80\xA8" "e\xC2\x85"), line, end;
    static const char *const lines[] = { "a", "b", "c", "d", "", "e" };
    static const size_t ends[] = { 1, 2, 1, 1, 3, 2 };
    for (size_t i = 0; i < 6; i++) {
        cr_assert(wp_str_next_line(&rest, &line, &end));
        cr_expect(wp_str_is(line, lines[i]), "line %zu", i);
        cr_expect_eq(end.len, ends[i], "line %zu", i);
    }
    cr_expect_not(wp_str_next_line(&rest, &line, &end));
}

Test(strings, a_newline_at_the_end_begins_no_line)
{
    wp_str rest = wp_str_of("a\n"), line;
    cr_assert(wp_str_next_line(&rest, &line, NULL));
    cr_expect_not(wp_str_next_line(&rest, &line, NULL));
}

Test(strings, parts_carry_the_marks_they_are_given)
{
    wp_value parts = wp_str_split_list(arena, wp_str_of("a,b"), wp_str_of(","), -1, WP_UNSAFE);
    cr_expect_eq(wp_len(parts), 2);
    cr_expect(wp_list_at(parts, 1).marks & WP_UNSAFE);
}

Test(strings, white_space_of_other_scripts_splits_too)
{
    wp_value parts = wp_str_split_list(arena, wp_str_of("a\xC2\xA0" "b\xE3\x80\x80" "c"), (wp_str){ 0 }, -1, 0);
    cr_expect_eq(wp_len(parts), 3);
}

Test(strings, bytes_that_are_no_text_do_no_harm)
{
    wp_str text = { "\xFF\x80 \xC3", 4 };
    cr_expect_eq(wp_len(wp_str_split_list(arena, text, (wp_str){ 0 }, -1, 0)), 2);
    cr_expect_eq(wp_len(wp_str_rsplit_list(arena, text, (wp_str){ 0 }, 1, 0)), 2);
    cr_expect_eq(wp_str_strip(text, wp_str_of("\xC3"), WP_RIGHT_END).len, 3);
    cr_expect_eq(wp_str_pad(arena, text, 6, wp_str_of("-"), WP_LEFT_END).len, 6);
}

Test(strings, an_empty_old_text_stands_between_all_characters)
{
    cr_expect_str_eq(wp_str_replace(arena, wp_str_of("é1"), wp_str_of(""), wp_str_of("-"), -1).ptr, "-é-1-");
    cr_expect_str_eq(wp_str_replace(arena, wp_str_of(""), wp_str_of(""), wp_str_of("-"), -1).ptr, "-");
    cr_expect_str_eq(wp_str_replace(arena, wp_str_of("ab"), wp_str_of(""), wp_str_of("-"), 2).ptr, "-a-b");
}
