/* Passwords, with real users and PAM: by the method "password", and by questions (keyboard-interactive). */
#include "connection/connection.h"
#include "support/sshd.h"
#include "support/users.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static wp_arena *arena;
static wp_test_sshd sshd;
static wp_connection_options options;
static wp_error err;
static int asked;

static void begin_with(const char *settings)
{
    arena = wp_arena_new();
    if (!wp_test_users_begin())
        cr_skip_test("only root can make users");
    wp_test_sshd_start(&sshd, settings);
    options = wp_test_sshd_options(&sshd);
    options.user = "admin";
    options.ssh_args = "-o PubkeyAuthentication=no";
}

static void finish(void)
{
    wp_test_sshd_stop(&sshd);
    wp_arena_free(arena);
}

TestSuite(ssh_auth, .fini = finish, .timeout = 180);

static bool log_in(void)
{
    wp_connection *connection = wp_connection_new(&options);
    wp_shell_reply reply;
    bool done = wp_connection_run(arena, connection, &(wp_frame){ .script = "id -un" }, &reply, &err);
    if (done)
        cr_expect(wp_str_is(reply.out, "admin\n"));
    wp_connection_free(connection);
    return done;
}

static bool ask(void *data, const char *prompt, char *out, size_t size)
{
    asked++;
    cr_expect(strstr(prompt, "assword"), "%s", prompt);
    snprintf(out, size, "%s", (const char *)data);
    return true;
}

#define BY_PASSWORD  "UsePAM yes\nSetEnv A=1\nPasswordAuthentication yes\nKbdInteractiveAuthentication no"
#define BY_QUESTIONS "UsePAM yes\nSetEnv A=1\nPasswordAuthentication no\nKbdInteractiveAuthentication yes"

Test(ssh_auth, a_password_lets_in)
{
    begin_with(BY_PASSWORD);
    options.password = "s3cret pass";
    cr_expect(log_in(), "%s", err.text);
}

Test(ssh_auth, a_wrong_password_is_tried_once_and_told)
{
    begin_with(BY_PASSWORD);
    options.password = "guess";
    cr_expect_not(log_in());
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
    cr_expect(strstr(err.text, "permission denied for admin: tried password; the host takes publickey, password"), "%s",
              err.text);
}

Test(ssh_auth, the_password_answers_the_hosts_question)
{
    begin_with(BY_QUESTIONS);
    options.password = "s3cret pass";
    cr_expect(log_in(), "%s", err.text);
    options.password = "guess";
    cr_expect_not(log_in());
    cr_expect(
        strstr(err.text, "tried password, keyboard-interactive; the host takes publickey, keyboard-interactive") ||
            strstr(err.text, "tried keyboard-interactive; the host takes publickey, keyboard-interactive"),
        "%s", err.text);
}

Test(ssh_auth, a_password_that_is_missing_is_asked_for)
{
    begin_with(BY_PASSWORD);
    cr_expect_not(log_in());
    cr_expect(strstr(err.text, "having no key and no password; the host takes publickey, password"), "%s", err.text);
    options.ask = ask;
    options.ask_data = "s3cret pass";
    cr_expect(log_in(), "%s", err.text);
    cr_expect_eq(asked, 1);
}

Test(ssh_auth, a_question_is_passed_on)
{
    begin_with(BY_QUESTIONS);
    options.ask = ask;
    options.ask_data = "s3cret pass";
    cr_expect(log_in(), "%s", err.text);
    cr_expect_eq(asked, 1);
}

Test(ssh_auth, a_key_first_and_a_password_where_it_does_not_do)
{
    begin_with(BY_PASSWORD);
    wp_test_command(": >%s/authorized_keys", sshd.dir);
    options.ssh_args = NULL;
    options.password = "s3cret pass";
    cr_expect(log_in(), "%s", err.text);
}

Test(ssh_auth, both_where_both_are_wanted)
{
    begin_with(BY_PASSWORD "\nAuthenticationMethods publickey,password");
    options.ssh_args = NULL;
    options.password = "s3cret pass";
    cr_expect(log_in(), "%s", err.text);
}

Test(ssh_auth, no_password_goes_to_a_host_whose_key_has_changed)
{
    begin_with(BY_PASSWORD);
    wp_test_command(
        "ssh-keygen -q -t ed25519 -N '' -f %s/other; printf '[127.0.0.1]:%d ' >%s; cut -d' ' -f1,2 %s/other.pub >>%s",
        sshd.dir, sshd.port, sshd.known_hosts, sshd.dir, sshd.known_hosts);
    options.password = "s3cret pass";
    options.host_key_policy = WP_HOST_KEY_IGNORE;
    cr_expect_not(log_in());
    cr_expect(strstr(err.text, "no password is sent, since the host key has changed"), "%s", err.text);
    options.ssh_args = NULL;
    cr_expect(log_in(), "%s", err.text); /* a key gives nothing away */
}
