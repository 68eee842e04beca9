/*
 * Actions: modules, and the directives that change the run itself. The loader asks
 * here what a key of a task means.
 */
#include "executor/run.h"

#include "base/nearest.h"
#include "base/text.h"
#include "module/library.h"

#include <string.h>

typedef struct directive_row {
    const char *name;
    wp_directive directive;
    const char *free_form;
    const char *params; /* names, split by blanks; NULL: any */
} directive_row;

#define ROLE_PARAMS "name role tasks_from vars_from defaults_from handlers_from allow_duplicates public apply rolespec_validate"

static const directive_row rows[] = {
    { "meta", WP_DO_META, "free_form", "" },
    { "set_fact", WP_DO_SET_FACT, NULL, NULL },
    { "include_vars", WP_DO_INCLUDE_VARS, "file",
      "file dir name depth files_matching ignore_files extensions ignore_unknown_extensions hash_behaviour" },
    { "add_host", WP_DO_ADD_HOST, NULL, NULL },
    { "group_by", WP_DO_GROUP_BY, NULL, "key parents" },
    { "set_stats", WP_DO_SET_STATS, NULL, "data per_host aggregate" },
    { "include_tasks", WP_DO_INCLUDE_TASKS, "file", "file apply" },
    { "include", WP_DO_INCLUDE_TASKS, "file", NULL }, /* of before: its arguments are variables */
    { "include_role", WP_DO_INCLUDE_ROLE, NULL, ROLE_PARAMS },
    { "import_tasks", WP_DO_IMPORT, "file", "file" },
    { "import_role", WP_DO_IMPORT, NULL, ROLE_PARAMS },
    { "async_status", WP_DO_ASYNC_STATUS, NULL, "jid mode" },
    { "validate_argument_spec", WP_DO_VALIDATE, NULL, "argument_spec provided_arguments validate_args_context" },
};

static const directive_row *find_row(wp_str name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (wp_str_is(name, rows[i].name))
            return &rows[i];
    return NULL;
}

static wp_str without_collection(wp_str name)
{
    static const char *const prefixes[] = { "ansible.builtin.", "ansible.legacy." };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (wp_str_starts(name, prefixes[i]))
            return wp_str_slice(name, strlen(prefixes[i]), name.len);
    return name;
}

wp_directive wp_directive_called(const char *name)
{
    const directive_row *row = find_row(wp_str_of(name));
    return row != NULL ? row->directive : WP_NO_DIRECTIVE;
}

wp_directive wp_directive_of(const wp_task *task)
{
    return wp_directive_called(task->name);
}

bool wp_action_is_once_for_all(const wp_run *run, const wp_task *task)
{
    const wp_module *module = wp_registry_find(run->options.registry, wp_str_of(task->name));
    return wp_directive_of(task) == WP_DO_ADD_HOST || (module != NULL && module->once_for_all);
}

bool wp_action_find(void *data, wp_str name, wp_action_info *out, const char **nearest)
{
    wp_run *run = data;
    const directive_row *row = find_row(without_collection(name));
    *nearest = NULL;
    if (row != NULL) {
        *out = (wp_action_info){ .name = row->name, .is_directive = true, .free_form = row->free_form,
                                 .params = row->params, .module = row };
        return true;
    }
    const wp_module *module = wp_registry_find(run->options.registry, name);
    if (module != NULL) {
        *out = (wp_action_info){ .name = module->name, .free_form = module->free_form, .module = module,
                                 .refusal = wp_foreign_refusal(module) };
        return out->refusal == NULL;
    }
    *nearest = wp_registry_nearest(run->options.registry, name);
    if (*nearest == NULL) {
        wp_nearest best = wp_nearest_to(name);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            wp_nearest_try(&best, rows[i].name);
        *nearest = best.best;
    }
    return false;
}

static bool is_among(const char *names, wp_str name)
{
    wp_str rest = wp_str_of(names), one;
    while (wp_str_split(&rest, ' ', &one))
        if (wp_str_eq(one, name))
            return true;
    return false;
}

static bool module_has_param(const wp_module *module, wp_str name)
{
    if (module->extra_params)
        return true;
    for (const wp_param *param = module->params; param != NULL && param->name != NULL; param++) {
        if (wp_str_is(name, param->name))
            return true;
        for (const char *const *alias = param->aliases; alias != NULL && *alias != NULL; alias++)
            if (wp_str_is(name, *alias))
                return true;
    }
    return false;
}

bool wp_action_has_param(void *data, const wp_action_info *action, wp_str name)
{
    (void)data;
    if (!action->is_directive)
        return module_has_param(action->module, name);
    const directive_row *row = action->module;
    return row->params == NULL || is_among(row->params, name);
}
