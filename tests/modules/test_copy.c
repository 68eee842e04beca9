#include "on_local.h"

#include <fcntl.h>

TestSuite(copy, .init = set_up, .fini = tear_down);

Test(copy, writes_a_text_and_then_leaves_it)
{
    run("copy", "{content: \"hello\\n\", dest: '@/x', mode: 0640}");
    expect_changed(1);
    cr_expect_str_eq(read_back("@/x"), "hello\n");
    cr_expect_eq(mode_of("@/x"), 0640);
    expect_got("dest", "@/x");
    expect_got("mode", "0640");
    expect_got("size", "6");
    expect_got("state", "file");
    expect_got("checksum", "f572d396fae9206628714fb2ce00f72e94f2258f");
    expect_got("md5sum", "b1946ac92492d2347c6235b4d2611184");
    run("copy", "{content: \"hello\\n\", dest: '@/x', mode: 0640}");
    expect_unchanged(1);
    expect_got("mode", "0640");
    cr_expect_eq(count_names("@"), 1);
}

Test(copy, check_mode_tells_the_same_and_writes_nothing)
{
    with.diff_mode = true;
    check("copy", "{content: \"new\\n\", dest: '@/x'}");
    expect_changed(1);
    cr_expect(outcome.predicted);
    expect_got("diff.before", "");
    expect_got("diff.after", "new\n");
    cr_expect(!exists("@/x"));
}

Test(copy, shows_what_differs)
{
    write_file("@/x", "old\n", 0644);
    with.diff_mode = true;
    run("copy", "{content: \"new\\n\", dest: '@/x', mode: '0600'}");
    expect_changed(2);
    expect_got("diff.0.before", "old\n");
    expect_got("diff.0.after", "new\n");
    expect_got("diff.1.before.mode", "0644");
    expect_got("diff.1.after.mode", "0600");
}

Test(copy, changes_only_the_mode_where_only_that_differs)
{
    write_file("@/x", "same", 0644);
    run("copy", "{content: same, dest: '@/x', mode: 'u=rw,go='}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/x"), 0600);
    run("copy", "{content: same, dest: '@/x', mode: 'u=rw,go='}");
    expect_unchanged(1);
}

Test(copy, keeps_the_mode_of_a_file_that_was_there)
{
    write_file("@/x", "old", 0751);
    run("copy", "{content: new, dest: '@/x'}");
    cr_expect_eq(mode_of("@/x"), 0751);
}

Test(copy, lists_and_dicts_become_json)
{
    run("copy", "{content: {a: [1, 2], b: x}, dest: '@/x'}");
    cr_expect_str_eq(read_back("@/x"), "{\"a\": [1, 2], \"b\": \"x\"}");
}

Test(copy, odd_names_and_odd_bytes_arrive)
{
    run("copy", "{content: \"'$x` \\\"\\\\ \\u00fc\\r\\n\\t%s\", dest: \"@/-a 'b' \\\"c\\\" $ d\\n\\u00fc*\"}");
    expect_changed(1);
    cr_expect_str_eq(read_back("@/-a 'b' \"c\" $ d\n\xc3\xbc*"), "'$x` \"\\ \xc3\xbc\r\n\t%s");
}

Test(copy, a_file_goes_into_a_directory_under_its_own_name)
{
    write_file("@/src", "text", 0755);
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    run("copy", "{src: '@/src', dest: '@/d'}");
    expect_changed(1);
    expect_got("dest", "@/d/src");
    cr_expect_str_eq(read_back("@/d/src"), "text");
    run("copy", "{src: '@/src', dest: '@/new/dir/', mode: preserve, directory_mode: '0700'}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/new/dir/src"), 0755);
    cr_expect_eq(mode_of("@/new"), 0700);
}

Test(copy, finds_files_beside_the_playbook)
{
    cr_assert_eq(mkdir(in_dir("@/files"), 0755), 0);
    write_file("@/files/x", "in files", 0644);
    run("copy", "{src: x, dest: '@/y'}");
    cr_expect_str_eq(read_back("@/y"), "in files");
    run("copy", "{src: nowhere, dest: '@/y'}");
    expect_failed("nowhere");
}

