/* Secrets are shown nowhere. */
#include <criterion/criterion.h>

#include "output/redactor.h"

Test(redactor, hides_a_secret_wherever_it_stands)
{
    wp_arena *arena = wp_arena_new();
    wp_redactor *redactor = wp_redactor_new(arena);
    wp_redactor_add(redactor, wp_str_of("s3cret"));
    cr_assert_str_eq(wp_redact(arena, redactor, wp_str_of("a s3cret and s3cret.")).ptr, "a ******** and ********.");
    wp_arena_free(arena);
}

Test(redactor, hides_the_longer_of_two_secrets_whole)
{
    wp_arena *arena = wp_arena_new();
    wp_redactor *redactor = wp_redactor_new(arena);
    wp_redactor_add(redactor, wp_str_of("pass"));
    wp_redactor_add(redactor, wp_str_of("password"));
    cr_assert_str_eq(wp_redact(arena, redactor, wp_str_of("password")).ptr, "********");
    wp_arena_free(arena);
}

Test(redactor, hides_a_secret_inside_of_json_in_a_text)
{
    wp_arena *arena = wp_arena_new();
    wp_redactor *redactor = wp_redactor_new(arena);
    wp_redactor_add(redactor, wp_str_of("a\"b\\c"));
    cr_assert_str_eq(wp_redact(arena, redactor, wp_str_of("{\"p\": \"a\\\"b\\\\c\"}")).ptr, "{\"p\": \"********\"}");
    wp_arena_free(arena);
}

Test(redactor, leaves_short_texts_alone_since_they_would_hide_everything)
{
    wp_arena *arena = wp_arena_new();
    wp_redactor *redactor = wp_redactor_new(arena);
    wp_redactor_add(redactor, wp_str_of("ab"));
    cr_assert_str_eq(wp_redact(arena, redactor, wp_str_of("abc")).ptr, "abc");
    wp_arena_free(arena);
}

Test(redactor, hides_what_is_marked_secret_in_lists_and_dicts)
{
    wp_arena *arena = wp_arena_new();
    wp_redactor *redactor = wp_redactor_new(arena);
    wp_value dict = wp_dict_new(arena, 1), list = wp_list_new(arena, 1), text = wp_string(arena, "hello");
    text.marks |= WP_SECRET;
    wp_list_push(arena, list, text);
    wp_dict_set(arena, dict, "k", list);
    wp_value clean = wp_redact_value(arena, redactor, dict);
    cr_assert(wp_text_is(wp_list_at(*wp_dict_find(clean, "k"), 0), "********"));
    wp_arena_free(arena);
}
