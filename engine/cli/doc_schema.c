/*
 * A JSON schema of playbooks, from the tables of keywords and modules.
 *
 *   playbook = list of (import_playbook | play);  play.tasks = list of (block | task)
 *
 * A task is one module (or directive) beside keywords. Wherever a type other than a text
 * is wanted, a text is taken as well: it may be a template.
 */
#include "cli/doc_schema.h"

#include "base/text.h"
#include "module/document.h"
#include "playbook/keyword.h"

#include <string.h>

typedef struct schema {
    wp_arena *arena;
    const wp_registry *registry;
} schema;

static wp_value text(schema *at, const char *value)
{
    return wp_string(at->arena, value);
}

static wp_value reference(schema *at, const char *name)
{
    wp_value dict = wp_dict_new(at->arena, 1);
    wp_dict_set(at->arena, dict, "$ref", wp_string_printf(at->arena, "#/definitions/%s", name));
    return dict;
}

static wp_value of_type(schema *at, const char *words)
{
    wp_value dict = wp_dict_new(at->arena, 3), list = wp_list_new(at->arena, 3);
    wp_str rest = wp_str_of(words), word;
    while (wp_str_split(&rest, ' ', &word))
        wp_list_push(at->arena, list, wp_string_of(at->arena, word));
    wp_dict_set(at->arena, dict, "type", wp_len(list) == 1 ? wp_list_at(list, 0) : list);
    return dict;
}

static wp_value list_of(schema *at, wp_value items)
{
    wp_value dict = of_type(at, "array null");
    wp_dict_set(at->arena, dict, "items", items);
    return dict;
}

/* What a keyword holds: lists of tasks and roles by their own definitions, all else by its type. */
static wp_value keyword_schema(schema *at, const wp_keyword_row *row)
{
    static const char *const types[] = {
        [WP_KT_STRING] = "string number boolean null",   [WP_KT_BOOL] = "boolean string null",
        [WP_KT_INT] = "integer string null",             [WP_KT_FLOAT] = "number string null",
        [WP_KT_LIST] = "array string null",              [WP_KT_STRINGS] = "array string number null",
        [WP_KT_DICT] = "object string null",             [WP_KT_CONDITIONS] = "array string boolean null",
        [WP_KT_ANY] = NULL,
    };
    static const wp_keyword tasks[] = { WP_K_TASKS, WP_K_PRE_TASKS, WP_K_POST_TASKS, WP_K_HANDLERS, WP_K_BLOCK,
                                        WP_K_RESCUE, WP_K_ALWAYS };
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
        if (row->id == tasks[i])
            return list_of(at, reference(at, "task"));
    wp_value dict = types[row->type] ? of_type(at, types[row->type]) : wp_dict_new(at->arena, 2);
    if (row->choices && row->type == WP_KT_STRING) {
        wp_value values = wp_list_new(at->arena, 6);
        wp_str rest = wp_str_of(row->choices), word;
        while (wp_str_split(&rest, ' ', &word))
            wp_list_push(at->arena, values, wp_string_of(at->arena, word));
        wp_dict_set(at->arena, dict, "examples", values);
    }
    return dict;
}

static void add_keywords(schema *at, wp_value properties, unsigned where)
{
    for (int i = 0; i < WP_KEYWORD_COUNT; i++) {
        const wp_keyword_row *row = wp_keyword_row_of((wp_keyword)i);
        if (!(row->where & where) || row->refused)
            continue;
        wp_value of = keyword_schema(at, row);
        if (row->help)
            wp_dict_set(at->arena, of, "description", text(at, row->help));
        wp_dict_set(at->arena, properties, row->name, of);
    }
}

static void add_modules(schema *at, wp_value properties)
{
    for (size_t i = 0; wp_registry_at(at->registry, i); i++) {
        const wp_module *module = wp_registry_at(at->registry, i);
        wp_value of = reference(at, wp_printf(at->arena, "module_%s", module->name));
        wp_dict_set(at->arena, properties, module->name, of);
        wp_dict_set(at->arena, properties, wp_printf(at->arena, "ansible.builtin.%s", module->name), of);
        for (const char *const *name = module->other_names; name && *name; name++)
            wp_dict_set(at->arena, properties, *name, of);
    }
}

static wp_value object(schema *at, wp_value properties, bool takes_more)
{
    wp_value dict = of_type(at, "object");
    wp_dict_set(at->arena, dict, "properties", properties);
    wp_dict_set(at->arena, dict, "additionalProperties", wp_bool(takes_more));
    return dict;
}

/* Directives and modules of a site have no table here: other names are taken for them, and for with_. */
static wp_value task_schema(schema *at)
{
    wp_value properties = wp_dict_new(at->arena, 256);
    add_modules(at, properties);
    add_keywords(at, properties, WP_ON_TASK | WP_ON_HANDLER | WP_ON_BLOCK);
    return object(at, properties, true);
}

static wp_value play_schema(schema *at)
{
    wp_value properties = wp_dict_new(at->arena, 64);
    add_keywords(at, properties, WP_ON_PLAY);
    wp_value *play = &properties;
    wp_dict_set(at->arena, *play, "import_playbook", of_type(at, "string"));
    wp_dict_set(at->arena, *play, "ansible.builtin.import_playbook", of_type(at, "string"));
    wp_dict_set(at->arena, *play, "when", of_type(at, "string boolean array"));
    return object(at, properties, false);
}

wp_value wp_doc_schema(wp_arena *arena, const wp_registry *registry)
{
    schema at = { arena, registry };
    wp_value definitions = wp_dict_new(arena, 128), root = wp_dict_new(arena, 6);
    wp_dict_set(arena, definitions, "play", play_schema(&at));
    wp_dict_set(arena, definitions, "task", task_schema(&at));
    for (size_t i = 0; wp_registry_at(registry, i); i++) {
        const wp_module *module = wp_registry_at(registry, i);
        wp_dict_set(arena, definitions, wp_printf(arena, "module_%s", module->name), wp_document_schema(arena, module));
    }
    wp_dict_set(arena, root, "$schema", text(&at, "http://json-schema.org/draft-07/schema#"));
    wp_dict_set(arena, root, "title", text(&at, "a playbook, as waplay reads it"));
    wp_dict_set(arena, root, "type", text(&at, "array"));
    wp_dict_set(arena, root, "items", reference(&at, "play"));
    wp_dict_set(arena, root, "definitions", definitions);
    return root;
}
