#include <waplay/arena.h>

#include <criterion/criterion.h>
#include <string.h>

Test(arena_text, copies_end_in_a_nul_that_is_not_counted)
{
    wp_arena *arena = wp_arena_new();
    cr_assert_str_eq(wp_strdup(arena, "abc"), "abc");
    cr_assert_str_eq(wp_strndup(arena, "abcdef", 3), "abc");
    cr_assert_str_eq(wp_strndup(arena, NULL, 0), "");
    wp_str copy = wp_str_dup(arena, (wp_str){ .ptr = "a\0b!", .len = 3 });
    cr_assert_eq(copy.len, 3);
    cr_assert_arr_eq(copy.ptr, "a\0b", 4);
    wp_arena_free(arena);
}

Test(arena_text, printf_takes_any_length)
{
    wp_arena *arena = wp_arena_new();
    for (int len = 250; len < 262; len++)
        cr_assert_eq(strlen(wp_printf(arena, "%*d", len, 1)), (size_t)len);
    const char *text = wp_printf(arena, "%05000d!", 7);
    cr_assert_eq(strlen(text), 5001);
    cr_assert_str_eq(text + 4998, "07!");
    wp_arena_free(arena);
}

Test(arena_text, a_slice_of_null_is_empty)
{
    cr_assert_eq(wp_str_of(NULL).len, 0);
    cr_assert_not_null(wp_str_of(NULL).ptr);
}

Test(arena_text, slices_are_equal_by_their_bytes)
{
    cr_assert(wp_str_eq((wp_str){ .ptr = "a\0b", .len = 3 }, (wp_str){ .ptr = "a\0b", .len = 3 }));
    cr_assert_not(wp_str_eq((wp_str){ .ptr = "a\0b", .len = 3 }, (wp_str){ .ptr = "a\0c", .len = 3 }));
    cr_assert(wp_str_eq((wp_str){ 0 }, wp_str_of("")));
    cr_assert(wp_str_is(wp_str_of("abc"), "abc"));
    cr_assert_not(wp_str_is(wp_str_of("abc"), "ab"));
    cr_assert_not(wp_str_is(wp_str_of("ab"), "abc"));
}
