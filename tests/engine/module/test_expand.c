#include "local_bench.h"

#include <pwd.h>

static void set_up_home(void)
{
    setenv("HOME", "/the 'home'", 1);
    setenv("WP_TEST", "a $HOME `b`", 1);
    set_up();
}

TestSuite(expand, .init = set_up_home, .fini = tear_down);

static const wp_param params[] = { { .name = "path", .type = WP_PARAM_PATH, .help = "p" }, { 0 } };

static bool tell(wp_job *job, wp_error *err)
{
    (void)err;
    wp_job_set_str(job, "path", wp_job_str(job, "path"));
    return true;
}

static const wp_module module = { .name = "teller", .params = params, .probe = tell };

static const char *expanded(const char *path)
{
    wp_dict_set(arena, with.args, "path", wp_string(arena, path));
    run(&module);
    return got("path");
}

Test(expand, home_and_variables_are_the_hosts)
{
    cr_expect_str_eq(expanded("~/x y"), "/the 'home'/x y");
    cr_expect_str_eq(expanded("~"), "/the 'home'");
    cr_expect_str_eq(expanded("$HOME/x"), "/the 'home'/x");
    cr_expect_str_eq(expanded("/a/${WP_TEST}/$WP_TEST"), "/a/a $HOME `b`/a $HOME `b`");
    cr_expect_str_eq(expanded("~root/x"), wp_printf(arena, "%s/x", getpwnam("root")->pw_dir));
}

Test(expand, what_means_nothing_stays)
{
    cr_expect_str_eq(expanded("/a/~/b"), "/a/~/b");
    cr_expect_str_eq(expanded("/a/$wp_nothing/${wp_nothing}/$/${/$1"), "/a/$wp_nothing/${wp_nothing}/$/${/$1");
    cr_expect_str_eq(expanded("/a/$(id)/`id`"), "/a/$(id)/`id`");
    cr_expect_str_eq(expanded("~no-such-user-here/x"), "~no-such-user-here/x");
    cr_expect_str_eq(expanded("~a'b/x"), "~a'b/x");
}

Test(expand, costs_one_round_trip_a_host_and_run)
{
    expanded("~/a");
    uint64_t before = wp_connection_statistics(connection).round_trips;
    cr_expect_str_eq(expanded("~/b"), "/the 'home'/b");
    cr_expect_str_eq(expanded("/plain"), "/plain");
    cr_expect_eq(wp_connection_statistics(connection).round_trips, before);
}

Test(expand, sees_the_environment_of_the_task)
{
    with.environment = wp_dict_new(arena, 1);
    wp_dict_set(arena, with.environment, "HOME", wp_string_static("/other"));
    cr_expect_str_eq(expanded("~/x"), "/other/x");
    with.environment = wp_null();
    cr_expect_str_eq(expanded("~/x"), "/the 'home'/x");
}
