/*
 * The evaluator: the input as a template, rendered to a text and to a native value, and as a
 * condition, over a fixed scope and with so many steps and no more.
 *
 * The scope hides what would reach the machine (look-ups). Texts that may ask for much are
 * passed by: filters that burn time on keys, files, and numbers of five digits and more.
 */
#include "fuzz/target.h"

#include "base/text.h"
#include "template/template.h"

#define STEPS 2000

static const char variables[] =
    "{\"lookup\": 1, \"query\": 1, \"q\": 1, \"s\": \"3\", \"i\": 7, \"f\": 2.5, \"n\": null, \"t\": true,"
    " \"w\": \"h\\u00e9llo w\\u00f6rld\", \"l\": [1, \"a\", [2, 3]], \"e\": [], \"m\": \"a\\nb\\n\", \"big\": 9007199254740993,"
    " \"d\": {\"a\": 1, \"b\": {\"c\": [10, 20]}, \"k v\": \"x\"}, \"v\": \"{{ s }}-{{ i }}\","
    " \"u\": [{\"name\": \"ann\", \"g\": [\"a\", \"b\"]}, {\"name\": \"bob\", \"g\": []}]}";

typedef struct fixed_scope {
    wp_scope base;
    wp_value variables;
} fixed_scope;

static bool find(wp_scope *scope, wp_arena *arena, wp_str name, wp_value *out, bool *found, wp_error *err)
{
    const wp_value *value = wp_dict_find_n(((fixed_scope *)scope)->variables, name.ptr, name.len);
    (void)arena, (void)err;
    *found = value != NULL;
    if (value)
        *out = *value;
    return true;
}

static wp_value names(wp_scope *scope, wp_arena *arena)
{
    wp_value list = wp_list_new(arena, 0), key, item;
    for (size_t i = 0; wp_dict_pair(((fixed_scope *)scope)->variables, i, &key, &item); i++)
        wp_list_push(arena, list, key);
    return list;
}

static bool is_costly(wp_str text)
{
    static const char *const words[] = { "vault", "password_hash", "include", "import", "extends" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (wp_str_find(text, wp_str_of(words[i]), 0) != SIZE_MAX)
            return true;
    size_t digits = 0;
    for (size_t i = 0; i < text.len && digits < 5; i++)
        digits = text.ptr[i] >= '0' && text.ptr[i] <= '9' ? digits + 1 : 0;
    return digits == 5;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wp_arena *arena = wp_arena_new();
    wp_str text = fuzz_text(arena, data, size);
    wp_error err = { 0 };
    fixed_scope scope = { .base = { find, names } };
    FUZZ_MUST(wp_from_json(arena, wp_str_of(variables), &scope.variables, &err));
    wp_template_env *env = wp_template_env_new(NULL);
    wp_template_context context = { .arena = arena, .env = env, .scope = &scope.base };
    const wp_template *compiled;
    wp_value value;
    wp_str rendered;
    bool truth;
    if (!is_costly(text)) {
        context.steps = STEPS;
        if (wp_template_value(&context, wp_string_of(arena, text), &value, &err))
            wp_to_repr(arena, value);
        context.steps = STEPS;
        if (wp_template_compile_file(env, text, "input", NULL, &compiled, &err))
            wp_template_render(&context, compiled, &rendered, &err);
        context.steps = STEPS;
        wp_template_condition(&context, wp_string_of(arena, text), &truth, &err);
        FUZZ_MUST(context.depth == 0);
    }
    wp_template_env_free(env);
    wp_arena_free(arena);
    return 0;
}
