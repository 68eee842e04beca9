/* A bench over the local connection, for modules that a test makes itself. The remote halves are read from modules/sh.
 */
#ifndef TESTS_ENGINE_MODULE_LOCAL_BENCH_H
#define TESTS_ENGINE_MODULE_LOCAL_BENCH_H

#include "module/job.h"

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELPER __attribute__((unused)) static

static wp_arena *arena;
static wp_connection *connection;
static wp_bench *bench;
static wp_outcome outcome;
static wp_job_options with;
static char dir[64];
static char secrets[1024]; /* what the bench told, one after the other */

static void note_secret(void *data, wp_str text)
{
    (void)data;
    size_t len = strlen(secrets);
    snprintf(secrets + len, sizeof secrets - len, "%.*s;", (int)text.len, text.ptr);
}

static const wp_half *read_halves(void)
{
    static const char *const names[] = { "common", "run", "put", "get", "install" };
    size_t count = sizeof names / sizeof *names;
    wp_half *halves = wp_new_array(arena, wp_half, count + 1);
    for (size_t i = 0; i < count; i++) {
        wp_str text;
        cr_assert(
            wp_file_read(arena, wp_printf(arena, "%s/modules/sh/%s.sh", WAPLAY_SOURCE_DIR, names[i]), &text, NULL));
        halves[i] = (wp_half){ names[i], wp_strndup(arena, text.ptr, text.len) };
    }
    return halves;
}

HELPER void set_up(void)
{
    static const wp_module *const none[] = { NULL };
    snprintf(dir, sizeof dir, "/tmp/waplay-bench-XXXXXX");
    cr_assert(mkdtemp(dir));
    arena = wp_arena_new();
    secrets[0] = '\0';
    connection = wp_connection_new(&(wp_connection_options){ .kind = "local", .name = "here" });
    bench = wp_bench_new(
        &(wp_bench_options){ .registry = wp_registry_new(arena, none, read_halves()), .secret = note_secret });
    with = (wp_job_options){ .host = "here", .connection = connection, .environment = wp_null(),
                             .args = wp_dict_new(arena, 4) };
}

HELPER void tear_down(void)
{
    wp_process_result ignored;
    wp_process_run(arena, &(wp_process){ .argv = (const char *const[]){ "rm", "-rf", dir, NULL } }, &ignored, NULL);
    wp_connection_free(connection);
    wp_bench_free(bench);
    wp_arena_free(arena);
}

HELPER void run(const wp_module *module)
{
    with.module = module;
    wp_bench_run(arena, bench, &with, &outcome);
}

HELPER const char *got(const char *key)
{
    const wp_value *value = wp_dict_find(outcome.result, key);
    return value ? wp_to_text(arena, *value).ptr : "(none)";
}

HELPER const char *in_dir(const char *name)
{
    return wp_printf(arena, "%s/%s", dir, name);
}

#endif
