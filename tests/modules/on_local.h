/*
 * Modules on a bench of their own, over the local connection, in a directory that
 * is gone afterwards. Arguments are written as in a playbook, in YAML.
 *
 *   run("copy", "{content: hi, dest: @/x}")      @ is the directory
 */
#ifndef TESTS_MODULES_ON_LOCAL_H
#define TESTS_MODULES_ON_LOCAL_H

#include "module/bench.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "yaml/yaml.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Not every test needs every helper. */
#define HELPER __attribute__((unused)) static

extern const wp_module *const wp_builtin_modules[];
extern const wp_half wp_remote_halves[];

static wp_arena *arena;
static wp_connection *connection;
static wp_bench *bench;
static wp_template_env *env;
static char dir[64];
static wp_value variables;

/* What a run is done with; set them before run(). */
static wp_job_options with;
static wp_outcome outcome;
static uint64_t round_trips; /* of the last run */

static bool find_variable(wp_scope *scope, wp_arena *into, wp_str name, wp_value *out, bool *found, wp_error *err)
{
    (void)scope, (void)into, (void)err;
    const wp_value *value = wp_dict_find_n(variables, name.ptr, name.len);
    *found = value != NULL;
    if (value)
        *out = *value;
    return true;
}

static wp_value name_variables(wp_scope *scope, wp_arena *into)
{
    (void)scope;
    return wp_list_new(into, 0);
}

static wp_scope scope = { .find = find_variable, .names = name_variables };
static wp_template_context context;
static const char *search[2];

HELPER void open_on(const char *shell)
{
    snprintf(dir, sizeof dir, "/tmp/waplay-test-XXXXXX");
    cr_assert(mkdtemp(dir));
    arena = wp_arena_new();
    env = wp_template_env_new(NULL);
    variables = wp_dict_new(arena, 4);
    context = (wp_template_context){ .arena = arena, .env = env, .scope = &scope };
    search[0] = dir;
    connection = wp_connection_new(&(wp_connection_options){ .kind = "local", .name = "here", .shell = shell });
    bench =
        wp_bench_new(&(wp_bench_options){ .registry = wp_registry_new(arena, wp_builtin_modules, wp_remote_halves) });
    with = (wp_job_options){ .host = "here", .connection = connection, .environment = wp_null(), .context = &context,
                             .search = search };
}

HELPER void set_up(void)
{
    open_on(getenv("WAPLAY_TEST_SHELL")); /* CTest runs them under every shell there is */
}

HELPER void tear_down(void)
{
    wp_process_result ignored;
    wp_process_run(arena, &(wp_process){ .argv = (const char *const[]){ "rm", "-rf", dir, NULL } }, &ignored, NULL);
    wp_connection_free(connection);
    wp_bench_free(bench);
    wp_template_env_free(env);
    wp_arena_free(arena);
}

/* `@` in a text as the directory; not the one in the date of a backup's name. */
static const char *in_dir(const char *text)
{
    wp_buf out = wp_buf_new(arena);
    for (; *text; text++) {
        if (*text == '@' && !(text[1] >= '0' && text[1] <= '9'))
            wp_buf_add(&out, dir);
        else
            wp_buf_char(&out, *text);
    }
    return wp_buf_str(&out).ptr;
}

static wp_value parse(const char *yaml)
{
    wp_value value;
    wp_error err = { 0 };
    if (!wp_yaml_load(arena, wp_str_of(in_dir(yaml)), &(wp_yaml_options){ .file = "test" }, &value, &err))
        cr_assert_fail("%s: %s", yaml, err.text);
    return value;
}

HELPER void run(const char *module, const char *yaml)
{
    const wp_registry *registry = wp_registry_new(arena, wp_builtin_modules, wp_remote_halves);
    uint64_t before = wp_connection_statistics(connection).round_trips;
    with.module = wp_registry_find(registry, wp_str_of(module));
    cr_assert(with.module, "no module %s", module);
    with.args = parse(yaml);
    if (!wp_is(with.args, WP_DICT))
        with.args = wp_dict_new(arena, 0);
    wp_bench_run(arena, bench, &with, &outcome);
    round_trips = wp_connection_statistics(connection).round_trips - before;
}

