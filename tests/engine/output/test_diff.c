/* The unified diff of --diff, as difflib writes it. */
#include <criterion/criterion.h>

#include "output/output.h"

static const char *diff(wp_arena *arena, const char *before, const char *after)
{
    wp_str text = wp_unified_diff(arena, "before", wp_str_of(before), "after", wp_str_of(after), 3, false);
    return wp_strndup(arena, text.ptr, text.len);
}

Test(diff, equal_texts_have_none)
{
    wp_arena *arena = wp_arena_new();
    cr_assert_str_eq(diff(arena, "a\nb\n", "a\nb\n"), "");
    wp_arena_free(arena);
}

Test(diff, a_changed_line_stands_between_three_lines_of_context)
{
    wp_arena *arena = wp_arena_new();
    cr_assert_str_eq(diff(arena, "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n"),
                     "--- before\n+++ after\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n");
    wp_arena_free(arena);
}

Test(diff, a_new_file_begins_at_line_zero)
{
    wp_arena *arena = wp_arena_new();
    cr_assert_str_eq(diff(arena, "", "a\nb\n"), "--- before\n+++ after\n@@ -0,0 +1,2 @@\n+a\n+b\n");
    wp_arena_free(arena);
}

Test(diff, a_missing_newline_at_the_end_is_told)
{
    wp_arena *arena = wp_arena_new();
    cr_assert_str_eq(diff(arena, "a", "a\n"),
                     "--- before\n+++ after\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
    wp_arena_free(arena);
}

Test(diff, changes_far_apart_are_two_hunks)
{
    wp_arena *arena = wp_arena_new();
    cr_assert_str_eq(diff(arena, "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n"),
                     "--- before\n+++ after\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
    wp_arena_free(arena);
}
