#include "on_local.h"

TestSuite(unarchive, .init = set_up, .fini = tear_down);

static void shell(const char *script)
{
    wp_process_result result = { .status = -1 };
    wp_process process = { .argv = (const char *const[]){ "sh", "-ec", in_dir(script), NULL } };
    cr_assert(wp_process_run(arena, &process, &result, NULL));
    cr_assert_eq(result.status, 0, "%.*s", (int)result.err.len, result.err.ptr ? result.err.ptr : "");
}

static void make_archive(void)
{
    shell("mkdir -p @/files @/t/sub @/d; echo one >@/t/a; echo two >@/t/sub/b; chmod 700 @/t/a; "
          "cd @/t; tar -cf - a sub | gzip >@/files/t.tgz");
}

Test(unarchive, unpacks_an_archive_of_ours_once_and_leaves_nothing_behind)
{
    make_archive();
    run("unarchive", "{src: t.tgz, dest: '@/d'}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/d/sub/b"), "two\n");
    cr_expect_eq(mode_of("@/d/a"), 0700);
    expect_got("handler", "TgzArchive");
    run("unarchive", "{src: t.tgz, dest: '@/d'}");
    expect_unchanged(1);
    shell("! ls -A /tmp | grep -q '^[.]waplay-' || sleep 1"); /* other tests may have some for a moment */
    cr_expect_eq(count_names("@/d"), 2);
}

Test(unarchive, what_was_changed_comes_back)
{
    make_archive();
    run("unarchive", "{src: '@/files/t.tgz', dest: '@/d', remote_src: yes}");
    write_file("@/d/a", "another\n", 0700);
    check("unarchive", "{src: '@/files/t.tgz', dest: '@/d', remote_src: yes}");
    expect_changed(1);
    cr_expect_str_eq(read_back("@/d/a"), "another\n");
    run("unarchive", "{src: '@/files/t.tgz', dest: '@/d', remote_src: yes}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/d/a"), "one\n");
}

Test(unarchive, takes_some_and_lists_them)
{
    make_archive();
    run("unarchive", "{src: '@/files/t.tgz', dest: '@/d', remote_src: yes, include: [sub/b], list_files: yes}");
    expect_got("files", "['sub/b']");
    cr_expect(exists("@/d/sub/b") && !exists("@/d/a"));
}

Test(unarchive, sets_the_mode_of_what_it_unpacks)
{
    make_archive();
    run("unarchive", "{src: '@/files/t.tgz', dest: '@/d', remote_src: yes, mode: 'u=rwX,go='}");
    cr_expect_eq(mode_of("@/d/sub/b"), 0600);
    cr_expect_eq(mode_of("@/d/sub"), 0700);
    run("unarchive", "{src: '@/files/t.tgz', dest: '@/d', remote_src: yes, mode: 'u=rwX,go='}");
    expect_unchanged(1);
}

Test(unarchive, creates_decides_before_anything_is_sent)
{
    make_archive();
    run("unarchive", "{src: t.tgz, dest: '@/d', creates: '@/files'}");
    cr_expect(outcome.skipped, "%s", all());
    cr_expect_eq(round_trips, 1);
}

Test(unarchive, says_what_is_wrong)
{
    make_archive();
    run("unarchive", "{src: t.tgz, dest: '@/nope'}");
    expect_failed("is no directory that is there");
    write_file("@/files/bad.tgz", "hello, this is no archive\n", 0644);
    run("unarchive", "{src: bad.tgz, dest: '@/d'}");
    expect_failed("is no archive that tar can read");
    run("unarchive", "{src: '@/none', dest: '@/d', remote_src: yes}");
    expect_failed("is not there");
}
