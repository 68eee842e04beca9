/*
 * Pairs stand in one array, in order of insertion. Beside it, once there are
 * more than a few, stands the index: an open hash table that holds the place of
 * each pair plus one (0: free), at most half full.
 */
#include "base/map.h"

#include <string.h>

#define FEW 8

typedef struct entry {
    uint64_t hash;
    wp_str key;
    void *item;
} entry;

struct wp_map {
    wp_arena *arena;
    entry *pairs;
    size_t len;
    size_t cap;
    uint32_t *index; /* NULL while there are few */
    size_t slots;    /* a power of two */
};

/* Every bit of the result hangs on every bit of the number. */
static uint64_t stirred(uint64_t bits)
{
    bits = (bits ^ bits >> 32) * 0x9e3779b97f4a7c15u;
    return bits ^ bits >> 29;
}

uint64_t wp_hash_bytes(const void *bytes, size_t len)
{
    const unsigned char *byte = bytes;
    uint64_t hash = 0xcbf29ce484222325u ^ len, word;
    for (; len >= sizeof word; byte += sizeof word, len -= sizeof word) {
        memcpy(&word, byte, sizeof word);
        hash = stirred(hash ^ word);
    }
    word = 0;
    for (size_t i = 0; i < len; i++)
        word = word << 8 | byte[i];
    return stirred(hash ^ word);
}

wp_map *wp_map_new(wp_arena *arena)
{
    wp_map *map = wp_new(arena, wp_map);
    map->arena = arena;
    return map;
}

static bool is_pair(const entry *pair, uint64_t hash, wp_str key)
{
    return pair->hash == hash && wp_str_eq(pair->key, key);
}

/* The slot that names the key's pair, or the free one where it belongs. */
static size_t find_slot(const wp_map *map, uint64_t hash, wp_str key)
{
    size_t slot = hash & (map->slots - 1);
    while (map->index[slot] && !is_pair(&map->pairs[map->index[slot] - 1], hash, key))
        slot = (slot + 1) & (map->slots - 1);
    return slot;
}

static entry *find(const wp_map *map, wp_str key)
{
    uint64_t hash = wp_hash_bytes(key.ptr, key.len);
    if (map->index) {
        uint32_t place = map->index[find_slot(map, hash, key)];
        return place ? &map->pairs[place - 1] : NULL;
    }
    for (size_t i = 0; i < map->len; i++)
        if (is_pair(&map->pairs[i], hash, key))
            return &map->pairs[i];
    return NULL;
}

static void rebuild_index(wp_map *map)
{
    if (map->cap * 2 > map->slots) {
        map->slots = map->cap * 2;
        map->index = wp_new_array(map->arena, uint32_t, map->slots);
    } else {
        memset(map->index, 0, map->slots * sizeof *map->index);
    }
    for (size_t i = 0; i < map->len; i++)
        map->index[find_slot(map, map->pairs[i].hash, map->pairs[i].key)] = (uint32_t)i + 1;
}

static void make_room(wp_map *map)
{
    if (map->len < map->cap)
        return;
    size_t cap = map->cap ? map->cap * 2 : FEW;
    map->pairs = wp_grow(map->arena, map->pairs, map->cap * sizeof *map->pairs, cap * sizeof *map->pairs);
    map->cap = cap;
    if (cap > FEW)
        rebuild_index(map);
}

void wp_map_put(wp_map *map, wp_str key, void *item)
{
    entry *known = find(map, key);
    if (known) {
        known->item = item;
        return;
    }
    make_room(map);
    entry *fresh = &map->pairs[map->len++];
    *fresh = (entry){ .hash = wp_hash_bytes(key.ptr, key.len), .key = wp_str_dup(map->arena, key), .item = item };
    if (map->index)
        map->index[find_slot(map, fresh->hash, fresh->key)] = (uint32_t)map->len;
}

void *wp_map_get(const wp_map *map, wp_str key)
{
    entry *known = find(map, key);
    return known ? known->item : NULL;
}

bool wp_map_remove(wp_map *map, wp_str key)
{
    entry *known = find(map, key);
    if (!known)
        return false;
    size_t after = (size_t)(map->pairs + map->len - (known + 1));
    memmove(known, known + 1, after * sizeof *known);
    map->len--;
    if (map->index)
        rebuild_index(map);
    return true;
}

void wp_map_clear(wp_map *map)
{
    map->len = 0;
    if (map->index)
        memset(map->index, 0, map->slots * sizeof *map->index);
}

size_t wp_map_len(const wp_map *map)
{
    return map->len;
}

bool wp_map_at(const wp_map *map, size_t index, wp_str *key, void **item)
{
    if (index >= map->len)
        return false;
    if (key)
        *key = map->pairs[index].key;
    if (item)
        *item = map->pairs[index].item;
    return true;
}
