/*
 * Which names are the template's own, also where it has not set them yet.
 *
 *     {% for x in l %}{{ port }}{% endfor %}{% set port = 1 %}
 *
 * Jinja2 takes a name that a body sets before it reads it for a variable of that body,
 * and so for all bodies within: in the loop above, `port` is undefined, whatever the
 * playbook calls so. A name that the body itself reads first, or that it sets for the
 * first time in a branch of `if`, may come from outside.
 *
 * Each body is walked twice: first for what it reads and sets itself, then to mark the
 * names and to walk the bodies within. Blocks of a template stand alone.
 */
#include "template/compile.h"
#include "template/tree.h"

typedef struct known {
    const wp_name *name;
    bool is_own;
} known;

typedef struct scope {
    const struct scope *around; /* NULL: none */
    wp_arena *arena;
    known *items;
    size_t count, cap;
    int branches; /* of `if` that are open */
    bool is_marking;
} scope;

/* A body with names of its own, and what else is read inside it. */
typedef struct inside {
    const wp_target *targets;
    size_t target_count;
    const wp_macro *macro; /* its parameters */
    wp_expr *expr;
    wp_stmt *body;
} inside;

static void walk_body(scope *at, wp_stmt *body);

/* ---- names --------------------------------------------------------------------------- */

static const known *find_here(const scope *at, const wp_name *name)
{
    for (size_t i = 0; i < at->count; i++)
        if (wp_name_eq(at->items[i].name, name))
            return &at->items[i];
    return NULL;
}

static const known *find(const scope *at, const wp_name *name)
{
    const known *found = NULL;
    for (; at && !found; at = at->around)
        found = find_here(at, name);
    return found;
}

static void add(scope *at, const wp_name *name, bool is_own)
{
    if (at->count == at->cap) {
        size_t wider = at->cap ? at->cap * 2 : 8;
        at->items = wp_grow(at->arena, at->items, at->cap * sizeof(known), wider * sizeof(known));
        at->cap = wider;
    }
    at->items[at->count++] = (known){ name, is_own };
}

static void read_name(scope *at, wp_expr *expr)
{
    const known *found = find(at, &expr->as.name);
    if (at->is_marking)
        expr->is_own = found && found->is_own;
    else if (!found)
        add(at, &expr->as.name, false);
}

static void set_name(void *data, const wp_name *name)
{
    scope *at = data;
    if (at->is_marking || find_here(at, name))
        return;
    const known *outer = find(at->around, name);
    add(at, name, outer ? outer->is_own : !at->branches);
}

/* What a loop, a macro or `with` binds at once. */
static void bind_name(void *data, const wp_name *name)
{
    add(data, name, false);
}

static void read_expr(void *data, wp_expr *expr)
{
    if (expr && expr->kind == WP_X_NAME)
        read_name(data, expr);
    else if (expr)
        wp_expr_parts(expr, read_expr, data);
}

/* ---- bodies -------------------------------------------------------------------------- */

static void walk_frame(wp_arena *arena, const scope *around, const inside *in)
{
    scope at = { .around = around, .arena = arena };
    size_t parameters = in->macro ? in->macro->count : 0;
    for (size_t i = 0; i < in->target_count; i++)
        wp_target_names(&in->targets[i], bind_name, &at);
    for (size_t i = 0; i < parameters; i++)
        bind_name(&at, &in->macro->parameters[i].name);
    for (int pass = 0; pass < 2; pass++) {
        at.is_marking = pass == 1;
        for (size_t i = 0; i < parameters; i++)
            read_expr(&at, in->macro->parameters[i].fallback);
        walk_body(&at, in->body);
        read_expr(&at, in->expr);
    }
}

static void walk_inside(const scope *at, inside in)
{
    if (at->is_marking)
        walk_frame(at->arena, at, &in);
}

static void walk_if(scope *at, wp_stmt *stmt)
{
    read_expr(at, stmt->as.choice.condition);
    at->branches++;
    walk_body(at, stmt->as.choice.yes);
    walk_body(at, stmt->as.choice.no);
    at->branches--;
}

static void walk_loop(scope *at, wp_stmt *stmt)
{
    const wp_target *target = &stmt->as.loop.target;
    read_expr(at, stmt->as.loop.iterable);
    walk_inside(at, (inside){ .targets = target, .target_count = 1, .expr = stmt->as.loop.filter });
    walk_inside(at, (inside){ .targets = target, .target_count = 1, .body = stmt->as.loop.body });
    walk_inside(at, (inside){ .body = stmt->as.loop.otherwise });
}

static void walk_with(scope *at, wp_stmt *stmt)
{
    for (size_t i = 0; i < stmt->as.with.count; i++)
        read_expr(at, stmt->as.with.values[i]);
    walk_inside(
        at,
        (inside){ .targets = stmt->as.with.targets, .target_count = stmt->as.with.count, .body = stmt->as.with.body });
}

static void walk_stmt(scope *at, wp_stmt *stmt)
{
    switch (stmt->kind) {
    case WP_S_PRINT:
    case WP_S_DO:
    case WP_S_EXTENDS:
        read_expr(at, stmt->as.expr);
        break;
    case WP_S_IF:
        walk_if(at, stmt);
        break;
    case WP_S_FOR:
        walk_loop(at, stmt);
        break;
    case WP_S_SET:
        read_expr(at, stmt->as.set.value);
        wp_stmt_names(stmt, set_name, at);
        break;
    case WP_S_SET_BLOCK:
        wp_stmt_names(stmt, set_name, at);
        walk_inside(at, (inside){ .body = stmt->as.set.body, .expr = stmt->as.set.value });
        break;
    case WP_S_WITH:
        walk_with(at, stmt);
        break;
    case WP_S_MACRO:
        wp_stmt_names(stmt, set_name, at);
        walk_inside(at, (inside){ .macro = stmt->as.macro, .body = stmt->as.macro->body });
        break;
    case WP_S_CALL:
        read_expr(at, stmt->as.wrap.call);
        walk_inside(at, (inside){ .macro = stmt->as.wrap.caller, .body = stmt->as.wrap.caller->body });
        break;
    case WP_S_FILTER:
        read_expr(at, stmt->as.wrap.call);
        walk_inside(at, (inside){ .body = stmt->as.wrap.body });
        break;
    case WP_S_BLOCK:
        if (at->is_marking)
            walk_frame(at->arena, NULL, &(inside){ .body = stmt->as.block->body });
        break;
    case WP_S_SCOPE:
        walk_inside(at, (inside){ .body = stmt->as.body });
        break;
    case WP_S_INCLUDE:
    case WP_S_IMPORT:
    case WP_S_FROM:
        read_expr(at, stmt->as.include.name);
        wp_stmt_names(stmt, set_name, at);
        break;
    default:
        break;
    }
}

static void walk_body(scope *at, wp_stmt *body)
{
    for (; body; body = body->next)
        walk_stmt(at, body);
}

void wp_mark_own_names(wp_arena *scratch, wp_template *tmpl)
{
    walk_frame(scratch, NULL, &(inside){ .body = tmpl->body });
}
