/*
 * Lists and dicts from the inside, for the few that change one after it was made
 * (Jinja's `do list.append(...)`). Whoever does so must be its only user, and must
 * not put a container into itself: nothing here looks for circles.
 */
#ifndef WP_VALUE_CONTAINER_H
#define WP_VALUE_CONTAINER_H

#include <waplay/value.h>

struct wp_list {
    wp_value *items;
    size_t len;
    size_t cap;
    wp_mark mark;
};

typedef struct wp_dict_entry {
    uint64_t hash;
    wp_value key;
    wp_value item;
} wp_dict_entry;

/* Entries stand in order of insertion. The index, once there are more than a few,
 * is an open hash table of their places plus one (0: free), at most half full. */
struct wp_dict {
    wp_dict_entry *entries;
    size_t len;
    size_t cap;
    uint32_t *index;
    size_t slots; /* a power of two */
    wp_mark mark;
};

void wp_list_insert(wp_arena *arena, wp_value list, size_t index, wp_value item); /* clamped */
bool wp_list_remove(wp_value list, size_t index);
void wp_list_clear(wp_value list);
void wp_dict_clear(wp_value dict);

/* With the hash of the key, wp_hash_bytes, for who asks many dicts for one. */
const wp_value *wp_dict_find_hashed(wp_value dict, wp_str key, uint64_t hash);

/* Of any value that can be a key; equal values (wp_equal) have equal hashes. */
uint64_t wp_value_hash(wp_value value);

#endif
