/* What sort, unique, groupby, min, max and dictsort share: keys of items, and a stable sort by them. */
#ifndef WP_TEMPLATE_SORTING_H
#define WP_TEMPLATE_SORTING_H

#include "template/families.h"

typedef struct wp_keyed {
    wp_value key;
    wp_value item;
} wp_keyed;

/* How an item is compared: by an attribute (null: itself), with or without regard to case. */
typedef struct wp_key_rule {
    wp_value attribute;
    const wp_value *fallback; /* for items without the attribute; NULL: none */
    bool case_sensitive;
} wp_key_rule;

/* A text in small letters, all else as it is. */
wp_value wp_ignore_case(wp_arena *arena, wp_value value);
bool wp_key_of(wp_call *call, const wp_key_rule *rule, wp_value item, wp_value *key, wp_error *err);
/* All items with their keys, in an array. */
bool wp_key_items(wp_call *call, const wp_key_rule *rule, wp_value list, wp_keyed **out, wp_error *err);
/* Items with equal keys keep their order, in reverse too. Fails where two keys have no order. */
bool wp_sort_keyed(wp_call *call, wp_keyed *items, size_t count, bool reverse, wp_error *err);

/* Can it be a key of a dict? Lists and dicts can't, nor tuples that hold one. */
bool wp_is_hashable(wp_value value);

#endif
