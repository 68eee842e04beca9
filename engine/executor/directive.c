/* Directives: their table, set_fact and set_stats. */
#include "executor/directive.h"

#include "base/nearest.h"
#include "base/text.h"

#include <string.h>

/* ---- arguments ----------------------------------------------------------------------- */

const char *wp_task_text(wp_task_job *job, wp_value args, const char *name)
{
    const wp_value *value = wp_dict_find(args, name);
    if (value == NULL || wp_is(*value, WP_NULL))
        return NULL;
    wp_str text = wp_to_text(job->arena, *value);
    return wp_strndup(job->arena, text.ptr, text.len);
}

bool wp_task_bool(wp_value args, const char *name, bool fallback)
{
    const wp_value *value = wp_dict_find(args, name);
    bool truth = fallback;
    if (value != NULL)
        wp_as_bool(*value, &truth);
    return truth;
}

wp_value wp_task_list(wp_task_job *job, wp_value args, const char *name)
{
    const wp_value *value = wp_dict_find(args, name);
    wp_value list = wp_list_new(job->arena, 2);
    if (value == NULL || wp_is(*value, WP_NULL))
        return list;
    if (wp_is(*value, WP_LIST))
        return *value;
    wp_str text = wp_to_text(job->arena, *value), part;
    while (wp_str_split(&text, ',', &part))
        wp_list_push(job->arena, list, wp_string_of(job->arena, wp_str_trim(part)));
    return list;
}

bool wp_task_args_known(wp_task_job *job, wp_value args, const char *names, wp_error *err)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(args, i, &key, &item); i++) {
        wp_nearest nearest = wp_nearest_to(wp_text(key));
        wp_str rest = wp_str_of(names), name;
        bool is_known = false;
        while (!is_known && wp_str_split(&rest, ' ', &name)) {
            is_known = wp_str_eq(name, wp_text(key));
            wp_nearest_try(&nearest, wp_strndup(job->arena, name.ptr, name.len));
        }
        if (is_known)
            continue;
        wp_fail(err, WP_E_INVALID, wp_value_mark(key), "'%s' has no argument '%.*s'", job->task->name,
                (int)wp_text(key).len, wp_text(key).ptr);
        return nearest.best != NULL ? wp_hint(err, "did you mean '%s'?", nearest.best)
                                    : wp_hint(err, "it takes %s", names);
    }
    return true;
}

/* ---- set_stats ------------------------------------------------------------------------ */

static bool check_names(wp_value dict, wp_error *err)
{
    wp_value key, value;
    for (size_t i = 0; wp_dict_pair(dict, i, &key, &value); i++)
        if (!wp_is_variable_name(wp_text(key))) {
            wp_fail(err, WP_E_INVALID, wp_value_mark(key), "'%.*s' is no name for a variable", (int)wp_text(key).len,
                    wp_text(key).ptr);
            return wp_hint(err, "letters, digits and _, beginning with no digit");
        }
    return true;
}

static bool set_stats(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                      wp_error *err)
{
    const wp_value *given = wp_dict_find(args, "data");
    (void)scope;
    (void)item;
    if (!wp_task_args_known(job, args, "data per_host aggregate", err))
        return false;
    wp_value data = given != NULL ? *given : wp_dict_new(job->arena, 1);
    if (!wp_is(data, WP_DICT))
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "'data' takes a dictionary, not %s", wp_type_name(data));
    if (!check_names(data, err))
        return false;
    job->stats = data;
    job->stats_aggregate = wp_task_bool(args, "aggregate", true);
    job->stats_per_host = wp_task_bool(args, "per_host", false);
    wp_value stats = wp_dict_new(job->arena, 3);
    wp_dict_set(job->arena, stats, "data", data);
    wp_dict_set(job->arena, stats, "per_host", wp_bool(job->stats_per_host));
    wp_dict_set(job->arena, stats, "aggregate", wp_bool(job->stats_aggregate));
    wp_dict_set(job->arena, out->result, "ansible_stats", stats);
    return true;
}

/* ---- set_fact --------------------------------------------------------------------- */

/* Names may be templates. */
static bool name_facts(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value facts, wp_error *err)
{
    wp_template_context context = wp_vars_context(job->arena, scope);
    wp_value key, value, name;
    for (size_t i = 0; wp_dict_pair(args, i, &key, &value); i++) {
        if (wp_text_is(key, "cacheable"))
            continue;
        if (!wp_template_value(&context, key, &name, err))
            return false;
        wp_dict_put(job->arena, facts, wp_is(name, WP_STRING) ? name : key, value);
    }
    if (wp_len(facts) == 0)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "set_fact sets nothing: give it name: value");
    return check_names(facts, err);
}

static bool set_fact(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                     wp_error *err)
{
    wp_value facts = wp_dict_new(job->arena, wp_len(args)), key, value;
    (void)item;
    if (!name_facts(job, scope, args, facts, err))
        return false;
    if (!wp_is(job->set_facts, WP_DICT))
        job->set_facts = wp_dict_new(job->arena, 4);
    for (size_t i = 0; wp_dict_pair(facts, i, &key, &value); i++) {
        wp_dict_put(job->arena, job->set_facts, key, value);
        if (job->facts_host == job->host) /* its conditions and its next items see them already */
            wp_vars_scope_push(scope, key.as.text, wp_value_mark_all(job->arena, value, WP_UNSAFE));
    }
    if (wp_task_bool(args, "cacheable", false))
        job->facts = facts;
    wp_vars_scope_forget(scope);
    wp_dict_set(job->arena, out->result, "ansible_facts", facts);
    return true;
}

/* ---- async_status --------------------------------------------------------------------- */

static bool async_status(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                         wp_error *err)
{
    const char *id = wp_task_text(job, args, "jid"), *mode = wp_task_text(job, args, "mode");
    (void)scope;
    (void)item;
    if (!wp_task_args_known(job, args, "jid mode", err))
        return false;
    if (id == NULL)
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "async_status names no task: give it `jid`");
    if (mode != NULL && strcmp(mode, "cleanup") == 0) { /* what there is to clean up goes with the run */
        wp_dict_set(job->arena, out->result, "ansible_job_id", wp_string(job->arena, id));
        wp_dict_set(job->arena, out->result, "started", wp_int(0));
        wp_dict_set(job->arena, out->result, "finished", wp_int(0));
        wp_dict_set(job->arena, out->result, "erased", wp_string(job->arena, id));
        return true;
    }
    return wp_background_look(job, id, out, err);
}

static const wp_directive_run runs[] = {
    [WP_DO_SET_FACT] = set_fact,
    [WP_DO_SET_STATS] = set_stats,
    [WP_DO_INCLUDE_VARS] = wp_do_include_vars,
    [WP_DO_ADD_HOST] = wp_do_add_host,
    [WP_DO_GROUP_BY] = wp_do_group_by,
    [WP_DO_INCLUDE_TASKS] = wp_do_include_tasks,
    [WP_DO_INCLUDE_ROLE] = wp_do_include_role,
    [WP_DO_ASYNC_STATUS] = async_status,
    [WP_DO_VALIDATE] = wp_do_validate,
    [WP_DO_IMPORT] = NULL, /* the loader has put what it names in its place */
};

bool wp_directive_do(wp_task_job *job, wp_vars_scope *scope, wp_directive directive, wp_value args, wp_value item,
                     wp_attempt *out, wp_error *err)
{
    return runs[directive] == NULL || runs[directive](job, scope, args, item, out, err);
}
