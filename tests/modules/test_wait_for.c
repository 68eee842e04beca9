#include "on_local.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>

TestSuite(wait_for, .init = set_up, .fini = tear_down);

/* A port that greets whoever comes. */
static int listen_on(int *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert(bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 4) == 0);
    getsockname(fd, (struct sockaddr *)&address, &len);
    *port = ntohs(address.sin_port);
    return fd;
}

static void *greet(void *data)
{
    int fd = accept(*(int *)data, NULL, NULL);
    if (write(fd, "SSH-2.0-test\r\n", 14) != 14)
        return NULL;
    usleep(200000);
    close(fd);
    return NULL;
}

Test(wait_for, sees_an_open_port_and_a_closed_one)
{
    int port, fd = listen_on(&port);
    run("wait_for", wp_printf(arena, "{port: %d, timeout: 5}", port));
    cr_expect(!outcome.failed && !outcome.changed, "%s", all());
    expect_got("port", wp_printf(arena, "%d", port));
    expect_got("state", "started");
    run("wait_for", wp_printf(arena, "{port: %d, state: stopped, timeout: 1}", port));
    expect_failed("to be stopped");
    close(fd);
    run("wait_for", wp_printf(arena, "{port: %d, state: stopped, timeout: 5}", port));
    cr_expect(!outcome.failed, "%s", all());
    run("wait_for", wp_printf(arena, "{port: %d, timeout: 1}", port));
    expect_failed("Timeout when waiting for 127.0.0.1:");
    expect_got("elapsed", "1");
}

Test(wait_for, hears_what_the_other_side_says)
{
    int port, fd = listen_on(&port);
    pthread_t thread;
    pthread_create(&thread, NULL, greet, &fd);
    run("wait_for", wp_printf(arena, "{port: %d, search_regex: 'SSH-(?P<version>\\d)\\.(\\d)', timeout: 5}", port));
    cr_expect(!outcome.failed, "%s", all());
    expect_got("match_groups", "['2', '0']");
    expect_got("match_groupdict.version", "2");
    pthread_join(thread, NULL);
    close(fd);
}

Test(wait_for, sees_files_come_and_go)
{
    run("wait_for", "{path: '@/x', timeout: 1, msg: 'never came'}");
    expect_failed("never came");
    write_file("@/x", "one\nready 42\n", 0644);
    run("wait_for", "{path: '@/x', search_regex: '^ready (\\d+)$'}");
    cr_expect(!outcome.failed, "%s", all());
    expect_got("match_groups.0", "42");
    cr_expect_eq(round_trips, 1);
    run("wait_for", "{path: '@/nope', state: absent}");
    cr_expect(!outcome.failed, "%s", all());
    run("wait_for", "{path: '@/x', search_regex: 'never', timeout: 1}");
    expect_failed("search string never");
}

Test(wait_for, knows_when_a_port_has_no_connections_left)
{
    int port, fd = listen_on(&port);
    const char *args = wp_printf(arena, "{port: %d, state: drained, timeout: 1}", port);
    run("wait_for", args);
    cr_expect(!outcome.failed, "%s", all());
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                   .sin_port = htons((uint16_t)port) };
    int client = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(connect(client, (struct sockaddr *)&address, sizeof address), 0);
    run("wait_for", args);
    expect_failed("to be drained");
    run("wait_for", wp_printf(arena, "{port: %d, state: drained, timeout: 1, exclude_hosts: 127.0.0.1}", port));
    cr_expect(!outcome.failed, "%s", all());
    close(client);
    close(fd);
}

Test(wait_for, waits_just_a_while)
{
    run("wait_for", "{timeout: 1}");
    cr_expect(!outcome.failed, "%s", all());
    expect_got("elapsed", "1");
    cr_expect_eq(round_trips, 0);
    check("wait_for", "{timeout: 100}");
    cr_expect(outcome.skipped);
}

Test(wait_for, refuses_what_does_not_go_together)
{
    run("wait_for", "{port: 1, path: /x}");
    expect_failed("exclude");
    run("wait_for", "{path: /x, state: drained}");
    expect_failed("for a port");
    run("wait_for", "{state: drained}");
    expect_failed("'port'");
}
