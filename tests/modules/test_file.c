#include "on_local.h"

TestSuite(file, .init = set_up, .fini = tear_down);

Test(file, makes_a_directory_and_those_above)
{
    check("file", "{path: '@/a b/c', state: directory, mode: '0750'}");
    expect_changed(1);
    cr_expect(!exists("@/a b"));
    run("file", "{path: '@/a b/c', state: directory, mode: '0750'}");
    expect_changed(1);
    cr_expect_eq(mode_of("@/a b"), 0750);
    cr_expect_eq(mode_of("@/a b/c"), 0750);
    expect_got("path", "@/a b/c");
    expect_got("state", "directory");
    expect_got("mode", "0750");
    run("file", "{path: '@/a b/c/', state: directory, mode: 0750}");
    expect_unchanged(1);
}

Test(file, sets_mode_and_owner_of_what_is_there)
{
    write_file("@/x", "x", 0644);
    with.diff_mode = true;
    run("file", "{path: '@/x', mode: 'u+x,go-r'}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/x"), 0700);
    expect_got("diff.before.mode", "0644");
    expect_got("diff.after.mode", "0700");
    run("file", "{path: '@/x', mode: 'u+x,go-r'}");
    expect_unchanged(1);
    if (geteuid() != 0)
        return;
    run("file", "{path: '@/x', owner: nobody, group: '12345'}");
    expect_changed(2);
    expect_got("owner", "nobody");
    expect_got("gid", "12345");
    expect_got("diff.before.owner", "0");
    expect_got("diff.after.group", "12345");
    run("file", "{path: '@/x', owner: nobody, group: '12345'}");
    expect_unchanged(1);
}

Test(file, a_file_that_is_not_there_is_an_error_that_says_what_to_do)
{
    run("file", "{path: '@/x', mode: '0600'}");
    expect_failed("state=touch");
    expect_got("state", "absent");
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    run("file", "{path: '@/d', state: file}");
    expect_failed("is a directory");
    write_file("@/f", "", 0644);
    run("file", "{path: '@/f', state: directory}");
    expect_failed("there already, as a file");
    run("file", "{path: '@/f', owner: no-such-user}");
    expect_failed("no such user");
    check("file", "{path: '@/f', group: no-such-group}");
    expect_failed("no such group");
}

Test(file, touch_makes_an_empty_file_and_renews_times)
{
    run("file", "{path: '@/x', state: touch, mode: '0600'}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/x"), 0600);
    expect_got("dest", "@/x");
    expect_got("size", "0");
    run("file", "{path: '@/x', state: touch}");
    expect_changed(2);
    run("file", "{path: '@/x', state: touch, access_time: preserve, modification_time: preserve}");
    expect_unchanged(1);
    run("file", "{path: '@/no/x', state: touch}");
    expect_failed("@/no" + 1);
}

Test(file, sets_times_once)
{
    write_file("@/x", "", 0644);
    const char *args = "{path: '@/x', access_time: '202001020304.05', modification_time: '2020-01-02', "
                       "modification_time_format: '%Y-%m-%d', state: touch}";
    run("file", args);
    expect_changed(2);
    struct stat info;
    cr_assert_eq(stat(in_dir("@/x"), &info), 0);
    struct tm *moment = localtime(&info.st_atime);
    cr_expect(moment->tm_year == 120 && moment->tm_mday == 2 && moment->tm_hour == 3 && moment->tm_sec == 5);
    run("file", args);
    expect_unchanged(1);
    run("file", "{path: '@/x', state: touch, access_time: yesterday}");
    expect_failed("yesterday");
}

Test(file, absent_removes_all_of_it_once)
{
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    write_file("@/d/x", "", 0644);
    with.diff_mode = true;
    check("file", "{path: '@/d', state: absent}");
    expect_changed(1);
    expect_got("diff.before.path_content.files", "['@/d/x']");
    cr_expect(exists("@/d/x"));
    run("file", "{path: '@/d', state: absent}");
    expect_changed(2);
    cr_expect(!exists("@/d"));
    run("file", "{path: '@/d', state: absent}");
    expect_unchanged(1);
    expect_got("state", "absent");
}

Test(file, absent_removes_a_link_and_not_what_it_leads_to)
{
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    write_file("@/d/x", "", 0644);
    cr_assert_eq(symlink("d", in_dir("@/l")), 0);
    run("file", "{path: '@/l', state: absent}");
    expect_changed(2);
    cr_expect(exists("@/d/x"));
}

