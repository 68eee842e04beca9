/* Becoming another user, with the real programs: over SSH as users that exist in the test's own namespace only. */
#include "connection/connection.h"
#include "support/sshd.h"
#include "support/users.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static wp_arena *arena;
static wp_test_sshd sshd;
static wp_connection *connection;
static wp_error err;

static void begin(void)
{
    arena = wp_arena_new();
    if (!wp_test_users_begin())
        cr_skip_test("only root can make users");
    wp_test_sshd_start(&sshd, "UsePAM yes\nSetEnv WAPLAY_TEST=1");
}

static void finish(void)
{
    wp_connection_free(connection);
    wp_test_sshd_stop(&sshd);
    wp_arena_free(arena);
}

TestSuite(become, .init = begin, .fini = finish, .timeout = 180);

static void log_in(const char *user)
{
    wp_connection_options options = wp_test_sshd_options(&sshd);
    options.user = user;
    connection = wp_connection_new(&options);
}

static bool run_as(const wp_become *become, const char *script, wp_shell_reply *reply)
{
    return wp_connection_run(arena, connection, &(wp_frame){ .become = become, .script = script }, reply, &err);
}

static void expect_user(const wp_become *become, const char *user)
{
    wp_shell_reply reply;
    cr_assert(run_as(become, "id -un; echo apart >&2; exit 3", &reply), "%s", err.text);
    cr_expect(wp_str_is(reply.out, wp_printf(arena, "%s\n", user)), "%.*s", (int)reply.out.len, reply.out.ptr);
    cr_expect(wp_str_is(reply.err, "apart\n"), "%.*s", (int)reply.err.len, reply.err.ptr);
    cr_expect_eq(reply.status, 3);
}

static void expect_refused(const wp_become *become, const char *text)
{
    wp_shell_reply reply;
    cr_assert_not(run_as(become, "id", &reply));
    cr_expect_eq(err.kind, WP_E_FAILED);
    cr_expect_str_eq(err.text, text);
    cr_assert(run_as(NULL, "id -un", &reply), "%s", err.text); /* the connection is none the worse */
}

static void expect_bytes_pass(const wp_become *become)
{
    wp_shell_reply reply;
    size_t sizes[] = { 1000, 30000, 1 << 20 };
    for (size_t i = 0; i < 3; i++) {
        wp_str bytes = { wp_alloc(arena, sizes[i]), sizes[i] };
        wp_random_bytes((char *)bytes.ptr, bytes.len);
        wp_frame frame = { .become = become, .script = "cat; echo x >&2; exit 4", .input = bytes };
        cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
        cr_expect(wp_str_eq(reply.out, bytes), "%zu bytes", sizes[i]);
        cr_expect(wp_str_is(reply.err, "x\n"));
        cr_expect_eq(reply.status, 4);
    }
}

/* ---- sudo --------------------------------------------------------------------------------- */

Test(become, sudo_without_a_password)
{
    log_in("ops");
    expect_user(&(wp_become){ .method = "sudo" }, "root");
    expect_user(&(wp_become){ .method = "sudo", .user = "plain" }, "plain");
    expect_user(NULL, "ops");
    cr_expect_eq(wp_connection_statistics(connection).shells, 3);
    expect_bytes_pass(&(wp_become){ .method = "sudo" });
    cr_expect_eq(wp_connection_statistics(connection).shells, 3);
}

Test(become, sudo_with_a_password_where_none_is_needed)
{
    log_in("ops");
    expect_user(&(wp_become){ .method = "sudo", .password = "whatever" }, "root");
}

Test(become, sudo_with_a_password)
{
    const wp_become admin = { .method = "sudo", .password = "s3cret pass" };
    log_in("admin");
    expect_user(&admin, "root");
    expect_bytes_pass(&admin);
    expect_user(&(wp_become){ .method = "sudo", .user = "plain", .password = "s3cret pass" }, "plain");
}

Test(become, a_password_that_is_missing)
{
    log_in("admin");
    expect_refused(&(wp_become){ .method = "sudo" }, "sudo: a password is required to become root");
}

Test(become, a_password_that_is_wrong)
{
    log_in("admin");
    expect_refused(&(wp_become){ .method = "sudo", .password = "guess" },
                   "sudo: the password for becoming root was refused");
}

Test(become, a_user_who_may_not)
{
    log_in("plain");
    expect_refused(&(wp_become){ .method = "sudo", .password = "plain pass" },
                   "sudo: the user of the connection is not allowed to become root");
}

Test(become, a_user_that_is_not_there)
{
    log_in("ops");
    expect_refused(&(wp_become){ .method = "sudo", .user = "nobody-here" }, "sudo: the host has no user nobody-here");
    expect_refused(&(wp_become){ .method = "sudo", .user = "a;id" }, "become_user 'a;id' is no name of a user");
}

Test(become, a_program_that_is_not_there)
{
    log_in("ops");
    expect_refused(&(wp_become){ .method = "sudo", .executable = "/nowhere/sudo" },
                   "/nowhere/sudo: not installed on the host");
    expect_refused(&(wp_become){ .method = "runas" }, "become_method 'runas' is not known; it can be sudo, su or doas");
}

