/*
 * The loader's check of arguments as they are written, before any host is
 * touched: unknown names (with the nearest), refused ones (with the reason),
 * missing ones, and types and choices of whatever is no template.
 */
#include "module/registry.h"

#include "module/params.h"
#include "template/template.h"

typedef struct written {
    wp_arena *arena;
    const wp_module *module;
    wp_value args;
    wp_mark where;
    wp_fault_sink fault;
    void *data;
    size_t faults;
} written;

static void tell(written *at, wp_error *fault)
{
    wp_at(fault, at->where);
    at->fault(at->data, fault);
    at->faults++;
}

static void check_argument(written *at, wp_value key, wp_value item)
{
    wp_error fault = { 0 };
    wp_value ignored;
    const wp_param *param = wp_param_of_argument(at->module, wp_text(key));
    if (!param) {
        if (at->module->extra_params)
            return;
        wp_param_unknown(at->arena, at->module, key, &fault);
        tell(at, &fault);
        return;
    }
    if (param->refused && !wp_is(item, WP_NULL)) {
        wp_param_refused(at->module, param, key, &fault);
        tell(at, &fault);
        return;
    }
    if (wp_value_holds_template(item) || wp_param_convert(at->arena, param, item, &ignored, &fault))
        return;
    wp_at(&fault, wp_value_mark(key));
    wp_while(&fault, "module %s", at->module->name);
    tell(at, &fault);
}

static const wp_value *argument(const written *at, const char *name)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(at->args, i, &key, &item); i++) {
        const wp_param *param = wp_param_of_argument(at->module, wp_text(key));
        if (param && wp_str_is(wp_str_of(param->name), name) && !wp_is(item, WP_NULL))
            return wp_dict_get(at->args, key);
    }
    return NULL;
}

static wp_given state(void *data, const char *name)
{
    const wp_value *value = argument(data, name);
    if (!value)
        return WP_GIVEN_NOT;
    return wp_value_holds_template(*value) ? WP_GIVEN_MAYBE : WP_GIVEN;
}

static wp_value known_value(void *data, const char *name)
{
    written *at = data;
    const wp_value *given = argument(at, name);
    const wp_param *param = wp_param_find(at->module->params, wp_str_of(name));
    wp_value value;
    if (!param || (given && wp_value_holds_template(*given)))
        return wp_null();
    if (given ? wp_param_convert(at->arena, param, *given, &value, NULL)
              : wp_param_default(at->arena, param, &value))
        return value;
    return wp_null();
}

static void check_required(written *at)
{
    for (const wp_param *param = at->module->params; param && param->name; param++) {
        if (!param->required || argument(at, param->name))
            continue;
        wp_error fault = { 0 };
        wp_fail(&fault, WP_E_INVALID, at->where, "module %s needs the parameter '%s'", at->module->name, param->name);
        if (param->help)
            wp_hint(&fault, "%s: %s", param->name, param->help);
        tell(at, &fault);
    }
}

static void count_fault(void *data, const wp_error *fault)
{
    written *at = data;
    at->fault(at->data, fault);
}

size_t wp_params_check(const wp_module *module, wp_value args, wp_mark where, wp_fault_sink fault, void *data)
{
    wp_arena *arena = wp_arena_new();
    written at = { .arena = arena, .module = module, .args = args, .where = where, .fault = fault, .data = data };
    wp_rules_view view = { .data = &at, .state = state, .value = known_value };
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(args, i, &key, &item); i++)
        check_argument(&at, key, item);
    check_required(&at);
    at.faults += wp_rules_check(arena, module, &view, where, count_fault, &at);
    wp_arena_free(arena);
    return at.faults;
}
