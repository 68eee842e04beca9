#include "on_local.h"

static void set_up_file(void)
{
    set_up();
    write_file("@/f", "port=1\nhost=x\nport=22\n", 0640);
}

TestSuite(replace, .init = set_up_file, .fini = tear_down);

Test(replace, replaces_every_match)
{
    with.diff_mode = true;
    run("replace", "{path: '@/f', regexp: '^(port)=\\d+$', replace: '\\1=8443'}");
    expect_changed(2);
    expect_got("msg", "2 replacements made");
    cr_expect_str_eq(read_back("@/f"), "port=8443\nhost=x\nport=8443\n");
    run("replace", "{path: '@/f', regexp: '^(port)=\\d+$', replace: '\\1=8443'}");
    expect_unchanged(1);
    expect_got("msg", "");
    check("replace", "{path: '@/f', regexp: 'host=', replace: \"h='$x`\"}");
    expect_got("diff.after", "port=8443\nh='$x`x\nport=8443\n");
}

Test(replace, stays_within_its_section)
{
    run("replace", "{path: '@/f', regexp: 'port', replace: P, after: 'host'}");
    cr_expect_str_eq(read_back("@/f"), "port=1\nhost=x\nP=22\n");
    run("replace", "{path: '@/f', regexp: 'port', replace: P, before: 'host'}");
    cr_expect_str_eq(read_back("@/f"), "P=1\nhost=x\nP=22\n");
    run("replace", "{path: '@/f', regexp: '=', replace: ':', after: 'P', before: 'host'}");
    cr_expect_str_eq(read_back("@/f"), "P:1\nhost=x\nP=22\n");
    run("replace", "{path: '@/f', regexp: 'x', after: 'nothing'}");
    expect_unchanged(1);
    cr_expect(says("did not match"));
}

Test(replace, needs_a_file)
{
    run("replace", "{path: '@/nope', regexp: x}");
    expect_failed("is not there");
    run("replace", "{path: '@/f', regexp: '('}");
    cr_expect(outcome.failed);
}

Test(replace, knows_encodings)
{
    write_file("@/latin", "gr\374n\n", 0644);
    run("replace", "{path: '@/latin', regexp: \"\\u00fc\", replace: \"\\u00f6\", encoding: latin-1}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/latin"), "gr\366n\n");
    run("replace", "{path: '@/latin', regexp: x, encoding: nonsense}");
    expect_failed("encoding 'nonsense' is not known");
}
