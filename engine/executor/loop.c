/* The loop of a task: see the header. */
#include "executor/loop.h"
#include "template/lookups.h"

#include <stdlib.h>

/* ---- items ------------------------------------------------------------------------- */

/* with_NAME: what the look-up NAME makes of its terms. The loader knows that there is such a look-up. */
static bool evaluate_with(wp_task_job *job, wp_template_context *context, wp_value *out, wp_error *err)
{
    const wp_task *task = job->task;
    wp_value terms;
    if (!wp_template_value(context, task->loop, &terms, err))
        return false;
    if (!wp_is(terms, WP_LIST)) {
        wp_value one = wp_list_new(job->arena, 1);
        wp_list_push(job->arena, one, terms);
        terms = one;
    }
    wp_mark mark = wp_value_mark(task->loop);
    if (!wp_lookup_run(context, wp_str_of(task->loop_with), terms, wp_null(), mark, out, err))
        return false;
    return wp_is(*out, WP_LIST) || wp_fail(err, WP_E_INVALID, mark, "with_%s gives %s, not a list", task->loop_with,
                                           wp_type_name(*out));
}

static bool evaluate_items(wp_task_job *job, wp_vars_scope *scope, wp_task_loop *out, wp_error *err)
{
    const wp_task *task = job->task;
    wp_template_context context = wp_vars_context(job->arena, scope);
    if (wp_is(task->loop, WP_UNDEFINED))
        return true;
    if (task->loop_with != NULL)
        return evaluate_with(job, &context, &out->items, err);
    if (!wp_template_value(&context, task->loop, &out->items, err))
        return false;
    if (wp_is(out->items, WP_OBJECT) && !wp_iterate(job->arena, out->items, &out->items, err))
        return false;
    if (wp_is(out->items, WP_LIST))
        return true;
    wp_fail(err, WP_E_INVALID, wp_value_mark(task->loop), "'loop' takes a list, not %s", wp_type_name(out->items));
    if (wp_is(out->items, WP_DICT))
        return wp_hint(err, "a dictionary is looped over with `loop: \"{{ it | dict2items }}\"`");
    return wp_hint(err, "one item is a list, too: `loop: [it]`");
}

/* A task that is delegated to a host of which the name is a template asks for the items early, and takes null for what
 * can't be evaluated then, as Ansible does. */
static bool is_asked_early(wp_task_job *job, wp_vars_scope *scope)
{
    wp_value name;
    wp_error ignored = { 0 };
    return wp_value_is_template(wp_node_keyword(&job->task->node, WP_K_DELEGATE_TO)) &&
           wp_keyword_value(job->arena, scope, &job->task->node, WP_K_DELEGATE_TO, &name, &ignored);
}

bool wp_loop_items(wp_task_job *job, wp_vars_scope *scope, wp_task_loop *out, wp_error *err)
{
    wp_error fault = { 0 };
    if (!evaluate_items(job, scope, out, &fault)) {
        if (fault.kind != WP_E_UNDEFINED || !is_asked_early(job, scope)) {
            *err = fault;
            return false;
        }
        out->items = wp_list_new(job->arena, 1);
        wp_list_push(job->arena, out->items, wp_null());
    }
    out->items = wp_value_as_lists(job->arena, out->items);
    return true;
}

/* ---- loop_control -------------------------------------------------------------------- */

static double seconds(wp_value value, const char *text)
{
    return wp_is(value, WP_FLOAT) ? value.as.number
           : wp_is(value, WP_INT) ? (double)value.as.integer
                                  : strtod(text, NULL);
}

