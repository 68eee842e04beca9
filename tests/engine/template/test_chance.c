#include "template/chance.h"

#include <criterion/criterion.h>

static wp_chance chance;
static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(chance, .init = setup, .fini = teardown);

static void begin(wp_value seed)
{
    wp_error err = { 0 };
    cr_assert(wp_chance_begin(arena, &chance, seed, &err), "%s", err.text);
}

/* random.Random(seed).randrange(limit), several times. */
static void check_sequence(wp_value seed, uint64_t limit, const uint64_t wanted[5])
{
    begin(seed);
    for (int i = 0; i < 5; i++)
        cr_expect_eq(wp_chance_below(&chance, limit), wanted[i]);
}

Test(chance, an_integer_gives_the_sequence_of_python)
{
    check_sequence(wp_int(0), 100, (const uint64_t[]){ 49, 97, 53, 5, 33 });
    check_sequence(wp_int(-42), 1000, (const uint64_t[]){ 654, 114, 25, 759, 281 });
    check_sequence(wp_int(1234567890123456789), 1000000, (const uint64_t[]){ 895587, 191382, 618645, 799943, 985147 });
}

Test(chance, a_text_gives_the_sequence_of_python)
{
    check_sequence(wp_string_static("web1"), 60, (const uint64_t[]){ 52, 20, 16, 49, 21 });
    check_sequence(wp_string_static(""), 60, (const uint64_t[]){ 29, 38, 13, 24, 55 });
    check_sequence(wp_string_static("h\xC3\xA9"), 60, (const uint64_t[]){ 7, 36, 31, 26, 54 });
}

Test(chance, a_float_gives_the_sequence_of_python)
{
    check_sequence(wp_float(1.5), 60, (const uint64_t[]){ 35, 52, 16, 9, 37 });
    check_sequence(wp_float(-0.1), 60, (const uint64_t[]){ 58, 35, 27, 20, 38 });
    check_sequence(wp_float(1e300), 60, (const uint64_t[]){ 16, 2, 4, 44, 26 });
}

Test(chance, numbers_beyond_32_bits_are_those_of_python)
{
    check_sequence(wp_int(7), 1000000000000, (const uint64_t[]){ 434439589175, 54335349840, 902254243635, 105380810795, 641520749048 });
}

Test(chance, goes_on_after_the_state_is_used_up)
{
    begin(wp_int(1));
    uint64_t number = 0;
    for (int i = 0; i < 2000; i++)
        number = wp_chance_below(&chance, 1u << 31);
    cr_expect_eq(number, 831063281u);
}

Test(chance, without_a_seed_two_sequences_differ)
{
    uint64_t first[4], differ = 0;
    begin(wp_null());
    for (int i = 0; i < 4; i++)
        first[i] = wp_chance_below(&chance, UINT64_MAX);
    begin(wp_null());
    for (int i = 0; i < 4; i++)
        differ += wp_chance_below(&chance, UINT64_MAX) != first[i];
    cr_expect_gt(differ, 0);
}

Test(chance, stays_below_its_limit)
{
    begin(wp_null());
    for (int i = 0; i < 1000; i++)
        cr_assert_lt(wp_chance_below(&chance, 3), 3);
    cr_expect_eq(wp_chance_below(&chance, 1), 0);
}

Test(chance, a_list_is_no_seed)
{
    wp_error err = { 0 };
    cr_expect_not(wp_chance_begin(arena, &chance, wp_list_new(arena, 0), &err));
    cr_expect_str_eq(err.text, "a seed must be a number or a string, not a list");
}