Test(copy, large_files_stream_in_two_round_trips)
{
    size_t size = 3 << 20;
    char *bytes = wp_alloc(arena, size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(i * 7 % 251);
    wp_file_write(in_dir("@/big"), (wp_str){ bytes, size }, 0644, NULL);
    run("copy", "{src: '@/big', dest: '@/there', mode: '0600'}");
    expect_changed(2);
    wp_str back;
    cr_assert(wp_file_read(arena, in_dir("@/there"), &back, NULL));
    cr_expect(wp_str_eq(back, (wp_str){ bytes, size }));
    cr_expect_eq(mode_of("@/there"), 0600);
    run("copy", "{src: '@/big', dest: '@/there', mode: '0600'}");
    expect_unchanged(1);
}

Test(copy, only_what_is_small_and_wholly_new_is_written_by_the_look)
{
    run("copy", "{content: new, dest: '@/symbolic', mode: 'u=rw,go='}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/symbolic"), 0600);
    write_file("@/source", wp_printf(arena, "%05000d", 0), 0644);
    run("copy", "{src: '@/source', dest: '@/long'}");
    expect_changed(2);
    run("copy", "{content: new, dest: '@/valid', validate: 'test -s %s'}");
    expect_changed(2);
    write_file("@/there", "old", 0644);
    run("copy", "{content: new, dest: '@/there'}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/there"), "new");
}

Test(copy, where_the_owner_is_unknown_not_even_a_new_file_is_written)
{
    run("copy", "{content: new, dest: '@/x', owner: nobody-of-that-name}");
    expect_failed("no such user");
    cr_expect(!exists("@/x"));
    write_file("@/source", "new", 0644);
    run("copy", "{src: '@/source', dest: '@/x', checksum: '0000'}");
    expect_failed("SHA-1");
    cr_expect(!exists("@/x"));
}

Test(copy, md5sum_is_told_of_what_was_written)
{
    run("copy", "{content: \"hello\\n\", dest: '@/x', mode: '0600'}");
    expect_got("md5sum", "b1946ac92492d2347c6235b4d2611184");
    run("copy", "{content: \"hello\\n\", dest: '@/x', mode: '0644'}");
    expect_changed(2);
    expect_got("md5sum", "(none)");
    write_file("@/source", "hello\n", 0644);
    run("copy", "{src: '@/source', dest: '@/y'}");
    expect_got("md5sum", "b1946ac92492d2347c6235b4d2611184");
}

Test(copy, what_a_host_left_while_it_wrote_is_swept_by_the_next_file)
{
    run("copy", "{content: x, dest: '@/x'}");
    write_file("@/.waplay-0123456789abcdef", "left", 0600);
    write_file("@/.waplay-0123456789ABCDEF", "young", 0600);
    struct timespec long_ago[2] = { { .tv_sec = time(NULL) - 7200 }, { .tv_sec = time(NULL) - 7200 } };
    cr_assert_eq(utimensat(AT_FDCWD, in_dir("@/.waplay-0123456789abcdef"), long_ago, 0), 0);
    run("copy", "{content: y, dest: '@/x'}");
    cr_expect(!exists("@/.waplay-0123456789abcdef"));
    cr_expect(exists("@/.waplay-0123456789ABCDEF"));
}

Test(copy, keeps_a_backup)
{
    write_file("@/x", "old", 0640);
    run("copy", "{content: new, dest: '@/x', backup: yes}");
    const char *backup = got("backup_file");
    cr_expect_str_eq(read_back(backup), "old");
    cr_expect_eq(mode_of(backup), 0640);
}

Test(copy, force_off_leaves_a_file_that_is_there)
{
    write_file("@/x", "old", 0640);
    run("copy", "{content: new, dest: '@/x', force: no}");
    expect_unchanged(1);
    cr_expect_str_eq(read_back("@/x"), "old");
    run("copy", "{content: new, dest: '@/y', force: no}");
    expect_changed(1);
}

Test(copy, validates_before_it_replaces)
{
    write_file("@/x", "old", 0640);
    run("copy", "{content: bad, dest: '@/x', validate: 'grep -q good %s'}");
    expect_failed("validate");
    cr_expect_str_eq(read_back("@/x"), "old");
    cr_expect_eq(count_names("@"), 1);
    run("copy", "{content: good, dest: '@/x', validate: 'grep -q good %s'}");
    expect_changed(2);
    run("copy", "{content: better, dest: '@/x', validate: 'true'}");
    expect_failed("%s");
}

