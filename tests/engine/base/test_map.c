#include "base/map.h"

#include <criterion/criterion.h>
#include <stdio.h>

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

Test(map, the_hash_is_fnv_1a)
{
    cr_assert_eq(wp_hash_bytes("", 0), 0xcbf29ce484222325u);
    cr_assert_eq(wp_hash_bytes("a", 1), 0xaf63dc4c8601ec8cu);
    cr_assert_eq(wp_hash_bytes("foobar", 6), 0x85944171f73967e8u);
}
