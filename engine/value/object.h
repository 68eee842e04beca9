/*
 * What this room knows of an object: how it shows itself, and whether it has an order.
 * What else it can do is its class's matter (template/object.h).
 */
#ifndef WP_VALUE_OBJECT_H
#define WP_VALUE_OBJECT_H

#include <waplay/value.h>

struct wp_object_class;

struct wp_object {
    const struct wp_object_class *class_;
    void *data;
    wp_str (*print)(wp_arena *arena, wp_object *object); /* set by wp_object_new; NULL: "<object>" */
    /* Order of two of the same class (moments, spans of time); NULL: none, and each equals only itself. */
    int (*compare)(const wp_object *a, const wp_object *b);
};

#endif
