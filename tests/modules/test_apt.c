#include "apt_root.h"

TestSuite(apt, .init = set_up, .fini = tear_down);

/* apt is slow: names, wildcards and package files are tried under every shell, the rest under the usual one only. */
static bool slow_root(void)
{
    return !getenv("WAPLAY_TEST_SHELL") && apt_root();
}

static void updated(void)
{
    run("apt", "{update_cache: yes}");
    cr_assert(!outcome.failed, "%s", all());
}

static const char *version(const char *package)
{
    return read_back(wp_printf(arena, "@/root/usr/share/%s/version", package));
}

/* The preview says it, the run does it in two trips, the second run has nothing to do. */
static void changes_once(const char *args)
{
    check("apt", args);
    expect_changed(1);
    run("apt", args);
    expect_changed(2);
    run("apt", args);
    expect_unchanged(1);
}

Test(apt, packages_come_with_what_they_need_and_go)
{
    if (!apt_root())
        return;
    updated();
    with.diff_mode = true;
    check("apt", "{name: wp-one=1.0}");
    expect_changed(1);
    expect_got("diff.prepared", "install wp-two 1.0\ninstall wp-one 1.0\n");
    cr_expect(!exists("@/root/usr/share/wp-one"));
    changes_once("{name: wp-one=1.0}");
    cr_expect_str_eq(version("wp-one"), "1.0\n");
    cr_expect_str_eq(version("wp-two"), "1.0\n");
    expect_got("cache_updated", "False");
    changes_once("{name: [wp-two, 'wp-one=1.*', wp-three], state: present}");
    check("apt", "{name: wp-two, state: absent}");
    expect_got("diff.prepared", "remove wp-one 1.0\nremove wp-two 1.0\n");
    changes_once("{name: wp-two, state: absent}");
    cr_expect(!exists("@/root/usr/share/wp-one"));
}

Test(apt, latest_is_newer_and_present_is_not)
{
    if (!slow_root())
        return;
    updated();
    changes_once("{name: wp-one=1.0}");
    run("apt", "{name: wp-one}");
    expect_unchanged(1);
    changes_once("{name: wp-one, state: latest}");
    cr_expect_str_eq(version("wp-one"), "2.0\n");
    run("apt", "{name: wp-one>=2}");
    expect_unchanged(1);
    check("apt", "{name: wp-one=1.0}");
    expect_failed("downgrade");
    changes_once("{name: wp-one=1.0, allow_downgrade: yes}");
    cr_expect_str_eq(version("wp-one"), "1.0\n");
    changes_once("{name: wp-one>=1.5}");
    cr_expect_str_eq(version("wp-one"), "2.0\n");
}

Test(apt, all_are_brought_up_to_date)
{
    if (!slow_root())
        return;
    updated();
    changes_once("{name: wp-one=1.0}");
    changes_once("{upgrade: yes}");
    cr_expect_str_eq(version("wp-one"), "2.0\n");
    changes_once("{name: wp-one=1.0, force: yes}");
    changes_once("{upgrade: dist}");
    changes_once("{name: wp-one=1.0, force: yes}");
    changes_once("{name: '*', state: latest}");
    cr_expect_str_eq(version("wp-one"), "2.0\n");
}

Test(apt, only_upgrade_installs_nothing_new)
{
    if (!slow_root())
        return;
    updated();
    run("apt", "{name: [wp-one, wp-three], only_upgrade: yes, state: latest}");
    expect_unchanged(1);
}

Test(apt, configuration_goes_with_purge)
{
    if (!slow_root())
        return;
    updated();
    changes_once("{name: wp-three}");
    changes_once("{name: wp-three, state: absent}");
    cr_expect(exists("@/root/etc/wp-three.conf"));
    changes_once("{name: wp-three, state: absent, purge: yes}");
    cr_expect(!exists("@/root/etc/wp-three.conf"));
}

