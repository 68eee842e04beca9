/*
 * Other templates: include writes what they write, import keeps what they set.
 *
 * An included template is in a world of its own, from which it looks out into the frames
 * around the `include`; what it sets stays in there. Without context it sees functions
 * only. So does an imported one, unless it is imported with context.
 */
#include "template/render.h"

#include "template/families.h"

typedef struct module {
    wp_frame *root;
    wp_value text; /* what it wrote while it was imported */
} module;

static wp_render *enter_world(wp_render *render, wp_frame *frame, const wp_template *tmpl, bool with_context)
{
    wp_render *inside = wp_new(render->arena, wp_render);
    wp_globals *globals = with_context ? render->world->globals : wp_globals_new(render->arena, NULL);
    *inside = *render;
    inside->tmpl = tmpl;
    inside->parent = NULL;
    inside->muted = NULL;
    inside->world = wp_world_new(render, globals, with_context ? frame : NULL);
    wp_blocks_add(inside, tmpl);
    return inside;
}

static bool run(wp_render *inside, wp_sink *sink, wp_mark mark, wp_error *err)
{
    if (!wp_render_enter(inside->context, mark, err))
        return false;
    bool done = wp_render_root(inside, sink, err);
    inside->context->depth--;
    return done;
}

/* Loads it; with `ignore missing`, one that is not there is no error, and *out is NULL. */
static bool load_included(wp_render *render, const wp_stmt *stmt, wp_value name, const wp_template **out, wp_error *err)
{
    wp_mark mark = stmt->as.include.name->mark;
    *out = NULL;
    if (!stmt->as.include.ignores_missing)
        return wp_load(render, name, mark, out, err);
    wp_error *missing = wp_new(render->arena, wp_error); /* too large for a stack that includes nest on */
    if (wp_load(render, name, mark, out, missing) || missing->kind == WP_E_NOT_FOUND)
        return true;
    if (err)
        *err = *missing;
    return false;
}

bool wp_exec_include(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    wp_value name;
    const wp_template *tmpl;
    if (!wp_eval(render, frame, stmt->as.include.name, &name, err) || !load_included(render, stmt, name, &tmpl, err))
        return false;
    return !tmpl || run(enter_world(render, frame, tmpl, stmt->as.include.with_context), sink, stmt->mark, err);
}

/* ---- import --------------------------------------------------------------------------- */

static bool module_attribute(wp_arena *arena, wp_object *object, wp_str name, wp_value *out)
{
    const module *self = object->data;
    wp_binding *binding = wp_frame_get(self->root, name);
    (void)arena;
    if (!binding || binding->is_private || name.ptr[0] == '_')
        return false;
    *out = binding->value;
    return true;
}

static wp_str print_module(wp_arena *arena, wp_object *object)
{
    return wp_to_text(arena, ((const module *)object->data)->text);
}

static const wp_object_class module_class = {
    .name = "TemplateModule",
    .attribute = module_attribute,
    .print = print_module,
};

static bool import(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_value *out, const wp_template **tmpl,
                   wp_error *err)
{
    wp_value name;
    if (!wp_eval(render, frame, stmt->as.include.name, &name, err) ||
        !wp_load(render, name, stmt->as.include.name->mark, tmpl, err))
        return false;
    wp_render *inside = enter_world(render, frame, *tmpl, stmt->as.include.with_context);
    wp_sink sink = wp_sink_new(render);
    if (!run(inside, &sink, stmt->mark, err))
        return false;
    module *made = wp_new(render->arena, module);
    made->root = inside->world->root;
    made->text = wp_sink_take_text(&sink);
    if (stmt->as.include.with_context)
        wp_frame_capture(frame);
    *out = wp_object_new(render->arena, &module_class, made);
    return true;
}

static void bind_private(wp_render *render, wp_frame *frame, const wp_name *name, wp_value value)
{
    wp_frame_set(render->arena, frame, name, value);
    wp_frame_get(frame, (wp_str){ name->ptr, name->len })->is_private = true;
}

bool wp_exec_import(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_error *err)
{
    wp_value value;
    const wp_template *tmpl;
    if (!import(render, frame, stmt, &value, &tmpl, err))
        return false;
    bind_private(render, frame, &stmt->as.include.as, value);
    return true;
}

bool wp_exec_from(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_error *err)
{
    wp_value whole, value;
    const wp_template *tmpl;
    if (!import(render, frame, stmt, &whole, &tmpl, err))
        return false;
    for (size_t i = 0; i < stmt->as.include.count; i++) {
        const wp_import_name *name = &stmt->as.include.names[i];
        if (!module_attribute(render->arena, whole.as.object, (wp_str){ name->name.ptr, name->name.len }, &value))
            value = wp_undefined(render->arena, wp_printf(render->arena, "template '%s' has no '%s' to import",
                                                          tmpl->file, name->name.ptr));
        bind_private(render, frame, &name->as, value);
    }
    return true;
}