bool wp_loop_control(wp_task_job *job, wp_vars_scope *scope, wp_task_loop *out, wp_error *err)
{
    wp_value control = job->task->node.keywords[WP_K_LOOP_CONTROL], key, raw, value;
    wp_template_context context = wp_vars_context(job->arena, scope);
    *out = (wp_task_loop){ .items = wp_undefined(job->arena, NULL), .var = "item", .extended_all = true,
                           .label = wp_undefined(job->arena, NULL) };
    for (size_t i = 0; wp_is(control, WP_DICT) && wp_dict_pair(control, i, &key, &raw); i++) {
        bool truth = false;
        if (wp_text_is(key, "label")) {
            out->label = raw; /* evaluated with each item */
            continue;
        }
        if (!wp_template_value(&context, raw, &value, err))
            return false;
        wp_str text = wp_to_text(job->arena, value);
        const char *name = wp_strndup(job->arena, text.ptr, text.len);
        if (wp_text_is(key, "loop_var"))
            out->var = name;
        else if (wp_text_is(key, "index_var"))
            out->index_var = name;
        else if (wp_text_is(key, "pause"))
            out->pause_s = seconds(value, name);
        else if (wp_text_is(key, "extended"))
            out->extended = wp_as_bool(value, &truth) && truth;
        else if (wp_text_is(key, "extended_allitems"))
            out->extended_all = wp_as_bool(value, &truth) && truth;
    }
    return true;
}

/* ---- one item ------------------------------------------------------------------------- */

static wp_value describe(wp_task_job *job, const wp_task_loop *loop, size_t i)
{
    wp_arena *arena = job->arena;
    size_t count = wp_len(loop->items);
    wp_value facts = wp_dict_new(arena, 10);
    if (loop->extended_all)
        wp_dict_set(arena, facts, "allitems", loop->items);
    wp_dict_set(arena, facts, "index", wp_int((int64_t)i + 1));
    wp_dict_set(arena, facts, "index0", wp_int((int64_t)i));
    wp_dict_set(arena, facts, "first", wp_bool(i == 0));
    wp_dict_set(arena, facts, "last", wp_bool(i + 1 == count));
    wp_dict_set(arena, facts, "length", wp_int((int64_t)count));
    wp_dict_set(arena, facts, "revindex", wp_int((int64_t)(count - i)));
    wp_dict_set(arena, facts, "revindex0", wp_int((int64_t)(count - i) - 1));
    if (i > 0)
        wp_dict_set(arena, facts, "previtem", wp_list_at(loop->items, i - 1));
    if (i + 1 < count)
        wp_dict_set(arena, facts, "nextitem", wp_list_at(loop->items, i + 1));
    return facts;
}

void wp_loop_push(wp_task_job *job, wp_vars_scope *scope, const wp_task_loop *loop, size_t i)
{
    wp_vars_scope_forget(scope);
    wp_vars_scope_push(scope, loop->var, wp_list_at(loop->items, i));
    wp_vars_scope_push(scope, "ansible_loop_var", wp_string_static(loop->var));
    if (loop->index_var != NULL) {
        wp_vars_scope_push(scope, loop->index_var, wp_int((int64_t)i));
        wp_vars_scope_push(scope, "ansible_index_var", wp_string_static(loop->index_var));
    }
    if (loop->extended)
        wp_vars_scope_push(scope, "ansible_loop", describe(job, loop, i));
}

void wp_loop_mark_result(wp_task_job *job, const wp_task_loop *loop, size_t i, wp_value result)
{
    wp_arena *arena = job->arena;
    wp_dict_set(arena, result, loop->var, wp_list_at(loop->items, i));
    wp_dict_set(arena, result, "ansible_loop_var", wp_string_static(loop->var));
    if (loop->index_var != NULL) {
        wp_dict_set(arena, result, loop->index_var, wp_int((int64_t)i));
        wp_dict_set(arena, result, "ansible_index_var", wp_string_static(loop->index_var));
    }
    if (loop->extended)
        wp_dict_set(arena, result, "ansible_loop", describe(job, loop, i));
}

bool wp_loop_label(wp_task_job *job, wp_vars_scope *scope, const wp_task_loop *loop, size_t i, wp_value *out,
                   wp_error *err)
{
    wp_template_context context = wp_vars_context(job->arena, scope);
    wp_value label = wp_list_at(loop->items, i), shown = loop->label;
    *out = wp_value_as_lists(job->arena, label);
    if (wp_is(shown, WP_UNDEFINED)) /* a text that looks like a number is shown as one, as any template would */
        shown = wp_string_printf(job->arena, "{{ %s }}", loop->var);
    if (!wp_template_value(&context, shown, &label, err))
        return wp_is(loop->label, WP_UNDEFINED);
    *out = wp_value_as_lists(job->arena, label);
    return true;
}
