#include "on_local.h"

static bool has_rsync(void)
{
    return system("command -v rsync >/dev/null") == 0;
}

static void set_up_or_skip(void)
{
    set_up();
    if (!has_rsync())
        cr_skip_test("no rsync here");
}

TestSuite(synchronize, .init = set_up_or_skip, .fini = tear_down);

static void make_tree(void)
{
    cr_assert_eq(mkdir(in_dir("@/t"), 0755), 0);
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    write_file("@/t/a", "one\n", 0640);
    write_file("@/d/extra", "x\n", 0644);
}

Test(synchronize, a_tree_goes_once)
{
    make_tree();
    run("synchronize", "{src: '@/t/', dest: '@/d'}");
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    cr_expect_str_eq(read_back("@/d/a"), "one\n");
    cr_expect_eq(mode_of("@/d/a"), 0640);
    run("synchronize", "{src: '@/t/', dest: '@/d'}");
    cr_expect(!outcome.changed && !outcome.failed, "%s", all());
    cr_expect(exists("@/d/extra"));
}

Test(synchronize, the_preview_names_what_would_go_and_transfers_nothing)
{
    make_tree();
    check("synchronize", "{src: '@/t/', dest: '@/d', delete: yes}");
    cr_expect(outcome.changed, "%s", all());
    cr_expect(strstr(got("msg"), "deleting   extra") && strstr(got("msg"), " a"), "%s", all());
    cr_expect(exists("@/d/extra") && !exists("@/d/a"));
}

Test(synchronize, what_archive_means_can_be_taken_back)
{
    make_tree();
    cr_assert_eq(symlink("a", in_dir("@/t/l")), 0);
    run("synchronize", "{src: '@/t/', dest: '@/d', links: no, perms: no, rsync_opts: ['--exclude=a']}");
    cr_expect(strstr(got("cmd"), "--archive") && strstr(got("cmd"), "--no-links --no-perms"), "%s", all());
    cr_expect(!exists("@/d/l") && !exists("@/d/a"));
}

Test(synchronize, files_become_links_to_what_is_there_before)
{
    make_tree();
    run("synchronize", "{src: '@/t/', dest: '@/old/'}");
    run("synchronize", "{src: '@/t/', dest: '@/d/', link_dest: ['@/old']}");
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    struct stat a, b;
    cr_assert(stat(in_dir("@/old/a"), &a) == 0);
    char *there = wp_strdup(arena, in_dir("@/d/a"));
    cr_assert(stat(there, &b) == 0);
    cr_expect_eq(a.st_ino, b.st_ino);
    run("synchronize", "{src: '@/t/', dest: '@/d/', link_dest: ['@/old']}");
    cr_expect(!outcome.changed, "%s", all());
}

Test(synchronize, what_rsync_complains_about_is_told)
{
    run("synchronize", "{src: '@/none', dest: '@/d'}");
    expect_failed("rsync ended with 23");
    expect_got("rc", "23");
}
