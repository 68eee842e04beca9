#include "apt_root.h"

TestSuite(apt_repository, .init = set_up, .fini = tear_down);

static void changes_once(const char *args)
{
    check("apt_repository", args);
    expect_changed(1);
    run("apt_repository", args);
    expect_changed(2);
    run("apt_repository", args);
    expect_unchanged(1);
}

static void parts(const char *name, const char *text)
{
    shell("mkdir -p @/root/etc/apt/sources.list.d");
    write_file(wp_printf(arena, "@/root/etc/apt/sources.list.d/%s", name), text, 0644);
}

static const char *part(const char *name)
{
    return read_back(wp_printf(arena, "@/root/etc/apt/sources.list.d/%s", name));
}

Test(apt_repository, a_line_gets_a_file_named_after_its_address)
{
    if (!apt_root())
        return;
    with.diff_mode = true;
    changes_once("{repo: 'deb [arch=amd64]  https://me:secret@1.example.org/debian/  stable main', update_cache: no}");
    cr_expect_str_eq(part("1_example_org_debian.list"), "deb [arch=amd64] https://me:secret@1.example.org/debian/ stable main\n");
    cr_expect_eq(mode_of("@/root/etc/apt/sources.list.d/1_example_org_debian.list"), 0644);
    run("apt_repository", "{repo: 'deb http://y/z a b', filename: mine, mode: '0600', update_cache: no}");
    expect_got("diff.before_header", "/dev/null");
    expect_got("diff.after", "deb http://y/z a b\n");
    cr_expect_eq(mode_of("@/root/etc/apt/sources.list.d/mine.list"), 0600);
    changes_once("{repo: 'deb http://y/z a b', state: absent, update_cache: no}");
    cr_expect(!exists("@/root/etc/apt/sources.list.d/mine.list"), "a file without a line goes");
}

Test(apt_repository, one_that_is_switched_off_is_switched_on)
{
    if (!apt_root())
        return;
    parts("a.list", "# about\n#deb http://x/y a b\ndeb http://other/z c d # kept\n");
    changes_once("{repo: 'deb  http://x/y a  b', update_cache: no}");
    cr_expect_str_eq(part("a.list"), "# about\ndeb http://x/y a b\ndeb http://other/z c d # kept\n");
    changes_once("{repo: 'deb http://other/z c d', state: absent, update_cache: no}");
    cr_expect_str_eq(part("a.list"), "# about\ndeb http://x/y a b\n");
}

Test(apt_repository, lists_are_read_and_a_bad_line_is_undone)
{
    if (!apt_root())
        return;
    shell("mkdir @/other; cp @/repo/Packages @/other");
    changes_once("{repo: 'deb [trusted=yes] file:@/other ./'}");
    parts("b.list", "# mine\n");
    run("apt_repository", "{repo: 'deb file:@/nothing ./', filename: b, update_cache_retries: 1}");
    expect_failed("Failed to update apt cache");
    cr_expect_str_eq(part("b.list"), "# mine\n");
    run("apt_repository", "{repo: 'deb file:@/nothing ./', filename: c, update_cache_retries: 1}");
    cr_expect(!exists("@/root/etc/apt/sources.list.d/c.list"));
}

Test(apt_repository, what_is_no_line_is_an_error)
{
    run("apt_repository", "{repo: 'http://x/y stable main'}");
    expect_failed("Invalid repository string");
    run("apt_repository", "{repo: 'ppa:me/mine'}");
    expect_failed("launchpad");
    cr_expect_eq(round_trips, 0);
}
