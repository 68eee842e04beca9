/* Playbooks made of files in a directory of their own, with a few actions and no modules. */
#ifndef WP_TEST_PLAYBOOK_FIXTURE_H
#define WP_TEST_PLAYBOOK_FIXTURE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "playbook/loader.h"

#define HELPER __attribute__((unused)) static

static wp_arena *arena;
static wp_template_env *env;
static wp_loader *loader;
static char *root;
static wp_error faults[16];
static size_t fault_count;
static const char *last_warning;

static bool find_action(void *data, wp_str name, wp_action_info *out, const char **nearest)
{
    static const wp_action_info known[] = {
        { .name = "say" },
        { .name = "command", .free_form = "cmd" },
        { .name = "meta", .is_directive = true, .free_form = "free_form", .params = "free_form" },
        { .name = "include_tasks", .is_directive = true, .free_form = "file", .params = "file apply" },
        { .name = "import_tasks", .is_directive = true, .free_form = "file", .params = "file" },
        { .name = "include", .is_directive = true, .free_form = "file" },
        { .name = "include_role", .is_directive = true, .params = "name role tasks_from public apply" },
        { .name = "import_role", .is_directive = true, .params = "name role tasks_from handlers_from" },
    };
    (void)data;
    *nearest = NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (wp_str_is(name, known[i].name)) {
            *out = known[i];
            return true;
        }
    if (wp_str_is(name, "sya"))
        *nearest = "say";
    return false;
}

static bool has_param(void *data, const wp_action_info *action, wp_str name)
{
    (void)data, (void)action;
    return wp_str_is(name, "chdir") || wp_str_is(name, "creates");
}

static void note_fault(void *data, const wp_error *fault)
{
    (void)data;
    if (fault_count < sizeof faults / sizeof *faults)
        faults[fault_count] = *fault;
    fault_count++;
}

static void note_warning(void *data, const char *text)
{
    (void)data;
    last_warning = wp_strdup(arena, text);
}

HELPER void set_up(void)
{
    arena = wp_arena_new();
    env = wp_template_env_new(NULL);
    root = wp_strdup(arena, "/tmp/waplay_playbook_XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    cr_assert_eq(chdir(root), 0);
    fault_count = 0;
    wp_loader_options options = { .env = env, .hooks = { .action = find_action, .has_param = has_param,
                                                         .fault = note_fault, .warn = note_warning } };
    loader = wp_loader_new(arena, &options);
}

HELPER void tear_down(void)
{
    const char *const argv[] = { "rm", "-rf", root, NULL };
    wp_process process = { .argv = argv, .dir = "/" };
    wp_process_result result;
    wp_process_run(arena, &process, &result, NULL);
    wp_template_env_free(env);
    wp_arena_free(arena);
}

HELPER void write_file(const char *name, const char *text)
{
    wp_error err = { 0 };
    const char *path = wp_path_join(arena, root, name);
    cr_assert(wp_path_make_dirs(wp_path_dirname(arena, path), 0700, &err), "%s", err.text);
    cr_assert(wp_file_write(path, wp_str_of(text), 0600, &err), "%s", err.text);
}

/* The playbook of a text; NULL where it has faults. */
HELPER wp_playbook *try_load(const char *text)
{
    wp_playbook *playbook = NULL;
    wp_error err = { 0 };
    write_file("site.yml", text);
    fault_count = 0;
    return wp_playbook_load(loader, "site.yml", &playbook, &err) ? playbook : NULL;
}

HELPER wp_play *load_play(const char *text)
{
    wp_playbook *playbook = try_load(text);
    cr_assert_not_null(playbook, "%s", faults[0].text);
    return playbook->plays[0];
}

/* Tasks, in a play of their own. */
HELPER wp_play *load_tasks(const char *tasks)
{
    return load_play(wp_printf(arena, "- hosts: all\n  tasks:\n%s", tasks));
}

HELPER void add_titles(char **all, const wp_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        const wp_block *block = steps->at[i].block;
        if (block == NULL) {
            *all = wp_printf(arena, "%s%s%s", *all, **all ? ", " : "", wp_task_title(arena, steps->at[i].task));
            continue;
        }
        add_titles(all, &block->tasks);
        add_titles(all, &block->rescue);
        add_titles(all, &block->always);
    }
}

/* The tasks of a list, with those of its blocks: "one, two". */
HELPER const char *titles(const wp_steps *steps)
{
    char *all = wp_strdup(arena, "");
    add_titles(&all, steps);
    return all;
}

HELPER const wp_task *first_task(const wp_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        const wp_task *task = steps->at[i].task != NULL ? steps->at[i].task : first_task(&steps->at[i].block->tasks);
        if (task != NULL)
            return task;
    }
    return NULL;
}

HELPER const char *repr(wp_value value)
{
    wp_str text = wp_to_repr(arena, value);
    return wp_strndup(arena, text.ptr, text.len);
}

/* The first fault of a text is in this line and says this. */
HELPER void expect_fault(const char *text, unsigned line, const char *says)
{
    cr_assert_null(try_load(text), "no fault in:\n%s", text);
    cr_expect(strstr(faults[0].text, says) != NULL, "'%s' does not say '%s'", faults[0].text, says);
    cr_expect_eq(faults[0].mark.line, line, "'%s' is in line %u, not %u", faults[0].text, faults[0].mark.line, line);
}

HELPER void expect_hint(const char *says)
{
    cr_expect(strstr(faults[0].hint, says) != NULL, "'%s' does not advise '%s'", faults[0].hint, says);
}

#endif
