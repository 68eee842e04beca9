/* Lists: an array that doubles. */
#include "value/container.h"

#include <assert.h>
#include <string.h>

#define FIRST_CAP 4

wp_value wp_list_new(wp_arena *arena, size_t expected)
{
    wp_list *list = wp_new(arena, wp_list);
    if (expected) {
        list->items = wp_new_array(arena, wp_value, expected);
        list->cap = expected;
    }
    return (wp_value){ .type = WP_LIST, .as.list = list };
}

wp_value wp_tuple_new(wp_arena *arena, size_t expected)
{
    wp_value tuple = wp_list_new(arena, expected);
    tuple.marks = WP_TUPLE;
    return tuple;
}

static void make_room(wp_arena *arena, wp_list *list)
{
    if (list->len < list->cap)
        return;
    size_t cap = list->cap ? list->cap * 2 : FIRST_CAP;
    list->items = wp_grow(arena, list->items, list->cap * sizeof *list->items, cap * sizeof *list->items);
    list->cap = cap;
}

void wp_list_push(wp_arena *arena, wp_value list, wp_value item)
{
    assert(list.type == WP_LIST);
    make_room(arena, list.as.list);
    list.as.list->items[list.as.list->len++] = item;
}

void wp_list_insert(wp_arena *arena, wp_value list, size_t index, wp_value item)
{
    wp_list *in = list.as.list;
    make_room(arena, in);
    if (index > in->len)
        index = in->len;
    memmove(in->items + index + 1, in->items + index, (in->len - index) * sizeof *in->items);
    in->items[index] = item;
    in->len++;
}

bool wp_list_remove(wp_value list, size_t index)
{
    wp_list *from = list.as.list;
    if (index >= from->len)
        return false;
    memmove(from->items + index, from->items + index + 1, (from->len - index - 1) * sizeof *from->items);
    from->len--;
    return true;
}

void wp_list_clear(wp_value list)
{
    list.as.list->len = 0;
}

wp_value wp_list_at(wp_value list, size_t index)
{
    if (list.type != WP_LIST || index >= list.as.list->len)
        return wp_undefined(NULL, NULL);
    return list.as.list->items[index];
}
