/* What holds for every kind of connection: who may use it when, how it is lost and found, the fake of other tests. */
#include "connection/connection.h"
#include "support/fake_host.h"
#include "support/sshd.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static wp_arena *arena;
static wp_test_sshd sshd;
static wp_error err;

static void begin(void)
{
    arena = wp_arena_new();
}

static void finish(void)
{
    if (sshd.pid > 0)
        wp_test_sshd_stop(&sshd);
    wp_arena_free(arena);
}

TestSuite(connection, .init = begin, .fini = finish, .timeout = 180);

static bool run(wp_connection *connection, const char *script, wp_shell_reply *reply)
{
    return wp_connection_run(arena, connection, &(wp_frame){ .script = script }, reply, &err);
}

/* ---- threads ------------------------------------------------------------------------------ */

typedef struct test_worker {
    wp_connection *connection;
    pthread_t thread;
    int number, good;
} test_worker;

enum { WORKERS = 8, FRAMES = 15 };

static long read_once(void *data, char *bytes, size_t size, wp_error *why)
{
    (void)why;
    int *left = data;
    size_t len = *left < (int)size ? (size_t)*left : size;
    memset(bytes, 'x', len);
    *left -= (int)len;
    return (long)len;
}

/* Each says its own number, and must hear it. */
static void *work(void *data)
{
    test_worker *worker = data;
    wp_arena *own = wp_arena_new();
    for (int i = 0; i < FRAMES; i++) {
        wp_shell_reply reply;
        wp_error why;
        char script[100], expected[100];
        snprintf(script, sizeof script, "echo %d.%d; echo %d >&2", worker->number, i, worker->number);
        snprintf(expected, sizeof expected, "%d.%d\n", worker->number, i);
        bool done = wp_connection_run(own, worker->connection, &(wp_frame){ .script = script }, &reply, &why);
        worker->good += done && wp_str_is(reply.out, expected);
        if (i % 5 == 0) {
            int left = 100000;
            wp_source source = { &left, read_once };
            wp_frame frame = { .script = "wc -c" };
            done = wp_connection_stream(own, worker->connection, &frame, &source, NULL, &reply, &why);
            worker->good -= !done || !wp_str_is(reply.out, "100000\n");
        }
    }
    wp_arena_free(own);
    return NULL;
}

static void expect_all_good(test_worker *workers)
{
    for (int i = 0; i < WORKERS; i++)
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(workers[i].thread, NULL);
        cr_expect_eq(workers[i].good, FRAMES, "worker %d: %d", i, workers[i].good);
    }
}

Test(connection, threads_take_turns_on_one)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    test_worker workers[WORKERS] = { 0 };
    for (int i = 0; i < WORKERS; i++)
        workers[i] = (test_worker){ .connection = connection, .number = i };
    expect_all_good(workers);
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
    wp_connection_free(connection);
}

Test(connection, threads_work_side_by_side_on_many)
{
    wp_test_sshd_start(&sshd, "MaxStartups 100");
    wp_connection_options options = wp_test_sshd_options(&sshd);
    test_worker workers[WORKERS] = { 0 };
    for (int i = 0; i < WORKERS; i++) {
        wp_connection_options local = { .kind = "local", .name = "here" };
        workers[i] = (test_worker){ .connection = wp_connection_new(i % 3 ? &options : &local), .number = i };
    }
    expect_all_good(workers);
    for (int i = 0; i < WORKERS; i++)
        wp_connection_free(workers[i].connection);
}

/* ---- lost and found ---------------------------------------------------------------------------- */

/* Those that are there now: a client may be back before they are gone. */
static void kill_sessions(void)
{
    int code = wp_test_command("c=/proc/%d/task/%d/children; old=$(cat $c)\n"
                               "for p in $old; do kill -9 $(cat /proc/$p/task/$p/children) $p; done 2>/dev/null\n"
                               "for i in $(seq 500); do\n" /* a session is over when its process has been waited for */
                               "  left=; for p in $old; do case \" $(cat $c) \" in *\" $p \"*) left=$p ;; esac; done\n"
                               "  [ -n \"$left\" ] || exit 0\n"
                               "  sleep 0.01\n"
                               "done; exit 1",
                               sshd.pid, sshd.pid);
    cr_assert_eq(code, 0, "the sessions don't end");
}

Test(connection, one_that_was_lost_while_idle_is_made_again)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    cr_assert(run(connection, "echo one", &reply), "%s", err.text);
    kill_sessions();
    cr_assert(run(connection, "echo two", &reply), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "two\n"));
    cr_expect_eq(wp_connection_statistics(connection).shells, 2);
    wp_connection_free(connection);
}

