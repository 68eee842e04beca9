/*
 * A scope: names looked up through the chain, evaluated when read, kept until the
 * task's attempt is over.
 *
 *   magic > pushed (loop) > kept > chain (chain.c) -> evaluate -> keep
 *
 * What the chain has does not change from one item of a loop to the next, unless the
 * host gathers something: so a name is looked for once, and only evaluated again.
 */
#include "vars/chain.h"
#include "base/buf.h"

static bool find(wp_scope *names, wp_arena *arena, wp_str name, wp_value *out, bool *found, wp_error *err);
static wp_value list_names(wp_scope *names, wp_arena *arena);

wp_vars_scope *wp_vars_scope_new(wp_arena *arena, const wp_vars_scope_options *options)
{
    wp_vars_scope *scope = wp_new(arena, wp_vars_scope);
    scope->names = (wp_scope){ .find = find, .names = list_names };
    scope->options = *options;
    scope->vars = options->vars;
    scope->arena = arena;
    scope->cache = wp_map_new(arena);
    scope->raws = wp_map_new(arena);
    scope->pushed = wp_map_new(arena);
    scope->others = wp_map_new(arena);
    scope->files = scope->host_magic = scope->task_magic = wp_undefined(arena, NULL);
    if (options->host != NULL) {
        scope->host_vars = wp_vars_of_host(options->vars, options->host);
        scope->raws_age = wp_host_vars_age(scope->host_vars);
    }
    return scope;
}

wp_scope *wp_vars_scope_names(wp_vars_scope *scope)
{
    return &scope->names;
}

static wp_value *boxed(wp_arena *arena, wp_value value)
{
    wp_value *box = wp_new(arena, wp_value);
    *box = value;
    return box;
}

void wp_vars_scope_push(wp_vars_scope *scope, const char *name, wp_value value)
{
    wp_map_put(scope->pushed, wp_str_of(name), boxed(scope->arena, value));
}

wp_vars_scope *wp_vars_scope_copy(wp_arena *arena, const wp_vars_scope *scope)
{
    wp_vars_scope *copy = wp_vars_scope_new(arena, &scope->options);
    wp_str name;
    void *value;
    for (size_t i = 0; wp_map_at(scope->pushed, i, &name, &value); i++)
        wp_map_put(copy->pushed, name, boxed(arena, wp_value_copy(arena, *(const wp_value *)value)));
    return copy;
}

void wp_vars_scope_delegate(wp_vars_scope *scope, const wp_host *host)
{
    scope->options.delegated = host;
}

void wp_vars_scope_forget(wp_vars_scope *scope)
{
    wp_map_clear(scope->cache);
    wp_map_clear(scope->others);
    size_t age = scope->host_vars != NULL ? wp_host_vars_age(scope->host_vars) : 0;
    if (age != scope->raws_age)
        wp_map_clear(scope->raws);
    scope->raws_age = age;
}

size_t wp_vars_scope_moving(const wp_vars_scope *scope)
{
    return scope->moving;
}

void wp_vars_scope_moves(wp_vars_scope *scope)
{
    scope->moving++;
}

wp_template_context wp_vars_context(wp_arena *arena, wp_vars_scope *scope)
{
    if (scope->search == NULL && scope->options.node != NULL)
        scope->search = wp_node_search_path(scope->arena, scope->options.node);
    return (wp_template_context){ .arena = arena,
                                  .env = scope->vars->options.env,
                                  .scope = &scope->names,
                                  .search = scope->search };
}

/* ---- recursion ------------------------------------------------------------------ */

static bool begin(wp_vars_scope *scope, wp_str name, wp_value raw, wp_error *err)
{
    for (size_t i = 0; i < scope->busy_count; i++) {
        if (!wp_str_is(name, scope->busy[i]))
            continue;
        wp_buf path = wp_buf_new(scope->arena);
        for (size_t j = i; j < scope->busy_count; j++)
            wp_buf_printf(&path, "%s -> ", scope->busy[j]);
        wp_buf_str_add(&path, name);
        return wp_fail(err, WP_E_FAILED, wp_value_mark(raw), "the variable '%.*s' refers to itself: %s", (int)name.len,
                       name.ptr, wp_buf_str(&path).ptr);
    }
    if (scope->busy_count == scope->busy_cap) {
        size_t cap = scope->busy_cap ? scope->busy_cap * 2 : 8;
        scope->busy = wp_grow(scope->arena, scope->busy, scope->busy_cap * sizeof(char *), cap * sizeof(char *));
        scope->busy_cap = cap;
    }
    scope->busy[scope->busy_count++] = wp_strndup(scope->arena, name.ptr, name.len);
    return true;
}

