/*
 * Whole small runs: a playbook, hosts, and three modules that need no host. What came of
 * it is a transcript, a line for each event that says something:
 *
 *   play web / task greet / h1 ok hello / h1 failed: why / h1 item 1 changed / included x.yml for h1
 *   error: text / recap h1 ok=1 failed=0 ...
 */
#ifndef WP_TEST_EXECUTOR_FIXTURE_H
#define WP_TEST_EXECUTOR_FIXTURE_H

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "executor/run.h"

#define HELPER __attribute__((unused)) static

static wp_arena *arena;
static char *root;
static wp_run_options with; /* set before run() */
static wp_buf transcript;
static wp_buf errors;       /* what people read on standard error */
static char touched[4096];  /* hosts on which `act` did something, in order */
static pthread_mutex_t touched_lock = PTHREAD_MUTEX_INITIALIZER;
static int exit_code;

/* ---- modules -------------------------------------------------------------------------- */

static bool say_probe(wp_job *job, wp_error *err)
{
    (void)err;
    wp_job_set(job, "msg", wp_job_value(job, "msg"));
    return true;
}

static bool fail_probe(wp_job *job, wp_error *err)
{
    wp_job_set_int(job, "rc", 7);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s", wp_job_str(job, "msg"));
}

static bool act_plan(wp_job *job, wp_error *err)
{
    (void)err;
    wp_job_change(job, "it acts");
    return true;
}

static bool act_apply(wp_job *job, wp_error *err)
{
    const char *path = wp_job_str(job, "path");
    (void)err;
    if (path != NULL && strcmp(path, "slow") == 0)
        usleep(200000);
    pthread_mutex_lock(&touched_lock);
    strncat(touched, wp_job_host(job), sizeof touched - strlen(touched) - 2);
    strcat(touched, " ");
    pthread_mutex_unlock(&touched_lock);
    return true;
}

static const wp_param say_params[] = { { .name = "msg", .type = WP_PARAM_RAW, .help = "what" }, { 0 } };
static const wp_param fail_params[] = {
    { .name = "msg", .type = WP_PARAM_STR, .fallback = "as asked", .help = "why" }, { 0 }
};
static const wp_param act_params[] = {
    { .name = "path", .type = WP_PARAM_STR, .help = "where" },
    { .name = "state", .type = WP_PARAM_STR, .choices = (const char *const[]){ "here", "gone", NULL }, .help = "how" },
    { 0 },
};
static const wp_module say = { .name = "say", .summary = "says", .params = say_params, .probe = say_probe, .on_control = true };
static const wp_module fail = { .name = "fail", .summary = "fails", .params = fail_params, .probe = fail_probe };
static const wp_module act = { .name = "act", .summary = "acts", .params = act_params, .plan = act_plan,
                               .apply = act_apply };

/* ---- the transcript -------------------------------------------------------------------- */

static const char *text_in(wp_value event, const char *key)
{
    const wp_value *value = wp_dict_find(event, key);
    if (value == NULL || wp_is(*value, WP_NULL))
        return "";
    wp_str text = wp_to_text(arena, *value);
    return wp_strndup(arena, text.ptr, text.len);
}

static void note_result(wp_value event, bool is_item)
{
    const wp_value *result = wp_dict_find(event, "result");
    const char *msg = text_in(*result, "msg"), *reason = text_in(*result, "reason");
    const char *delegated = text_in(event, "delegated_to");
    wp_buf_printf(&transcript, "%s%s%s", text_in(event, "host"), *delegated ? " -> " : "", delegated);
    if (is_item)
        wp_buf_printf(&transcript, " item %s", text_in(event, "item"));
    wp_buf_printf(&transcript, " %s", text_in(event, "status"));
    if (!(is_item ? false : wp_dict_find(*result, "results") != NULL) && (*msg != '\0' || *reason != '\0'))
        wp_buf_printf(&transcript, ": %s", *reason != '\0' ? reason : msg);
    wp_buf_char(&transcript, '\n');
    if (*text_in(event, "hint") != '\0')
        wp_buf_printf(&transcript, "  hint: %s\n", text_in(event, "hint"));
}

static void note_recap(wp_value event)
{
    static const char *const numbers[] = { "ok", "changed", "unreachable", "failed", "skipped", "rescued", "ignored" };
    wp_buf_printf(&transcript, "recap %s", text_in(event, "host"));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (wp_dict_find(event, numbers[i])->as.integer != 0)
            wp_buf_printf(&transcript, " %s=%s", numbers[i], text_in(event, numbers[i]));
    wp_buf_char(&transcript, '\n');
}

