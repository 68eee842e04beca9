/* Variables of hosts of a small inventory, for the tasks of a small play; files in a directory of their own. */
#ifndef WP_TEST_VARS_FIXTURE_H
#define WP_TEST_VARS_FIXTURE_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "vars/vars.h"

#define HELPER __attribute__((unused)) static

static wp_arena *arena;
static wp_template_env *env;
static wp_inventory *inventory;
static wp_vars *vars;
static wp_play_vars *play_vars;
static const wp_play *play;
static char *root;
static wp_error err;

static bool find_action(void *data, wp_str name, wp_action_info *out, const char **nearest)
{
    static const char *const names[] = { "say", "include_tasks", "include_role", "import_role" };
    (void)data;
    *nearest = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (wp_str_is(name, names[i])) {
            *out = (wp_action_info){ .name = names[i], .is_directive = i > 0, .free_form = i == 1 ? "file" : NULL };
            return true;
        }
    return false;
}

static void note_fault(void *data, const wp_error *fault)
{
    (void)data;
    cr_log_error("%s", fault->text);
}

HELPER void set_up(void)
{
    arena = wp_arena_new();
    env = wp_template_env_new(NULL);
    root = wp_strdup(arena, "/tmp/waplay_vars_XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    cr_assert_eq(chdir(root), 0);
    err = (wp_error){ 0 };
    vars = NULL;
    inventory = NULL;
}

HELPER void tear_down(void)
{
    const char *const argv[] = { "rm", "-rf", root, NULL };
    wp_process process = { .argv = argv, .dir = "/" };
    wp_process_result result;
    wp_process_run(arena, &process, &result, NULL);
    wp_vars_free(vars);
    wp_template_env_free(env);
    wp_arena_free(arena);
}

HELPER void write_file(const char *name, const char *text)
{
    const char *path = wp_path_join(arena, root, name);
    cr_assert(wp_path_make_dirs(wp_path_dirname(arena, path), 0700, &err), "%s", err.text);
    cr_assert(wp_file_write(path, wp_str_of(text), 0600, &err), "%s", err.text);
}

HELPER wp_value yaml(const char *text)
{
    wp_value value;
    wp_yaml_options options = { .file = "test" };
    cr_assert(wp_yaml_load(arena, wp_str_of(text), &options, &value, &err), "%s", err.text);
    return value;
}

/* An inventory in INI, and extra variables in YAML ("{}": none). */
HELPER void begin(const char *hosts, const char *extra)
{
    write_file("inv/hosts", hosts);
    const char *const source = "inv/hosts";
    wp_inventory_options options = { .vault = NULL };
    cr_assert(wp_inventory_load(arena, &source, 1, &options, &inventory, &err), "%s", err.text);
    wp_inventory_load_vars_dir(inventory, root);
    wp_inventory_localhost(inventory);
    wp_vars_options given = { .inventory = inventory, .env = env, .extra = yaml(extra),
                              .options = yaml("{ansible_forks: 5}") };
    vars = wp_vars_new(&given);
}

HELPER void load(const char *text)
{
    wp_loader_options options = { .env = env, .hooks = { .action = find_action, .fault = note_fault } };
    wp_playbook *playbook;
    write_file("site.yml", text);
    cr_assert(wp_playbook_load(wp_loader_new(arena, &options), "site.yml", &playbook, &err));
    play = playbook->plays[0];
    const wp_role **roles = wp_new_array(arena, const wp_role *, play->role_count + 1);
    for (size_t i = 0; i < play->role_count; i++)
        roles[i] = play->role_list[i];
    play_vars = wp_new(arena, wp_play_vars);
    *play_vars = (wp_play_vars){ .play = play, .prompted = wp_null(), .magic = yaml("{ansible_play_name: p}"),
                                 .public_roles = roles };
}

static const wp_task *task_at(const wp_steps *steps, size_t *skip)
{
    for (size_t i = 0; i < steps->count; i++) {
        const wp_task *task = steps->at[i].task;
        if (task != NULL && (*skip)-- == 0)
            return task;
        if (task == NULL && (task = task_at(&steps->at[i].block->tasks, skip)) != NULL)
            return task;
    }
    return NULL;
}

/* The scope of a host at the n-th task of `roles` and `tasks`, from 0. */
HELPER wp_vars_scope *scope_at(const char *host, size_t n)
{
    const wp_task *task = task_at(&play->roles, &n);
    if (task == NULL)
        task = task_at(&play->tasks, &n);
    cr_assert_not_null(task);
    wp_vars_scope_options options = { .vars = vars, .play = play_vars, .host = wp_inventory_host(inventory, host),
                                      .node = &task->node };
    return wp_vars_scope_new(arena, &options);
}

/* The scope of a host and no play. */
HELPER wp_vars_scope *scope_of(const char *host)
{
    wp_vars_scope_options options = { .vars = vars, .host = wp_inventory_host(inventory, host) };
    return wp_vars_scope_new(arena, &options);
}

/* A template, evaluated, as Python prints it; an error gives its text. */
HELPER const char *say(wp_vars_scope *scope, const char *text)
{
    wp_template_context context = wp_vars_context(arena, scope);
    wp_value value;
    err = (wp_error){ 0 };
    if (!wp_template_value(&context, wp_string_static(text), &value, &err))
        return wp_strdup(arena, err.text);
    wp_str shown = wp_to_text(arena, value);
    return wp_strndup(arena, shown.ptr, shown.len);
}

HELPER wp_host_vars *store(const char *host)
{
    return wp_vars_of_host(vars, wp_inventory_host(inventory, host));
}

#endif
