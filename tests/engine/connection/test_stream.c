/* Streams beside the shell: large contents both ways, over both kinds, in little memory. */
#include "connection/connection.h"
#include "support/sshd.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

static wp_arena *arena;
static wp_connection *connection;
static wp_test_sshd sshd;
static wp_error err;

static void open_kind(const char *kind)
{
    wp_connection_options options = { .kind = "local", .name = "here" };
    arena = wp_arena_new();
    if (strcmp(kind, "ssh") == 0) {
        wp_test_sshd_start(&sshd, NULL);
        options = wp_test_sshd_options(&sshd);
    }
    connection = wp_connection_new(&options);
}

static void close_kind(void)
{
    wp_connection_free(connection);
    if (sshd.pid)
        wp_test_sshd_stop(&sshd);
    wp_arena_free(arena);
}

/* A test that runs once a kind. */
#define KIND_TEST(name)                                                                                                \
    static void name(void);                                                                                            \
    ParameterizedTestParameters(stream, name)                                                                          \
    {                                                                                                                  \
        static char kinds[2][8] = { "local", "ssh" };                                                                  \
        return cr_make_param_array(char[8], kinds, 2);                                                                 \
    }                                                                                                                  \
    ParameterizedTest(char(*kind)[8], stream, name, .timeout = 180)                                                     \
    {                                                                                                                  \
        open_kind(*kind);                                                                                              \
        name();                                                                                                        \
        close_kind();                                                                                                  \
    }                                                                                                                  \
    static void name(void)

/* Bytes that are made up as they are read, and compared as they are written. */
typedef struct byte_pattern {
    uint64_t at, end;
    bool same;
} byte_pattern;

static char byte_at(uint64_t at)
{
    return (char)(at * 31 + (at >> 13));
}

static long make_up(void *data, char *bytes, size_t size, wp_error *why)
{
    (void)why;
    byte_pattern *from = data;
    size_t len = from->end - from->at < size ? (size_t)(from->end - from->at) : size;
    for (size_t i = 0; i < len; i++)
        bytes[i] = byte_at(from->at + i);
    from->at += len;
    return (long)len;
}

static bool compare(void *data, const char *bytes, size_t len, wp_error *why)
{
    (void)why;
    byte_pattern *to = data;
    for (size_t i = 0; i < len; i++)
        to->same = to->same && bytes[i] == byte_at(to->at + i);
    to->at += len;
    return true;
}

KIND_TEST(megabytes_go_there_and_back_in_little_memory)
{
    enum { SIZE = 30 << 20 };
    byte_pattern from = { .end = SIZE }, to = { .same = true };
    wp_source source = { &from, make_up };
    wp_sink sink = { &to, compare };
    wp_shell_reply reply;
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    cr_assert(wp_connection_stream(arena, connection, &(wp_frame){ .script = "cat; echo end >&2; exit 3" }, &source,
                                   &sink, &reply, &err),
              "%s", err.text);
    getrusage(RUSAGE_SELF, &after);
    cr_expect_eq(to.at, SIZE, "%lu", (unsigned long)to.at);
    cr_expect(to.same);
    cr_expect_eq(reply.status, 3);
    cr_expect(wp_str_is(reply.err, "end\n"));
    cr_expect_eq(reply.out.len, 0);
    if (SANITIZED) /* which keep freed memory for long */
        return;
    cr_expect_lt(after.ru_maxrss - before.ru_maxrss, 24 * 1024, "%ld KiB", after.ru_maxrss - before.ru_maxrss);
}

KIND_TEST(without_input_there_is_none_and_without_a_sink_the_reply_has_it)
{
    wp_shell_reply reply;
    cr_assert(
        wp_connection_stream(arena, connection, &(wp_frame){ .script = "cat; echo out" }, NULL, NULL, &reply, &err),
        "%s", err.text);
    cr_expect(wp_str_is(reply.out, "out\n"));
    cr_expect_eq(reply.status, 0);
}

KIND_TEST(halves_are_there_too)
{
    const wp_half half = { "count", "count() {\n    wc -c\n    # it's \"quoted\" \\ and more\n    return 9\n}\n" };
    byte_pattern from = { .end = 1000 };
    wp_source source = { &from, make_up };
    wp_shell_reply reply;
    wp_frame frame = { .script = "x='a\nb'\necho \"$x\"\ncount", .halves = &half, .half_count = 1 };
    cr_assert(wp_connection_stream(arena, connection, &frame, &source, NULL, &reply, &err), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "a\nb\n1000\n"), "%.*s", (int)reply.out.len, reply.out.ptr);
    cr_expect_eq(reply.status, 9);
}

KIND_TEST(a_command_that_wants_no_more_input_ends_the_stream)
{
    byte_pattern from = { .end = 1 << 30 };
    wp_source source = { &from, make_up };
    wp_shell_reply reply;
    cr_assert(wp_connection_stream(arena, connection,
                                   &(wp_frame){ .script = "head -c 10 >/dev/null; echo full >&2; exit 1" }, &source,
                                   NULL, &reply, &err),
              "%s", err.text);
    cr_expect_eq(reply.status, 1);
    cr_expect(wp_str_is(reply.err, "full\n"));
    cr_expect_lt(from.at, 64 << 20);
}

static long refuse(void *data, char *bytes, size_t size, wp_error *why)
{
    (void)data;
    (void)bytes;
    (void)size;
    wp_fail(why, WP_E_IO, WP_NO_MARK, "no more");
    return -1;
}

static bool choke(void *data, const char *bytes, size_t len, wp_error *why)
{
    (void)data;
    (void)bytes;
    (void)len;
    return wp_fail(why, WP_E_IO, WP_NO_MARK, "the disk is full");
}

KIND_TEST(a_source_or_a_sink_that_fails_ends_it)
{
    wp_source source = { NULL, refuse };
    wp_sink sink = { NULL, choke };
    wp_shell_reply reply;
    cr_assert_not(wp_connection_stream(arena, connection, &(wp_frame){ .script = "cat" }, &source, NULL, &reply, &err));
    cr_expect_str_eq(err.text, "no more");
    cr_assert_not(wp_connection_stream(arena, connection, &(wp_frame){ .script = "echo x; sleep 60" }, NULL, &sink,
                                       &reply, &err));
    cr_expect_str_eq(err.text, "the disk is full");
    cr_assert(wp_connection_run(arena, connection, &(wp_frame){ .script = ":" }, &reply, &err), "%s", err.text);
}

KIND_TEST(the_time_limit_counts)
{
    wp_shell_reply reply;
    wp_frame frame = { .script = "echo begun; sleep 600", .timeout_ms = 300 };
    cr_assert(wp_connection_stream(arena, connection, &frame, NULL, NULL, &reply, &err), "%s", err.text);
    cr_expect(reply.timed_out);
    cr_expect(wp_str_is(reply.out, "begun\n"));
    cr_expect_lt(reply.seconds, 5);
}

KIND_TEST(a_child_that_keeps_the_streams_open_is_not_waited_for)
{
    wp_shell_reply reply;
    cr_assert(wp_connection_stream(arena, connection, &(wp_frame){ .script = "sleep 30 & echo now" }, NULL, NULL,
                                   &reply, &err),
              "%s", err.text);
    cr_expect(wp_str_is(reply.out, "now\n"));
    cr_expect_lt(reply.seconds, 5);
}
