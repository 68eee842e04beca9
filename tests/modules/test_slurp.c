#include "on_local.h"

TestSuite(slurp, .init = set_up, .fini = tear_down);

Test(slurp, gives_a_file_in_base64)
{
    write_file("@/-a b", "\xff hello\n", 0600);
    run("slurp", "{src: '@/-a b'}");
    expect_unchanged(1);
    expect_got("content", "/yBoZWxsbwo=");
    expect_got("encoding", "base64");
    expect_got("source", "@/-a b");
}

Test(slurp, says_why_it_can_not)
{
    run("slurp", "{src: '@/nope'}");
    expect_failed("is not there");
    run("slurp", "{path: '@'}");
    expect_failed("is a directory");
}
