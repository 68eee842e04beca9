#include "on_local.h"

TestSuite(group, .init = set_up, .fini = tear_down);

/* Groups are the machine's own: they are changed only where somebody said that it may be so. */
static bool may_change(void)
{
    return geteuid() == 0 && getenv("WAPLAY_TEST_ACCOUNTS");
}

Test(group, leaves_a_group_that_is_there)
{
    run("group", "{name: root}");
    expect_unchanged(1);
    expect_got("gid", "0");
    expect_got("state", "present");
    run("group", "{name: no-such-group-here, state: absent}");
    expect_unchanged(1);
}

Test(group, check_mode_tells_what_would_change)
{
    with.diff_mode = true;
    check("group", "{name: no-such-group-here, gid: 54321}");
    expect_changed(1);
    expect_got("diff.before.state", "absent");
    expect_got("diff.after.gid", "54321");
    check("group", "{name: root, gid: 54321}");
    expect_changed(1);
    check("group", "{name: root, state: absent}");
    expect_changed(1);
}

Test(group, is_made_renumbered_and_removed)
{
    if (!may_change())
        return;
    run("group", "{name: waplay-test, gid: 54321}");
    expect_changed(2);
    expect_got("gid", "54321");
    run("group", "{name: waplay-test, gid: 54321}");
    expect_unchanged(1);
    run("group", "{name: waplay-test2, gid: 54321}");
    cr_expect(outcome.failed && strstr(got("msg"), "waplay-test2"), "%s", all());
    run("group", "{name: waplay-test, gid: 54322}");
    expect_changed(2);
    run("group", "{name: waplay-test, state: absent}");
    expect_changed(2);
    run("group", "{name: waplay-test, state: absent}");
    expect_unchanged(1);
}

Test(group, without_groupadd_the_tools_of_busybox_are_called)
{
    cr_assert_eq(mkdir(in_dir("@/bin"), 0755), 0);
    cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    write_file("@/bin/addgroup", in_dir("#!/bin/sh\nfor word; do printf '<%s>' \"$word\"; done >@/called\n"), 0755);
    with.environment = parse("{PATH: '@/bin'}");
    run("group", "{name: no-such-group-here, gid: 54321, system: yes}");
    cr_expect(!outcome.failed, "%s", all());
    cr_expect_str_eq(read_back("@/called"), "<-S><-g><54321><--><no-such-group-here>");
    run("group", "{name: root, gid: 54321}");
    expect_failed("groupmod");
}
