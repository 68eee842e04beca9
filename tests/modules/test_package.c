#include "own_etc.h"

TestSuite(package, .init = set_up, .fini = tear_down);

Test(package, what_the_host_has_is_found_out)
{
    mkdir(in_dir("@/bin"), 0755);
    cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    with.environment = parse("{PATH: '@/bin'}");
    run("package", "{name: curl, state: present}");
    expect_failed("none of the package managers");
    write_file("@/bin/apk", in_dir("#!/bin/sh\n[ $1 = info ] && exit 1\necho '(1/1) Installing curl (8.0-r0)'\n"), 0755);
    check("package", "{name: curl, state: installed}");
    expect_changed(1);
    expect_got("packages", "['curl']");
    run("package", "{name: curl, state: present, use: dnf}");
    expect_failed("this host has no dnf");
}

Test(package, the_fact_says_which)
{
    wp_dict_set(arena, variables, "ansible_facts", parse("{pkg_mgr: dnf}"));
    mkdir(in_dir("@/bin"), 0755);
    cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    with.environment = parse("{PATH: '@/bin'}");
    run("package", "{name: curl, state: present}");
    expect_failed("this host has no dnf");
}

Test(package, a_manager_that_is_not_known_is_an_error)
{
    run("package", "{name: curl, state: present, use: pacman}");
    expect_failed("pacman");
}
