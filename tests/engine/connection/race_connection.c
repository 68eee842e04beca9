/*
 * Many threads on many connections of both kinds, without Criterion, which the
 * thread sanitizer does not get along with: a program that is right when it ends
 * with 0 (and, under the sanitizer, says nothing).
 */
#include "connection/connection.h"
#include "support/sshd.h"

#include "base/clock.h"
#include "base/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS = 6, THREADS = 12, ROUNDS = 6 };

static wp_test_sshd sshd;
static wp_cancel cancel;
static wp_connection *connections[CONNECTIONS];
static pthread_barrier_t all_rounds_done;
static atomic_int bad, cancelled;

static void check(bool is_good, const char *what, const wp_error *err)
{
    if (is_good)
        return;
    atomic_fetch_add(&bad, 1);
    fprintf(stderr, "%s: %s\n", what, err->text);
}

static void run_frame(wp_arena *arena, wp_connection *connection, int number)
{
    wp_shell_reply reply = { 0 };
    wp_error err = { 0 };
    const wp_half half = { "say", "say() { echo \"$1\"; echo \"$1\" >&2; }\n" };
    wp_frame frame = { .script = wp_printf(arena, "say %d; exit 3", number), .halves = &half, .half_count = 1 };
    bool done = wp_connection_run(arena, connection, &frame, &reply, &err);
    check(done && reply.status == 3 && wp_str_is(reply.out, wp_printf(arena, "%d\n", number)), "frame", &err);
}

static void run_limited(wp_arena *arena, wp_connection *connection)
{
    wp_shell_reply reply = { 0 };
    wp_error err = { 0 };
    bool done =
        wp_connection_run(arena, connection, &(wp_frame){ .script = "sleep 60", .timeout_ms = 100 }, &reply, &err);
    check(done && reply.timed_out, "limited frame", &err);
}

static void run_large(wp_arena *arena, wp_connection *connection)
{
    wp_shell_reply reply = { 0 };
    wp_error err = { 0 };
    wp_frame frame = { .script = "wc -c", .input = { wp_alloc(arena, 300000), 300000 } };
    bool done = wp_connection_run(arena, connection, &frame, &reply, &err);
    check(done && wp_str_eq(wp_str_trim(reply.out), wp_str_of("300000")), "large frame", &err);
}

static void run_tunnel(wp_connection *connection)
{
    wp_error err = { 0 };
    wp_tunnel *tunnel;
    char greeting[8] = "";
    bool done = wp_tunnel_open(connection, "127.0.0.1", sshd.port, &tunnel, &err);
    if (done) {
        done = recv(wp_tunnel_fd(tunnel), greeting, 4, MSG_WAITALL) == 4 && memcmp(greeting, "SSH-", 4) == 0;
        wp_tunnel_close(tunnel);
    }
    check(done, "tunnel", &err);
}

static void *work(void *data)
{
    int number = *(int *)data;
    wp_connection *connection = connections[number % CONNECTIONS];
    wp_arena *arena = wp_arena_new();
    for (int round = 0; round < ROUNDS; round++) {
        run_frame(arena, connection, number * 1000 + round);
        if (round == number % ROUNDS)
            run_limited(arena, connection);
        if (round % 3 == 1)
            run_large(arena, connection);
        if (round % 3 == 2)
            run_tunnel(connection);
        wp_arena_reset(arena);
    }
    pthread_barrier_wait(&all_rounds_done); /* or a sleeper would hold up those who share its connection */
    wp_shell_reply reply;
    wp_error err = { 0 };
    wp_connection_run(arena, connection, &(wp_frame){ .script = "sleep 60" }, &reply, &err);
    check(err.kind == WP_E_CANCELLED, "cancelled frame", &err);
    atomic_fetch_add(&cancelled, 1);
    wp_arena_free(arena);
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    int numbers[THREADS];
    wp_cancel_open(&cancel);
    pthread_barrier_init(&all_rounds_done, NULL, THREADS + 1);
    wp_test_sshd_start(&sshd, "MaxStartups 100");
    for (int i = 0; i < CONNECTIONS; i++) {
        wp_connection_options options = wp_test_sshd_options(&sshd);
        options.kind = i % 3 == 0 ? "local" : "ssh";
        options.cancel = &cancel;
        connections[i] = wp_connection_new(&options);
    }
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, work, &numbers[i]);
    }
    pthread_barrier_wait(&all_rounds_done);
    for (int k = 0; k < CONNECTIONS; k++)
        check(wp_connection_is_open(connections[k]), "open", &(wp_error){ 0 });
    wp_sleep_ms(300);
    wp_cancel_request(&cancel);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    uint64_t shells = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
        shells += wp_connection_statistics(connections[i]).shells;
        wp_connection_free(connections[i]);
    }
    wp_test_sshd_stop(&sshd);
    wp_cancel_close(&cancel);
    fprintf(stderr, "%d bad, %d cancelled, %llu shells\n", bad, cancelled, (unsigned long long)shells);
    return bad != 0;
}
