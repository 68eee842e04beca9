/*
 * `for`: one frame, emptied before each round, and `loop`, which tells where we are.
 *
 * The number of rounds is known beforehand, since everything that can be looped over
 * becomes a list first (with `if`, the list of what passed). `loop` is made only where
 * somebody asks for it. A recursive loop is called with what to loop over next, and
 * gives what that writes.
 */
#include "template/render.h"

#include <string.h>

#include "template/families.h"

typedef struct loop {
    wp_render *render;
    wp_frame *outer;
    const wp_stmt *stmt;
    wp_value items;
    size_t index, length;
    int64_t depth; /* from 0 */
    bool has_last;
    wp_value last; /* what loop.changed was asked about before */
} loop;

/* ---- what `loop` can do ------------------------------------------------------------- */

static bool call_cycle(wp_template_context *context, wp_object *object, wp_call *call, wp_value *out, wp_error *err)
{
    const loop *self = object->data;
    (void)context;
    if (call->count == 0)
        return wp_fail(err, WP_E_INVALID, call->mark, "loop.cycle needs something to choose from");
    *out = call->args[self->index % call->count];
    return true;
}

static bool call_changed(wp_template_context *context, wp_object *object, wp_call *call, wp_value *out, wp_error *err)
{
    loop *self = object->data;
    wp_value now = wp_tuple_new(context->arena, call->count);
    (void)err;
    for (size_t i = 0; i < call->count; i++)
        wp_list_push(context->arena, now, call->args[i]);
    *out = wp_bool(!self->has_last || !wp_equal(self->last, now));
    self->has_last = true;
    self->last = now;
    return true;
}

static const wp_object_class cycle_class = { .name = "method", .call = call_cycle };
static const wp_object_class changed_class = { .name = "method", .call = call_changed };

static wp_value neighbour(wp_arena *arena, const loop *self, bool is_next)
{
    size_t at = is_next ? self->index + 1 : self->index - 1;
    if (at < self->length)
        return wp_list_at(self->items, at);
    return wp_undefined(arena, is_next ? "there is no next item" : "there is no previous item");
}

static bool loop_attribute(wp_arena *arena, wp_object *object, wp_str name, wp_value *out)
{
    static const char *const names[] = { "index", "index0", "revindex", "revindex0", "first", "last",   "length",
                                         "depth", "depth0", "previtem", "nextitem",  "cycle", "changed" };
    const loop *self = object->data;
    int64_t index = (int64_t)self->index, length = (int64_t)self->length;
    size_t i = 0;
    while (i < sizeof(names) / sizeof(names[0]) && !wp_str_is(name, names[i]))
        i++;
    switch (i) {
    case 0:
        *out = wp_int(index + 1);
        return true;
    case 1:
        *out = wp_int(index);
        return true;
    case 2:
        *out = wp_int(length - index);
        return true;
    case 3:
        *out = wp_int(length - index - 1);
        return true;
    case 4:
        *out = wp_bool(index == 0);
        return true;
    case 5:
        *out = wp_bool(index + 1 == length);
        return true;
    case 6:
        *out = wp_int(length);
        return true;
    case 7:
        *out = wp_int(self->depth + 1);
        return true;
    case 8:
        *out = wp_int(self->depth);
        return true;
    case 9:
    case 10:
        *out = neighbour(arena, self, i == 10);
        return true;
    case 11:
        *out = wp_object_new(arena, &cycle_class, object->data);
        return true;
    case 12:
        *out = wp_object_new(arena, &changed_class, object->data);
        return true;
    default:
        return false;
    }
}

static wp_flow run_loop(wp_render *render, wp_frame *outer, const wp_stmt *stmt, wp_value iterable, int64_t depth,
                        wp_sink *sink, wp_error *err);

static bool call_loop(wp_template_context *context, wp_object *object, wp_call *call, wp_value *out, wp_error *err)
{
    loop *self = object->data;
    (void)context;
    if (!self->stmt->as.loop.is_recursive) {
        wp_fail(err, WP_E_INVALID, call->mark, "this loop can't be called");
        return wp_hint(err, "{%% for x in y recursive %%} makes one that can");
    }
    if (call->count != 1)
        return wp_fail(err, WP_E_INVALID, call->mark, "loop() takes one thing to loop over");
    wp_sink sink = wp_sink_new(self->render);
    if (run_loop(self->render, self->outer, self->stmt, call->args[0], self->depth + 1, &sink, err) == WP_FLOW_FAILED)
        return false;
    *out = wp_sink_take(&sink);
    return true;
}

static wp_str print_loop(wp_arena *arena, wp_object *object)
{
    const loop *self = object->data;
    return wp_str_of(wp_printf(arena, "<LoopContext %zu/%zu>", self->index + 1, self->length));
}

