/* A module's table as a value, and as a schema of its arguments. */
#include "module/document.h"

#include "base/text.h"

#include <string.h>

/* Each type by Ansible's name for it, and by JSON schema's. A text may be a template wherever another type is wanted. */
static const struct {
    const char *name, *schema;
} types[] = {
    [WP_PARAM_STR] = { "str", "string" },   [WP_PARAM_PATH] = { "path", "string" },
    [WP_PARAM_BOOL] = { "bool", "boolean" }, [WP_PARAM_INT] = { "int", "integer" },
    [WP_PARAM_FLOAT] = { "float", "number" }, [WP_PARAM_LIST] = { "list", "array" },
    [WP_PARAM_DICT] = { "dict", "object" }, [WP_PARAM_RAW] = { "raw", NULL },
    [WP_PARAM_MODE] = { "raw", NULL },
};

const char *wp_param_type_name(wp_param_type type)
{
    return types[type].name;
}

static void set_text(wp_arena *arena, wp_value dict, const char *key, const char *text)
{
    if (text)
        wp_dict_set(arena, dict, key, wp_string(arena, text));
}

static wp_value texts(wp_arena *arena, const char *const *from)
{
    wp_value list = wp_list_new(arena, 4);
    for (; from && *from; from++)
        wp_list_push(arena, list, wp_string(arena, *from));
    return list;
}

/* ---- as a value ------------------------------------------------------------------------- */

static wp_value options_of(wp_arena *arena, const wp_param *params);

static wp_value option_of(wp_arena *arena, const wp_param *param)
{
    wp_value dict = wp_dict_new(arena, 8);
    set_text(arena, dict, "description", param->help);
    set_text(arena, dict, "type", types[param->type].name);
    if (param->type == WP_PARAM_LIST)
        set_text(arena, dict, "elements", types[param->items].name);
    set_text(arena, dict, "default", param->fallback);
    if (param->choices)
        wp_dict_set(arena, dict, "choices", texts(arena, param->choices));
    if (param->aliases)
        wp_dict_set(arena, dict, "aliases", texts(arena, param->aliases));
    if (param->required)
        wp_dict_set(arena, dict, "required", wp_bool(true));
    if (param->secret)
        wp_dict_set(arena, dict, "no_log", wp_bool(true));
    set_text(arena, dict, "refused", param->refused);
    if (param->fields)
        wp_dict_set(arena, dict, "suboptions", options_of(arena, param->fields));
    return dict;
}

static wp_value options_of(wp_arena *arena, const wp_param *params)
{
    wp_value dict = wp_dict_new(arena, 16);
    for (; params && params->name; params++)
        wp_dict_set(arena, dict, params->name, option_of(arena, params));
    return dict;
}

wp_value wp_document_value(wp_arena *arena, const wp_module *module)
{
    const struct {
        const char *key;
        const char *const *rules;
    } rules[] = { { "mutually_exclusive", module->rules.mutually_exclusive },
                  { "required_one_of", module->rules.required_one_of },
                  { "required_together", module->rules.required_together },
                  { "required_if", module->rules.required_if },
                  { "required_by", module->rules.required_by } };
    wp_value dict = wp_dict_new(arena, 10);
    set_text(arena, dict, "name", module->name);
    if (module->other_names)
        wp_dict_set(arena, dict, "other_names", texts(arena, module->other_names));
    set_text(arena, dict, "summary", module->summary);
    set_text(arena, dict, "note", module->note);
    set_text(arena, dict, "free_form", module->free_form);
    wp_dict_set(arena, dict, "options", options_of(arena, module->params));
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].rules)
            wp_dict_set(arena, dict, rules[i].key, texts(arena, rules[i].rules));
    set_text(arena, dict, "examples", module->examples);
    set_text(arena, dict, "returns", module->returns);
    return dict;
}

/* ---- as a schema --------------------------------------------------------------------------- */

static wp_value schema_of_table(wp_arena *arena, const wp_param *params, bool takes_more);

