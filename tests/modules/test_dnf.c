/*
 * The real dnf, where it is there with rpmbuild and createrepo_c: a repository of small
 * packages, installed into a root of its own. Nothing of the machine's is touched.
 */
#include "own_etc.h"

TestSuite(dnf, .init = set_up, .fini = tear_down);

static bool dnf_root(void)
{
    if (geteuid() != 0 || access("/usr/bin/dnf", X_OK) || access("/usr/bin/rpmbuild", X_OK) ||
        access("/usr/bin/createrepo_c", X_OK))
        return false;
    shell("make() {\n  printf '%s\\n' \"Name: $1\" \"Version: $2\" 'Release: 1' 'Summary: x' 'License: MIT' 'BuildArch: noarch' "
          "\"$3\" %description x %files >@/$1.spec\n"
          "  rpmbuild -bb --define '_topdir @/build' @/$1.spec >/dev/null 2>&1\n}\n"
          "mkdir -p @/build @/repo @/root @/repos\n"
          "make one 1.0 'Requires: two'; make one 2.0 'Requires: two'; make two 1.0 'Provides: second'\n"
          "make a-package-with-a-name-that-is-too-long-for-any-column-of-a-table 1.0\n"
          "cp @/build/RPMS/noarch/*.rpm @/repo; createrepo_c -q @/repo\n"
          "printf '%s\\n' '[main]' 'reposdir=@/repos' 'cachedir=@/cache' 'logdir=@/log' 'gpgcheck=0' >@/dnf.conf\n"
          "printf '%s\\n' '[lab]' name=lab 'baseurl=file://@/repo' >@/repos/lab.repo\n");
    with.environment = parse("{PATH: '/usr/sbin:/usr/bin:/sbin:/bin'}");
    return true;
}

static const char *args(const char *more)
{
    return wp_printf(arena, "{installroot: '@/root', conf_file: '@/dnf.conf', releasever: '1', %s}", more);
}

static bool has(const char *package)
{
    wp_process_result result;
    const char *const argv[] = { "/usr/bin/rpm", "--root", in_dir("@/root"), "-q", package, NULL };
    return wp_process_run(arena, &(wp_process){ .argv = argv }, &result, NULL) && result.status == 0;
}

static void changes_once(const char *more)
{
    check("dnf", args(more));
    expect_changed(1);
    expect_got("msg", "Check mode: No changes made, but would have if not in check mode");
    run("dnf", args(more));
    expect_changed(2);
    run("dnf", args(more));
    expect_unchanged(1);
    expect_got("msg", "Nothing to do");
}

Test(dnf, packages_come_with_what_they_need_and_go)
{
    if (getenv("WAPLAY_TEST_SHELL") || !dnf_root())
        return;
    with.diff_mode = true;
    check("dnf", args("name: one-1.0"));
    expect_got("results", "['Installed: one-1.0-1.noarch', 'Installed: two-1.0-1.noarch']");
    expect_got("diff.prepared", "install one 1.0-1\ninstall two 1.0-1\n");
    changes_once("name: one-1.0");
    cr_expect(has("one-1.0") && has("two"));
    run("dnf", args("name: [second, one.noarch]"));
    expect_unchanged(1);
    changes_once("name: one, state: latest");
    cr_expect(has("one-2.0"));
    check("dnf", args("name: one-1.0"));
    expect_failed("allow_downgrade");
    changes_once("name: one-1.0, allow_downgrade: yes");
    changes_once("name: '*', state: latest");
    cr_expect(has("one-2.0"));
    changes_once("name: one, state: absent");
    cr_expect(!has("one") && has("two"));
    run("yum", args("name: two, state: removed, use_backend: dnf"));
    expect_changed(2);
}

Test(dnf, dependencies_go_along_where_that_is_wanted)
{
    if (getenv("WAPLAY_TEST_SHELL") || !dnf_root())
        return;
    changes_once("name: one");
    changes_once("name: one, state: absent, autoremove: yes");
    cr_expect(!has("two"));
}

Test(dnf, names_too_long_for_their_column_are_read)
{
    if (getenv("WAPLAY_TEST_SHELL") || !dnf_root())
        return;
    check("dnf", args("name: 'a-package-*'"));
    expect_got("results", "['Installed: a-package-with-a-name-that-is-too-long-for-any-column-of-a-table-1.0-1.noarch']");
    changes_once("name: ['@/repo/two-1.0-1.noarch.rpm']");
}

Test(dnf, what_is_not_to_be_had_is_an_error_in_the_preview_too)
{
    if (!dnf_root())
        return;
    check("dnf", args("name: no-such-package"));
    expect_failed("Failed to install some of the specified packages");
    expect_got("failures.0", "No match for argument: no-such-package");
    run("dnf", args("name: no-such-package, state: absent"));
    expect_unchanged(1);
    run("dnf", args("name: [one], state: latest, update_only: yes"));
    expect_unchanged(1);
    run("dnf", args("update_cache: yes"));
    expect_unchanged(2);
    expect_got("msg", "Cache updated");
}

Test(dnf, packages_are_listed)
{
    if (getenv("WAPLAY_TEST_SHELL") || !dnf_root())
        return;
    run("dnf", args("name: two"));
    run("dnf", args("list: one"));
    expect_unchanged(1);
    expect_got("results.0.version", "1.0");
    expect_got("results.1.nevra", "0:one-2.0-1.noarch");
    expect_got("results.1.yumstate", "available");
    run("dnf", args("list: installed"));
    expect_got("results.0.name", "two");
    run("dnf", args("list: repos"));
    expect_got("results.0.repoid", "lab");
}

Test(dnf, without_dnf_the_error_names_it)
{
    mkdir(in_dir("@/bin"), 0755);
    cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    with.environment = parse("{PATH: '@/bin'}");
    run("dnf", "{name: x}");
    expect_failed("dnf");
}
