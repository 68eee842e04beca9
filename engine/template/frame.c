/*
 * Frames and worlds: where names are kept and found.
 *
 * A frame has few names, so it is searched from its start; each comparison is one of
 * hashes. What comes from the scope is kept in a table by hash, with the names that
 * were nowhere too.
 */
#include "template/render.h"

#include <string.h>

/* ---- frames --------------------------------------------------------------------- */

wp_frame *wp_frame_new(wp_render *render, wp_frame *parent)
{
    wp_frame *frame = render->world->spare;
    if (frame) {
        render->world->spare = frame->parent;
        frame->count = 0;
    } else {
        frame = wp_new(render->arena, wp_frame);
    }
    frame->parent = parent;
    return frame;
}

void wp_frame_done(wp_render *render, wp_frame *frame)
{
    if (frame->is_captured)
        return;
    frame->parent = render->world->spare;
    render->world->spare = frame;
}

void wp_frame_clear(wp_frame *frame)
{
    frame->count = 0;
}

void wp_frame_capture(wp_frame *frame)
{
    for (; frame && !frame->is_captured; frame = frame->parent)
        frame->is_captured = true;
}

static wp_binding *find_here(const wp_frame *frame, const wp_name *name)
{
    for (uint32_t i = 0; i < frame->count; i++)
        if (wp_name_eq(&frame->items[i].name, name))
            return &frame->items[i];
    return NULL;
}

void wp_frame_set(wp_arena *arena, wp_frame *frame, const wp_name *name, wp_value value)
{
    wp_binding *binding = find_here(frame, name);
    if (!binding) {
        if (frame->count == frame->cap) {
            uint32_t wider = frame->cap ? frame->cap * 2 : 4;
            frame->items = wp_grow(arena, frame->items, frame->cap * sizeof(wp_binding), wider * sizeof(wp_binding));
            frame->cap = wider;
        }
        binding = &frame->items[frame->count++];
        binding->name = *name;
    }
    binding->value = value;
    binding->is_private = false;
}

wp_binding *wp_frame_find(wp_frame *frame, const wp_name *name)
{
    for (; frame; frame = frame->parent) {
        wp_binding *binding = find_here(frame, name);
        if (binding)
            return binding;
    }
    return NULL;
}

wp_name wp_name_of(wp_str text)
{
    return (wp_name){ text.ptr, text.len, wp_hash_bytes(text.ptr, text.len) };
}

wp_binding *wp_frame_get(wp_frame *frame, wp_str name)
{
    wp_name wanted = wp_name_of(name);
    return find_here(frame, &wanted);
}

/* ---- what comes from the scope ----------------------------------------------------- */

wp_globals *wp_globals_new(wp_arena *arena, wp_scope *scope)
{
    wp_globals *globals = wp_new(arena, wp_globals);
    globals->scope = scope;
    return globals;
}

/* The slot of a name, taken or free; the table always has a free one. */
static wp_binding *slot_of(const wp_globals *globals, const wp_name *name)
{
    for (size_t i = name->hash & (globals->cap - 1);; i = (i + 1) & (globals->cap - 1)) {
        wp_binding *slot = &globals->slots[i];
        if (!slot->name.ptr || wp_name_eq(&slot->name, name))
            return slot;
    }
}

static void make_room(wp_arena *arena, wp_globals *globals)
{
    if (globals->count * 2 < globals->cap)
        return;
    wp_globals wider = { .cap = globals->cap ? globals->cap * 2 : 4 };
    wider.slots = wp_new_array(arena, wp_binding, wider.cap);
    for (size_t i = 0; i < globals->cap; i++)
        if (globals->slots[i].name.ptr)
            *slot_of(&wider, &globals->slots[i].name) = globals->slots[i];
    globals->slots = wider.slots;
    globals->cap = wider.cap;
}

/* Names that this room itself gives a meaning, where the scope has none. */
static wp_value find_builtin(wp_render *render, const wp_name *name)
{
    const wp_builtin *function = wp_function_find((wp_str){ name->ptr, name->len });
    if (function)
        return wp_object_function(render->arena, function);
    if (strcmp(name->ptr, "omit") == 0)
        return wp_omit();
    if (strcmp(name->ptr, "vars") == 0 && render->world->globals->scope)
        return wp_vars_new_object(render);
    return wp_undefined(render->arena, name->ptr);
}

static bool find_anywhere(wp_render *render, const wp_name *name, wp_value *out, wp_error *err)
{
    wp_globals *globals = render->world->globals;
    bool found = false;
    if (globals->scope &&
        !globals->scope->find(globals->scope, render->arena, (wp_str){ name->ptr, name->len }, out, &found, err))
        return false;
    if (!found)
        *out = find_builtin(render, name);
    else if (globals->copies && (out->type == WP_LIST || out->type == WP_DICT))
        *out = wp_value_copy(render->arena, *out);
    return true;
}

bool wp_world_find(wp_render *render, const wp_name *name, wp_value *out, wp_error *err)
{
    wp_globals *globals = render->world->globals;
    if (name->len == 4 && memcmp(name->ptr, "self", 4) == 0) {
        *out = wp_self_new(render);
        return true;
    }
    if (globals->cap) {
        wp_binding *slot = slot_of(globals, name);
        if (slot->name.ptr) {
            *out = slot->value;
            return true;
        }
    }
    wp_value value;
    if (!find_anywhere(render, name, &value, err))
        return false;
    make_room(render->arena, globals);
    *slot_of(globals, name) = (wp_binding){ .name = *name, .value = value };
    globals->count++;
    *out = value;
    return true;
}

/* ---- worlds ---------------------------------------------------------------------------- */

wp_world *wp_world_new(wp_render *render, wp_globals *globals, wp_frame *outside)
{
    wp_world *world = wp_new(render->arena, wp_world);
    world->globals = globals;
    world->blocks = wp_map_new(render->arena);
    world->root = wp_new(render->arena, wp_frame);
    world->root->parent = outside;
    return world;
}
