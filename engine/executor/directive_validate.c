/*
 * validate_argument_spec: the variables that a role takes, against what meta/argument_specs.yml
 * says of them. A specification becomes a table of parameters, as modules have; every fault is
 * told, not the first.
 */
#include "executor/directive.h"
#include "module/params.h"

#include "base/buf.h"

#include <string.h>

/* ---- a specification as a table ----------------------------------------------------- */

static wp_param_type type_of(const char *name)
{
    static const struct {
        const char *name;
        wp_param_type type;
    } types[] = { { "str", WP_PARAM_STR },     { "path", WP_PARAM_PATH }, { "bool", WP_PARAM_BOOL },
                  { "int", WP_PARAM_INT },     { "float", WP_PARAM_FLOAT }, { "list", WP_PARAM_LIST },
                  { "dict", WP_PARAM_DICT } };
    for (size_t i = 0; name != NULL && i < sizeof types / sizeof *types; i++)
        if (strcmp(name, types[i].name) == 0)
            return types[i].type;
    return name == NULL ? WP_PARAM_STR : WP_PARAM_RAW;
}

static const char *text_of(wp_arena *arena, wp_value dict, const char *key)
{
    const wp_value *value = wp_dict_find(dict, key);
    if (value == NULL || wp_is(*value, WP_NULL))
        return NULL;
    wp_str text = wp_to_text(arena, *value);
    return wp_strndup(arena, text.ptr, text.len);
}

static const char *const *choices_of(wp_arena *arena, wp_value spec)
{
    const wp_value *given = wp_dict_find(spec, "choices");
    size_t count = given != NULL ? wp_len(*given) : 0;
    if (count == 0 || !wp_is(*given, WP_LIST))
        return NULL;
    const char **choices = wp_new_array(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        wp_str text = wp_to_text(arena, wp_list_at(*given, i));
        choices[i] = wp_strndup(arena, text.ptr, text.len);
    }
    return choices;
}

static const wp_param *table_of(wp_arena *arena, wp_value options)
{
    wp_param *table = wp_new_array(arena, wp_param, wp_len(options) + 1);
    wp_value key, spec;
    size_t count = 0;
    for (size_t i = 0; wp_dict_pair(options, i, &key, &spec); i++) {
        const wp_value *required = wp_dict_find(spec, "required"), *fields = wp_dict_find(spec, "options");
        bool is_required = false;
        if (!wp_is(key, WP_STRING) || !wp_is(spec, WP_DICT))
            continue;
        if (required != NULL)
            wp_as_bool(*required, &is_required);
        table[count++] = (wp_param){ .name = key.as.text,
                                     .type = type_of(text_of(arena, spec, "type")),
                                     .items = type_of(text_of(arena, spec, "elements")),
                                     .required = is_required,
                                     .choices = choices_of(arena, spec),
                                     .fields = fields != NULL && wp_is(*fields, WP_DICT) ? table_of(arena, *fields)
                                                                                         : NULL };
    }
    return table;
}

/* ---- the check ------------------------------------------------------------------------- */

static void add_fault(wp_arena *arena, wp_value faults, const char *text)
{
    wp_list_push(arena, faults, wp_string(arena, text));
}

static void check(wp_task_job *job, const wp_param *param, const wp_value *given, wp_value faults)
{
    wp_error err = { 0 };
    wp_value converted;
    if (given == NULL && param->required)
        add_fault(job->arena, faults, wp_printf(job->arena, "missing required arguments: %s", param->name));
    if (given != NULL && !wp_param_convert(job->arena, param, *given, &converted, &err))
        add_fault(job->arena, faults, err.text);
}

static bool fail(wp_task_job *job, wp_value faults, wp_value options, wp_attempt *out)
{
    wp_buf text = wp_buf_new(job->arena);
    wp_buf_add(&text, "Validation of arguments failed:");
    for (size_t i = 0; i < wp_len(faults); i++)
        wp_buf_printf(&text, "\n%s", wp_list_at(faults, i).as.text);
    out->failed = true;
    wp_dict_set(job->arena, out->result, "failed", wp_bool(true));
    wp_dict_set(job->arena, out->result, "msg", wp_string_of(job->arena, wp_buf_str(&text)));
    wp_dict_set(job->arena, out->result, "argument_errors", faults);
    wp_dict_set(job->arena, out->result, "argument_spec_data", options);
    wp_fail(&out->error, WP_E_FAILED, job->task->node.mark, "%s", wp_buf_str(&text).ptr);
    return true;
}

bool wp_do_validate(wp_task_job *job, wp_vars_scope *scope, wp_value args, wp_value item, wp_attempt *out,
                    wp_error *err)
{
    const wp_value *options = wp_dict_find(args, "argument_spec"), *provided = wp_dict_find(args, "provided_arguments");
    const wp_value *context = wp_dict_find(args, "validate_args_context");
    wp_value faults = wp_list_new(job->arena, 2);
    (void)item;
    if (options == NULL || !wp_is(*options, WP_DICT))
        return wp_fail(err, WP_E_INVALID, job->task->node.mark, "'argument_spec' takes a dictionary of arguments");
    for (const wp_param *param = table_of(job->arena, *options); param->name != NULL; param++) {
        const wp_value *given = provided != NULL && wp_is(*provided, WP_DICT) ? wp_dict_find(*provided, param->name) : NULL;
        wp_value value;
        bool found = false;
        if (given == NULL && !wp_vars_get(scope, param->name, &value, &found, err))
            return false;
        found = found && !wp_is(value, WP_UNDEFINED);
        check(job, param, given != NULL ? given : found ? &value : NULL, faults);
    }
    if (context != NULL)
        wp_dict_set(job->arena, out->result, "validate_args_context", *context);
    if (wp_len(faults) > 0)
        return fail(job, faults, *options, out);
    wp_dict_set(job->arena, out->result, "msg", wp_string_static("The arg spec validation passed"));
    return true;
}