static const wp_object_class loop_class = {
    .name = "LoopContext",
    .attribute = loop_attribute,
    .call = call_loop,
    .print = print_loop,
};

/* ---- rounds --------------------------------------------------------------------------- */

/* What `a, b` were taken from, as one tuple: so a loop with a condition has its items. */
static bool pack(wp_arena *arena, wp_value item, wp_value *out, wp_error *err)
{
    wp_value parts;
    if (!wp_iterate(arena, item, &parts, err))
        return false;
    *out = wp_tuple_new(arena, wp_len(parts));
    for (size_t i = 0; i < wp_len(parts); i++)
        wp_list_push(arena, *out, wp_list_at(parts, i));
    return true;
}

/* The items for which the condition behind `if` holds. */
static bool pick(wp_render *render, wp_frame *outer, const wp_stmt *stmt, wp_value items, wp_value *out, wp_error *err)
{
    wp_frame *frame = wp_frame_new(render, outer);
    wp_value picked = wp_list_new(render->arena, wp_len(items));
    for (size_t i = 0, count = wp_len(items); i < count; i++) {
        wp_value item = wp_list_at(items, i), value;
        bool truth;
        wp_frame_clear(frame);
        if (!wp_assign(render, frame, &stmt->as.loop.target, item, err) ||
            !wp_eval(render, frame, stmt->as.loop.filter, &value, err) ||
            !wp_render_truth(value, wp_expr_mark(stmt->as.loop.filter), &truth, err))
            return false;
        if (truth && stmt->as.loop.target.kind == WP_TARGET_TUPLE && !pack(render->arena, item, &item, err))
            return false;
        if (truth)
            wp_list_push(render->arena, picked, item);
    }
    wp_frame_done(render, frame);
    *out = picked;
    return true;
}

static bool begin(wp_render *render, wp_frame *outer, const wp_stmt *stmt, wp_value iterable, wp_value *items,
                  wp_error *err)
{
    if (wp_is_nothing(iterable)) {
        *items = wp_list_new(render->arena, 0);
        return true;
    }
    if (!wp_iterate(render->arena, iterable, items, err))
        return wp_at(err, stmt->as.loop.iterable->mark);
    return !stmt->as.loop.filter || pick(render, outer, stmt, *items, items, err);
}

static wp_flow run_round(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_value item, wp_sink *sink,
                         wp_error *err)
{
    if (!wp_assign(render, frame, &stmt->as.loop.target, item, err))
        return WP_FLOW_FAILED;
    return wp_exec(render, frame, stmt->as.loop.body, sink, err);
}

static wp_flow run_otherwise(wp_render *render, wp_frame *outer, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    wp_frame *frame = wp_frame_new(render, outer);
    wp_flow flow = wp_exec(render, frame, stmt->as.loop.otherwise, sink, err);
    wp_frame_done(render, frame);
    return flow;
}

static wp_flow run_loop(wp_render *render, wp_frame *outer, const wp_stmt *stmt, wp_value iterable, int64_t depth,
                        wp_sink *sink, wp_error *err)
{
    wp_value items, object = wp_null();
    if (!begin(render, outer, stmt, iterable, &items, err))
        return WP_FLOW_FAILED;
    size_t length = wp_len(items);
    if (length == 0)
        return run_otherwise(render, outer, stmt, sink, err);
    loop *self = NULL;
    const wp_name loop_name = wp_name_of((wp_str){ "loop", 4 });
    if (stmt->as.loop.uses_loop) {
        self = wp_new(render->arena, loop);
        *self =
            (loop){ .render = render, .outer = outer, .stmt = stmt, .items = items, .length = length, .depth = depth };
        object = wp_object_new(render->arena, &loop_class, self);
        if (stmt->as.loop.is_recursive)
            wp_frame_capture(outer);
    }
    wp_frame *frame = wp_frame_new(render, outer);
    wp_flow flow = WP_FLOW_NEXT;
    bool came_through = false; /* to the end of the body: in Jinja2, else is for loops that never did */
    for (size_t i = 0; i < length && flow != WP_FLOW_BREAK; i++) {
        wp_frame_clear(frame);
        if (self) {
            self->index = i;
            wp_frame_set(render->arena, frame, &loop_name, object);
        }
        flow = run_round(render, frame, stmt, wp_list_at(items, i), sink, err);
        if (flow == WP_FLOW_FAILED)
            return flow;
        came_through = came_through || flow == WP_FLOW_NEXT;
    }
    wp_frame_done(render, frame);
    return came_through ? WP_FLOW_NEXT : run_otherwise(render, outer, stmt, sink, err);
}

wp_flow wp_exec_for(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err)
{
    wp_value iterable;
    if (!wp_eval(render, frame, stmt->as.loop.iterable, &iterable, err))
        return WP_FLOW_FAILED;
    return run_loop(render, frame, stmt, iterable, 0, sink, err);
}
