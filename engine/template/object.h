/*
 * Objects: things of the template language that have attributes, can be called or
 * looped over (macros, namespaces, `loop`, cycler, joiner, bound methods, ranges).
 * They never leave a template's evaluation, but for moments and spans of time, which can be copied.
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
    /* Items by key, for things that are filled when they are asked (hostvars): may fail. Names after a dot are asked
     * for here too. An object with it counts as a mapping: `iterate` gives its keys. */
    bool (*item)(wp_arena *arena, wp_object *object, wp_value key, wp_value *out, bool *found, wp_error *err);
    /* `{% set object.name = value %}`: namespaces only. */
    void (*assign)(wp_arena *arena, wp_object *object, wp_str name, wp_value value);
    /* Operators with one such object on either side; *handled = false where these two don't go together. */
    bool (*operate)(wp_arena *arena, wp_operator op, wp_value a, wp_value b, wp_value *out, bool *handled,
                    wp_error *err);
    /* As format() writes it by a specification that is not empty ("{:%Y}"). */
    bool (*format)(wp_arena *arena, wp_object *object, wp_str specification, wp_str *out, wp_error *err);
    /* See value/object.h. */
    int (*compare)(const wp_object *a, const wp_object *b);
    wp_value (*copy)(wp_arena *arena, const wp_object *object);
    wp_str (*json)(wp_arena *arena, wp_object *object);
} wp_object_class;

/* Takes `print`, `compare`, `copy` and `json` over from its class, so that the rooms below know of them. */
wp_value wp_object_new(wp_arena *arena, const wp_object_class *class_, void *data);
bool wp_object_is_mapping(wp_value value);
/* A mapping object as the dict it stands for; every item is asked for, and those that need a variable without a value
 * are left out (one such in a host's variables must not spoil all of hostvars). */
bool wp_object_to_dict(wp_arena *arena, wp_value object, wp_value *out, wp_error *err);

/* A method with the value it was taken from (`text.upper`), and a function (`range`), as values. */
wp_value wp_object_method(wp_arena *arena, const wp_builtin *method, wp_value subject);
wp_value wp_object_function(wp_arena *arena, const wp_builtin *function);

#endif