Test(file, names_with_stars_mean_themselves)
{
    write_file("@/a", "", 0644);
    write_file("@/*", "", 0644);
    run("file", "{path: '@/*', state: absent}");
    cr_expect(exists("@/a"));
    cr_expect(!exists("@/*"));
}

static const char *target_of(const char *name)
{
    char text[256];
    ssize_t len = readlink(in_dir(name), text, sizeof text);
    return len < 0 ? "(no link)" : wp_strndup(arena, text, (size_t)len);
}

Test(file, makes_links_and_leads_them_elsewhere)
{
    write_file("@/a", "", 0644);
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    run("file", "{path: '@/l', src: a, state: link}");
    expect_changed(2);
    cr_expect_str_eq(target_of("@/l"), "a");
    expect_got("src", "a");
    expect_got("dest", "@/l");
    expect_got("state", "link");
    run("file", "{path: '@/l', src: a, state: link}");
    expect_unchanged(1);
    run("file", "{path: '@/l', src: d, state: link}");
    expect_changed(2);
    expect_got("diff.before.src", "a");
    run("file", "{path: '@/l', src: a, state: link}");
    cr_expect_str_eq(target_of("@/l"), "a");
    cr_expect_eq(count_names("@/d"), 0);
    cr_expect_eq(count_names("@"), 3);
}

Test(file, links_replace_files_only_by_force)
{
    write_file("@/a", "", 0644);
    write_file("@/f", "", 0644);
    cr_assert_eq(mkdir(in_dir("@/empty"), 0755), 0);
    cr_assert_eq(mkdir(in_dir("@/full"), 0755), 0);
    write_file("@/full/x", "", 0644);
    run("file", "{path: '@/f', src: a, state: link}");
    expect_failed("force=yes");
    run("file", "{path: '@/f', src: a, state: link, force: yes}");
    expect_changed(2);
    run("file", "{path: '@/empty', src: '@/a', state: link, force: yes}");
    expect_changed(2);
    cr_expect_str_eq(target_of("@/empty"), in_dir("@/a"));
    run("file", "{path: '@/full', src: '@/a', state: link, force: yes}");
    expect_failed("not empty");
    run("file", "{path: '@/n', src: nowhere, state: link}");
    expect_failed("is not there");
    run("file", "{path: '@/n', src: nowhere, state: link, force: yes}");
    expect_changed(2);
}

Test(file, the_mode_of_a_link_is_that_of_its_target)
{
    write_file("@/a", "", 0644);
    cr_assert_eq(symlink("a", in_dir("@/l")), 0);
    run("file", "{path: '@/l', mode: '0600'}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/a"), 0600);
    run("file", "{path: '@/l', mode: '0600'}");
    expect_unchanged(1);
    run("file", "{path: '@/l', mode: '0644', follow: no}");
    expect_unchanged(1);
}

Test(file, makes_hard_links)
{
    write_file("@/a", "a", 0644);
    run("file", "{path: '@/h', src: '@/a', state: hard}");
    expect_changed(2);
    struct stat a, h;
    cr_assert(stat(in_dir("@/a"), &a) == 0 && stat(in_dir("@/h"), &h) == 0);
    cr_expect_eq(a.st_ino, h.st_ino);
    run("file", "{path: '@/h', src: '@/a', state: hard}");
    expect_unchanged(1);
    write_file("@/b", "b", 0644);
    run("file", "{path: '@/h', src: '@/b', state: hard}");
    expect_failed("not the same file");
    run("file", "{path: '@/h', src: '@/b', state: hard, force: yes}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/h"), "b");
    run("file", "{path: '@/h2', src: '@/nope', state: hard}");
    expect_failed("@/nope" + 1);
}

static void make_tree(void)
{
    cr_assert_eq(mkdir(in_dir("@/t"), 0755), 0);
    cr_assert_eq(mkdir(in_dir("@/t/s"), 0777), 0);
    write_file("@/t/s/file\nname", "", 0666);
    write_file("@/t/s/exe", "", 0700);
    write_file("@/outside", "", 0666);
    cr_assert_eq(symlink("../outside", in_dir("@/t/link")), 0);
}