static wp_value named_type(wp_arena *arena, const char *name)
{
    wp_value dict = wp_dict_new(arena, 3);
    set_text(arena, dict, "type", name);
    return dict;
}

/* Of the type, or a text: a template may stand for anything, and Ansible takes "yes" and "5" for what they say. */
static wp_value or_text(wp_arena *arena, wp_value schema)
{
    wp_value any = wp_list_new(arena, 2), dict = wp_dict_new(arena, 1);
    wp_list_push(arena, any, schema);
    wp_list_push(arena, any, named_type(arena, "string"));
    wp_dict_set(arena, dict, "anyOf", any);
    return dict;
}

static wp_value choices_schema(wp_arena *arena, const wp_param *param)
{
    wp_value any = wp_list_new(arena, 2), dict = wp_dict_new(arena, 2), one = wp_dict_new(arena, 1);
    wp_value template = wp_dict_new(arena, 2);
    wp_dict_set(arena, one, "enum", texts(arena, param->choices));
    set_text(arena, template, "type", "string");
    set_text(arena, template, "pattern", "\\{\\{");
    wp_list_push(arena, any, one);
    wp_list_push(arena, any, template);
    if (strcmp(param->choices[0], "yes") == 0 || strcmp(param->choices[0], "no") == 0)
        wp_list_push(arena, any, named_type(arena, "boolean"));
    wp_dict_set(arena, dict, "anyOf", any);
    return dict;
}

static wp_value param_schema(wp_arena *arena, const wp_param *param)
{
    const char *type = types[param->type].schema;
    wp_value dict = wp_dict_new(arena, 4);
    if (param->choices && param->type != WP_PARAM_LIST) {
        dict = choices_schema(arena, param);
    } else if (param->type == WP_PARAM_LIST) {
        wp_value list = named_type(arena, "array");
        if (param->fields)
            wp_dict_set(arena, list, "items", or_text(arena, schema_of_table(arena, param->fields, false)));
        dict = or_text(arena, list);
    } else if (param->type == WP_PARAM_DICT) {
        dict = or_text(arena, param->fields ? schema_of_table(arena, param->fields, false) : named_type(arena, "object"));
    } else if (type && strcmp(type, "string") != 0) {
        dict = or_text(arena, named_type(arena, type));
    } else if (type) {
        wp_value scalars = wp_list_new(arena, 4);
        static const char *const names[] = { "string", "number", "boolean", "null" };
        for (size_t i = 0; i < 4; i++)
            wp_list_push(arena, scalars, wp_string_static(names[i]));
        wp_dict_set(arena, dict, "type", scalars);
    }
    set_text(arena, dict, "description", param->help);
    return dict;
}

static wp_value schema_of_table(wp_arena *arena, const wp_param *params, bool takes_more)
{
    wp_value dict = named_type(arena, "object"), properties = wp_dict_new(arena, 16);
    for (; params && params->name; params++) {
        if (params->refused)
            continue;
        wp_value schema = param_schema(arena, params);
        wp_dict_set(arena, properties, params->name, schema);
        for (const char *const *alias = params->aliases; alias && *alias; alias++)
            wp_dict_set(arena, properties, *alias, schema);
    }
    wp_dict_set(arena, dict, "properties", properties);
    wp_dict_set(arena, dict, "additionalProperties", wp_bool(takes_more));
    return dict;
}

wp_value wp_document_schema(wp_arena *arena, const wp_module *module)
{
    wp_value any = wp_list_new(arena, 3), dict = wp_dict_new(arena, 2);
    wp_list_push(arena, any, schema_of_table(arena, module->params, module->extra_params));
    wp_list_push(arena, any, named_type(arena, "string")); /* name=value, or free text */
    wp_list_push(arena, any, named_type(arena, "null"));
    wp_dict_set(arena, dict, "anyOf", any);
    set_text(arena, dict, "description", module->summary);
    return dict;
}
