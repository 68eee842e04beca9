#include "module/bridge.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static wp_arena *arena;
static wp_bridge *bridge;
static int ends[2];

static void set_up(void)
{
    wp_error err = { 0 };
    arena = wp_arena_new();
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    cr_assert(wp_bridge_open(arena, ends[0], &bridge, &err), "%s", err.text);
}

static void tear_down(void)
{
    wp_bridge_close(bridge);
    close(ends[0]);
    close(ends[1]);
    wp_arena_free(arena);
}

TestSuite(bridge, .init = set_up, .fini = tear_down, .timeout = 20);

static int connect_to_it(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t len = strlen(wp_bridge_name(bridge));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    memcpy(address.sun_path + 1, wp_bridge_name(bridge), len);
    socklen_t whole = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + len);
    cr_assert_eq(connect(fd, (struct sockaddr *)&address, whole), 0);
    return fd;
}

static const char *take(int fd, size_t wanted)
{
    static char bytes[64];
    size_t len = 0;
    while (len < wanted) {
        ssize_t got = read(fd, bytes + len, wanted - len);
        if (got <= 0)
            break;
        len += (size_t)got;
    }
    bytes[len] = '\0';
    return bytes;
}

Test(bridge, carries_bytes_both_ways)
{
    int near = connect_to_it();
    cr_assert_eq(write(near, "question", 8), 8);
    cr_expect_str_eq(take(ends[1], 8), "question");
    cr_assert_eq(write(ends[1], "answer", 6), 6);
    cr_expect_str_eq(take(near, 6), "answer");
    close(near);
}

Test(bridge, what_was_sent_last_arrives_before_the_end)
{
    int near = connect_to_it();
    cr_assert_eq(write(ends[1], "last", 4), 4);
    shutdown(ends[1], SHUT_WR);
    cr_expect_str_eq(take(near, 10), "last");
    cr_assert_eq(write(near, "and back", 8), 8);
    cr_expect_str_eq(take(ends[1], 8), "and back");
    close(near);
}

Test(bridge, another_process_gets_nowhere)
{
    pid_t child = fork();
    if (child == 0) {
        int fd = connect_to_it();
        char byte;
        _exit(read(fd, &byte, 1) == 0 ? 0 : 1);
    }
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect_eq(status, 0);
    int near = connect_to_it();
    cr_assert_eq(write(near, "own", 3), 3);
    cr_expect_str_eq(take(ends[1], 3), "own");
    close(near);
}

Test(bridge, closes_though_nobody_came)
{
    cr_expect(wp_bridge_name(bridge)[0]);
}