Test(copy, links_are_followed_only_when_asked)
{
    write_file("@/real", "old", 0644);
    cr_assert_eq(symlink("real", in_dir("@/link")), 0);
    run("copy", "{content: new, dest: '@/link', follow: yes}");
    expect_got("dest", "@/real");
    cr_expect_str_eq(read_back("@/real"), "new");
    run("copy", "{content: newer, dest: '@/link'}");
    cr_expect_str_eq(read_back("@/real"), "new");
    cr_expect_str_eq(read_back("@/link"), "newer");
}

Test(copy, errors_name_the_place_and_what_to_do)
{
    run("copy", "{content: x, dest: '@/no/dir/x'}");
    expect_failed("state=directory");
    check("copy", "{content: x, dest: '@/no/dir/x'}");
    expect_failed("@/no/dir" + 1);
    run("copy", "{content: x, dest: '@'}");
    expect_failed("is a directory");
    run("copy", "{content: x, dest: '@/'}");
    expect_failed("content needs the name of a file");
    run("copy", "{content: x, dest: '@/x', owner: no-such-user}");
    expect_failed("no such user");
    check("copy", "{content: x, dest: '@/x', group: no-such-group}");
    expect_failed("no such group");
    run("copy", "{content: x, src: y, dest: '@/x'}");
    expect_failed("exclude");
    run("copy", "{dest: '@/x'}");
    expect_failed("'src' or 'content'");
    run("copy", "{content: x, dest: '@/x', setype: a}");
    expect_failed("SELinux");
    run("copy", "{content: x, dest: '@/x', mode: 'u=q'}");
    expect_failed("is no mode");
    cr_expect_eq(count_names("@"), 0);
    write_file("@/src", "text", 0644);
    run("copy", "{src: '@/src', dest: '@/x', checksum: '0'}");
    expect_failed("checksum asks for 0");
    cr_expect(!exists("@/x"));
}

Test(copy, home_is_the_hosts)
{
    setenv("HOME", dir, 1);
    run("copy", "{content: x, dest: '~/in home'}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/in home"), "x");
    run("copy", "{content: x, dest: '~/in home'}");
    expect_unchanged(1);
}

static void make_tree(void)
{
    cr_assert_eq(mkdir(in_dir("@/src"), 0755), 0);
    cr_assert_eq(mkdir(in_dir("@/src/sub"), 0700), 0);
    cr_assert_eq(mkdir(in_dir("@/src/empty"), 0755), 0);
    write_file("@/src/a", "a", 0644);
    write_file("@/src/sub/b", "b", 0755);
    write_file("@/src/sub/-odd 'name'\n\\", "odd", 0644);
    cr_assert_eq(symlink("a", in_dir("@/src/link")), 0);
}

Test(copy, a_tree_takes_two_round_trips_and_then_one)
{
    make_tree();
    run("copy", "{src: '@/src', dest: '@/d'}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/d/src/a"), "a");
    cr_expect_str_eq(read_back("@/d/src/link"), "a");
    cr_expect_str_eq(read_back("@/d/src/sub/-odd 'name'\n\\"), "odd");
    cr_expect_eq(mode_of("@/d/src/sub/b"), 0644);
    cr_expect_eq(mode_of("@/d/src/sub"), 0755);
    cr_expect(exists("@/d/src/empty"));
    cr_expect_eq(count_names("@/d/src"), 4);
    expect_got("dest", "@/d/");
    run("copy", "{src: '@/src', dest: '@/d'}");
    expect_unchanged(1);
}

Test(copy, of_a_tree_only_what_differs_is_written)
{
    make_tree();
    run("copy", "{src: '@/src/', dest: '@/d'}");
    write_file("@/d/a", "changed", 0600);
    with.diff_mode = true;
    check("copy", "{src: '@/src/', dest: '@/d'}");
    expect_changed(1);
    cr_expect_eq(wp_len(outcome.changes), 1);
    expect_got("diff.after", "@/d/a\n");
    run("copy", "{src: '@/src/', dest: '@/d'}");
    cr_expect_str_eq(read_back("@/d/a"), "a");
    cr_expect_eq(mode_of("@/d/a"), 0600);
}

