/* Keywords and conditions, evaluated in a task's scope. */
#include "executor/run.h"

#include "base/text.h"

wp_vars_scope *wp_run_scope(wp_run *run, wp_arena *arena, const wp_host *host, const wp_node *node)
{
    wp_vars_scope_options options = {
        .vars = run->vars, .play = atomic_load(&run->play.vars), .host = host, .node = node
    };
    return wp_vars_scope_new(arena, &options);
}

bool wp_as_bool(wp_value value, bool *out)
{
    static const struct {
        const char *word;
        bool truth;
    } words[] = { { "yes", true }, { "on", true },   { "true", true },   { "1", true },  { "y", true },  { "t", true },
                  { "no", false }, { "off", false }, { "false", false }, { "0", false }, { "n", false }, { "f", false } };
    switch (value.type) {
    case WP_BOOL:
        *out = value.as.boolean;
        return true;
    case WP_INT:
    case WP_BIG:
    case WP_FLOAT:
        *out = wp_truth(value);
        return true;
    case WP_STRING:
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (wp_str_ieq(wp_str_trim(wp_text(value)), words[i].word)) {
                *out = words[i].truth;
                return true;
            }
        return false;
    case WP_NULL:
        *out = false;
        return true;
    default:
        return false;
    }
}

bool wp_keyword_value(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, wp_keyword keyword, wp_value *out,
                      wp_error *err)
{
    wp_value raw = wp_node_keyword(node, keyword);
    *out = raw;
    if (wp_is(raw, WP_UNDEFINED))
        return true;
    wp_template_context context = wp_vars_context(arena, scope);
    if (wp_value_is_template(raw))
        wp_vars_scope_moves(scope);
    if (!wp_template_value(&context, raw, out, err)) {
        wp_at(err, wp_value_mark(raw));
        return false;
    }
    if (wp_is(*out, WP_OMIT) || wp_is(*out, WP_NULL))
        *out = wp_undefined(arena, NULL);
    return true;
}

bool wp_keyword_bool(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, wp_keyword keyword, bool fallback,
                     bool *out, wp_error *err)
{
    wp_value value;
    *out = fallback;
    if (!wp_keyword_value(arena, scope, node, keyword, &value, err))
        return false;
    if (wp_is(value, WP_UNDEFINED) || wp_as_bool(value, out))
        return true;
    return wp_fail(err, WP_E_INVALID, node->mark, "'%s' takes true or false, not %s",
                   wp_keyword_row_of(keyword)->name, wp_type_name(value));
}

bool wp_keyword_int(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, wp_keyword keyword, int64_t fallback,
                    int64_t *out, wp_error *err)
{
    wp_value value;
    *out = fallback;
    if (!wp_keyword_value(arena, scope, node, keyword, &value, err))
        return false;
    if (wp_is(value, WP_UNDEFINED))
        return true;
    if (wp_is(value, WP_INT)) {
        *out = value.as.integer;
        return true;
    }
    if (wp_is(value, WP_FLOAT)) {
        *out = (int64_t)value.as.number;
        return true;
    }
    if (wp_is(value, WP_STRING) && wp_str_int(wp_text(value), out))
        return true;
    return wp_fail(err, WP_E_INVALID, node->mark, "'%s' takes a whole number, not %s",
                   wp_keyword_row_of(keyword)->name, wp_type_name(value));
}

static bool condition_holds(wp_arena *arena, wp_vars_scope *scope, wp_value condition, bool *out, wp_error *err)
{
    wp_template_context context = wp_vars_context(arena, scope);
    if (wp_template_condition(&context, condition, out, err))
        return true;
    if (err->kind == WP_E_UNDEFINED) /* the name says enough */
        return false;
    return wp_while(err, "the conditional check '%s'", wp_to_text(arena, condition).ptr);
}

bool wp_conditions_hold(wp_arena *arena, wp_vars_scope *scope, wp_value conditions, bool *out, wp_error *err)
{
    *out = true;
    if (!wp_is(conditions, WP_LIST))
        return wp_is(conditions, WP_UNDEFINED) || condition_holds(arena, scope, conditions, out, err);
    for (size_t i = 0; *out && i < wp_len(conditions); i++)
        if (!condition_holds(arena, scope, wp_list_at(conditions, i), out, err))
            return false;
    return true;
}

bool wp_node_is_wanted(wp_arena *arena, wp_vars_scope *scope, const wp_node *node, bool *out, wp_error *err)
{
    const wp_play *play = wp_node_play(node);
    *out = true;
    if (play != NULL && !wp_conditions_hold(arena, scope, play->import_when, out, err))
        return false;
    return !*out || wp_conditions_hold(arena, scope, wp_node_keyword_all(arena, node, WP_K_WHEN), out, err);
}

/* A tag that is a template may give a list of tags. */
static void add_tags(wp_arena *arena, wp_value list, wp_value tag)
{
    if (wp_is(tag, WP_LIST))
        for (size_t i = 0; i < wp_len(tag); i++)
            add_tags(arena, list, wp_list_at(tag, i));
    else
        wp_list_push(arena, list, tag);
}

wp_value wp_tags_of(wp_run *run, wp_arena *arena, const wp_node *node)
{
    wp_vars_scope *scope = wp_run_scope(run, arena, NULL, node);
    wp_template_context context = wp_vars_context(arena, scope);
    wp_value written = wp_node_keyword_all(arena, node, WP_K_TAGS), tags = wp_list_new(arena, 4), evaluated;
    wp_error ignored = { 0 };
    add_tags(arena, tags, wp_template_value(&context, written, &evaluated, &ignored) ? evaluated : written);
    return tags;
}

const char *wp_title_of(wp_run *run, wp_arena *arena, const wp_task *task, const wp_host *host)
{
    const char *title = wp_task_title(arena, task);
    bool is_action = task->is_named_late && !wp_is(task->node.keywords[WP_K_NAME], WP_STRING);
    if (is_action || !wp_is_template(wp_str_of(title)))
        return title;
    wp_vars_scope *scope = wp_run_scope(run, arena, host, &task->node);
    wp_template_context context = wp_vars_context(arena, scope);
    wp_value value;
    wp_error ignored = { 0 };
    if (!wp_template_value(&context, wp_string_static(title), &value, &ignored))
        return title;
    wp_str text = wp_to_text(arena, value);
    return wp_strndup(arena, text.ptr, text.len);
}
