/* Keys asked for without connecting, compared and recorded. */
#include "connection/host_keys.h"

#include "base/text.h"
#include "support/sshd.h"

#include <criterion/criterion.h>
#include <string.h>

static wp_arena *arena;
static wp_error err;
static wp_test_sshd sshd;
static wp_connection_options options;

static void begin(void)
{
    arena = wp_arena_new();
    wp_test_sshd_start(&sshd, NULL);
    options = wp_test_sshd_options(&sshd);
}

static void finish(void)
{
    wp_test_sshd_stop(&sshd);
    wp_arena_free(arena);
}

TestSuite(host_keys, .init = begin, .fini = finish, .timeout = 180);

static wp_host_key ask(void)
{
    wp_host_key key = { 0 };
    cr_assert(wp_host_key_ask(arena, &options, &key, &err), "%s", err.text);
    return key;
}

Test(host_keys, one_that_stands_in_the_file_is_known_with_its_line)
{
    wp_host_key key = ask();
    cr_expect_eq(key.standing, WP_KEY_KNOWN);
    cr_expect_str_eq(key.type, "ssh-ed25519");
    cr_expect_eq(key.line, 1);
    cr_expect(strncmp(key.fingerprint, "SHA256:", 7) == 0);
}

Test(host_keys, a_new_one_is_recorded_and_lets_us_in)
{
    wp_test_command(": >%s", sshd.known_hosts);
    wp_host_key key = ask();
    cr_expect_eq(key.standing, WP_KEY_UNKNOWN);
    cr_assert(wp_host_key_record(arena, &options, &key, &err), "%s", err.text);
    cr_expect_eq(ask().standing, WP_KEY_KNOWN);
    wp_connection *connection = wp_connection_new(&options);
    cr_expect(wp_connection_open(connection, &err), "%s", err.text);
    wp_connection_free(connection);
}

Test(host_keys, another_of_the_same_type_has_changed)
{
    wp_test_command("printf '[127.0.0.1]:%d ' >%s; cut -d' ' -f1,2 %s.pub >>%s", sshd.port, sshd.known_hosts, sshd.key,
                    sshd.known_hosts);
    cr_expect_eq(ask().standing, WP_KEY_CHANGED);
}

Test(host_keys, a_revoked_one_is_told)
{
    wp_test_command("sed -i 's/^/@revoked /' %s", sshd.known_hosts);
    cr_expect_eq(ask().standing, WP_KEY_REVOKED);
}

Test(host_keys, asking_needs_no_login)
{
    wp_test_command(": >%s/authorized_keys", sshd.dir);
    cr_expect_eq(ask().standing, WP_KEY_KNOWN);
}

Test(host_keys, a_host_that_is_not_there_is_told)
{
    wp_host_key key;
    options.port = 1;
    cr_expect_not(wp_host_key_ask(arena, &options, &key, &err));
    cr_expect_eq(err.kind, WP_E_UNREACHABLE);
}