Test(become, sudo_that_wants_a_terminal_gets_one)
{
    log_in("teller");
    expect_user(&(wp_become){ .method = "sudo", .password = "any" }, "root");
    expect_bytes_pass(&(wp_become){ .method = "sudo", .password = "any" });
    expect_user(&(wp_become){ .method = "sudo" }, "root");
}

Test(become, a_password_is_in_no_command_line_and_no_environment)
{
    wp_shell_reply reply;
    log_in("admin");
    cr_assert(run_as(&(wp_become){ .method = "sudo", .password = "s3cret pass" },
                     "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | grep -ac '[s]3cret pass'", &reply));
    cr_expect(wp_str_is(reply.out, "0\n"), "%.*s", (int)reply.out.len, reply.out.ptr);
}

Test(become, the_time_limit_reaches_what_runs_as_root)
{
    log_in("admin");
    const wp_become admin = { .method = "sudo", .password = "s3cret pass" };
    wp_shell_reply reply;
    const char *script = wp_printf(arena, "echo begun; sh -c 'sleep 5123.%d & wait'", getpid());
    wp_frame frame = { .become = &admin, .script = script, .timeout_ms = 1000 };
    cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
    cr_expect(reply.timed_out);
    cr_expect(wp_str_is(reply.out, "begun\n"));
    cr_expect_neq(wp_test_command("pgrep -f '[s]leep 5123.%d' >/dev/null", getpid()), 0);
    expect_user(&admin, "root");
    cr_expect_eq(wp_connection_statistics(connection).shells, 1);
}

/* The shell is then as young as the command: what is the one's and what the other's must still be told apart. */
Test(become, the_time_limit_of_the_first_frame_leaves_the_shell_alone)
{
    log_in("ops");
    const wp_become root = { .method = "sudo" };
    for (int i = 0; i < 3; i++) {
        wp_shell_reply reply;
        wp_frame frame = { .become = &root, .script = "echo begun; sleep 60 & sleep 61", .timeout_ms = 700 };
        cr_assert(wp_connection_run(arena, connection, &frame, &reply, &err), "%s", err.text);
        cr_expect(reply.timed_out);
        cr_expect(wp_str_is(reply.out, "begun\n"));
        cr_expect_eq(wp_connection_statistics(connection).shells, 1);
    }
}

/* ---- su ---------------------------------------------------------------------------------------- */

Test(become, su_with_a_password)
{
    const wp_become admin = { .method = "su", .user = "admin", .password = "s3cret pass" };
    log_in("plain");
    expect_user(&admin, "admin");
    expect_bytes_pass(&admin);
}

Test(become, su_with_a_wrong_password)
{
    log_in("plain");
    expect_refused(&(wp_become){ .method = "su", .user = "admin", .password = "guess" },
                   "su: the password for becoming admin was refused");
    expect_refused(&(wp_become){ .method = "su", .user = "admin" }, "su: a password is required to become admin");
    expect_refused(&(wp_become){ .method = "su", .user = "nobody-here", .password = "x" },
                   "su: the host has no user nobody-here");
}

/* ---- doas ------------------------------------------------------------------------------------------ */

static void need_doas(void)
{
    if (access("/usr/bin/doas", X_OK) != 0)
        cr_skip_test("doas is not installed (Debian: opendoas)");
}

Test(become, doas_without_a_password)
{
    need_doas();
    log_in("ops");
    expect_user(&(wp_become){ .method = "doas" }, "root");
    expect_bytes_pass(&(wp_become){ .method = "doas" });
}

Test(become, doas_with_a_password_on_a_terminal)
{
    need_doas();
    const wp_become admin = { .method = "doas", .password = "s3cret pass" };
    log_in("admin");
    expect_user(&admin, "root");
    expect_user(&admin, "root");
    expect_bytes_pass(&admin);
    expect_refused(&(wp_become){ .method = "doas", .password = "guess" },
                   "doas: the password for becoming root was refused");
    expect_refused(&(wp_become){ .method = "doas" }, "doas: a password is required to become root");
}

Test(become, doas_of_a_user_who_may_not)
{
    need_doas();
    log_in("plain");
    expect_refused(&(wp_become){ .method = "doas" }, "doas: the user of the connection is not allowed to become root");
}

/* ---- the local kind ------------------------------------------------------------------------------------ */

Test(become, it_is_the_same_on_the_control_machine)
{
    connection = wp_connection_new(&(wp_connection_options){ .kind = "local", .name = "here" });
    expect_user(&(wp_become){ .method = "su", .user = "ops" }, "ops");
    expect_user(&(wp_become){ .method = "sudo", .user = "plain" }, "plain");
    cr_assert_eq(wp_test_command("echo 'permit root as plain' >>/etc/doas.conf"), 0);
    cr_assert_eq(wp_test_command("echo root:root pass | chpasswd"), 0);
    if (access("/usr/bin/doas", X_OK) == 0) /* on a terminal here too */
        expect_user(&(wp_become){ .method = "doas", .user = "plain", .password = "root pass" }, "plain");
}
