#include "base/buf.h"

#include <criterion/criterion.h>
#include <string.h>

Test(buf, is_empty_but_never_null_at_first)
{
    wp_arena *arena = wp_arena_new();
    wp_buf buf = wp_buf_new(arena);
    cr_assert_str_eq(wp_buf_str(&buf).ptr, "");
    cr_assert_eq(wp_buf_str(&buf).len, 0);
    wp_arena_free(arena);
}

Test(buf, all_that_is_added_stands_in_order)
{
    wp_arena *arena = wp_arena_new();
    wp_buf buf = wp_buf_new(arena);
    wp_buf_char(&buf, 'a');
    wp_buf_add(&buf, "bc");
    wp_buf_add_n(&buf, "d\0e", 3);
    wp_buf_str_add(&buf, wp_str_of("f"));
    wp_buf_printf(&buf, "%d", 42);
    wp_buf_repeat(&buf, '-', 3);
    cr_assert_eq(wp_buf_str(&buf).len, 12);
    cr_assert_arr_eq(wp_buf_str(&buf).ptr, "abcd\0ef42---", 13);
    wp_arena_free(arena);
}

Test(buf, grows_byte_by_byte)
{
    wp_arena *arena = wp_arena_new();
    wp_buf buf = wp_buf_new(arena);
    for (int i = 0; i < 100000; i++)
        wp_buf_char(&buf, (char)('a' + i % 26));
    cr_assert_eq(strlen(buf.ptr), 100000);
    for (int i = 0; i < 100000; i++)
        cr_assert_eq(buf.ptr[i], 'a' + i % 26);
    wp_arena_free(arena);
}

Test(buf, printf_takes_any_length)
{
    wp_arena *arena = wp_arena_new();
    wp_buf buf = wp_buf_new(arena);
    size_t sum = 0;
    for (int len = 1; len < 400; len += 3) {
        wp_buf_printf(&buf, "%0*d", len, 1);
        sum += (size_t)len;
        cr_assert_eq(buf.len, sum);
        cr_assert_eq(strlen(buf.ptr), sum);
    }
    wp_arena_free(arena);
}

Test(buf, clearing_empties_it)
{
    wp_arena *arena = wp_arena_new();
    wp_buf buf = wp_buf_new(arena);
    wp_buf_clear(&buf);
    wp_buf_add(&buf, "abc");
    wp_buf_clear(&buf);
    cr_assert_str_eq(wp_buf_str(&buf).ptr, "");
    wp_buf_add(&buf, "d");
    cr_assert_str_eq(wp_buf_str(&buf).ptr, "d");
    wp_arena_free(arena);
}
