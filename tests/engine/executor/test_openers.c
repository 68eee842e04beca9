/* Which hosts are connected ahead of time: a listener that never greets counts who comes. */
#include "fixture.h"

#include "executor/openers.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

static int listener;

static void begin(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    set_up();
    listener = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, len), 0);
    cr_assert_eq(listen(listener, 16), 0);
    cr_assert_eq(getsockname(listener, (struct sockaddr *)&address, &len), 0);
    write_file("hosts", wp_printf(arena, "a\nb\nc\nsecret ansible_password=x\nhere ansible_connection=local\n"
                                         "[all:vars]\nansible_host=127.0.0.1\nansible_port=%d\nansible_user=nobody\n",
                                  ntohs(address.sin_port)));
    with.connection = "ssh";
    setenv("HOME", root, 1);
}

TestSuite(openers, .init = begin, .fini = tear_down, .timeout = 60);

static size_t count; /* how many came */
static int64_t end_took;

static void open_ahead(wp_run *run)
{
    wp_openers *openers = wp_openers_begin(run);
    struct pollfd comes = { .fd = listener, .events = POLLIN };
    cr_assert_not_null(openers);
    while (poll(&comes, 1, 1000) == 1) {
        cr_assert_geq(accept(listener, NULL, NULL), 0);
        count++;
    }
    int64_t began = wp_clock_ms();
    wp_openers_end(openers);
    end_took = wp_clock_ms() - began;
}

Test(openers, hosts_beyond_forks_and_of_later_plays_are_connected_ahead)
{
    with.forks = 1;
    with_run("hosts", "- hosts: a,b\n- hosts: b,c\n", open_ahead);
    cr_expect_eq(count, 1, "%zu", count); /* one thread for one fork, busy with b, which never greets */
}

Test(openers, as_many_at_once_as_there_are_forks)
{
    with.forks = 2;
    with_run("hosts", "- hosts: localhost\n- hosts: a,b\n", open_ahead);
    cr_expect_eq(count, 2, "%zu", count);
}

Test(openers, the_first_that_work_connect_by_themselves)
{
    with.forks = 5;
    with_run("hosts", "- hosts: a,b,c\n- hosts: a,b,c\n", open_ahead);
    cr_expect_eq(count, 0, "%zu", count);
}

Test(openers, no_password_is_told_ahead_and_nothing_local_is_opened)
{
    with.forks = 5;
    with_run("hosts", "- hosts: a\n- hosts: secret,here\n", open_ahead);
    cr_expect_eq(count, 0, "%zu", count);
}

Test(openers, what_is_being_opened_is_given_up_at_once_at_the_end)
{
    with.forks = 2;
    with_run("hosts", "- hosts: a\n- hosts: b,c\n", open_ahead);
    cr_expect_lt(end_took, 2000, "%lld ms", (long long)end_took);
}
