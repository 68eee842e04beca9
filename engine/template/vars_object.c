/* `vars`: all variables by name, as a mapping that asks the scope when it is asked. */
#include "template/render.h"

#include <string.h>

static bool vars_item(wp_arena *arena, wp_object *object, wp_value key, wp_value *out, bool *found, wp_error *err)
{
    wp_scope *scope = object->data;
    *found = false;
    return key.type != WP_STRING || scope->find(scope, arena, wp_text(key), out, found, err);
}

static bool vars_iterate(wp_arena *arena, wp_object *object, wp_value *list, wp_error *err)
{
    wp_scope *scope = object->data;
    (void)err;
    *list = scope->names ? scope->names(scope, arena) : wp_list_new(arena, 0);
    return true;
}

static const wp_object_class vars_class = { .name = "dict", .item = vars_item, .iterate = vars_iterate };

wp_value wp_vars_new_object(wp_render *render)
{
    return wp_object_new(render->arena, &vars_class, render->world->globals->scope);
}
