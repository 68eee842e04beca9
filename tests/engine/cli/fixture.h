/* Commands as a whole, each in a process of its own, in a directory that is thrown away: what they print, their exit code. */
#ifndef WP_TEST_CLI_FIXTURE_H
#define WP_TEST_CLI_FIXTURE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "cli/cli.h"

#define HELPER __attribute__((unused)) static

static wp_arena *arena;
static char *root;
static wp_error err;
static wp_str printed, complained; /* by the last command */

static bool say_probe(wp_job *job, wp_error *error)
{
    (void)error;
    wp_job_set(job, "msg", wp_job_value(job, "msg"));
    return true;
}

static const wp_param say_params[] = { { .name = "msg", .type = WP_PARAM_RAW, .help = "what" }, { 0 } };
static const wp_module say = { .name = "say", .summary = "says", .params = say_params, .probe = say_probe, .on_control = true };

HELPER void write_file(const char *name, const char *text)
{
    const char *path = wp_path_join(arena, root, name);
    mode_t mode = strncmp(text, "#!", 2) == 0 ? 0700 : 0600;
    cr_assert(wp_path_make_dirs(wp_path_dirname(arena, path), 0700, &err), "%s", err.text);
    cr_assert(wp_file_write(path, wp_str_of(text), mode, &err), "%s", err.text);
}

HELPER const char *read_back(const char *name)
{
    wp_str text;
    cr_assert(wp_file_read(arena, name, &text, &err), "%s", err.text);
    return wp_strndup(arena, text.ptr, text.len);
}

HELPER void set_up(void)
{
    arena = wp_arena_new();
    err = (wp_error){ 0 };
    root = wp_strdup(arena, "/tmp/waplay_cli_XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    cr_assert_eq(chdir(root), 0);
    write_file("site.yml", "- hosts: all\n  gather_facts: no\n  tasks: [{say: {msg: \"{{ x | default('d') }}\"}}]\n");
}

HELPER void tear_down(void)
{
    const char *const argv[] = { "rm", "-rf", root, NULL };
    wp_process process = { .argv = argv, .dir = "/" };
    wp_process_result result;
    wp_process_run(arena, &process, &result, NULL);
    wp_arena_free(arena);
}

static void redirect(int fd, const char *name, const char *mode)
{
    FILE *file = fopen(name, mode);
    cr_assert_not_null(file);
    dup2(fileno(file), fd);
}

/* Words up to NULL; gives the exit code. There is no terminal to ask at. */
#define RUN(...) run((char *[]){ __VA_ARGS__, NULL })

HELPER int run(char **words)
{
    static const wp_module *const modules[] = { &say, NULL };
    static const wp_half halves[] = { { NULL, NULL } };
    int count = 0, status;
    while (words[count] != NULL)
        count++;
    pid_t child = fork();
    if (child == 0) {
        setsid();
        redirect(0, access("in", R_OK) == 0 ? "in" : "/dev/null", "r");
        redirect(1, "out", "w");
        redirect(2, "err", "w");
        _exit(wp_cli_main(count, words, modules, halves));
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    cr_assert(wp_file_read(arena, "out", &printed, &err) && wp_file_read(arena, "err", &complained, &err));
    return WEXITSTATUS(status);
}

HELPER bool says(wp_str text, const char *what)
{
    return memmem(text.ptr, text.len, what, strlen(what)) != NULL;
}

#endif
