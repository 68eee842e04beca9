/* What holds for the table of every module, and that its examples are what it takes. */
#include "on_local.h"

#include "base/map.h"

TestSuite(tables, .init = set_up, .fini = tear_down);

static const char *problem;

static void keep_fault(void *data, const wp_error *fault)
{
    (void)data;
    problem = wp_strdup(arena, fault->text);
}

static void check_row(const wp_module *module, const wp_param *param)
{
    cr_expect(param->help || param->refused, "%s: %s has neither help nor a reason", module->name, param->name);
    if (!param->fallback || !param->choices)
        return;
    bool is_choice = false;
    for (const char *const *choice = param->choices; *choice; choice++)
        is_choice = is_choice || strcmp(*choice, param->fallback) == 0;
    cr_expect(is_choice, "%s: the default of %s is no choice", module->name, param->name);
}

static void check_names(const wp_module *module)
{
    wp_map *seen = wp_map_new(arena);
    for (const wp_param *param = module->params; param->name; param++) {
        cr_expect(!wp_map_get(seen, wp_str_of(param->name)), "%s: %s twice", module->name, param->name);
        wp_map_put(seen, wp_str_of(param->name), seen);
        for (const char *const *alias = param->aliases; alias && *alias; alias++) {
            cr_expect(!wp_map_get(seen, wp_str_of(*alias)), "%s: %s twice", module->name, *alias);
            wp_map_put(seen, wp_str_of(*alias), seen);
        }
    }
    cr_expect(!module->free_form || wp_map_get(seen, wp_str_of(module->free_form)), "%s: free text goes nowhere",
              module->name);
}

Test(tables, rows_are_complete)
{
    for (const wp_module *const *module = wp_builtin_modules; *module; module++) {
        cr_expect((*module)->summary && (*module)->examples, "%s", (*module)->name);
        check_names(*module);
        for (const wp_param *param = (*module)->params; param->name; param++)
            check_row(*module, param);
    }
}

Test(tables, defaults_have_the_type_of_their_row)
{
    for (const wp_module *const *module = wp_builtin_modules; *module; module++) {
        wp_value bound;
        wp_error err = { 0 };
        wp_value args = wp_dict_new(arena, 8);
        for (const wp_param *param = (*module)->params; param->name; param++)
            if (param->required)
                wp_dict_set(arena, args, param->name, wp_string_static(param->choices ? param->choices[0] : "1"));
        if (!wp_params_bind(arena, *module, args, &bound, &err))
            continue; /* more is required together, which is another matter */
        for (const wp_param *param = (*module)->params; param->name; param++)
            cr_expect(!param->fallback || param->refused || wp_dict_find(bound, param->name), "%s: the default of %s",
                      (*module)->name, param->name);
    }
}

Test(tables, remote_halves_are_there)
{
    const wp_registry *registry = wp_registry_new(arena, wp_builtin_modules, wp_remote_halves);
    for (const wp_module *const *module = wp_builtin_modules; *module; module++) {
        wp_str rest = wp_str_of((*module)->remote), name;
        while (wp_str_split(&rest, ' ', &name))
            cr_expect(wp_registry_half(registry, wp_strndup(arena, name.ptr, name.len)), "%s: %.*s", (*module)->name,
                      (int)name.len, name.ptr);
    }
}

static void check_example(const wp_registry *registry, wp_value task, const char *of)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(task, i, &key, &item); i++) {
        const wp_module *module = wp_registry_find(registry, wp_text(key));
        if (!module)
            continue;
        wp_value args = wp_is(item, WP_DICT) ? item : wp_dict_new(arena, 2);
        if (wp_is(item, WP_STRING))
            wp_dict_set(arena, args, "_raw_params", item);
        problem = NULL;
        cr_expect_eq(wp_params_check(module, args, WP_NO_MARK, keep_fault, NULL), 0, "%s: %s", of, problem);
        return;
    }
    cr_expect_fail("an example of %s names no module", of);
}

Test(tables, examples_are_tasks_that_pass_the_loaders_checks)
{
    const wp_registry *registry = wp_registry_new(arena, wp_builtin_modules, wp_remote_halves);
    for (const wp_module *const *module = wp_builtin_modules; *module; module++) {
        wp_value tasks = parse((*module)->examples);
        cr_expect(wp_is(tasks, WP_LIST), "%s", (*module)->name);
        for (size_t i = 0; i < wp_len(tasks); i++)
            check_example(registry, wp_list_at(tasks, i), (*module)->name);
    }
}

Test(tables, returns_are_yaml)
{
    for (const wp_module *const *module = wp_builtin_modules; *module; module++)
        if ((*module)->returns)
            cr_expect(wp_is(parse((*module)->returns), WP_DICT), "%s", (*module)->name);
}
