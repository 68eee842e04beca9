#include "on_local.h"

TestSuite(wait_for_connection, .init = set_up, .fini = tear_down);

Test(wait_for_connection, a_host_that_answers_is_reached_anew)
{
    uint64_t shells = wp_connection_statistics(connection).shells;
    run("wait_for_connection", "{timeout: 5}");
    cr_expect(!outcome.failed && !outcome.changed, "%s", all());
    expect_got("elapsed", "0");
    cr_expect_gt(wp_connection_statistics(connection).shells, shells);
}

static bool refuse(void *data, wp_arena *into, const wp_frame *frame, wp_shell_reply *out, wp_error *err)
{
    int *tries = data;
    (void)into, (void)frame, (void)out;
    return ++*tries > 2 || wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "no route");
}

Test(wait_for_connection, it_tries_until_the_host_answers)
{
    int tries = 0;
    wp_connection *fake = wp_connection_new_fake("there", refuse, &tries);
    with.connection = fake;
    run("wait_for_connection", "{timeout: 5, sleep: 0}");
    cr_expect(!outcome.failed, "%s", all());
    cr_expect_eq(tries, 3);
    wp_connection_free(fake);
}

Test(wait_for_connection, a_host_that_does_not_answer_in_time_is_an_error)
{
    int tries = -1000000;
    wp_connection *fake = wp_connection_new_fake("there", refuse, &tries);
    with.connection = fake;
    run("wait_for_connection", "{timeout: 0, sleep: 0}");
    expect_failed("no route");
    wp_connection_free(fake);
}
