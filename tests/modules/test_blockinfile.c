#include "on_local.h"

static void set_up_file(void)
{
    set_up();
    write_file("@/f", "a\nb\nc\n", 0640);
}

TestSuite(blockinfile, .init = set_up_file, .fini = tear_down);

static void expect_file(const char *text)
{
    cr_expect_str_eq(read_back("@/f"), text, "%s", read_back("@/f"));
}

Test(blockinfile, inserts_replaces_and_removes_a_block)
{
    run("blockinfile", "{path: '@/f', block: \"x\\ny\"}");
    expect_changed(2);
    expect_got("msg", "Block inserted");
    expect_file("a\nb\nc\n# BEGIN ANSIBLE MANAGED BLOCK\nx\ny\n# END ANSIBLE MANAGED BLOCK\n");
    run("blockinfile", "{path: '@/f', block: \"x\\ny\\n\"}");
    expect_unchanged(1);
    run("blockinfile", "{path: '@/f', block: z, insertbefore: BOF}");
    expect_file("a\nb\nc\n# BEGIN ANSIBLE MANAGED BLOCK\nz\n# END ANSIBLE MANAGED BLOCK\n");
    run("blockinfile", "{path: '@/f', state: absent}");
    expect_got("msg", "Block removed");
    expect_file("a\nb\nc\n");
    run("blockinfile", "{path: '@/f', block: ''}");
    expect_unchanged(1);
}

Test(blockinfile, goes_where_it_is_told)
{
    run("blockinfile", "{path: '@/f', block: 1, marker: '// {mark} one', insertbefore: BOF}");
    run("blockinfile", "{path: '@/f', block: 2, marker: '// {mark} two', insertafter: '^a'}");
    run("blockinfile",
        "{path: '@/f', block: 3, marker: '// {mark} three', insertbefore: '^c', marker_begin: B, marker_end: E}");
    expect_file("// BEGIN one\n1\n// END one\na\n// BEGIN two\n2\n// END two\nb\n// B three\n3\n// E three\nc\n");
    run("blockinfile", "{path: '@/f', block: 4, marker: '# {mark} 4', insertafter: '(?m)^a\\n// BEGIN'}");
    cr_expect(strstr(read_back("@/f"), "// BEGIN two\n# BEGIN 4\n"), "%s", read_back("@/f"));
}

Test(blockinfile, makes_a_file_only_when_asked)
{
    run("blockinfile", "{path: '@/new', block: x}");
    expect_failed("is not there");
    run("blockinfile", "{path: '@/new', block: x, create: yes}");
    expect_changed(2);
    expect_got("msg", "File created");
}

Test(blockinfile, texts_are_no_code)
{
    check("blockinfile", "{path: '@/f', block: \"$(touch @/nope) 'x' \\\"y\\\"\"}");
    expect_changed(1);
    expect_file("a\nb\nc\n");
    run("blockinfile", "{path: '@/f', block: \"$(touch @/nope) 'x' \\\"y\\\"\"}");
    cr_expect(strstr(read_back("@/f"), in_dir("$(touch @/nope) 'x' \"y\"\n")));
    cr_expect(!exists("@/nope"));
}