Test(copy, a_tree_with_modes_and_links)
{
    make_tree();
    run("copy", "{src: '@/src/', dest: '@/d', mode: preserve, directory_mode: '0750', local_follow: no}");
    expect_changed(2);
    char target[16] = "";
    cr_expect_eq(readlink(in_dir("@/d/link"), target, sizeof target - 1), 1);
    cr_expect_str_eq(target, "a");
    cr_expect_eq(mode_of("@/d"), 0750);
    cr_expect_eq(mode_of("@/d/sub"), 0750);
    cr_expect_eq(mode_of("@/d/sub/b"), 0755);
    run("copy", "{src: '@/src/', dest: '@/d', mode: preserve, directory_mode: '0750', local_follow: no}");
    expect_unchanged(1);
    run("copy", "{src: '@/src/', dest: '@/d', mode: '0600', directory_mode: '0700', local_follow: no}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/d/sub/b"), 0600);
    cr_expect_eq(mode_of("@/d/sub"), 0700);
}

Test(copy, a_tree_may_keep_the_modes_of_its_files_alone)
{
    make_tree();
    run("copy", "{src: '@/src/', dest: '@/d', mode: preserve}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/d/sub/b"), 0755);
    cr_expect_eq(mode_of("@/d/sub"), 0755);
    run("copy", "{src: '@/src/', dest: '@/d', mode: preserve}");
    expect_unchanged(1);
}

Test(copy, from_one_place_of_the_host_to_another)
{
    write_file("@/x", "text", 0600);
    run("copy", "{src: '@/x', dest: '@/y', remote_src: yes, mode: '0644'}");
    cr_expect(outcome.changed);
    cr_expect_str_eq(read_back("@/y"), "text");
    cr_expect_eq(mode_of("@/y"), 0644);
    run("copy", "{src: '@/x', dest: '@/y', remote_src: yes, mode: '0644'}");
    cr_expect(!outcome.changed && !outcome.failed);
    run("copy", "{src: '@/nope', dest: '@/y', remote_src: yes}");
    expect_failed("@/nope" + 1);
}

Test(copy, a_tree_from_one_place_of_the_host_to_another)
{
    make_tree();
    run("copy", "{src: '@/src/', dest: '@/d', remote_src: yes}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/d/sub/-odd 'name'\n\\"), "odd");
    cr_expect_eq(mode_of("@/d/sub/b"), 0755);
    cr_expect_eq(count_names("@/d"), 4);
    run("copy", "{src: '@/src/', dest: '@/d', remote_src: yes}");
    expect_unchanged(1);
}

Test(copy, a_path_without_a_directory_is_in_the_current_one)
{
    static const char *const args = "{content: x, dest: here}";
    cr_assert_eq(chdir(dir), 0);
    check("copy", args);
    expect_changed(1);
    run("copy", args);
    expect_changed(1);
    run("copy", args);
    expect_unchanged(1);
    cr_expect_str_eq(read_back("@/here"), "x");
    run("copy", "{content: other, dest: here}");
    expect_changed(2);
    run("file", "{path: made, state: directory}");
    cr_expect(outcome.changed && exists("@/made"), "%s", all());
}

Test(copy, the_headers_of_a_diff_name_the_file_that_was_there)
{
    with.diff_mode = true;
    run("copy", "{content: x, dest: '@/x'}");
    expect_got("diff.after_header", "@/x");
    expect_got("diff.before_header", "(none)");
    run("copy", "{content: y, dest: '@/x'}");
    expect_got("diff.before_header", "@/x");
}

Test(copy, a_diff_of_what_is_larger_than_the_limit_says_only_that)
{
    with.diff_mode = true;
    with.diff_limit = 3;
    run("copy", "{content: four, dest: '@/x'}");
    expect_got("diff.after", "(larger than what is compared)\n");
    with.diff_limit = 0;
    run("copy", "{content: five5, dest: '@/x'}");
    expect_got("diff.before", "four");
    expect_got("diff.after", "five5");
}
