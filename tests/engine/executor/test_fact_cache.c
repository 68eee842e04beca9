/* Facts that outlive the run. */
#include "fixture.h"

#include <sys/stat.h>
#include <utime.h>

static void begin(void)
{
    set_up();
    with.fact_cache.dir = wp_path_join(arena, root, "cache");
    with.fact_cache.prefix = "f_";
}

TestSuite(fact_cache, .init = begin, .fini = tear_down);

static void set_it(void)
{
    run_tasks("a,b,", "    - {set_fact: {x: \"of {{ inventory_hostname }}\", cacheable: true}, when: inventory_hostname == 'a'}\n");
}

static void show_it(void)
{
    run_tasks("a,", "    - say: {msg: \"{{ x | default('unknown') }}\"}\n");
}

Test(fact_cache, the_next_run_knows_them)
{
    struct stat info;
    set_it();
    show_it();
    expect_says("a ok: of a\n");
    cr_expect(stat("cache/f_a", &info) == 0 && (info.st_mode & 07777) == 0600);
    cr_expect_neq(stat("cache/f_b", &info), 0, "of a host without facts there is no file");
}

Test(fact_cache, those_that_are_too_old_are_as_if_they_were_not_there)
{
    set_it();
    with.fact_cache.timeout_s = 100;
    cr_assert_eq(utime("cache/f_a", &(struct utimbuf){ .modtime = 1000 }), 0);
    show_it();
    expect_says("a ok: unknown\n");
    with.fact_cache.timeout_s = 0;
    show_it();
    expect_says("a ok: of a\n");
}

Test(fact_cache, flushing_forgets_them)
{
    set_it();
    with.fact_cache.is_flushed = true;
    show_it();
    expect_says("a ok: unknown\n");
    cr_expect_neq(access("cache/f_a", F_OK), 0);
}

Test(fact_cache, without_a_directory_nothing_is_kept)
{
    with.fact_cache.dir = NULL;
    set_it();
    show_it();
    expect_says("a ok: unknown\n");
}

Test(fact_cache, what_is_no_json_ends_the_run_with_its_name)
{
    write_file("cache/f_a", "{spoilt");
    show_it();
    expect_says("cache/f_a");
    cr_expect_eq(exit_code, WP_EXIT_ERROR);
}
