#include "inventory/words.h"

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

TestSuite(words, .init = setup, .fini = teardown);

static void expect_words(const char *line, size_t expected_count, const char *const *expected)
{
    wp_word *words;
    size_t count = 0;
    cr_assert_null(wp_words_split(arena, wp_str_of(line), &words, &count), "%s", line);
    cr_assert_eq(count, expected_count, "%s: %zu", line, count);
    for (size_t i = 0; i < count; i++)
        cr_expect(wp_str_is(words[i].text, expected[i]), "%s: '%s'", line, words[i].text.ptr);
}

#define EXPECT_WORDS(line, ...)                                                                                        \
    expect_words(line, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (const char *[]){ __VA_ARGS__ })

Test(words, blanks_part_them_and_quotes_hold_them_together)
{
    EXPECT_WORDS("h1  a=1\tb='x y' c=\"it's\"", "h1", "a=1", "b=x y", "c=it's");
    EXPECT_WORDS("a='x'\"y\"z", "a=xyz");
    EXPECT_WORDS("a=''", "a=");
}

Test(words, a_backslash_takes_the_next_byte_as_it_is)
{
    EXPECT_WORDS("a\\ b \\' \"\\\"\\\\\\n\" '\\n'", "a b", "'", "\"\\\\n", "\\n");
}

Test(words, a_hash_outside_quotes_ends_the_line_even_within_a_word)
{
    EXPECT_WORDS("a=b#c d", "a=b");
    EXPECT_WORDS("a '#' # b", "a", "#");
}

Test(words, offsets_are_of_the_first_byte)
{
    wp_word *words;
    size_t count;
    cr_assert_null(wp_words_split(arena, wp_str_of("h  'a'"), &words, &count));
    cr_expect_eq(words[1].offset, 3);
}

Test(words, an_open_quote_is_told)
{
    wp_word *words;
    size_t count;
    cr_expect_str_eq(wp_words_split(arena, wp_str_of("a 'b"), &words, &count), "a quote is not closed");
    cr_expect_not_null(wp_words_split(arena, wp_str_of("a\\"), &words, &count));
}
