#include "own_etc.h"

TestSuite(apk, .init = set_up, .fini = tear_down);

/* apk, as it speaks: what is installed are files. */
static void apk(void)
{
    mkdir(in_dir("@/bin"), 0755);
    write_file("@/bin/apk", in_dir(
        "#!/bin/sh\nverb=$1; shift\nfor last; do :; done\n"
        "case $verb in\n"
        "info) [ -e @/has-$last ]; exit;;\n"
        "update) echo update >>@/did; echo OK: 5000 distinct packages; exit;;\n"
        "esac\nsim=\nfor word; do [ $word != --simulate ] || sim=1; done\n"
        "[ -n \"$sim\" ] || echo $verb $* >>@/did\n"
        "case $verb:$last in\n"
        "*:none) echo 'ERROR: unable to select packages:'; echo '  none (no such package):'; exit 1;;\n"
        "add:*)\n"
        "  if [ -e @/has-$last ] && [ -e @/new-$last ]; then echo OK: 8 MiB in 15 packages; exit; fi\n"
        "  if [ -e @/has-$last ]; then echo \"(1/1) Upgrading $last (1.0-r0 -> 1.1-r0)\"\n"
        "  else echo '(1/2) Installing lib (2.0-r3)'; echo \"(2/2) Installing $last (1.0-r0)\"; fi\n"
        "  [ -n \"$sim\" ] || { [ ! -e @/has-$last ] || : >@/new-$last; : >@/has-$last; echo $last >>@/world; };;\n"
        "del:*) echo \"(1/1) Purging $last (1.0-r0)\"; [ -n \"$sim\" ] || rm @/has-$last;;\n"
        "upgrade:*) [ -e @/up ] || echo '(1/1) Upgrading musl (1.2.4-r1 -> 1.2.4-r2)'; [ -n \"$sim\" ] || : >@/up;;\n"
        "esac\necho OK: 8 MiB in 15 packages\n"), 0755);
    write_file("@/world", "", 0644);
    with.environment = parse(wp_printf(arena, "{PATH: '@/bin:%s'}", getenv("PATH")));
}

static void changes_once(const char *args)
{
    check("apk", args);
    expect_changed(1);
    run("apk", args);
    expect_changed(2);
    run("apk", args);
    expect_unchanged(1);
}

Test(apk, packages_come_and_go)
{
    apk();
    with.diff_mode = true;
    check("apk", "{name: curl, world: '@/world'}");
    expect_got("diff.prepared", "install lib 2.0-r3\ninstall curl 1.0-r0\n");
    changes_once("{name: curl, world: '@/world'}");
    expect_got("msg", "package(s) already installed");
    changes_once("{name: curl, state: latest, world: '@/world', repository: 'http://x/y', no_cache: yes}");
    cr_expect(strstr(read_back("@/did"), "add --upgrade --repositories-file /dev/null --repository http://x/y --no-cache curl"), "%s", read_back("@/did"));
    changes_once("{name: curl, state: absent}");
    changes_once("{upgrade: yes, available: yes}");
    cr_expect(strstr(read_back("@/did"), "upgrade --available"));
}

Test(apk, what_came_along_is_asked_for_by_name)
{
    apk();
    write_file("@/has-lib", "", 0644);
    write_file("@/new-lib", "", 0644);
    run("apk", "{name: lib, world: '@/world'}");
    cr_expect(strstr(read_back("@/did"), "add lib"), "%s", all());
}

Test(apk, lists_are_read_first)
{
    apk();
    run("apk", "{update_cache: yes}");
    expect_changed(2);
    expect_got("msg", "updated repository indexes");
    run("apk", "{name: curl, update_cache: yes, world: '@/world'}");
    cr_expect_str_eq(read_back("@/did"), "update\nupdate\nadd curl\n");
}

Test(apk, what_is_not_to_be_had_is_an_error)
{
    apk();
    check("apk", "{name: none}");
    expect_failed("no such package");
    run("apk", "{name: none, state: absent}");
    expect_unchanged(1);
}
