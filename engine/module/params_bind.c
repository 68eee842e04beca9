/*
 * Evaluated arguments to the parameters of one job: aliases to names, defaults
 * put in, every value in its type, rules checked. What was left out with `omit`,
 * or given as null, is absent (but for parameters that keep null).
 */
#include "module/registry.h"

#include "module/params.h"

static bool bind_one(wp_arena *arena, const wp_module *module, wp_value key, wp_value item, wp_value bound,
                     wp_error *err)
{
    const wp_param *param = wp_param_of_argument(module, wp_text(key));
    wp_value value;
    if (!param && module->extra_params) {
        wp_dict_put(arena, bound, key, item);
        return true;
    }
    if (!param)
        return wp_param_unknown(arena, module, key, err);
    if (wp_is(item, WP_OMIT) || (wp_is(item, WP_NULL) && !param->keeps_null))
        return true;
    if (param->refused)
        return wp_param_refused(module, param, key, err);
    if (!wp_param_convert(arena, param, item, &value, err)) {
        wp_at(err, wp_value_mark(key));
        return wp_while(err, "module %s", module->name);
    }
    if (param->secret)
        value = wp_value_mark_all(arena, value, WP_SECRET);
    wp_dict_set(arena, bound, param->name, value);
    return true;
}

/* ---- the rules, on what is bound ------------------------------------------- */

typedef struct bound_view {
    wp_value given; /* before defaults */
    wp_value bound; /* with them */
    wp_error *err;
} bound_view;

static wp_given state(void *data, const char *name)
{
    bound_view *view = data;
    return wp_dict_find(view->given, name) ? WP_GIVEN : WP_GIVEN_NOT;
}

static wp_value value_of(void *data, const char *name)
{
    bound_view *view = data;
    const wp_value *value = wp_dict_find(view->bound, name);
    return value ? *value : wp_null();
}

static void keep_first(void *data, const wp_error *fault)
{
    bound_view *view = data;
    if (view->err && view->err->kind == WP_E_NONE)
        *view->err = *fault;
}

static bool fill_defaults(wp_arena *arena, const wp_module *module, wp_value bound, wp_error *err)
{
    for (const wp_param *param = module->params; param && param->name; param++) {
        wp_value value;
        if (wp_dict_find(bound, param->name))
            continue;
        if (param->required)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "module %s needs the parameter '%s'", module->name,
                           param->name);
        if (!param->refused && wp_param_default(arena, param, &value))
            wp_dict_set(arena, bound, param->name, value);
    }
    return true;
}

bool wp_params_bind(wp_arena *arena, const wp_module *module, wp_value args, wp_value *out, wp_error *err)
{
    wp_value given = wp_dict_new(arena, wp_len(args) + 4), key, item;
    for (size_t i = 0; wp_dict_pair(args, i, &key, &item); i++)
        if (!bind_one(arena, module, key, item, given, err))
            return false;
    wp_value bound = wp_value_copy(arena, given);
    if (!fill_defaults(arena, module, bound, err))
        return false;
    wp_error fault = { 0 };
    bound_view view = { .given = given, .bound = bound, .err = &fault };
    wp_rules_view rules = { .data = &view, .state = state, .value = value_of };
    if (wp_rules_check(arena, module, &rules, WP_NO_MARK, keep_first, &view)) {
        if (err)
            *err = fault;
        return false;
    }
    *out = bound;
    return true;
}
