#include "on_local.h"

TestSuite(ping, .init = set_up, .fini = tear_down);

Test(ping, says_pong_or_what_it_is_told)
{
    run("ping", "{}");
    expect_unchanged(1);
    expect_got("ping", "pong");
    run("ping", "{data: \"it's\"}");
    expect_got("ping", "it's");
    run("ping", "{data: crash}");
    expect_failed("boom");
}
