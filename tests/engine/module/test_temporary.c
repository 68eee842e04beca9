#include "local_bench.h"

#include <utime.h>

static void begin(void)
{
    set_up();
    setenv("TMPDIR", dir, 1);
}

TestSuite(temporary, .init = begin, .fini = tear_down);

static const char *made;

static bool make_one(wp_job *job, wp_error *err)
{
    return wp_job_temporary(job, &made, err) && (made = wp_strdup(arena, made), access(made, R_OK) == 0);
}

static const wp_param no_params[] = { { 0 } };
static const wp_module module = { .name = "maker", .params = no_params, .probe = make_one, .on_control = true };

/* A file of that name, an hour old. */
static const char *old_file(const char *name)
{
    const char *path = in_dir(name);
    time_t then = time(NULL) - 3600;
    cr_assert(wp_file_write(path, wp_str_of("x"), 0600, NULL));
    cr_assert_eq(utime(path, &(struct utimbuf){ then, then }), 0);
    return path;
}

Test(temporary, a_file_is_gone_when_its_job_ends)
{
    run(&module);
    cr_expect(!outcome.failed, "%s", got("msg"));
    cr_expect_neq(access(made, F_OK), 0);
}

Test(temporary, what_a_killed_run_left_is_swept_and_nothing_else)
{
    const char *left = old_file("waplay-999999999-abcdef");
    const char *alive = old_file(wp_printf(arena, "waplay-%ld-abcdef", (long)getpid()));
    const char *others = old_file("waplay-notes"), *young = in_dir("waplay-999999999-fedcba");
    cr_assert(wp_file_write(young, wp_str_of("x"), 0600, NULL));
    run(&module);
    cr_expect_neq(access(left, F_OK), 0);
    cr_expect_eq(access(alive, F_OK), 0);
    cr_expect_eq(access(others, F_OK), 0);
    cr_expect_eq(access(young, F_OK), 0);
}

Test(temporary, a_run_looks_for_what_was_left_once)
{
    run(&module);
    const char *late = old_file("waplay-999999999-abcdef");
    run(&module);
    cr_expect_eq(access(late, F_OK), 0);
}
