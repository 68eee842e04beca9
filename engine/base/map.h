/*
 * A map from text to pointer, in order of insertion. For the engine's own
 * look-ups (tables, names, caches); what users see are dicts (waplay/value.h).
 */
#ifndef WP_BASE_MAP_H
#define WP_BASE_MAP_H

#include <waplay/arena.h>

typedef struct wp_map wp_map;

wp_map *wp_map_new(wp_arena *arena);
/* Sets or replaces. The key is copied. */
void wp_map_put(wp_map *map, wp_str key, void *item);
void *wp_map_get(const wp_map *map, wp_str key); /* NULL: not there */
bool wp_map_remove(wp_map *map, wp_str key);
void wp_map_clear(wp_map *map); /* keeps its room for more */
size_t wp_map_len(const wp_map *map);
/* The index-th that was put in; false beyond the end. Removing shifts those after it. */
bool wp_map_at(const wp_map *map, size_t index, wp_str *key, void **item);

/* The hash of the map, for others that need one. Good for this run alone: it depends on the machine. */
uint64_t wp_hash_bytes(const void *bytes, size_t len);

#endif