Test(connection, a_host_that_allows_one_session_is_enough)
{
    wp_test_sshd_start(&sshd, "MaxSessions 1");
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    char big[100000];
    memset(big, 'x', sizeof big);
    cr_assert(run(connection, "echo one", &reply), "%s", err.text);
    wp_frame frame = { .script = "wc -c", .input = { big, sizeof big } };
    cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "100000\n"));
    cr_assert(run(connection, "echo two", &reply), "%s", err.text);
    /* There is no second channel to kill from: it takes a second connection. */
    const char *sleeper = wp_printf(arena, "sleep 4713.%d", getpid());
    frame = (wp_frame){ .script = wp_printf(arena, "echo begun; %s", sleeper), .timeout_ms = 300 };
    cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
    cr_expect(reply.timed_out);
    cr_expect(wp_str_is(reply.out, "begun\n"));
    cr_expect_lt(reply.seconds, 4);
    cr_assert(run(connection, wp_printf(arena, "echo three; pgrep -fx '%s'", sleeper), &reply), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "three\n"), "%.*s", (int)reply.out.len, reply.out.ptr);
    wp_connection_free(connection);
}

static void *cut_after(void *data)
{
    wp_sleep_ms(*(int *)data);
    kill_sessions();
    return NULL;
}

Test(connection, cut_at_any_moment_it_says_so_at_once)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = wp_test_sshd_options(&sshd);
    wp_connection *connection = wp_connection_new(&options);
    char big[200000];
    memset(big, 'x', sizeof big);
    srand((unsigned)getpid());
    int cuts = 0;
    for (int round = 0; round < 30; round++) {
        int after = rand() % 120;
        pthread_t thread;
        pthread_create(&thread, NULL, cut_after, &after);
        int64_t until = wp_clock_ms() + 400;
        bool done = true;
        while (done && wp_clock_ms() < until) {
            wp_shell_reply reply;
            wp_frame frame = { .script = "wc -c; seq 3000", .input = { big, (size_t)(rand() % 3) * 50000 } };
            int64_t before = wp_clock_ms();
            done = wp_connection_run(arena, connection, &frame, &reply, &err);
            cr_expect_lt(wp_clock_ms() - before, 5000);
            cr_expect(!done || reply.status == 0, "status %d", reply.status);
            cr_expect(done || err.kind == WP_E_UNREACHABLE, "%d: %s", err.kind, err.text);
        }
        cuts += !done;
        pthread_join(thread, NULL);
        wp_connection_reset(connection);
    }
    cr_expect_gt(cuts, 10, "%d", cuts);
    wp_connection_free(connection);
}

/* ---- the fake ------------------------------------------------------------------------------------- */

Test(connection, the_fake_answers_and_records)
{
    wp_fake_host *host = wp_fake_host_new(arena);
    wp_connection *connection = wp_fake_host_connection(host);
    wp_shell_reply reply;
    wp_fake_host_answer(host, "stat", 3, "out", "err");
    wp_fake_host_answer(host, "other", 0, "", "");
    cr_assert(run(connection, "stat /x", &reply), "%s", err.text);
    cr_expect_eq(reply.status, 3);
    cr_expect(wp_str_is(reply.out, "out"));
    cr_expect_not(run(connection, "stat /y", &reply));
    cr_expect_str_eq(err.text, "'other' is not in: stat /y");
    cr_expect_not(run(connection, "more", &reply));
    cr_expect_str_eq(err.text, "the fake host has no answer to: more");
    cr_expect_eq(wp_fake_host_frames(host), 2);
    cr_expect_str_eq(wp_fake_host_frame(host, 1)->script, "stat /y");
    cr_expect_eq(wp_connection_statistics(connection).round_trips, 3);
    wp_fake_host_free(host);
}

Test(connection, the_fake_can_be_cut)
{
    wp_fake_host *host = wp_fake_host_new(arena);
    wp_shell_reply reply;
    wp_fake_host_cut(host);
    wp_fake_host_answer(host, NULL, 0, "", "");
    cr_expect_not(run(wp_fake_host_connection(host), ":", &reply));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    cr_expect_not(run(wp_fake_host_connection(host), ":", &reply));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    wp_connection_reset(wp_fake_host_connection(host));
    cr_expect(run(wp_fake_host_connection(host), ":", &reply));
    wp_fake_host_free(host);
}

Test(connection, a_kind_that_is_not_known_is_told)
{
    wp_connection *connection = wp_connection_new(&(wp_connection_options){ .kind = "telepathy", .name = "x" });
    wp_shell_reply reply;
    cr_expect_not(run(connection, ":", &reply));
    cr_expect_str_eq(err.text, "there is no connection 'telepathy'");
    wp_connection_free(connection);
}