Test(file, recurse_touches_only_what_differs_and_follows_no_link)
{
    make_tree();
    const char *args = "{path: '@/t', state: directory, recurse: yes, mode: 'u=rwX,g=rX,o='}";
    check("file", args);
    cr_expect(outcome.changed);
    cr_expect_eq(wp_len(outcome.changes), 4);
    run("file", args);
    expect_changed(2);
    cr_expect_eq(mode_of("@/t/s"), 0750);
    cr_expect_eq(mode_of("@/t/s/file\nname"), 0640);
    cr_expect_eq(mode_of("@/t/s/exe"), 0750);
    cr_expect_eq(mode_of("@/outside"), 0666);
    run("file", args);
    expect_unchanged(1);
}

Test(file, recurse_with_an_octal_mode_and_an_owner)
{
    make_tree();
    const char *args = geteuid() == 0 ? "{path: '@/t', state: directory, recurse: yes, mode: '0755', owner: nobody}"
                                      : "{path: '@/t', state: directory, recurse: yes, mode: '0755'}";
    run("file", args);
    expect_changed(2);
    cr_expect_eq(mode_of("@/t/s/file\nname"), 0755);
    run("file", args);
    expect_unchanged(1);
    run("file", "{path: '@/outside', recurse: yes, mode: '0755'}");
    expect_failed("recurse");
}

Test(file, modes_as_users_write_them)
{
    const struct {
        const char *mode;
        unsigned becomes;
    } rows[] = {
        { "'0644'", 0644 }, { "'644'", 0644 },      { "0640", 0640 },         { "'u=rw,g=r,o='", 0640 },
        { "u+x", 0744 },    { "'a=r,u+w'", 0644 },  { "'go-rwx,u=rwx'", 0700 }, { "'u=rwxs,g=rx'", 04754 },
        { "'g=u'", 0664 },  { "o+t", 01644 },       { "'4755'", 04755 },      { "'+x'", 0755 },
        { "640", 01200 },   { "'u=rwX,g=rX,o='", 0640 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *name = wp_printf(arena, "@/m%zu", i);
        run("file", wp_printf(arena, "{path: '%s', state: touch, mode: %s}", name, rows[i].mode));
        cr_expect(outcome.changed, "%s", all());
        cr_expect_eq(mode_of(name), rows[i].becomes, "%s gives %o", rows[i].mode, mode_of(name));
    }
    run("file", "{path: '@/bad', state: touch, mode: 'u=q'}");
    expect_failed("is no mode");
}

Test(file, set_id_bits_of_directories_come_and_go)
{
    run("file", "{path: '@/d', state: directory, mode: '2755'}");
    cr_expect_eq(mode_of("@/d"), 02755);
    run("file", "{path: '@/d', state: directory, mode: '0755'}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/d"), 0755);
    run("file", "{path: '@/d', mode: g+s}");
    cr_expect_eq(mode_of("@/d"), 02755);
    run("file", "{path: '@/d', mode: g+s}");
    expect_unchanged(1);
}

Test(file, a_preview_knows_what_stands_in_the_way)
{
    write_file("@/f", "", 0644);
    check("file", "{path: '@/f/d', state: directory}");
    expect_failed("/f is no directory");
    check("file", "{path: '@/f/d/e/t', state: touch}");
    cr_expect(outcome.failed, "%s", all());
    if (geteuid() == 0)
        return;
    check("file", "{path: /proc/x/y, state: directory}");
    expect_failed("may not make files");
}

Test(file, a_preview_counts_on_what_earlier_tasks_would_make)
{
    check("user", "{name: no-such-user-here}");
    check("file", "{path: '@/d', state: directory, owner: no-such-user-here}");
    expect_changed(1);
    check("copy", "{content: x, dest: '@/d/f', group: no-such-user-here}");
    expect_changed(1);
    check("file", "{path: '@/d/f', mode: '0600'}");
    expect_changed(1);
    with.diff_mode = true;
    check("lineinfile", "{path: '@/d/f', line: y}");
    expect_changed(1);
    expect_got("diff.after", "x\ny\n");
    check("file", "{path: '@/other', mode: '0600'}");
    expect_failed("is not there");
    cr_expect_eq(count_names("@"), 0);
}

Test(file, refuses_what_does_not_go_together)
{
    write_file("@/a", "", 0644);
    run("file", "{path: '@/a', src: b}");
    expect_failed("state=link");
    run("file", "{path: '@/a', state: nonsense}");
    expect_failed("one of absent");
    run("file", "{path: '@/a', attributes: i}");
    expect_failed("chattr");
    run("file", "{}");
    expect_failed("'path'");
}
