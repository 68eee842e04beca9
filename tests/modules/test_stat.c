#include "on_local.h"

TestSuite(stat, .init = set_up, .fini = tear_down);

Test(stat, tells_all_of_a_file_in_one_round_trip)
{
    write_file("@/f", "hello\n", 0640);
    run("stat", "{path: '@/f'}");
    expect_unchanged(1);
    expect_got("stat.exists", "True");
    expect_got("stat.isreg", "True");
    expect_got("stat.isdir", "False");
    expect_got("stat.mode", "0640");
    expect_got("stat.size", "6");
    expect_got("stat.checksum", "f572d396fae9206628714fb2ce00f72e94f2258f");
    expect_got("stat.rgrp", "True");
    expect_got("stat.wgrp", "False");
    expect_got("stat.readable", "True");
    expect_got("stat.executable", "False");
    expect_got("stat.path", "@/f");
    struct stat info;
    cr_assert_eq(stat(in_dir("@/f"), &info), 0);
    cr_expect_eq(wp_dict_find(*wp_dict_find(outcome.result, "stat"), "mtime")->type, WP_FLOAT);
    expect_got("stat.inode", wp_printf(arena, "%llu", (unsigned long long)info.st_ino));
    expect_got("stat.dev", wp_printf(arena, "%llu", (unsigned long long)info.st_dev));
}

Test(stat, what_is_not_there_does_not_exist)
{
    run("stat", "{path: '@/nope'}");
    expect_unchanged(1);
    expect_got("stat", "{'exists': False}");
    write_file("@/f", "", 0640);
    run("stat", "{path: '@/f/below'}");
    expect_got("stat", "{'exists': False}");
}

Test(stat, looks_at_links_or_through_them)
{
    write_file("@/f 'x'\n", "hello\n", 0640);
    cr_assert_eq(symlink("f 'x'\n", in_dir("@/l")), 0);
    run("stat", "{path: '@/l'}");
    expect_got("stat.islnk", "True");
    expect_got("stat.lnk_target", "f 'x'\n");
    expect_got("stat.lnk_source", "@/f 'x'\n");
    expect_got("stat.checksum", "(none)");
    run("stat", "{path: '@/l', follow: yes, checksum_algorithm: sha256}");
    expect_got("stat.islnk", "False");
    expect_got("stat.checksum", "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
}

Test(stat, of_directories_and_devices)
{
    run("stat", "{path: /dev/null}");
    expect_got("stat.ischr", "True");
    expect_got("stat.device_type", "259");
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    cr_assert_eq(chmod(in_dir("@/d"), 01755), 0);
    run("stat", "{path: '@/d', get_checksum: no, get_mime: no, get_attributes: no}");
    expect_got("stat.isdir", "True");
    expect_got("stat.mode", "1755");
    expect_got("stat.mimetype", "(none)");
}

Test(stat, refuses_unknown_digests)
{
    run("stat", "{path: /, checksum_algorithm: sha3}");
    expect_failed("one of md5");
}
