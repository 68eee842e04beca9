/* TCP connections made by a host: to an echo server of the test's. */
#include "connection/connection.h"
#include "support/sshd.h"

#include "base/clock.h"
#include "crypto/digest.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static wp_arena *arena;
static wp_test_sshd sshd;
static wp_error err;
static int listener, port;

/* Sends everything back, until the other side ends; one connection after the other. */
static void *echo(void *data)
{
    (void)data;
    static char bytes[65536];
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        ssize_t len;
        while ((len = recv(fd, bytes, sizeof bytes, 0)) > 0)
            for (ssize_t at = 0, sent = 0; at < len && sent >= 0; at += sent)
                sent = send(fd, bytes + at, (size_t)(len - at), MSG_NOSIGNAL);
        close(fd);
    }
    return NULL;
}

static void begin(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    pthread_t thread;
    arena = wp_arena_new();
    wp_test_sshd_start(&sshd, NULL);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 5) == 0);
    getsockname(listener, (struct sockaddr *)&address, &size);
    port = ntohs(address.sin_port);
    pthread_create(&thread, NULL, echo, NULL);
    pthread_detach(thread);
}

static void finish(void)
{
    wp_test_sshd_stop(&sshd);
    wp_arena_free(arena);
}

TestSuite(tunnel, .init = begin, .fini = finish, .timeout = 180);

typedef struct to_send {
    int fd;
    const char *bytes;
    size_t len;
} to_send;

static void *send_all(void *data)
{
    to_send *all = data;
    for (size_t at = 0; at < all->len;) {
        ssize_t len = send(all->fd, all->bytes + at, all->len - at, MSG_NOSIGNAL);
        if (len <= 0)
            break;
        at += (size_t)len;
    }
    shutdown(all->fd, SHUT_WR);
    return NULL;
}

static void expect_echo(wp_connection *connection)
{
    size_t len = 5 << 20, at = 0;
    char *bytes = malloc(len), *back = malloc(len);
    wp_tunnel *tunnel;
    pthread_t thread;
    wp_random_bytes(bytes, len);
    cr_assert(wp_tunnel_open(connection, "127.0.0.1", port, &tunnel, &err), "%s", err.text);
    to_send all = { wp_tunnel_fd(tunnel), bytes, len };
    pthread_create(&thread, NULL, send_all, &all);
    ssize_t got;
    while (at < len && (got = recv(wp_tunnel_fd(tunnel), back + at, len - at, 0)) > 0)
        at += (size_t)got;
    char one;
    cr_expect_eq(recv(wp_tunnel_fd(tunnel), &one, 1, 0), 0, "the end comes through");
    pthread_join(thread, NULL);
    wp_tunnel_close(tunnel);
    cr_expect_eq(at, len, "%zu", at);
    cr_expect_eq(memcmp(bytes, back, at), 0);
    free(bytes);
    free(back);
}

Test(tunnel, carries_bytes_both_ways_and_their_end)
{
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    cr_assert(wp_connection_run(arena, connection, &(wp_frame){ .script = ":" }, &reply, &err), "%s", err.text);
    expect_echo(connection);
    expect_echo(connection);
    cr_assert(wp_connection_run(arena, connection, &(wp_frame){ .script = ":" }, &reply, &err), "%s", err.text);
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
    wp_connection_free(connection);
}

Test(tunnel, of_a_local_connection_is_a_connection)
{
    wp_connection *connection = wp_connection_new(&(wp_connection_options){ .kind = "local", .name = "here" });
    expect_echo(connection);
    wp_connection_free(connection);
}

Test(tunnel, closed_in_the_middle_it_is_gone)
{
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    wp_tunnel *tunnel;
    wp_shell_reply reply;
    cr_assert(wp_tunnel_open(connection, "127.0.0.1", port, &tunnel, &err), "%s", err.text);
    cr_expect_eq(send(wp_tunnel_fd(tunnel), "x", 1, 0), 1);
    wp_tunnel_close(tunnel);
    cr_assert(wp_connection_run(arena, connection, &(wp_frame){ .script = ":" }, &reply, &err), "%s", err.text);
    wp_connection_free(connection);
}

Test(tunnel, where_nobody_listens_the_task_fails_but_the_host_is_there)
{
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    wp_tunnel *tunnel;
    wp_shell_reply reply;
    cr_assert_not(wp_tunnel_open(connection, "127.0.0.1", 1, &tunnel, &err));
    cr_expect_eq(err.kind, WP_E_FAILED);
    cr_expect(strstr(err.text, "127.0.0.1 port 1: not to be reached from here: connection refused"), "%s", err.text);
    cr_assert(wp_connection_run(arena, connection, &(wp_frame){ .script = ":" }, &reply, &err), "%s", err.text);
    wp_connection_free(connection);
}
