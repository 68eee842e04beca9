/* The openssh kind, with the system's ssh and a server of our own. */
#include "connection/connection.h"

#include "base/text.h"
#include "support/sshd.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static wp_arena *arena;
static wp_error err;
static wp_test_sshd sshd;

static void begin(void)
{
    arena = wp_arena_new();
}

static void finish(void)
{
    wp_test_sshd_stop(&sshd);
    wp_arena_free(arena);
}

TestSuite(openssh, .init = begin, .fini = finish, .timeout = 180);

/* ssh looks into the home of passwd, not into HOME: its files are named. */
static wp_connection_options options_of(void)
{
    wp_connection_options options = wp_test_sshd_options(&sshd);
    options.kind = "openssh";
    options.known_hosts_file = sshd.known_hosts;
    options.private_key_file = sshd.key;
    options.ssh_args = "-F none -o IdentitiesOnly=yes";
    return options;
}

static bool run(wp_connection *connection, const char *script, wp_shell_reply *reply)
{
    return wp_connection_run(arena, connection, &(wp_frame){ .script = script }, reply, &err);
}

Test(openssh, a_shell_is_kept_and_streams_stay_apart)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = options_of();
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    cr_assert(run(connection, "echo out; echo err >&2; exit 7", &reply), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "out\n"));
    cr_expect(wp_str_is(reply.err, "err\n"));
    cr_expect_eq(reply.status, 7);
    cr_assert(run(connection, "echo again", &reply), "%s", err.text);
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
    wp_connection_free(connection);
}

Test(openssh, large_contents_go_beside_the_shell_on_the_same_login)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = options_of();
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    size_t size = 1 << 20;
    char *big = malloc(size);
    memset(big, 'x', size);
    wp_frame frame = { .script = "wc -c", .input = { big, size } };
    cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
    cr_expect_eq(atol(wp_str_trim(reply.out).ptr), (long)size);
    free(big);
    wp_connection_free(connection);
}

Test(openssh, nothing_of_it_stays_behind)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = options_of();
    setenv("XDG_RUNTIME_DIR", sshd.dir, 1);
    wp_connection *connection = wp_connection_new(&options);
    cr_assert(wp_connection_open(connection, &err), "%s", err.text);
    cr_expect_eq(wp_test_command("ls %s/waplay-* >/dev/null 2>&1", sshd.dir), 0);
    wp_connection_free(connection);
    cr_expect_neq(wp_test_command("ls %s/waplay-* >/dev/null 2>&1", sshd.dir), 0);
    cr_expect_neq(wp_test_command("pgrep -f '[C]ontrolPath=%s/waplay' >/dev/null", sshd.dir), 0);
}

Test(openssh, an_unknown_host_key_is_refused_in_the_words_of_ssh)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_test_command(": >%s", sshd.known_hosts);
    wp_connection_options options = options_of();
    wp_connection *connection = wp_connection_new(&options);
    cr_expect_not(wp_connection_open(connection, &err));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    cr_expect(strstr(err.text, "Host key verification failed"), "%s", err.text);
    wp_connection_free(connection);
}

Test(openssh, a_passphrase_is_given_when_asked_for)
{
    wp_test_sshd_start(&sshd, NULL);
    cr_assert_eq(wp_test_command("ssh-keygen -q -p -N 'open sesame' -f %s", sshd.key), 0);
    wp_connection_options options = options_of();
    options.private_key_passphrase = "open sesame";
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    cr_assert(run(connection, "echo in", &reply), "%s", err.text);
    cr_expect(wp_str_is(reply.out, "in\n"));
    wp_connection_free(connection);
}

Test(openssh, a_wrong_passphrase_is_unreachable_and_asked_for_no_more)
{
    wp_test_sshd_start(&sshd, NULL);
    cr_assert_eq(wp_test_command("ssh-keygen -q -p -N 'open sesame' -f %s", sshd.key), 0);
    wp_connection_options options = options_of();
    options.private_key_passphrase = "wrong";
    wp_connection *connection = wp_connection_new(&options);
    cr_expect_not(wp_connection_open(connection, &err));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    cr_expect_null(strstr(err.text, "wrong\n"));
    wp_connection_free(connection);
}

Test(openssh, a_lost_connection_is_unreachable)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = options_of();
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    cr_assert(run(connection, "echo one", &reply), "%s", err.text);
    const char *suicide = wp_printf(
        arena, "for p in $(cat /proc/%d/task/%d/children); do kill -9 $p; done; sleep 5", sshd.pid, sshd.pid);
    cr_expect_not(run(connection, suicide, &reply));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE, "%d: %s", err.kind, err.text);
    wp_connection_reset(connection);
    cr_assert(run(connection, "echo two", &reply), "%s", err.text);
    wp_connection_free(connection);
}

Test(openssh, a_command_over_its_limit_is_killed_and_the_shell_goes_on)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = options_of();
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    const char *sleeper = wp_printf(arena, "sleep 4714.%d", getpid());
    wp_frame frame = { .script = wp_printf(arena, "echo begun; %s", sleeper), .timeout_ms = 300 };
    cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
    cr_expect(reply.timed_out);
    cr_assert(run(connection, wp_printf(arena, "pgrep -fx '%s'", sleeper), &reply), "%s", err.text);
    cr_expect_eq(reply.status, 1);
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
    wp_connection_free(connection);
}

Test(openssh, a_tunnel_says_whether_somebody_listens)
{
    wp_test_sshd_start(&sshd, NULL);
    wp_connection_options options = options_of();
    wp_connection *connection = wp_connection_new(&options);
    wp_tunnel *tunnel;
    char greeting[4] = "";
    cr_assert(wp_tunnel_open(connection, "127.0.0.1", sshd.port, &tunnel, &err), "%s", err.text);
    cr_expect_eq(read(wp_tunnel_fd(tunnel), greeting, 4), 4);
    cr_expect(memcmp(greeting, "SSH-", 4) == 0);
    wp_tunnel_close(tunnel);
    cr_expect_not(wp_tunnel_open(connection, "127.0.0.1", 1, &tunnel, &err));
    cr_expect_eq(err.kind, WP_E_FAILED);
    wp_connection_free(connection);
}
