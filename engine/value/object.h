/*
 * What this room knows of an object: how it shows itself, whether it has an order, and
 * whether it can be kept. What else it can do is its class's matter (template/object.h).
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
    /* Those that have it are values like others, kept in variables and results; NULL: it lives in one evaluation. */
    wp_value (*copy)(wp_arena *arena, const wp_object *object);
    wp_str (*json)(wp_arena *arena, wp_object *object); /* its text in JSON; NULL: as it prints */
};

#endif
