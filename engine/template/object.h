/*
 * Objects: things of the template language that have attributes, can be called or
 * looped over (macros, namespaces, `loop`, cycler, joiner, bound methods, ranges).
 * They never leave a template's evaluation.
 */
#ifndef WP_TEMPLATE_OBJECT_H
#define WP_TEMPLATE_OBJECT_H

#include "template/builtin.h"
#include "value/object.h" /* struct wp_object: its class, its data, and how it prints */

typedef struct wp_object_class {
    const char *name; /* in Python's words: "Macro", "Namespace" */
    /* Each may be NULL: it has none. */
    bool (*attribute)(wp_arena *arena, wp_object *object, wp_str name, wp_value *out); /* false: no such attribute */
    bool (*call)(wp_template_context *context, wp_object *object, wp_call *call, wp_value *out, wp_error *err);
    bool (*iterate)(wp_arena *arena, wp_object *object, wp_value *list, wp_error *err);
    wp_str (*print)(wp_arena *arena, wp_object *object);
} wp_object_class;

/* Takes `print` over from its class, so that the rooms below can print it too. */
wp_value wp_object_new(wp_arena *arena, const wp_object_class *class_, void *data);

#endif
