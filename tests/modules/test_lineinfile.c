#include "on_local.h"

static void set_up_file(void)
{
    set_up();
    write_file("@/f", "a\nb\nc\n", 0640);
}

TestSuite(lineinfile, .init = set_up_file, .fini = tear_down);

static void expect_file(const char *text)
{
    cr_expect_str_eq(read_back("@/f"), text, "%s", read_back("@/f"));
}

Test(lineinfile, adds_a_line_once)
{
    with.diff_mode = true;
    run("lineinfile", "{path: '@/f', line: d}");
    expect_changed(2);
    expect_file("a\nb\nc\nd\n");
    expect_got("msg", "line added");
    expect_got("diff.before", "a\nb\nc\n");
    expect_got("diff.after", "a\nb\nc\nd\n");
    cr_expect_eq(mode_of("@/f"), 0640);
    run("lineinfile", "{path: '@/f', line: d}");
    expect_unchanged(1);
    expect_got("msg", "");
}

Test(lineinfile, check_mode_changes_nothing)
{
    check("lineinfile", "{path: '@/f', line: d}");
    expect_changed(1);
    expect_file("a\nb\nc\n");
}

Test(lineinfile, the_last_line_may_lack_its_end)
{
    write_file("@/f", "a", 0640);
    run("lineinfile", "{path: '@/f', line: b}");
    expect_file("a\nb\n");
}

Test(lineinfile, replaces_the_last_line_that_matches_or_the_first)
{
    write_file("@/f", "x=1\ny=1\nx=2\n", 0640);
    run("lineinfile", "{path: '@/f', regexp: '^x=', line: x=3}");
    expect_file("x=1\ny=1\nx=3\n");
    expect_got("msg", "line replaced");
    run("lineinfile", "{path: '@/f', regexp: '^x=', line: x=4, firstmatch: yes}");
    expect_file("x=4\ny=1\nx=3\n");
    run("lineinfile", "{path: '@/f', search_string: 'y', line: z=1}");
    expect_file("x=4\nz=1\nx=3\n");
}

Test(lineinfile, refers_back_to_groups)
{
    run("lineinfile", "{path: '@/f', regexp: '^(?P<letter>b)$', line: '<\\g<letter>> \\1', backrefs: yes}");
    expect_file("a\n<b> b\nc\n");
    run("lineinfile", "{path: '@/f', regexp: '^nothing$', line: x, backrefs: yes}");
    expect_unchanged(1);
}

Test(lineinfile, puts_it_beside_another)
{
    run("lineinfile", "{path: '@/f', line: a2, insertafter: '^a'}");
    expect_file("a\na2\nb\nc\n");
    run("lineinfile", "{path: '@/f', line: a2, insertafter: '^b'}");
    expect_unchanged(1);
    run("lineinfile", "{path: '@/f', line: b0, insertbefore: '^b$'}");
    expect_file("a\na2\nb0\nb\nc\n");
    run("lineinfile", "{path: '@/f', line: first, insertbefore: BOF}");
    run("lineinfile", "{path: '@/f', line: last, insertafter: EOF}");
    expect_file("first\na\na2\nb0\nb\nc\nlast\n");
    run("lineinfile", "{path: '@/f', line: nomatch, insertafter: '^zzz'}");
    expect_file("first\na\na2\nb0\nb\nc\nlast\nnomatch\n");
}

Test(lineinfile, removes_lines)
{
    run("lineinfile", "{path: '@/f', regexp: '[ab]', state: absent}");
    expect_changed(2);
    expect_got("found", "2");
    expect_got("msg", "2 line(s) removed");
    expect_file("c\n");
    run("lineinfile", "{path: '@/f', line: c, state: absent}");
    expect_file("");
    run("lineinfile", "{path: '@/f', line: c, state: absent}");
    expect_unchanged(1);
    run("lineinfile", "{path: '@/nope', line: c, state: absent}");
    expect_unchanged(1);
}

Test(lineinfile, makes_a_file_only_when_asked)
{
    run("lineinfile", "{path: '@/new', line: x}");
    expect_failed("is not there");
    check("lineinfile", "{path: '@/new', line: x, create: yes}");
    expect_changed(1);
    run("lineinfile", "{path: '@/dir/new', line: x, create: yes, mode: '0600'}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/dir/new"), "x\n");
    cr_expect_eq(mode_of("@/dir/new"), 0600);
}

Test(lineinfile, odd_texts_stay_as_they_are)
{
    run("lineinfile", "{path: '@/f', line: \"it's $HOME `x` \\\"q\\\" \\\\n %s\"}");
    expect_file("a\nb\nc\nit's $HOME `x` \"q\" \\n %s\n");
    expect_changed(2);
}

Test(lineinfile, writes_through_a_link_and_keeps_a_backup)
{
    cr_assert_eq(symlink("f", in_dir("@/l")), 0);
    run("lineinfile", "{path: '@/l', line: d, backup: yes}");
    expect_file("a\nb\nc\nd\n");
    cr_expect_str_eq(read_back(got("backup")), "a\nb\nc\n");
}

Test(lineinfile, changes_the_mode_alone)
{
    run("lineinfile", "{path: '@/f', line: a, mode: '0600'}");
    expect_changed(2);
    cr_expect_eq(mode_of("@/f"), 0600);
    cr_expect(says("mode"));
}

Test(lineinfile, says_what_is_missing)
{
    run("lineinfile", "{path: '@/f', regexp: x}");
    expect_failed("'line'");
    run("lineinfile", "{path: '@/f', regexp: '(', line: x}");
    cr_expect(outcome.failed);
    run("lineinfile", "{path: '@/f', line: x, insertafter: a, insertbefore: b}");
    expect_failed("exclude");
    run("lineinfile", "{path: '@', line: x}");
    expect_failed("is a directory");
}

Test(lineinfile, a_diff_tells_content_and_attributes_apart)
{
    write_file("@/f", "a\n", 0644);
    with.diff_mode = true;
    run("lineinfile", "{path: '@/f', line: b, mode: '0600'}");
    expect_got("diff.0.before_header", "@/f (content)");
    expect_got("diff.1.after_header", "@/f (file attributes)");
    expect_got("diff.1.after.mode", "0600");
}
