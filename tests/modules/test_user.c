#include "on_local.h"

TestSuite(user, .init = set_up, .fini = tear_down);

/* Accounts are the machine's own: they are changed only where somebody said that it may be so. */
static bool may_change(void)
{
    return geteuid() == 0 && getenv("WAPLAY_TEST_ACCOUNTS");
}

Test(user, leaves_a_user_that_is_there)
{
    run("user", "{name: root, home: /root, uid: 0, group: root}");
    expect_unchanged(1);
    expect_got("uid", "0");
    expect_got("home", "/root");
    run("user", "{name: no-such-user-here, state: absent, remove: yes}");
    expect_unchanged(1);
}

Test(user, check_mode_tells_what_would_change)
{
    with.diff_mode = true;
    check("user", "{name: no-such-user-here, uid: 54321, shell: /bin/sh, comment: 'a b'}");
    expect_changed(1);
    expect_got("diff.after.uid", "54321");
    expect_got("diff.after.comment", "a b");
    check("user", "{name: root, shell: /bin/other}");
    expect_changed(1);
    expect_got("diff.after.shell", "/bin/other");
    check("user", "{name: root, state: absent}");
    expect_changed(1);
}

Test(user, a_preview_counts_on_a_home_that_would_be_made)
{
    check("user", "{name: no-such-user-here, home: '@/home'}");
    check("copy", "{content: x, dest: '@/home/file'}");
    expect_changed(1);
    check("user", "{name: no-such-user-there, home: '@/none', create_home: no}");
    check("copy", "{content: x, dest: '@/none/file'}");
    expect_failed("/none is not there");
}

Test(user, a_group_that_is_not_there_is_an_error)
{
    check("user", "{name: no-such-user-here, groups: [no-such-group]}");
    expect_failed("no-such-group");
    run("user", "{name: root, ssh_key_passphrase: x}");
    expect_failed("command line");
}

static void expect_both(const char *args)
{
    check("user", args);
    cr_expect(outcome.changed, "%s", all());
    run("user", args);
    expect_changed(2);
    run("user", args);
    expect_unchanged(1);
}

Test(user, is_made_changed_and_removed)
{
    if (!may_change())
        return;
    run("group", "{name: waplay-g, gid: 54321}");
    expect_both("{name: waplay-u, uid: 54321, group: waplay-g, comment: \"a 'b'\", shell: /bin/sh, home: '@/home'}");
    expect_got("comment", "a 'b'");
    cr_expect(exists("@/home"));
    expect_both("{name: waplay-u, comment: other, groups: [root], append: yes}");
    expect_both("{name: waplay-u, groups: []}");
    expect_both("{name: waplay-u, password: '$6$abc$not.a.real.hash'}");
    run("user", "{name: waplay-u, password: '$6$abc$another', update_password: on_create}");
    expect_unchanged(1);
    cr_expect(strcmp(got("password"), "NOT_LOGGING_PASSWORD") == 0);
    expect_both("{name: waplay-u, password_lock: yes}");
    expect_both("{name: waplay-u, expires: 1700000000}");
    expect_both("{name: waplay-u, expires: -1}");
    expect_both("{name: waplay-u, password_expire_max: 90}");
    expect_both("{name: waplay-u, home: '@/home2', move_home: yes}");
    expect_both("{name: waplay-u, generate_ssh_key: yes, ssh_key_type: ed25519}");
    cr_expect(exists("@/home2/.ssh/id_ed25519"));
    wp_process_result ignored;
    const char *const remove[] = { "rm", "-rf", in_dir("@/home2"), NULL };
    wp_process_run(arena, &(wp_process){ .argv = remove }, &ignored, NULL);
    expect_both("{name: waplay-u}");
    cr_expect(exists("@/home2"));
    run("group", "{name: waplay-g2, gid: 54321, non_unique: yes}");
    expect_both("{name: waplay-u, groups: [waplay-g2]}");
    run("user", "{name: waplay-u, state: absent, remove: yes}");
    expect_changed(2);
    cr_expect(!exists("@/home2"));
    run("group", "{name: waplay-g2, state: absent}");
    run("group", "{name: waplay-g, state: absent}");
}

/* A host without shadow's tools: the few programs there are, and some that only tell how they were called. */
Test(user, without_useradd_the_tools_of_busybox_are_called)
{
    cr_assert_eq(mkdir(in_dir("@/bin"), 0755), 0);
    cr_assert(symlink("/bin/sed", in_dir("@/bin/sed")) == 0 && symlink("/usr/bin/id", in_dir("@/bin/id")) == 0 &&
              symlink("/usr/bin/printf", in_dir("@/bin/printf")) == 0);
    const char *tell = "#!/bin/sh\nfor word; do printf '<%s>' \"$word\"; done >>@/called\necho >>@/called\n";
    write_file("@/bin/adduser", in_dir(tell), 0755);
    write_file("@/bin/addgroup", in_dir(tell), 0755);
    write_file("@/bin/deluser", in_dir(tell), 0755);
    with.environment = parse("{PATH: '@/bin'}");
    run("user", "{name: no-such-user-here, uid: 54321, group: root, comment: \"it's $HOME\", shell: /bin/sh, "
                "groups: [root, daemon], create_home: no, system: yes}");
    cr_expect(!outcome.failed, "%s", all());
    cr_expect_str_eq(read_back("@/called"),
                     "<-D><-S><-u><54321><-G><root><-g><it's $HOME><-s></bin/sh><-H><--><no-such-user-here>\n"
                     "<--><no-such-user-here><root>\n<--><no-such-user-here><daemon>\n");
    run("user", "{name: root, shell: /bin/other}");
    expect_failed("usermod");
}
