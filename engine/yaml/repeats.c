/*
 * The same list or dict is the same pointer. Numbers are given in the order in
 * which a second one is met on a walk, as PyYAML does: id001, id002, ...
 */
#include "yaml/repeats.h"

#include "base/map.h"

typedef struct place {
    const char *name; /* NULL: met once so far */
    bool was_asked;
} place;

struct wp_repeats {
    wp_arena *arena;
    wp_map *places; /* the bytes of the pointer to place */
    unsigned count;
};

static const void *identity(const wp_value *value)
{
    return wp_is(*value, WP_LIST) ? (const void *)value->as.list : (const void *)value->as.dict;
}

static place *find_place(const wp_repeats *repeats, wp_value value)
{
    const void *id = identity(&value);
    return wp_map_get(repeats->places, (wp_str){ (const char *)&id, sizeof id });
}

static void walk(wp_repeats *repeats, wp_value value)
{
    if (!wp_is(value, WP_LIST) && !wp_is(value, WP_DICT))
        return;
    const void *id = identity(&value);
    place *known = find_place(repeats, value);
    if (known) {
        if (!known->name)
            known->name = wp_printf(repeats->arena, "id%03u", ++repeats->count);
        return;
    }
    wp_map_put(repeats->places, (wp_str){ (const char *)&id, sizeof id }, wp_new(repeats->arena, place));
    wp_value key, item;
    for (size_t i = 0; wp_is(value, WP_DICT) && wp_dict_pair(value, i, &key, &item); i++)
        walk(repeats, item);
    for (size_t i = 0; wp_is(value, WP_LIST) && i < wp_len(value); i++)
        walk(repeats, wp_list_at(value, i));
}

wp_repeats *wp_repeats_find(wp_arena *arena, wp_value value)
{
    wp_repeats *repeats = wp_new(arena, wp_repeats);
    *repeats = (wp_repeats){ .arena = arena, .places = wp_map_new(arena) };
    walk(repeats, value);
    return repeats;
}

const char *wp_repeats_name(wp_repeats *repeats, wp_value collection, bool *again)
{
    place *known = find_place(repeats, collection);
    if (!known || !known->name)
        return NULL;
    *again = known->was_asked;
    known->was_asked = true;
    return known->name;
}