static void note(wp_value event)
{
    const char *kind = text_in(event, "event");
    const wp_value *hosts = wp_dict_find(event, "hosts");
    if (strcmp(kind, "play_start") == 0)
        wp_buf_printf(&transcript, "play %s\n", text_in(event, "play"));
    else if (strcmp(kind, "task_start") == 0)
        wp_buf_printf(&transcript, "%s %s\n", strcmp(text_in(event, "handler"), "True") == 0 ? "handler" : "task",
                      text_in(event, "task"));
    else if (strcmp(kind, "item") == 0 || strcmp(kind, "result") == 0)
        note_result(event, strcmp(kind, "item") == 0);
    else if (strcmp(kind, "recap") == 0)
        note_recap(event);
    else if (strcmp(kind, "included") == 0)
        wp_buf_printf(&transcript, "included %s for %s\n", wp_path_basename(text_in(event, "file")),
                      hosts != NULL ? wp_to_text(arena, *hosts).ptr : "");
    else if (strcmp(kind, "error") == 0 || strcmp(kind, "warning") == 0)
        wp_buf_printf(&transcript, "%s: %s\n", kind, text_in(event, "text"));
    else if (strcmp(kind, "retry") == 0)
        wp_buf_printf(&transcript, "retry, %s left\n", text_in(event, "left"));
    else if (strcmp(kind, "no_more_hosts") == 0 || strcmp(kind, "no_hosts") == 0)
        wp_buf_printf(&transcript, "%s\n", kind);
    else if (strcmp(kind, "custom_stats") == 0)
        wp_buf_printf(&transcript, "stats %s\n", text_in(event, "stats"));
}

static void take_line(void *data, int fd, wp_str text)
{
    wp_value event;
    wp_error err = { 0 };
    (void)data;
    if (fd == 2)
        wp_buf_str_add(&errors, text);
    else if (wp_from_json(arena, text, &event, &err))
        note(event);
}

/* ---- runs --------------------------------------------------------------------------------- */

HELPER void set_up(void)
{
    arena = wp_arena_new();
    root = wp_strdup(arena, "/tmp/waplay_run_XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    cr_assert_eq(chdir(root), 0);
    with = (wp_run_options){ .forks = 1, .connection = "local", .extra_vars = wp_dict_new(arena, 1),
                             .tags = { wp_list_new(arena, 1), wp_list_new(arena, 1) } };
}

HELPER void tear_down(void)
{
    const char *const argv[] = { "rm", "-rf", root, NULL };
    wp_process process = { .argv = argv, .dir = "/" };
    wp_process_result result;
    wp_process_run(arena, &process, &result, NULL);
    wp_arena_free(arena);
}

HELPER void write_file(const char *name, const char *text)
{
    wp_error err = { 0 };
    const char *path = wp_path_join(arena, root, name);
    cr_assert(wp_path_make_dirs(wp_path_dirname(arena, path), 0700, &err), "%s", err.text);
    cr_assert(wp_file_write(path, wp_str_of(text), 0600, &err), "%s", err.text);
}

/* Loads the playbook for an inventory (a list, or a file) and lets `then` do with it what it wants. */
HELPER void with_run(const char *hosts, const char *playbook, void (*then)(wp_run *run))
{
    static const wp_module *const modules[] = { &say, &fail, &act, NULL };
    static const wp_half halves[] = { { NULL, NULL } };
    wp_output_options output = { .callback = "jsonl", .write = take_line };
    wp_inventory_options inventory = { 0 };
    const char *const path = "site.yml";
    wp_error err = { 0 };
    wp_run *run;
    transcript = wp_buf_new(arena);
    errors = wp_buf_new(arena);
    touched[0] = '\0';
    write_file(path, playbook);
    with.registry = wp_registry_new(arena, modules, halves);
    cr_assert(wp_output_new(&output, &with.output, &err), "%s", err.text);
    cr_assert(wp_inventory_load(arena, &hosts, 1, &inventory, &with.inventory, &err), "%s", err.text);
    cr_assert(wp_run_new(&with, &run, &err), "%s", err.text);
    if (wp_run_load(run, &path, 1, &exit_code))
        then(run);
    wp_run_free(run);
    wp_output_free(with.output);
}

static void play_it(wp_run *run)
{
    exit_code = wp_run_play(run);
}

/* The transcript of a playbook on hosts "h1,h2,". */
HELPER const char *run_on(const char *hosts, const char *playbook)
{
    with_run(hosts, playbook, play_it);
    return wp_buf_str(&transcript).ptr;
}

/* Of tasks, on all hosts. */
HELPER const char *run_tasks(const char *hosts, const char *tasks)
{
    return run_on(hosts, wp_printf(arena, "- hosts: all\n  gather_facts: no\n  tasks:\n%s", tasks));
}

HELPER void expect(const char *got, const char *wanted)
{
    cr_expect_str_eq(got, wanted, "got:\n%s\nwanted:\n%s\n%s", got, wanted, wp_buf_str(&errors).ptr);
}

HELPER void expect_says(const char *text)
{
    const char *all = wp_printf(arena, "%s%s", wp_buf_str(&transcript).ptr, wp_buf_str(&errors).ptr);
    cr_expect(strstr(all, text) != NULL, "'%s' is not in:\n%s", text, all);
}

HELPER void expect_silent_about(const char *text)
{
    cr_expect(strstr(wp_buf_str(&transcript).ptr, text) == NULL, "'%s' is in:\n%s", text, wp_buf_str(&transcript).ptr);
}

#endif
