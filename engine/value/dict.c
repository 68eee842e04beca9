/*
 * Dicts: see container.h for how they lie in memory. A look-up never changes
 * anything, so that threads can share one.
 */
#include "value/container.h"
#include "base/map.h"

#include <assert.h>
#include <string.h>

#define FEW 8

wp_value wp_dict_new(wp_arena *arena, size_t expected)
{
    wp_dict *dict = wp_new(arena, wp_dict);
    wp_value value = { .type = WP_DICT, .as.dict = dict };
    if (expected) {
        dict->cap = expected;
        dict->entries = wp_new_array(arena, wp_dict_entry, expected);
    }
    return value;
}

/* ---- find ----------------------------------------------------------------- */

/* A key to look for, its hash made once. */
typedef struct search {
    uint64_t hash;
    wp_value key;
} search;

static search want(wp_value key)
{
    return (search){ .hash = wp_value_hash(key), .key = key };
}

static search want_text(const char *text, size_t len)
{
    assert(len <= UINT32_MAX);
    return want((wp_value){ .type = WP_STRING, .len = (uint32_t)len, .as.text = text });
}

static bool is_entry(const wp_dict_entry *entry, const search *wanted)
{
    return entry->hash == wanted->hash && wp_equal(entry->key, wanted->key);
}

/* The slot that names the key's entry, or the free one where it belongs. */
static size_t find_slot(const wp_dict *dict, const search *wanted)
{
    size_t slot = wanted->hash & (dict->slots - 1);
    while (dict->index[slot] && !is_entry(&dict->entries[dict->index[slot] - 1], wanted))
        slot = (slot + 1) & (dict->slots - 1);
    return slot;
}

static wp_dict_entry *find(const wp_dict *dict, const search *wanted)
{
    if (dict->index) {
        uint32_t place = dict->index[find_slot(dict, wanted)];
        return place ? &dict->entries[place - 1] : NULL;
    }
    for (size_t i = 0; i < dict->len; i++)
        if (is_entry(&dict->entries[i], wanted))
            return &dict->entries[i];
    return NULL;
}

const wp_value *wp_dict_get(wp_value dict, wp_value key)
{
    if (dict.type != WP_DICT || dict.as.dict->len == 0)
        return NULL; /* many a scope is a chain of empty dicts: no hash for those */
    search wanted = want(key);
    const wp_dict_entry *entry = find(dict.as.dict, &wanted);
    return entry ? &entry->item : NULL;
}

const wp_value *wp_dict_find_hashed(wp_value dict, wp_str key, uint64_t hash)
{
    assert(key.len <= UINT32_MAX);
    if (dict.type != WP_DICT)
        return NULL;
    search wanted = { .hash = hash, .key = { .type = WP_STRING, .len = (uint32_t)key.len, .as.text = key.ptr } };
    const wp_dict_entry *entry = find(dict.as.dict, &wanted);
    return entry ? &entry->item : NULL;
}

const wp_value *wp_dict_find_n(wp_value dict, const char *key, size_t len)
{
    assert(len <= UINT32_MAX);
    return wp_dict_get(dict, (wp_value){ .type = WP_STRING, .len = (uint32_t)len, .as.text = key });
}

const wp_value *wp_dict_find(wp_value dict, const char *key)
{
    return wp_dict_find_n(dict, key, strlen(key));
}

bool wp_dict_pair(wp_value dict, size_t index, wp_value *key, wp_value *item)
{
    if (dict.type != WP_DICT || index >= dict.as.dict->len)
        return false;
    const wp_dict_entry *entry = &dict.as.dict->entries[index];
    if (key)
        *key = entry->key;
    if (item)
        *item = entry->item;
    return true;
}

/* ---- change --------------------------------------------------------------- */

/* All keys are known to differ, so a free slot is all that has to be found. */
static void fill_index(wp_dict *dict)
{
    memset(dict->index, 0, dict->slots * sizeof *dict->index);
    for (size_t i = 0; i < dict->len; i++) {
        size_t slot = dict->entries[i].hash & (dict->slots - 1);
        while (dict->index[slot])
            slot = (slot + 1) & (dict->slots - 1);
        dict->index[slot] = (uint32_t)i + 1;
    }
}

/* An index for as many entries as there is room for. */
static void make_index(wp_arena *arena, wp_dict *dict)
{
    size_t slots = dict->slots ? dict->slots : 2 * FEW;
    while (slots < dict->cap * 2)
        slots *= 2;
    dict->index = wp_grow(arena, dict->index, dict->slots * sizeof *dict->index, slots * sizeof *dict->index);
    dict->slots = slots;
    fill_index(dict);
}

static void make_room(wp_arena *arena, wp_dict *dict)
{
    if (dict->len == dict->cap) {
        size_t cap = dict->cap ? dict->cap * 2 : FEW / 2;
        dict->entries = wp_grow(arena, dict->entries, dict->cap * sizeof *dict->entries, cap * sizeof *dict->entries);
        dict->cap = cap;
        if (dict->index)
            make_index(arena, dict);
    }
    if (dict->len == FEW && !dict->index)
        make_index(arena, dict);
}

static void add(wp_arena *arena, wp_dict *dict, search wanted, wp_value item)
{
    assert(dict->len < UINT32_MAX);
    make_room(arena, dict);
    dict->entries[dict->len++] = (wp_dict_entry){ .hash = wanted.hash, .key = wanted.key, .item = item };
    if (dict->index)
        dict->index[find_slot(dict, &wanted)] = (uint32_t)dict->len;
}

void wp_dict_put(wp_arena *arena, wp_value dict, wp_value key, wp_value item)
{
    assert(dict.type == WP_DICT);
    search wanted = want(key);
    wp_dict_entry *known = find(dict.as.dict, &wanted);
    if (known)
        known->item = item;
    else
        add(arena, dict.as.dict, wanted, item);
}

void wp_dict_set(wp_arena *arena, wp_value dict, const char *key, wp_value item)
{
    assert(dict.type == WP_DICT);
    search wanted = want_text(key, strlen(key));
    wp_dict_entry *known = find(dict.as.dict, &wanted);
    if (known) {
        known->item = item;
        return;
    }
    wanted.key = wp_string_n(arena, key, wanted.key.len);
    add(arena, dict.as.dict, wanted, item);
}

void wp_dict_put_all(wp_arena *arena, wp_value dict, wp_value more)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(more, i, &key, &item); i++)
        wp_dict_put(arena, dict, key, item);
}

void wp_dict_merge_all(wp_arena *arena, wp_value dict, wp_value more)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(more, i, &key, &item); i++) {
        const wp_value *old = wp_dict_get(dict, key);
        if (old != NULL && wp_is(*old, WP_DICT) && wp_is(item, WP_DICT)) {
            wp_value both = wp_dict_new(arena, wp_len(*old) + wp_len(item));
            wp_dict_put_all(arena, both, *old);
            wp_dict_merge_all(arena, both, item);
            item = both;
        }
        wp_dict_put(arena, dict, key, item);
    }
}

bool wp_dict_remove(wp_value dict, wp_value key)
{
    if (dict.type != WP_DICT)
        return false;
    wp_dict *from = dict.as.dict;
    search wanted = want(key);
    wp_dict_entry *known = find(from, &wanted);
    if (!known)
        return false;
    size_t after = (size_t)(from->entries + from->len - (known + 1));
    memmove(known, known + 1, after * sizeof *known);
    from->len--;
    if (from->index)
        fill_index(from);
    return true;
}

void wp_dict_clear(wp_value dict)
{
    dict.as.dict->len = 0;
    if (dict.as.dict->index)
        fill_index(dict.as.dict);
}
