/*
 * hostvars, hostvars[x] and vars: mappings that look up when they are asked, so
 * that nothing grows with hosts times variables.
 */
#include "vars/run.h"
#include "template/object.h"

/* ---- hostvars[x] and vars: a scope as a mapping ------------------------------------ */

static bool scope_item(wp_arena *arena, wp_object *object, wp_value key, wp_value *out, bool *found, wp_error *err)
{
    wp_vars_scope *scope = object->data;
    *found = false;
    return !wp_is(key, WP_STRING) || scope->names.find(&scope->names, arena, wp_text(key), out, found, err);
}

/* `vars` has them as they were written, not evaluated. */
static bool raw_item(wp_arena *arena, wp_object *object, wp_value key, wp_value *out, bool *found, wp_error *err)
{
    wp_vars_scope *scope = object->data;
    *found = false;
    if (!wp_is(key, WP_STRING))
        return true;
    if (!wp_scope_magic(scope, arena, wp_text(key), out, found, err) || *found)
        return *found;
    const wp_value *pushed = wp_map_get(scope->pushed, wp_text(key));
    const wp_raw *raw = wp_scope_raw(scope, wp_text(key));
    *found = pushed != NULL || raw->is_there;
    if (*found)
        *out = wp_value_mark_all(arena, pushed != NULL ? *pushed : raw->value, WP_UNSAFE);
    return true;
}

static bool scope_keys(wp_arena *arena, wp_object *object, wp_value *list, wp_error *err)
{
    wp_vars_scope *scope = object->data;
    wp_value all = scope->names.names(&scope->names, arena);
    (void)err;
    *list = wp_list_new(arena, wp_len(all));
    for (size_t i = 0; i < wp_len(all); i++) {
        wp_value name = wp_list_at(all, i);
        if (!wp_text_is(name, "hostvars") && !wp_text_is(name, "vars") && !wp_text_is(name, "omit"))
            wp_list_push(arena, *list, name);
    }
    return true;
}

static wp_str print_as_dict(wp_arena *arena, wp_object *object)
{
    wp_value self = { .type = WP_OBJECT, .as.object = object }, dict;
    wp_error ignored = { 0 };
    return wp_object_to_dict(arena, self, &dict, &ignored) ? wp_to_text(arena, dict) : wp_str_of("{}");
}

static const wp_object_class scope_class = { .name = "dict", .iterate = scope_keys, .item = scope_item,
                                             .print = print_as_dict };
static const wp_object_class raw_class = { .name = "dict", .iterate = scope_keys, .item = raw_item,
                                           .print = print_as_dict };

wp_value wp_vars_object_new(wp_vars_scope *scope, wp_arena *arena)
{
    return wp_object_new(arena, &raw_class, scope);
}

/* ---- hostvars: host names to such mappings ------------------------------------------ */

static wp_vars_scope *scope_of_another(wp_vars_scope *asking, const wp_host *host)
{
    wp_vars_scope *scope = wp_map_get(asking->others, wp_str_of(host->name));
    if (scope != NULL)
        return scope;
    wp_vars_scope_options options = { .vars = asking->vars, .play = asking->options.play, .host = host };
    scope = wp_vars_scope_new(asking->arena, &options);
    scope->is_of_another = true;
    wp_map_put(asking->others, wp_str_of(host->name), scope);
    return scope;
}

static bool host_item(wp_arena *arena, wp_object *object, wp_value key, wp_value *out, bool *found, wp_error *err)
{
    wp_vars_scope *asking = object->data;
    wp_inventory *inventory = asking->vars->options.inventory;
    (void)err;
    *found = false;
    if (!wp_is(key, WP_STRING))
        return true;
    const wp_host *host = wp_inventory_host(inventory, key.as.text);
    if (host == NULL && (wp_text_is(key, "localhost") || wp_text_is(key, "127.0.0.1")))
        host = wp_inventory_localhost(inventory);
    if (host == NULL)
        return true;
    *out = wp_object_new(arena, &scope_class, scope_of_another(asking, host));
    *found = true;
    return true;
}

/* All hosts of the inventory, and the localhost that is there whether named or not. */
static bool host_keys(wp_arena *arena, wp_object *object, wp_value *list, wp_error *err)
{
    wp_vars_scope *asking = object->data;
    wp_inventory *inventory = asking->vars->options.inventory;
    (void)err;
    *list = wp_list_new(arena, wp_inventory_host_count(inventory) + 1);
    for (size_t i = 0; i < wp_inventory_host_count(inventory); i++)
        wp_list_push(arena, *list, wp_string_static(wp_inventory_host_at(inventory, i)->name));
    const wp_host *localhost = wp_inventory_localhost(inventory);
    if (localhost->is_implicit)
        wp_list_push(arena, *list, wp_string_static(localhost->name));
    return true;
}

static const wp_object_class hostvars_class = { .name = "HostVars", .iterate = host_keys, .item = host_item };

wp_value wp_hostvars_new(wp_vars_scope *scope, wp_arena *arena)
{
    return wp_object_new(arena, &hostvars_class, scope);
}
