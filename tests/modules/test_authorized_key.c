#include "on_local.h"

#include <pwd.h>

TestSuite(authorized_key, .init = set_up, .fini = tear_down);

#define KEY_A "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA"
#define KEY_B "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAYQBB"

/* Of the user that runs the tests, in a file of the test's. */
static void keys(const char *more)
{
    const char *me = getpwuid(geteuid())->pw_name;
    run("authorized_key", wp_printf(arena, "{user: %s, path: @/keys, manage_dir: no, %s}", me, more));
}

Test(authorized_key, adds_a_key_once)
{
    keys("key: '" KEY_A " me'");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/keys"), KEY_A " me\n");
    cr_expect_eq(mode_of("@/keys"), 0600);
    expect_got("keyfile", "@/keys");
    expect_got("state", "file");
    keys("key: '" KEY_A " me'");
    expect_unchanged(1);
}

Test(authorized_key, a_key_with_another_comment_or_options_is_changed_and_goes_to_the_end)
{
    write_file("@/keys", "# mine\n" KEY_A " old\n" KEY_B " b\nno key at all\n", 0600);
    keys("key: '" KEY_A "', comment: new, key_options: 'from=\"10.0.0.1, 2\",no-pty'");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/keys"), "# mine\n" KEY_B " b\nno key at all\nfrom=\"10.0.0.1, 2\",no-pty " KEY_A " new\n");
    keys("key: '" KEY_A "', comment: new, key_options: 'from=\"10.0.0.1, 2\",no-pty'");
    expect_unchanged(1);
}

Test(authorized_key, several_keys_come_at_once_and_exclusive_drops_the_others)
{
    write_file("@/keys", "# mine\nssh-rsa AAAACCCC other\n", 0600);
    keys("key: \"# two\\n" KEY_A " a\\n\\n" KEY_B " b\\n\", exclusive: yes");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/keys"), KEY_A " a\n" KEY_B " b\n");
    keys("key: \"" KEY_A " a\\n" KEY_B " b\", exclusive: yes");
    expect_unchanged(1);
}

Test(authorized_key, a_key_goes_whatever_its_comment)
{
    write_file("@/keys", KEY_A " a\n" KEY_B " b\n", 0600);
    keys("key: '" KEY_A "', state: absent");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/keys"), KEY_B " b\n");
    keys("key: '" KEY_A "', state: absent");
    expect_unchanged(1);
}

Test(authorized_key, makes_the_directory_for_the_user_alone)
{
    const char *me = getpwuid(geteuid())->pw_name;
    run("authorized_key", wp_printf(arena, "{user: %s, path: @/new/keys, key: '" KEY_A "'}", me));
    expect_changed(2);
    cr_expect_eq(mode_of("@/new"), 0700);
}

Test(authorized_key, follows_a_link_only_where_that_is_asked_for)
{
    write_file("@/real", "", 0600);
    cr_assert_eq(symlink("real", in_dir("@/keys")), 0);
    keys("key: '" KEY_A "', follow: yes");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/real"), KEY_A " \n");
    keys("key: '" KEY_B "'");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/real"), KEY_A " \n");
}

Test(authorized_key, what_is_no_key_and_who_is_no_user_is_told)
{
    keys("key: junk");
    expect_failed("'junk' is no SSH key");
    run("authorized_key", "{user: no-such-user-here, key: '" KEY_A "'}");
    expect_failed("no user 'no-such-user-here'");
}
