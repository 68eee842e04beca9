#include "template/letters.h"

#include <criterion/criterion.h>

#define CHECK(function, text, wanted)                                                                                  \
    do {                                                                                                               \
        wp_arena *arena = wp_arena_new();                                                                              \
        cr_expect_str_eq(function(arena, wp_str_of(text)).ptr, wanted);                                                \
        wp_arena_free(arena);                                                                                          \
    } while (0)

Test(letters, other_scripts_have_case_too)
{
    CHECK(wp_letters_upper, "éñж ω", "ÉÑЖ Ω");
    CHECK(wp_letters_lower, "ÉÑЖ Ω", "éñж ω");
    CHECK(wp_letters_swapcase, "aÉ", "Aé");
    CHECK(wp_letters_upper, "日本", "日本");
}

Test(letters, some_capitals_take_several_characters)
{
    CHECK(wp_letters_upper, "straße ﬁ", "STRASSE FI");
    CHECK(wp_letters_capitalize, "ßa", "Ssa");
    CHECK(wp_letters_title, "ﬁx", "Fix");
    CHECK(wp_letters_casefold, "Straße", "strasse");
}

Test(letters, sigma_at_the_end_of_a_word_has_its_own_form)
{
    CHECK(wp_letters_lower, "ΟΔΟΣ ΣΟΦΙΑ", "οδος σοφια");
    CHECK(wp_letters_lower, "Σ", "σ");
}

Test(letters, the_dotted_capital_i_keeps_its_dot)
{
    CHECK(wp_letters_lower, "İ", "i̇");
}

Test(letters, digraphs_have_a_case_for_the_beginning_of_words)
{
    CHECK(wp_letters_title, "ǆ ǳ", "ǅ ǲ");
    CHECK(wp_letters_upper, "ǆ", "Ǆ");
}

Test(letters, title_begins_a_word_after_anything_that_is_no_letter)
{
    CHECK(wp_letters_title, "it's 3rd-hand", "It'S 3Rd-Hand");
}

Test(letters, a_nul_within_a_text_is_a_character_like_others)
{
    wp_arena *arena = wp_arena_new();
    wp_str made = wp_letters_upper(arena, (wp_str){ "a\0b", 3 });
    cr_expect_eq(made.len, 3);
    cr_expect_arr_eq(made.ptr, "A\0B", 3);
    wp_arena_free(arena);
}
