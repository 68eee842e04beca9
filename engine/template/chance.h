/*
 * Random numbers: from the system, or, with a seed, the same sequence that Python's
 * random.Random(seed) gives, so that `60 | random(seed=inventory_hostname)` is the same
 * minute in Ansible and here.
 */
#ifndef WP_TEMPLATE_CHANCE_H
#define WP_TEMPLATE_CHANCE_H

#include <waplay/value.h>

typedef struct wp_chance {
    bool seeded;
    uint32_t state[624];
    int next;
} wp_chance;

/* A seed is a number or a text; null means the system's randomness. */
bool wp_chance_begin(wp_arena *arena, wp_chance *chance, wp_value seed, wp_error *err);
/* A number below `limit`, which is greater than 0. */
uint64_t wp_chance_below(wp_chance *chance, uint64_t limit);
/* The same for an integer of any length. */
bool wp_chance_number(wp_arena *arena, wp_chance *chance, wp_value limit, wp_value *out, wp_error *err);

#endif