Test(apt, what_nothing_needs_is_removed)
{
    if (!slow_root())
        return;
    updated();
    changes_once("{name: wp-one}");
    run("apt", "{name: wp-one, state: absent, fail_on_autoremove: no}");
    cr_expect(exists("@/root/usr/share/wp-two"));
    changes_once("{autoremove: yes}");
    cr_expect(!exists("@/root/usr/share/wp-two"));
    changes_once("{name: wp-one}");
    changes_once("{name: wp-one, state: absent, autoremove: yes}");
    cr_expect(!exists("@/root/usr/share/wp-two"));
}

Test(apt, what_is_asked_for_by_name_stays)
{
    if (!slow_root())
        return;
    updated();
    changes_once("{name: wp-one}");
    run("apt", "{name: wp-two}");
    expect_unchanged(2);
    run("apt", "{name: wp-two}");
    expect_unchanged(1);
    changes_once("{name: wp-one, state: absent, autoremove: yes}");
    cr_expect(exists("@/root/usr/share/wp-two"));
}

Test(apt, names_with_wildcards_are_those_that_match)
{
    if (!apt_root())
        return;
    updated();
    changes_once("{name: 'wp-t*'}");
    cr_expect(exists("@/root/usr/share/wp-two") && exists("@/root/usr/share/wp-three"));
    check("apt", "{name: 'nothing-like-*'}");
    expect_failed("No package(s) matching 'nothing-like-*' available");
}

Test(apt, what_is_not_to_be_had_is_an_error_in_the_preview_too)
{
    if (!slow_root())
        return;
    updated();
    check("apt", "{name: no-such-package}");
    expect_failed("No package matching 'no-such-package' is available");
    run("apt", "{name: wp-one=9}");
    expect_failed("no available installation candidate");
    run("apt", "{name: wp-one>=9}");
    expect_failed("no available installation candidate for wp-one>=9");
    run("apt", "{name: no-such-package, state: absent}");
    expect_unchanged(1);
    run("apt", "{name: [a, '*'], state: latest}");
    expect_failed("unable to install additional packages");
    run("apt", "{name: '-x'}");
    expect_failed("no name of a package");
}

Test(apt, before_the_lists_are_read_a_preview_counts_on_them)
{
    if (!slow_root())
        return;
    check("apt", "{name: wp-one, update_cache: yes}");
    expect_changed(1);
    run("apt", "{name: wp-one, update_cache: yes}");
    expect_changed(2);
    run("apt", "{name: wp-one, update_cache: yes}");
    expect_unchanged(2);
    run("apt", "{name: no-such, update_cache: yes}");
    expect_failed("no-such");
}

Test(apt, package_files_are_installed_once)
{
    if (shell_has_its_own_tools() || !apt_root()) /* busybox's dpkg-deb does not tell the fields of a file */
        return;
    updated();
    changes_once("{deb: '@/repo/wp-one_1.0_all.deb'}");
    cr_expect_str_eq(version("wp-one"), "1.0\n");
    changes_once("{deb: 'file://@/repo/wp-one_2.0_all.deb'}");
    cr_expect_str_eq(version("wp-one"), "2.0\n");
    run("apt", "{deb: '@/none.deb'}");
    expect_failed("none.deb");
    run("apt", "{deb: '@/repo/wp-one_1.0_all.deb', state: absent}");
    expect_failed("deb only supports state=present");
}

Test(apt, the_store_of_package_files_is_emptied)
{
    if (!slow_root())
        return;
    updated();
    run("apt", "{clean: yes}");
    expect_changed(2);
    run("apt", "{autoclean: yes}");
    expect_unchanged(1);
}

Test(apt, without_apt_the_error_names_it)
{
    mkdir(in_dir("@/bin"), 0755);
    cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    with.environment = parse("{PATH: '@/bin'}");
    run("apt", "{name: x}");
    expect_failed("apt-get");
}

Test(apt, package_is_apt_where_that_is_what_there_is)
{
    if (!slow_root())
        return;
    updated();
    check("package", "{name: wp-one, state: present}");
    expect_changed(1);
    run("package", "{name: wp-one, state: present}");
    expect_changed(2);
    run("package", "{name: wp-one, state: latest, use: apt}");
    expect_unchanged(1);
    run("package", "{name: wp-one, state: removed}");
    expect_changed(2);
    run("package", "{name: wp-one, state: absent}");
    expect_unchanged(1);
}
