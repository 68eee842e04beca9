/*
 * Blocks, and the templates that are extended.
 *
 * The blocks of all templates in a chain of `extends` lie in layers under their name,
 * the youngest first: that one is run, and super() runs the one below it. A block sees
 * what the template set at its top; only a scoped one sees the loops around it too.
 *
 * Once a template has met `extends`, what it writes itself goes nowhere: its blocks,
 * macros and variables are what it gives to its parent, which is rendered after it.
 */
#include "template/render.h"

#include "template/families.h"

typedef struct block_reference {
    wp_render render;
    const wp_layers *layers;
    size_t layer;
    wp_frame *around;
} block_reference;

/* ---- layers ------------------------------------------------------------------------ */

static void add_layer(wp_render *render, const wp_template *tmpl, const wp_block *block)
{
    wp_str name = { block->name.ptr, block->name.len };
    wp_layers *layers = wp_map_get(render->world->blocks, name);
    if (!layers) {
        layers = wp_new(render->arena, wp_layers);
        wp_map_put(render->world->blocks, name, layers);
    }
    if (layers->count == layers->cap) {
        size_t wider = layers->cap ? layers->cap * 2 : 2;
        layers->blocks =
            wp_grow(render->arena, layers->blocks, layers->cap * sizeof(wp_block *), wider * sizeof(wp_block *));
        layers->templates = wp_grow(render->arena, layers->templates, layers->cap * sizeof(wp_template *),
                                    wider * sizeof(wp_template *));
        layers->cap = wider;
    }
    layers->blocks[layers->count] = block;
    layers->templates[layers->count++] = tmpl;
}

void wp_blocks_add(wp_render *render, const wp_template *tmpl)
{
    for (size_t i = 0; i < tmpl->block_count; i++)
        add_layer(render, tmpl, tmpl->blocks[i]);
}

/* ---- super() and self.name() ------------------------------------------------------------ */

static bool run_layer(wp_render *render, const wp_layers *layers, size_t layer, wp_frame *around, wp_sink *sink,
                      wp_error *err);

static bool call_reference(wp_template_context *context, wp_object *object, wp_call *call, wp_value *out, wp_error *err)
{
    block_reference *self = object->data;
    if (call->count || wp_len(call->named))
        return wp_fail(err, WP_E_INVALID, call->mark, "a block takes no arguments");
    if (!wp_render_enter(context, call->mark, err))
        return false;
    wp_sink sink = wp_sink_new(&self->render);
    bool done = run_layer(&self->render, self->layers, self->layer, self->around, &sink, err);
    context->depth--;
    if (done)
        *out = wp_sink_take(&sink);
    return done;
}

static wp_value make_reference(wp_render *render, const wp_layers *layers, size_t layer, wp_frame *around);

static bool reference_attribute(wp_arena *arena, wp_object *object, wp_str name, wp_value *out)
{
    const block_reference *self = object->data;
    (void)arena;
    if (!wp_str_is(name, "super"))
        return false;
    *out = make_reference((wp_render *)&self->render, self->layers, self->layer + 1, self->around);
    return true;
}

static const wp_object_class reference_class = {
    .name = "BlockReference",
    .attribute = reference_attribute,
    .call = call_reference,
};

static wp_value make_reference(wp_render *render, const wp_layers *layers, size_t layer, wp_frame *around)
{
    if (layer >= layers->count)
        return wp_undefined(
            render->arena, wp_printf(render->arena, "there is no block '%s' in a parent", layers->blocks[0]->name.ptr));
    block_reference *reference = wp_new(render->arena, block_reference);
    *reference = (block_reference){ *render, layers, layer, around };
    reference->render.muted = NULL;
    wp_frame_capture(around);
    return wp_object_new(render->arena, &reference_class, reference);
}

static bool self_attribute(wp_arena *arena, wp_object *object, wp_str name, wp_value *out)
{
    wp_render *render = object->data;
    const wp_layers *layers = wp_map_get(render->world->blocks, name);
    (void)arena;
    if (!layers)
        return false;
    *out = make_reference(render, layers, 0, render->world->root);
    return true;
}

static wp_str print_self(wp_arena *arena, wp_object *object)
{
    const char *file = ((const wp_render *)object->data)->tmpl->file;
    return wp_str_of(wp_printf(arena, "<TemplateReference %s>", file ? file : "None"));
}

static const wp_object_class self_class = {
    .name = "TemplateReference",
    .attribute = self_attribute,
    .print = print_self,
};

wp_value wp_self_new(wp_render *render)
{
    wp_render *copy = wp_new(render->arena, wp_render);
    *copy = *render;
    return wp_object_new(render->arena, &self_class, copy);
}

/* ---- running a block ------------------------------------------------------------------------ */

static bool run_layer(wp_render *render, const wp_layers *layers, size_t layer, wp_frame *around, wp_sink *sink,
                      wp_error *err)
{
    const wp_name super_name = wp_name_of((wp_str){ "super", 5 });
    wp_render *inside = wp_new(render->arena, wp_render);
    *inside = *render;
    inside->tmpl = layers->templates[layer];
    inside->parent = NULL;
    wp_frame *frame = wp_frame_new(inside, around);
    wp_frame_set(render->arena, frame, &super_name, make_reference(inside, layers, layer + 1, around));
    wp_flow flow = wp_exec(inside, frame, layers->blocks[layer]->body, sink, err);
    wp_frame_done(inside, frame);
    return flow != WP_FLOW_FAILED;
}

bool wp_exec_block(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    const wp_block *block = stmt->as.block;
    const wp_layers *layers = wp_map_get(render->world->blocks, (wp_str){ block->name.ptr, block->name.len });
    if (layers->blocks[0]->is_required)
        return wp_fail(err, WP_E_INVALID, stmt->mark, "block '%s' is required, and nobody has filled it",
                       block->name.ptr);
    return run_layer(render, layers, 0, block->is_scoped ? frame : render->world->root, sink, err);
}

/* ---- extends ---------------------------------------------------------------------------------- */

bool wp_exec_extends(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    wp_value name;
    if (frame != render->world->root)
        return wp_fail(err, WP_E_INVALID, stmt->mark, "'extends' can't stand inside a loop, a block or a macro");
    if (render->parent)
        return wp_fail(err, WP_E_INVALID, stmt->mark, "a template can't extend two others");
    if (!wp_eval(render, frame, stmt->as.expr, &name, err) ||
        !wp_load(render, name, stmt->as.expr->mark, &render->parent, err))
        return false;
    wp_blocks_add(render, render->parent);
    render->muted = sink;
    return true;
}

bool wp_render_root(wp_render *render, wp_sink *sink, wp_error *err)
{
    if (render->tmpl->may_change)
        render->world->globals->copies = true;
    wp_frame *root = render->world->root;
    if (wp_exec(render, root, render->tmpl->body, sink, err) == WP_FLOW_FAILED)
        return false;
    if (!render->parent)
        return true;
    wp_render *parent = wp_new(render->arena, wp_render);
    *parent = *render;
    parent->tmpl = render->parent;
    parent->parent = NULL;
    parent->muted = NULL;
    if (!wp_render_enter(render->context, WP_NO_MARK, err))
        return false;
    bool done = wp_render_root(parent, sink, err);
    render->context->depth--;
    return done;
}
