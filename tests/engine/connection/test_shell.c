/* The persistent shell, over the local kind, under every shell that may be a host's /bin/sh. */
#include "connection/connection.h"

#include "base/buf.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const shells[] = { "/bin/dash", "/bin/bash", "/bin/busybox ash", "/bin/mksh", "/bin/ksh93" };

static wp_arena *arena;
static wp_connection *connection;

static void open_with(const char *shell)
{
    arena = wp_arena_new();
    connection = wp_connection_new(&(wp_connection_options){ .kind = "local", .name = "here", .shell = shell });
}

static void done(void)
{
    wp_connection_free(connection);
    wp_arena_free(arena);
}

static wp_shell_reply run_frame(const wp_frame *frame)
{
    wp_shell_reply reply;
    wp_error err = { 0 };
    if (!wp_connection_run(arena, connection, frame, &reply, &err))
        cr_assert_fail("%s: %s", frame->script, err.text);
    return reply;
}

static wp_shell_reply run(const char *script)
{
    return run_frame(&(wp_frame){ .script = script });
}

static void expect(const char *script, int status, const char *out, const char *err)
{
    wp_shell_reply reply = run(script);
    cr_expect_eq(reply.status, status, "%s: status %d", script, reply.status);
    cr_expect(wp_str_is(reply.out, out), "%s: out '%.*s'", script, (int)reply.out.len, reply.out.ptr);
    cr_expect(wp_str_is(reply.err, err), "%s: err '%.*s'", script, (int)reply.err.len, reply.err.ptr);
}

static void need(const char *shell)
{
    char program[32];
    snprintf(program, sizeof program, "%.*s", (int)strcspn(shell, " "), shell);
    if (access(program, X_OK) != 0)
        cr_skip_test("%s is not installed", program);
}

/* A test that runs once a shell. */
#define SHELL_TEST(name)                                                                                               \
    static void name(void);                                                                                            \
    ParameterizedTestParameters(shell, name)                                                                           \
    {                                                                                                                  \
        static char rows[sizeof shells / sizeof *shells][32];                                                          \
        for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)                                                    \
            snprintf(rows[i], sizeof rows[i], "%s", shells[i]);                                                        \
        return cr_make_param_array(char[32], rows, sizeof shells / sizeof *shells);                                    \
    }                                                                                                                  \
    ParameterizedTest(char(*which)[32], shell, name)                                                                   \
    {                                                                                                                  \
        need((*which));                                                                                                \
        open_with(*which);                                                                                             \
        name();                                                                                                        \
        done();                                                                                                        \
    }                                                                                                                  \
    static void name(void)

SHELL_TEST(streams_and_exit_code_come_back_apart)
{
    expect("echo out; echo err >&2; exit 3", 3, "out\n", "err\n");
    expect("printf 'no line end'", 0, "no line end", "");
    expect("false", 1, "", "");
    expect(":", 0, "", "");
}

SHELL_TEST(a_signal_is_128_and_its_number)
{
    expect("exec sh -c 'kill -9 $$'", 137, "", "");
    expect("exec sh -c 'kill -15 $$'", 143, "", "");
}

SHELL_TEST(nothing_leaks_from_one_frame_into_the_next)
{
    const char *look = "pwd; umask; echo ${x-none}; echo /bin/s[h]; f 2>/dev/null || echo gone";
    wp_shell_reply before = run(look);
    run("cd /; umask 077; x=1; export x; set -f; trap 'echo trapped' EXIT; exec 3>/dev/null; f() { echo f; }");
    cr_expect(wp_str_eq(run(look).out, before.out));
    cr_expect(wp_str_ends(before.out, "\nnone\n/bin/sh\ngone\n"));
}

SHELL_TEST(halves_are_sent_once_and_stay)
{
    const wp_half half = { "greet", "greet() {\n    echo \"hello $1 it's\"\n    return 4\n}\n" };
    wp_shell_reply reply = run_frame(&(wp_frame){ .script = "greet you", .halves = &half, .half_count = 1 });
    cr_expect(wp_str_is(reply.out, "hello you it's\n"));
    cr_expect_eq(reply.status, 4);
    uint64_t before = wp_connection_statistics(connection).bytes_out;
    reply = run_frame(&(wp_frame){ .script = "greet me", .halves = &half, .half_count = 1 });
    cr_expect(wp_str_is(reply.out, "hello me it's\n"));
    cr_expect_lt(wp_connection_statistics(connection).bytes_out - before, 150);
    expect("greet again", 4, "hello again it's\n", "");
}

SHELL_TEST(input_of_any_bytes_arrives_as_it_is)
{
    char bytes[1000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i % 256);
    wp_shell_reply reply = run_frame(&(wp_frame){ .script = "cat", .input = { bytes, sizeof bytes } });
    cr_expect(wp_str_eq(reply.out, (wp_str){ bytes, sizeof bytes }));
    expect("cat", 0, "", "");
    reply = run_frame(&(wp_frame){ .script = "cat; exit 5", .input = { "", 0 } });
    cr_expect_eq(reply.out.len, 0);
    cr_expect_eq(reply.status, 5);
}

