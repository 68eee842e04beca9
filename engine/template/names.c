/*
 * Which names a template needs from outside.
 *
 * The tree is walked in the order it would run in, with a stack of the names that it
 * has set itself so far; a loop, a macro or the like takes its own off again at its end.
 * A macro runs later than it stands: it may use whatever the template sets at its top.
 */
#include "template/render.h"

#include <string.h>

typedef struct walker {
    wp_arena *arena;
    const wp_name **own; /* set by the template */
    size_t own_count, own_cap;
    wp_value needed;  /* list */
    wp_value guarded; /* dict: asked about with default() or `is defined` */
    const wp_template *tmpl;
} walker;

static void walk_expr(walker *walk, const wp_expr *expr);
static void walk_body(walker *walk, const wp_stmt *body);

/* ---- names --------------------------------------------------------------------------- */

static void own(void *data, const wp_name *name)
{
    walker *walk = data;
    if (walk->own_count == walk->own_cap) {
        size_t wider = walk->own_cap ? walk->own_cap * 2 : 16;
        walk->own = wp_grow(walk->arena, walk->own, walk->own_cap * sizeof(*walk->own), wider * sizeof(*walk->own));
        walk->own_cap = wider;
    }
    walk->own[walk->own_count++] = name;
}

static bool is_own(const walker *walk, const wp_name *name)
{
    for (size_t i = 0; i < walk->own_count; i++)
        if (wp_name_eq(walk->own[i], name))
            return true;
    return false;
}

static bool is_known(const wp_name *name)
{
    static const char *const names[] = { "omit", "vars", "self", "super", "loop", "caller", "varargs", "kwargs" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name->ptr, names[i]) == 0)
            return true;
    return wp_function_find((wp_str){ name->ptr, name->len }) != NULL;
}

static void need(walker *walk, const wp_name *name, wp_mark mark)
{
    wp_value text = wp_string_at(walk->arena, (wp_str){ name->ptr, name->len }, mark);
    if (is_own(walk, name) || is_known(name))
        return;
    for (size_t i = 0; i < wp_len(walk->needed); i++)
        if (wp_equal(wp_list_at(walk->needed, i), text))
            return;
    wp_list_push(walk->arena, walk->needed, text);
}

/* The name at the root of `a.b[0].c`; NULL where there is another thing. */
static const wp_name *root_of(const wp_expr *expr)
{
    while (expr && (expr->kind == WP_X_ATTRIBUTE || expr->kind == WP_X_ITEM))
        expr = expr->kind == WP_X_ATTRIBUTE ? expr->as.attribute.subject : expr->as.item.subject;
    return expr && expr->kind == WP_X_NAME ? &expr->as.name : NULL;
}

/* ---- expressions ------------------------------------------------------------------------ */

static void walk_part(void *data, wp_expr *part)
{
    walk_expr(data, part);
}

static void note_guard(walker *walk, const wp_expr *call)
{
    const wp_builtin *row = call->as.call.row;
    const wp_name *root = row && row->takes_undefined ? root_of(call->as.call.subject) : NULL;
    if (root)
        wp_dict_put(walk->arena, walk->guarded, wp_string_n(walk->arena, root->ptr, root->len), wp_bool(true));
}

static void walk_expr(walker *walk, const wp_expr *expr)
{
    if (!expr)
        return;
    if (expr->kind == WP_X_NAME)
        need(walk, &expr->as.name, expr->mark);
    if (expr->kind == WP_X_CALL || expr->kind == WP_X_FILTER || expr->kind == WP_X_TEST)
        note_guard(walk, expr);
    wp_expr_parts(expr, walk_part, walk);
}

/* ---- statements ----------------------------------------------------------------------------- */

/* What is set at the top of a body, also in the branches of `if`. */
static void own_all_set(walker *walk, const wp_stmt *body)
{
    for (; body; body = body->next) {
        wp_stmt_names(body, own, walk);
        if (body->kind == WP_S_IF) {
            own_all_set(walk, body->as.choice.yes);
            own_all_set(walk, body->as.choice.no);
        }
    }
}

