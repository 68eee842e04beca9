/* The command as a whole, in a process of its own: what it prints and its exit code. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "cli/cli.h"

static wp_arena *arena;
static char *root;
static wp_error err;

static bool say_probe(wp_job *job, wp_error *error)
{
    (void)error;
    wp_job_set(job, "msg", wp_job_value(job, "msg"));
    return true;
}

static const wp_param params[] = { { .name = "msg", .type = WP_PARAM_RAW, .help = "what" }, { 0 } };
static const wp_module say = { .name = "say", .summary = "says", .params = params, .probe = say_probe, .on_control = true };

static void write_file(const char *name, const char *text)
{
    cr_assert(wp_file_write(wp_path_join(arena, root, name), wp_str_of(text), 0600, &err), "%s", err.text);
}

static void set_up(void)
{
    arena = wp_arena_new();
    root = wp_strdup(arena, "/tmp/waplay_cli_XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    cr_assert_eq(chdir(root), 0);
    write_file("site.yml", "- hosts: all\n  gather_facts: no\n  tasks: [{say: {msg: \"{{ x | default('d') }}\"}}]\n");
}

static void tear_down(void)
{
    const char *const argv[] = { "rm", "-rf", root, NULL };
    wp_process process = { .argv = argv, .dir = "/" };
    wp_process_result result;
    wp_process_run(arena, &process, &result, NULL);
    wp_arena_free(arena);
}

TestSuite(cmd_playbook, .init = set_up, .fini = tear_down);

static wp_str printed, complained;

static void redirect(int fd, const char *name)
{
    FILE *file = fopen(name, "w");
    cr_assert_not_null(file);
    dup2(fileno(file), fd);
}

/* Words up to NULL; gives the exit code. */
#define RUN(...) run((char *[]){ __VA_ARGS__, NULL })

static int run(char **words)
{
    static const wp_module *const modules[] = { &say, NULL };
    static const wp_half halves[] = { { NULL, NULL } };
    int count = 0, status;
    while (words[count] != NULL)
        count++;
    pid_t child = fork();
    if (child == 0) {
        redirect(1, "out");
        redirect(2, "err");
        _exit(wp_cli_main(count, words, modules, halves));
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    cr_assert(wp_file_read(arena, "out", &printed, &err) && wp_file_read(arena, "err", &complained, &err));
    return WEXITSTATUS(status);
}

static bool says(wp_str text, const char *what)
{
    return memmem(text.ptr, text.len, what, strlen(what)) != NULL;
}

Test(cmd_playbook, runs_it)
{
    cr_expect_eq(RUN("site.yml", "-i", "a,b,", "-e", "x=given"), 0);
    cr_expect(says(printed, "ok: [a]") && says(printed, "b                          : ok=1"), "%s", printed.ptr);
}

Test(cmd_playbook, the_format_comes_from_the_environment)
{
    setenv("WAPLAY_STDOUT_CALLBACK", "jsonl", 1);
    cr_expect_eq(RUN("site.yml", "-i", "a,", "-e", "{x: 5}"), 0);
    cr_expect(says(printed, "\"msg\": 5"), "%s", printed.ptr);
    setenv("WAPLAY_STDOUT_CALLBACK", "jsnol", 1);
    cr_expect_neq(RUN("site.yml", "-i", "a,"), 0);
    cr_expect(says(complained, "did you mean jsonl"), "%s", complained.ptr);
}

Test(cmd_playbook, lists_and_checks_without_running)
{
    cr_expect_eq(RUN("site.yml", "-i", "a,", "--list-tasks"), 0);
    cr_expect(says(printed, "      say\tTAGS: []\n"), "%s", printed.ptr);
    cr_expect_eq(RUN("site.yml", "-i", "a,", "--syntax-check"), 0);
    cr_expect(says(printed, "\nplaybook: site.yml\n"), "%s", printed.ptr);
    cr_expect_not(says(printed, "PLAY"));
}

Test(cmd_playbook, mistakes_of_the_command_line_are_told_with_what_to_do)
{
    cr_expect_eq(RUN("site.yml", "--nonsense"), 2);
    cr_expect(says(complained, "there is no option --nonsense"), "%s", complained.ptr);
    cr_expect_eq(RUN("-i", "a,"), 2);
    cr_expect(says(complained, "PLAYBOOK... is missing"), "%s", complained.ptr);
    cr_expect_eq(RUN("site.yml", "-i", "a,", "-f", "many"), 2);
    cr_expect(says(complained, "-f takes a whole number"), "%s", complained.ptr);
    cr_expect_eq(RUN("none.yml", "-i", "a,"), 1);
    cr_expect(says(complained, "there is no playbook 'none.yml'"), "%s", complained.ptr);
    cr_expect_eq(RUN("site.yml", "-i", "a,", "-l", "nobody"), 1);
    cr_expect(says(complained, "--limit 'nobody' matches no host"), "%s", complained.ptr);
}

Test(cmd_playbook, help_and_version)
{
    cr_expect_eq(RUN("--help"), 0);
    cr_expect(says(printed, "usage: waplay [options] PLAYBOOK..."), "%s", printed.ptr);
    cr_expect_eq(RUN("--version"), 0);
    cr_expect(says(printed, "waplay " WAPLAY_VERSION "\n"), "%s", printed.ptr);
}

Test(cmd_playbook, a_vault_password_comes_from_a_file_and_is_shown_nowhere)
{
    write_file("pass", "hush_hush\n");
    cr_expect_eq(RUN("site.yml", "-i", "a,", "--vault-password-file", "pass", "-e", "x=hush_hush", "-v"), 0);
    cr_expect_not(says(printed, "hush_hush"), "%s", printed.ptr);
    cr_expect_neq(RUN("site.yml", "-i", "a,", "--vault-password-file", "none"), 0);
    cr_expect(says(complained, "reading a password"), "%s", complained.ptr);
}

Test(cmd_playbook, the_exit_code_is_that_of_the_run)
{
    write_file("bad.yml", "- hosts: all\n  sertial: 1\n");
    cr_expect_eq(RUN("bad.yml", "-i", "a,"), 4);
    cr_expect(says(complained, "bad.yml:2:3") && says(complained, "did you mean 'serial'?"), "%s", complained.ptr);
}
