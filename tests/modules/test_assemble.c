#include "on_local.h"

TestSuite(assemble, .init = set_up, .fini = tear_down);

static void make_pieces(void)
{
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    write_file("@/d/b", "two", 0644);
    write_file("@/d/a", "one\n", 0644);
    write_file("@/d/.c", "hidden\n", 0644);
    cr_assert_eq(mkdir(in_dir("@/d/sub"), 0755), 0);
}

Test(assemble, joins_pieces_in_the_order_of_their_names)
{
    make_pieces();
    run("assemble", "{src: '@/d', dest: '@/out', ignore_hidden: yes, mode: '0600'}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/out"), "one\ntwo");
    cr_expect_eq(mode_of("@/out"), 0600);
    run("assemble", "{src: '@/d', dest: '@/out', ignore_hidden: yes, mode: '0600'}");
    expect_unchanged(1);
}

Test(assemble, puts_a_delimiter_between_on_lines_of_its_own)
{
    make_pieces();
    run("assemble", "{src: '@/d', dest: '@/out', delimiter: '--\\n==', regexp: '^[ab.]'}");
    cr_expect_str_eq(read_back("@/out"), "hidden\n--\n==\none\n--\n==\ntwo");
}

Test(assemble, pieces_may_hold_any_byte)
{
    cr_assert_eq(mkdir(in_dir("@/d"), 0755), 0);
    write_file("@/d/a", "bytes=5 fragment=x\n", 0644);
    write_file("@/d/b c", "end\n", 0644);
    run("assemble", "{src: '@/d', dest: '@/out'}");
    cr_expect_str_eq(read_back("@/out"), "bytes=5 fragment=x\nend\n");
}

Test(assemble, takes_pieces_of_the_control_machine)
{
    cr_assert_eq(mkdir(in_dir("@/files"), 0755), 0);
    cr_assert_eq(mkdir(in_dir("@/files/d"), 0755), 0);
    write_file("@/files/d/a", "one\n", 0644);
    run("assemble", "{src: d, dest: '@/out', remote_src: no}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/out"), "one\n");
}

Test(assemble, says_what_is_missing)
{
    run("assemble", "{src: '@/d', dest: '@/out'}");
    expect_failed("the directory");
    write_file("@/f", "", 0644);
    run("assemble", "{src: '@/f', dest: '@/out'}");
    expect_failed("is no directory");
    make_pieces();
    run("assemble", "{src: '@/d', dest: '@/out', regexp: '('}");
    expect_failed("regexp");
}