static void walk_macro(walker *walk, const wp_macro *macro)
{
    size_t before = walk->own_count;
    own_all_set(walk, walk->tmpl->body);
    for (size_t i = 0; i < macro->count; i++) {
        walk_expr(walk, macro->parameters[i].fallback);
        own(walk, &macro->parameters[i].name);
    }
    walk_body(walk, macro->body);
    walk->own_count = before;
}

static void walk_loop(walker *walk, const wp_stmt *stmt)
{
    size_t before = walk->own_count;
    walk_expr(walk, stmt->as.loop.iterable);
    wp_target_names(&stmt->as.loop.target, own, walk);
    walk_expr(walk, stmt->as.loop.filter);
    walk_body(walk, stmt->as.loop.body);
    walk->own_count = before;
    walk_body(walk, stmt->as.loop.otherwise);
    walk->own_count = before;
}

static void walk_with(walker *walk, const wp_stmt *stmt)
{
    size_t before = walk->own_count;
    for (size_t i = 0; i < stmt->as.with.count; i++)
        walk_expr(walk, stmt->as.with.values[i]);
    for (size_t i = 0; i < stmt->as.with.count; i++)
        wp_target_names(&stmt->as.with.targets[i], own, walk);
    walk_body(walk, stmt->as.with.body);
    walk->own_count = before;
}

static void walk_inside(walker *walk, const wp_stmt *body)
{
    size_t before = walk->own_count;
    walk_body(walk, body);
    walk->own_count = before;
}

static void walk_stmt(walker *walk, const wp_stmt *stmt)
{
    switch (stmt->kind) {
    case WP_S_PRINT:
    case WP_S_DO:
    case WP_S_EXTENDS:
        walk_expr(walk, stmt->as.expr);
        break;
    case WP_S_IF:
        walk_expr(walk, stmt->as.choice.condition);
        walk_body(walk, stmt->as.choice.yes);
        walk_body(walk, stmt->as.choice.no);
        break;
    case WP_S_FOR:
        walk_loop(walk, stmt);
        break;
    case WP_S_SET:
        walk_expr(walk, stmt->as.set.value);
        if (stmt->as.set.target.kind == WP_TARGET_ATTRIBUTE)
            need(walk, &stmt->as.set.target.name, stmt->mark);
        wp_stmt_names(stmt, own, walk);
        break;
    case WP_S_SET_BLOCK:
        walk_inside(walk, stmt->as.set.body);
        walk_expr(walk, stmt->as.set.value);
        wp_stmt_names(stmt, own, walk);
        break;
    case WP_S_WITH:
        walk_with(walk, stmt);
        break;
    case WP_S_MACRO:
        wp_stmt_names(stmt, own, walk);
        walk_macro(walk, stmt->as.macro);
        break;
    case WP_S_CALL:
        walk_expr(walk, stmt->as.wrap.call);
        walk_macro(walk, stmt->as.wrap.caller);
        break;
    case WP_S_FILTER:
        walk_inside(walk, stmt->as.wrap.body);
        walk_expr(walk, stmt->as.wrap.call);
        break;
    case WP_S_BLOCK:
        walk_inside(walk, stmt->as.block->body);
        break;
    case WP_S_SCOPE:
        walk_inside(walk, stmt->as.body);
        break;
    case WP_S_INCLUDE:
    case WP_S_IMPORT:
    case WP_S_FROM:
        walk_expr(walk, stmt->as.include.name);
        wp_stmt_names(stmt, own, walk);
        break;
    default:
        break;
    }
}

static void walk_body(walker *walk, const wp_stmt *body)
{
    for (; body; body = body->next)
        walk_stmt(walk, body);
}

wp_value wp_template_names(wp_arena *arena, const wp_template *tmpl)
{
    walker walk = { .arena = arena, .needed = wp_list_new(arena, 0), .guarded = wp_dict_new(arena, 0), .tmpl = tmpl };
    walk_expr(&walk, tmpl->expr);
    walk_body(&walk, tmpl->body);
    wp_value names = wp_list_new(arena, wp_len(walk.needed));
    for (size_t i = 0; i < wp_len(walk.needed); i++)
        if (!wp_dict_get(walk.guarded, wp_list_at(walk.needed, i)))
            wp_list_push(arena, names, wp_list_at(walk.needed, i));
    return names;
}
