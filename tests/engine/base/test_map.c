#include "base/map.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static wp_str key_of(char *room, size_t number)
{
    snprintf(room, 32, "key-%zu", number);
    return wp_str_of(room);
}

static wp_map *map_of(wp_arena *arena, size_t count, int *items)
{
    char room[32];
    wp_map *map = wp_map_new(arena);
    for (size_t i = 0; i < count; i++)
        wp_map_put(map, key_of(room, i), &items[i]);
    return map;
}

Test(map, finds_what_was_put_in_and_nothing_else)
{
    static int items[3000];
    char room[32];
    for (size_t count = 0; count < 3000; count = count * 2 + 1) {
        wp_arena *arena = wp_arena_new();
        wp_map *map = map_of(arena, count, items);
        cr_assert_eq(wp_map_len(map), count);
        for (size_t i = 0; i < count; i++)
            cr_assert_eq(wp_map_get(map, key_of(room, i)), &items[i]);
        cr_assert_null(wp_map_get(map, wp_str_of("absent")));
        cr_assert_null(wp_map_get(map, wp_str_of("")));
        wp_arena_free(arena);
    }
}

Test(map, keeps_the_order_of_insertion)
{
    static int items[50];
    char room[32];
    wp_arena *arena = wp_arena_new();
    wp_map *map = map_of(arena, 50, items);
    wp_str key;
    void *item;
    for (size_t i = 0; i < 50; i++) {
        cr_assert(wp_map_at(map, i, &key, &item));
        cr_assert(wp_str_eq(key, key_of(room, i)));
        cr_assert_eq(item, &items[i]);
    }
    cr_assert_not(wp_map_at(map, 50, &key, &item));
    wp_arena_free(arena);
}

Test(map, a_replaced_key_keeps_its_place)
{
    int items[10], other;
    char room[32];
    wp_arena *arena = wp_arena_new();
    wp_map *map = map_of(arena, 10, items);
    wp_map_put(map, key_of(room, 3), &other);
    void *item;
    cr_assert_eq(wp_map_len(map), 10);
    cr_assert(wp_map_at(map, 3, NULL, &item));
    cr_assert_eq(item, &other);
    wp_arena_free(arena);
}

Test(map, removing_shifts_those_after)
{
    static int items[40];
    char room[32];
    for (size_t count = 2; count <= 40; count += 19) {
        wp_arena *arena = wp_arena_new();
        wp_map *map = map_of(arena, count, items);
        cr_assert(wp_map_remove(map, key_of(room, 1)));
        cr_assert_not(wp_map_remove(map, key_of(room, 1)));
        cr_assert_null(wp_map_get(map, key_of(room, 1)));
        cr_assert_eq(wp_map_len(map), count - 1);
        for (size_t i = 2; i < count; i++) {
            void *item;
            cr_assert(wp_map_at(map, i - 1, NULL, &item));
            cr_assert_eq(item, &items[i]);
            cr_assert_eq(wp_map_get(map, key_of(room, i)), &items[i]);
        }
        wp_map_put(map, key_of(room, 1), &items[1]);
        cr_assert_eq(wp_map_get(map, key_of(room, 1)), &items[1]);
        wp_arena_free(arena);
    }
}

Test(map, keys_may_hold_any_byte)
{
    int items[2];
    wp_arena *arena = wp_arena_new();
    wp_map *map = wp_map_new(arena);
    wp_map_put(map, (wp_str){ .ptr = "a\0b", .len = 3 }, &items[0]);
    wp_map_put(map, (wp_str){ .ptr = "a\0c", .len = 3 }, &items[1]);
    cr_assert_eq(wp_map_get(map, (wp_str){ .ptr = "a\0c", .len = 3 }), &items[1]);
    wp_arena_free(arena);
}

Test(map, the_hash_hangs_on_every_byte_and_on_the_length)
{
    char text[24];
    for (size_t len = 1; len < sizeof text; len++) {
        memset(text, 0, sizeof text);
        uint64_t hash = wp_hash_bytes(text, len);
        cr_expect_neq(hash, wp_hash_bytes(text, len - 1), "%zu", len);
        for (size_t i = 0; i < len; i++) {
            text[i] = 1;
            cr_expect_neq(wp_hash_bytes(text, len), hash, "%zu of %zu", i, len);
            text[i] = 0;
        }
        cr_expect_eq(wp_hash_bytes(text, len), hash);
    }
}

Test(map, is_empty_once_cleared_and_takes_more)
{
    int items[40], other;
    char room[32];
    wp_arena *arena = wp_arena_new();
    wp_map *map = map_of(arena, 40, items);
    wp_map_clear(map);
    cr_expect_eq(wp_map_len(map), 0);
    cr_expect_null(wp_map_get(map, key_of(room, 7)));
    wp_map_put(map, key_of(room, 7), &other);
    cr_expect_eq(wp_map_get(map, key_of(room, 7)), &other);
    wp_arena_free(arena);
}
