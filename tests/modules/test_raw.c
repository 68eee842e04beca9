#include "on_local.h"

TestSuite(raw, .init = set_up, .fini = tear_down);

Test(raw, runs_a_text_as_it_is)
{
    run("raw", "{_raw_params: 'echo one && echo two | tr a-z A-Z'}");
    expect_changed(1);
    expect_got("stdout", "one\nTWO\n");
    expect_got("stdout_lines", "['one', 'TWO']");
    expect_got("cmd", "(none)");
    run("raw", "{_raw_params: exit 3}");
    expect_failed("non-zero return code");
    expect_got("rc", "3");
}

Test(raw, is_skipped_in_check_mode)
{
    check("raw", "{_raw_params: 'touch @/x'}");
    cr_expect(outcome.skipped);
    cr_expect(!exists("@/x"));
    expect_got("msg", "(none)");
}
