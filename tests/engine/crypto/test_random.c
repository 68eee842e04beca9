#include "crypto/digest.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

Test(random, two_draws_differ)
{
    char first[32] = { 0 }, second[32] = { 0 };
    wp_random_bytes(first, sizeof first);
    wp_random_bytes(second, sizeof second);
    cr_expect(memcmp(first, second, sizeof first) != 0);
}

Test(random, a_long_draw_is_filled_to_its_end)
{
    unsigned char bytes[4096] = { 0 };
    wp_random_bytes(bytes, sizeof bytes);
    int seen = 0;
    for (size_t i = sizeof bytes - 64; i < sizeof bytes; i++)
        seen |= bytes[i];
    cr_expect_neq(seen, 0);
}

Test(random, names_have_the_length_asked_for_and_only_letters_and_digits)
{
    wp_arena *arena = wp_arena_new();
    for (size_t count = 0; count < 200; count += 7) {
        const char *name = wp_random_name(arena, count);
        cr_expect_eq(strlen(name), count);
        for (const char *at = name; *at; at++)
            cr_expect(isalnum((unsigned char)*at));
    }
    cr_expect_str_neq(wp_random_name(arena, 16), wp_random_name(arena, 16));
    wp_arena_free(arena);
}
