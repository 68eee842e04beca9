#include <waplay/arena.h>

#include <criterion/criterion.h>
#include <stddef.h>
#include <string.h>

static bool is_all(const unsigned char *bytes, size_t len, unsigned char wanted)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != wanted)
            return false;
    return true;
}

Test(arena, pieces_are_zeroed_and_aligned)
{
    wp_arena *arena = wp_arena_new();
    for (size_t size = 1; size < 100000; size = size * 3 + 1) {
        unsigned char *piece = wp_alloc(arena, size);
        cr_assert(is_all(piece, size, 0), "size %zu", size);
        cr_assert_eq((uintptr_t)piece % _Alignof(max_align_t), 0, "size %zu", size);
        memset(piece, 0xAA, size);
    }
    wp_arena_free(arena);
}

Test(arena, pieces_made_after_a_reset_are_zeroed_again)
{
    wp_arena *arena = wp_arena_new();
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 200; i++) {
            unsigned char *piece = wp_alloc(arena, 300);
            cr_assert(is_all(piece, 300, 0));
            memset(piece, 0xAA, 300);
        }
        wp_arena_reset(arena);
    }
    wp_arena_free(arena);
}

Test(arena, pieces_do_not_overlap)
{
    wp_arena *arena = wp_arena_new();
    unsigned char *pieces[500];
    for (size_t i = 0; i < 500; i++) {
        pieces[i] = wp_alloc(arena, i * 7 % 997 + 1);
        memset(pieces[i], (int)(i % 251), i * 7 % 997 + 1);
    }
    for (size_t i = 0; i < 500; i++)
        cr_assert(is_all(pieces[i], i * 7 % 997 + 1, (unsigned char)(i % 251)), "piece %zu", i);
    wp_arena_free(arena);
}

Test(arena, nothing_is_a_valid_piece_too)
{
    wp_arena *arena = wp_arena_new();
    cr_assert_not_null(wp_alloc(arena, 0));
    cr_assert_not_null(wp_grow(arena, wp_alloc(arena, 0), 0, 10));
    wp_arena_free(arena);
}

Test(arena, growing_keeps_the_content_and_zeroes_the_rest)
{
    wp_arena *arena = wp_arena_new();
    size_t size = 5;
    unsigned char *piece = wp_alloc(arena, size);
    memset(piece, 7, size);
    while (size < 1000000) {
        size_t larger = size * 2 + 3;
        if (size % 2)
            wp_alloc(arena, 10); /* now it is not the last one any more */
        piece = wp_grow(arena, piece, size, larger);
        cr_assert(is_all(piece, size, 7), "from %zu", size);
        cr_assert(is_all(piece + size, larger - size, 0), "from %zu", size);
        memset(piece, 7, larger);
        size = larger;
    }
    wp_arena_free(arena);
}

Test(arena, growing_never_touches_the_neighbours)
{
    wp_arena *arena = wp_arena_new();
    unsigned char *first = wp_alloc(arena, 16), *second = wp_alloc(arena, 16);
    memset(second, 9, 16);
    first = wp_grow(arena, first, 16, 64);
    memset(first, 1, 64);
    cr_assert(is_all(second, 16, 9));
    wp_arena_free(arena);
}

#ifndef WAPLAY_ARENA_MALLOC
Test(arena, the_last_piece_grows_in_place)
{
    wp_arena *arena = wp_arena_new();
    void *piece = wp_alloc(arena, 16);
    cr_assert_eq(wp_grow(arena, piece, 16, 64), piece);
    wp_alloc(arena, 1);
    cr_assert_neq(wp_grow(arena, piece, 64, 128), piece);
    wp_arena_free(arena);
}

Test(arena, a_reset_keeps_the_first_block)
{
    wp_arena *arena = wp_arena_new();
    void *first = wp_alloc(arena, 16);
    for (int i = 0; i < 1000; i++)
        wp_alloc(arena, 1000);
    wp_arena_reset(arena);
    cr_assert_eq(wp_alloc(arena, 16), first);
    wp_arena_free(arena);
}
#endif

Test(arena, shrinking_gives_the_same_piece)
{
    wp_arena *arena = wp_arena_new();
    void *piece = wp_alloc(arena, 64);
    cr_assert_eq(wp_grow(arena, piece, 64, 10), piece);
    wp_arena_free(arena);
}

Test(arena, freeing_nothing_is_fine)
{
    wp_arena_free(NULL);
}