SHELL_TEST(large_input_arrives_too)
{
    size_t len = 3 << 20;
    char *bytes = wp_alloc(arena, len);
    wp_random_bytes(bytes, len);
    wp_shell_reply reply = run_frame(&(wp_frame){ .script = "cat; echo done >&2; exit 7", .input = { bytes, len } });
    cr_expect(wp_str_eq(reply.out, (wp_str){ bytes, len }));
    cr_expect(wp_str_is(reply.err, "done\n"));
    cr_expect_eq(reply.status, 7);
}

SHELL_TEST(input_that_nobody_reads_hurts_nobody)
{
    char bytes[30000];
    memset(bytes, 'x', sizeof bytes);
    wp_shell_reply reply = run_frame(&(wp_frame){ .script = "exit 2", .input = { bytes, sizeof bytes } });
    cr_expect_eq(reply.status, 2);
    expect("echo fine", 0, "fine\n", "");
}

SHELL_TEST(a_syntax_error_ends_the_frame_only)
{
    wp_shell_reply reply = run("if then ((( '");
    cr_expect_neq(reply.status, 0);
    cr_expect_gt(reply.err.len, 0);
    expect("echo fine", 0, "fine\n", "");
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
}

SHELL_TEST(at_the_time_limit_the_command_and_its_children_are_killed_and_the_shell_goes_on)
{
    char script[300];
    snprintf(script, sizeof script, "echo begun; sh -c 'sleep 987.%d & (sleep 988.%d &) ; sleep 989.%d'", getpid(),
             getpid(), getpid());
    wp_shell_reply reply = run_frame(&(wp_frame){ .script = script, .timeout_ms = 300 });
    cr_expect(reply.timed_out);
    cr_expect(wp_str_is(reply.out, "begun\n"));
    cr_expect_lt(reply.seconds, 3);
    snprintf(script, sizeof script, "ps -A -o args= | grep '[s]leep 98[789].%d'", getpid());
    expect(script, 1, "", "");
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
}

SHELL_TEST(a_command_that_kills_its_shell_is_told_and_the_next_one_works)
{
    wp_shell_reply reply;
    wp_error err = { 0 };
    run(":");
    cr_expect_not(wp_connection_run(arena, connection, &(wp_frame){ .script = "kill -9 $$" }, &reply, &err));
    cr_expect_eq(err.kind, WP_E_FAILED);
    cr_expect(strstr(err.text, "killed by signal 9"), "%s", err.text);
    expect("echo fine", 0, "fine\n", "");
}

SHELL_TEST(a_child_that_keeps_the_streams_open_does_not_hold_up_the_frame)
{
    wp_shell_reply reply = run("sh -c '(sleep 1; echo late; echo late >&2; sleep 30) & echo now'");
    cr_expect(wp_str_is(reply.out, "now\n"));
    cr_expect_lt(reply.seconds, 1);
    expect("sleep 1.5; echo mine", 0, "mine\n", "");
}

SHELL_TEST(output_beyond_the_limit_is_counted_and_told)
{
    wp_frame frame = { .script = "i=0; while [ $i -lt 100 ]; do echo 123456789; i=$((i+1)); done; echo e >&2; exit 6",
                       .output_limit = 15 };
    wp_shell_reply reply = run_frame(&frame);
    cr_expect(reply.cut);
    cr_expect(wp_str_is(reply.out, "123456789\n12345\n[985 more bytes of output were left out]\n"), "%.*s",
              (int)reply.out.len, reply.out.ptr);
    cr_expect(wp_str_is(reply.err, "e\n"));
    cr_expect_eq(reply.status, 6);
}

SHELL_TEST(random_bytes_survive_as_argument_as_input_and_as_output)
{
    for (int round = 0; round < 20; round++) {
        unsigned char bytes[300], size;
        wp_random_bytes(&size, 1);
        wp_random_bytes(bytes, sizeof bytes);
        wp_str input = { (char *)bytes, size };
        wp_buf text = wp_buf_new(arena);
        wp_buf word = wp_buf_new(arena);
        for (size_t i = 0; i < input.len; i++) /* an argument can hold no NUL */
            wp_buf_char(&word, input.ptr[i] ? input.ptr[i] : '\'');
        wp_buf_printf(&text, "cat; printf '[%%s]' ");
        wp_buf_str_add(&text, wp_shell_quote(arena, wp_buf_str(&word)));
        wp_shell_reply reply = run_frame(&(wp_frame){ .script = wp_buf_str(&text).ptr, .input = input });
        wp_buf expected = wp_buf_new(arena);
        wp_buf_str_add(&expected, input);
        wp_buf_char(&expected, '[');
        wp_buf_str_add(&expected, wp_buf_str(&word));
        wp_buf_char(&expected, ']');
        cr_expect(wp_str_eq(reply.out, wp_buf_str(&expected)), "%s\nis not\n%s", wp_hex_encode(arena, reply.out).ptr,
                  wp_hex_encode(arena, wp_buf_str(&expected)).ptr);
    }
}