static bool evaluate(wp_vars_scope *scope, wp_str name, wp_value raw, wp_value *out, wp_error *err)
{
    if (!begin(scope, name, raw, err))
        return false;
    wp_template_context context = wp_vars_context(scope->arena, scope);
    bool done = wp_template_value(&context, raw, out, err);
    scope->busy_count--;
    return done;
}

/* ---- look up ---------------------------------------------------------------------- */

static bool find(wp_scope *names, wp_arena *arena, wp_str name, wp_value *out, bool *found, wp_error *err)
{
    wp_vars_scope *scope = (wp_vars_scope *)(void *)names;
    if (!wp_scope_magic(scope, arena, name, out, found, err))
        return false;
    if (*found)
        return true;
    const wp_value *kept = wp_map_get(scope->pushed, name);
    if (kept == NULL)
        kept = wp_map_get(scope->cache, name);
    if (kept != NULL) {
        scope->moving++;
        *found = true;
        *out = *kept;
        return true;
    }
    const wp_raw *raw = wp_scope_raw(scope, name);
    wp_raw reached;
    if (!raw->is_there && wp_scope_reached(scope, name, &reached))
        raw = &reached;
    wp_value value = raw->value;
    wp_error reason = { 0 };
    if (!raw->is_there || raw->is_plain) {
        *found = raw->is_there;
        *out = value;
        return true;
    }
    scope->moving++;
    if (!evaluate(scope, name, raw->value, &value, &reason)) {
        if (reason.kind != WP_E_UNDEFINED) {
            *err = reason;
            return false;
        }
        value = wp_undefined(scope->arena, reason.text); /* default() and `is defined` may do without it */
    }
    wp_map_put(scope->cache, name, boxed(scope->arena, value));
    *found = true;
    *out = value;
    return true;
}

static wp_value list_names(wp_scope *names, wp_arena *arena)
{
    wp_vars_scope *scope = (wp_vars_scope *)(void *)names;
    wp_value list = wp_scope_names_of_chain(scope, arena);
    wp_scope_magic_names(scope, arena, list);
    return list;
}

wp_value wp_vars_names(wp_vars_scope *scope, wp_arena *arena)
{
    return list_names(&scope->names, arena);
}

bool wp_vars_has(wp_vars_scope *scope, wp_str name)
{
    wp_value value;
    wp_raw reached;
    bool found = false;
    wp_error ignored = { 0 };
    if (!wp_scope_magic(scope, scope->arena, name, &value, &found, &ignored) || found)
        return true;
    return wp_map_get(scope->pushed, name) != NULL || wp_scope_raw(scope, name)->is_there ||
           wp_scope_reached(scope, name, &reached);
}

bool wp_vars_get(wp_vars_scope *scope, const char *name, wp_value *out, bool *found, wp_error *err)
{
    *found = false;
    return find(&scope->names, scope->arena, wp_str_of(name), out, found, err);
}

bool wp_vars_all(wp_vars_scope *scope, wp_value *out, wp_error *err)
{
    wp_value names = list_names(&scope->names, scope->arena);
    wp_value dict = wp_dict_new(scope->arena, wp_len(names)), value;
    for (size_t i = 0; i < wp_len(names); i++) {
        wp_value name = wp_list_at(names, i);
        bool found = false;
        if (wp_text_is(name, "vars") || wp_text_is(name, "hostvars") || wp_text_is(name, "omit"))
            continue;
        if (!find(&scope->names, scope->arena, wp_text(name), &value, &found, err))
            return false;
        if (found)
            wp_dict_put(scope->arena, dict, name, value);
    }
    *out = dict;
    return true;
}
