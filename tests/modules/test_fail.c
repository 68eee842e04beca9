#include "on_local.h"

TestSuite(fail, .init = set_up, .fini = tear_down);

Test(fail, fails_with_its_message)
{
    run("fail", "{msg: 'oh no'}");
    cr_expect(outcome.failed && !outcome.changed);
    expect_got("msg", "oh no");
    run("fail", "{}");
    expect_got("msg", "Failed as requested from task");
    cr_expect_eq(round_trips, 0);
}
