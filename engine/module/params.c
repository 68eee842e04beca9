/* A parameter by the name it was given: its own, an alias, or free text. */
#include "module/params.h"

#include "base/nearest.h"

const wp_param *wp_param_find(const wp_param *table, wp_str name)
{
    for (const wp_param *param = table; param && param->name; param++) {
        if (wp_str_is(name, param->name))
            return param;
        for (const char *const *alias = param->aliases; alias && *alias; alias++)
            if (wp_str_is(name, *alias))
                return param;
    }
    return NULL;
}

const char *wp_param_nearest(const wp_param *table, wp_str name)
{
    wp_nearest nearest = wp_nearest_to(name);
    for (const wp_param *param = table; param && param->name; param++) {
        if (param->refused)
            continue;
        wp_nearest_try(&nearest, param->name);
        for (const char *const *alias = param->aliases; alias && *alias; alias++)
            wp_nearest_try(&nearest, *alias);
    }
    return nearest.best;
}

const wp_param *wp_param_of_argument(const wp_module *module, wp_str name)
{
    if (module->free_form && wp_str_is(name, "_raw_params"))
        return wp_param_find(module->params, wp_str_of(module->free_form));
    return wp_param_find(module->params, name);
}

bool wp_param_unknown(wp_arena *arena, const wp_module *module, wp_value key, wp_error *err)
{
    wp_str name = wp_to_text(arena, key);
    if (wp_str_is(name, "_raw_params"))
        return wp_fail(err, WP_E_INVALID, wp_value_mark(key),
                       "module %s takes no free text, only parameters as name=value", module->name);
    const char *nearest = wp_param_nearest(module->params, name);
    wp_fail(err, WP_E_INVALID, wp_value_mark(key), "module %s has no parameter '%.*s'", module->name, (int)name.len,
            name.ptr);
    return nearest ? wp_hint(err, "did you mean '%s'?", nearest) : false;
}

bool wp_param_refused(const wp_module *module, const wp_param *param, wp_value key, wp_error *err)
{
    return wp_fail(err, WP_E_INVALID, wp_value_mark(key), "parameter '%s' of module %s is not taken here: %s",
                   param->name, module->name, param->refused);
}
