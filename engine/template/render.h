/*
 * Evaluating a tree: what the evaluator's files share.
 *
 *   world   what one template file sees: the scope of the run (or nothing of it), its
 *           root frame, and its blocks. Parents that it extends share it; includes
 *           and imports get a world of their own.
 *   frame   the names of one block of code; they are looked up outwards, then in the world
 *   sink    where output goes: in native mode the first piece stays a value as long as
 *           it is the only one
 *   render  one template at work in a world
 *
 * Names read from the scope are kept for the time of one rendering: a variable has one
 * value in it. Where a template may change lists or dicts (`do list.append(...)`), it
 * gets copies, since values of the scope belong to others.
 */
#ifndef WP_TEMPLATE_RENDER_H
#define WP_TEMPLATE_RENDER_H

#include "base/buf.h"
#include "base/map.h"
#include "template/object.h"
#include "template/tree.h"

/* Nested evaluations of any kind: expressions, bodies, macros, includes. They take less than a megabyte of stack
 * (three with the address sanitizer). */
#define WP_RENDER_DEPTH 1600

typedef struct wp_binding {
    wp_name name;
    wp_value value;
    bool is_private; /* brought in by import: not handed on to those who import this template */
} wp_binding;

typedef struct wp_frame {
    struct wp_frame *parent;
    wp_binding *items;
    uint32_t count, cap;
    bool is_captured; /* a macro or the like still looks in here: not to be used again */
} wp_frame;

/* Names already read from the scope, by hash. */
typedef struct wp_globals {
    wp_scope *scope; /* NULL: only functions are seen */
    wp_binding *slots;
    size_t count, cap;
    bool copies; /* see above */
} wp_globals;

/* A block and those it hides: the youngest first. */
typedef struct wp_layers {
    const wp_block **blocks;
    const wp_template **templates;
    size_t count, cap;
} wp_layers;

typedef struct wp_world {
    wp_globals *globals;
    wp_frame *root;
    wp_map *blocks;  /* name to wp_layers */
    wp_frame *spare; /* frames to be used again, by their parent */
} wp_world;

typedef struct wp_sink {
    wp_arena *arena;
    bool is_native;
    uint8_t marks; /* unsafe, secret: of all that came in */
    size_t pieces;
    wp_value only; /* the piece, while it is the only one */
    wp_mark only_mark;
    wp_buf buf;
} wp_sink;

typedef struct wp_render {
    wp_template_context *context;
    wp_arena *arena;
    const wp_template *tmpl;
    wp_world *world;
    bool is_native;
    const wp_template *parent; /* once `extends` was met */
    wp_sink *muted;            /* the sink that takes nothing more then */
} wp_render;

typedef enum wp_flow { WP_FLOW_NEXT, WP_FLOW_BREAK, WP_FLOW_CONTINUE, WP_FLOW_FAILED } wp_flow;

/* ---- depth and undefined things ---------------------------------------------------- */

bool wp_render_enter(wp_template_context *context, wp_mark mark, wp_error *err); /* undo with context->depth-- */
/* Names the nearest defined name in an error about an undefined one. */
void wp_hint_undefined(wp_template_context *context, wp_error *err);
/* What `x if false` gives: nothing, and no error. */
bool wp_is_nothing(wp_value value);
/* Python's truth; of something undefined, an error. */
bool wp_render_truth(wp_value value, wp_mark mark, bool *out, wp_error *err);

/* Where to point when the value of an expression is not what it should be. */
wp_mark wp_expr_mark(const wp_expr *expr);

/* ---- frames and names (frame.c) ------------------------------------------------------ */

wp_frame *wp_frame_new(wp_render *render, wp_frame *parent);
void wp_frame_done(wp_render *render, wp_frame *frame);
void wp_frame_clear(wp_frame *frame);
void wp_frame_capture(wp_frame *frame);
void wp_frame_set(wp_arena *arena, wp_frame *frame, const wp_name *name, wp_value value);
/* From this frame outwards; NULL: in none. */
wp_binding *wp_frame_find(wp_frame *frame, const wp_name *name);
/* One frame only, by text. */
wp_binding *wp_frame_get(wp_frame *frame, wp_str name);
wp_name wp_name_of(wp_str text);

wp_globals *wp_globals_new(wp_arena *arena, wp_scope *scope);
wp_world *wp_world_new(wp_render *render, wp_globals *globals, wp_frame *outside);
/* A name that no frame has: `self`, the scope, functions, `vars`, `omit`. Undefined where it is nowhere. */
bool wp_world_find(wp_render *render, const wp_name *name, wp_value *out, wp_error *err);

/* ---- output (sink.c) -------------------------------------------------------------------- */

wp_sink wp_sink_new(wp_render *render);
bool wp_sink_text(wp_sink *sink, wp_str text, wp_error *err);
bool wp_sink_value(wp_sink *sink, wp_value value, wp_mark mark, wp_error *err);
/* All of it: in native mode what it stands for, else a text. */
wp_value wp_sink_take(wp_sink *sink);
wp_value wp_sink_take_text(wp_sink *sink);
/* For wp_template_convert. */
wp_value wp_sink_take_converted(wp_sink *sink);
/* A text that was the only piece: the literal that it reads as, or itself. */
wp_value wp_sink_read(wp_arena *arena, wp_value text);

/* ---- expressions ---------------------------------------------------------------------------- */

bool wp_eval(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err);
/* A call, filter or test (evaluate_call.c). `subject` stands in for the one that a filter block lacks. */
bool wp_eval_call(wp_render *render, wp_frame *frame, const wp_expr *expr, const wp_value *caller, wp_value *out,
                  wp_error *err);
bool wp_eval_filter(wp_render *render, wp_frame *frame, const wp_expr *expr, const wp_value *subject, wp_value *out,
                    wp_error *err);
bool wp_eval_compare(wp_render *render, wp_frame *frame, const wp_expr *expr, wp_value *out, wp_error *err);

/* ---- statements ------------------------------------------------------------------------------ */

wp_flow wp_exec(wp_render *render, wp_frame *frame, const wp_stmt *body, wp_sink *sink, wp_error *err);
wp_flow wp_exec_for(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err);
bool wp_exec_call_block(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err);
bool wp_exec_block(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err);
bool wp_exec_extends(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err);
bool wp_exec_include(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_sink *sink, wp_error *err);
bool wp_exec_import(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_error *err);
bool wp_exec_from(wp_render *render, wp_frame *frame, const wp_stmt *stmt, wp_error *err);
bool wp_assign(wp_render *render, wp_frame *frame, const wp_target *target, wp_value value, wp_error *err);

/* A template in a world of its own: its native value, which may be undefined or hold things that are. */
bool wp_evaluate_raw(wp_template_context *context, const wp_template *tmpl, wp_value *out, wp_error *err);
/* The whole template in its world: its body, then the parent's it extends. */
bool wp_render_root(wp_render *render, wp_sink *sink, wp_error *err);
wp_value wp_macro_new(wp_render *render, wp_frame *frame, const wp_macro *macro);
wp_value wp_self_new(wp_render *render);
wp_value wp_vars_new_object(wp_render *render);
void wp_blocks_add(wp_render *render, const wp_template *tmpl);
/* The template that a value names (a name, or a list of which the first that exists counts), found as includes are. */
bool wp_load(wp_render *render, wp_value name, wp_mark mark, const wp_template **out, wp_error *err);

#endif