HELPER void check(const char *module, const char *yaml)
{
    with.check_mode = true;
    run(module, yaml);
    with.check_mode = false;
}

static const char *text_of(wp_value value)
{
    wp_str text = wp_to_text(arena, value);
    return wp_strndup(arena, text.ptr, text.len);
}

/* A key of the last result as text; dots lead inwards: "stat.mode". */
HELPER const char *got(const char *path)
{
    wp_value value = outcome.result;
    wp_str rest = wp_str_of(path), key;
    while (wp_str_split(&rest, '.', &key)) {
        int64_t index;
        const wp_value *item = wp_dict_find_n(value, key.ptr, key.len);
        if (item)
            value = *item;
        else if (wp_is(value, WP_LIST) && wp_str_int(key, &index))
            value = wp_list_at(value, (size_t)index);
        else
            return "(none)";
    }
    return text_of(value);
}

HELPER const char *all(void)
{
    wp_str text = wp_to_json(arena, outcome.result, (wp_json_style){ 0 });
    return wp_strndup(arena, text.ptr, text.len);
}

HELPER bool says(const char *text)
{
    return strstr(got("msg"), text) != NULL;
}

#define expect_got(path, wanted)                                                                                       \
    cr_expect_str_eq(got(path), in_dir(wanted), "%s is '%s', not '%s', in %s", path, got(path), wanted, all())
#define expect_changed(trips)                                                                                          \
    cr_expect(outcome.changed && !outcome.failed, "%s", all());                                                        \
    cr_expect_eq(round_trips, trips, "%d round trips", (int)round_trips)
#define expect_unchanged(trips)                                                                                        \
    cr_expect(!outcome.changed && !outcome.failed, "%s", all());                                                       \
    cr_expect_eq(round_trips, trips, "%d round trips", (int)round_trips)
#define expect_failed(text) cr_expect(outcome.failed && says(text), "%s", all())

HELPER void write_file(const char *name, const char *content, mode_t mode)
{
    const char *path = in_dir(name);
    FILE *file = fopen(path, "w");
    cr_assert(file, "%s", path);
    fputs(content, file);
    fclose(file);
    cr_assert_eq(chmod(path, mode), 0);
}

HELPER const char *read_back(const char *name)
{
    wp_str text;
    if (!wp_file_read(arena, in_dir(name), &text, NULL))
        return "(nothing)";
    return wp_strndup(arena, text.ptr, text.len);
}

HELPER unsigned mode_of(const char *name)
{
    struct stat info;
    return lstat(in_dir(name), &info) == 0 ? info.st_mode & 07777 : 0xffff;
}

HELPER bool exists(const char *name)
{
    struct stat info;
    return lstat(in_dir(name), &info) == 0;
}

/* Does the shell of the tests find this program? With busybox for all tools, there are its own. */
HELPER bool has_program(const char *name)
{
    wp_process_result found = { 0 };
    const char *const argv[] = { "/bin/sh", "-c", "command -v \"$0\"", name, NULL };
    return wp_process_run(arena, &(wp_process){ .argv = argv }, &found, NULL) && found.status == 0;
}

/* Programs that stand in for the host's, in @/bin. False with busybox, whose shell takes its own before PATH. */
HELPER bool with_programs(void)
{
    const char *shell = getenv("WAPLAY_TEST_SHELL");
    if (shell && strstr(shell, "busybox"))
        return false;
    cr_assert_eq(mkdir(in_dir("@/bin"), 0755), 0);
    with.environment = parse(wp_printf(arena, "{PATH: '@/bin:%s'}", getenv("PATH")));
    return true;
}

/* How many names there are in a directory: left-over temporary files would show. */
HELPER size_t count_names(const char *name)
{
    const char **names;
    size_t count = 0;
    wp_dir_list(arena, in_dir(name), &names, &count, NULL);
    return count;
}

#endif
