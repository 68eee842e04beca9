#include "on_local.h"

static void set_up_variables(void)
{
    set_up();
    wp_dict_set(arena, variables, "v", wp_int(1));
}

TestSuite(assert, .init = set_up_variables, .fini = tear_down);

Test(assert, passes_when_all_hold)
{
    run("assert", "{that: [v == 1, v is defined, true]}");
    expect_unchanged(0);
    expect_got("msg", "All assertions passed");
    run("assert", "{that: v == 1, success_msg: good}");
    expect_got("msg", "good");
    run("assert", "{that: []}");
    cr_expect(!outcome.failed);
}

Test(assert, names_the_first_that_does_not_hold)
{
    run("assert", "{that: [v == 1, v == 2, v == 3]}");
    cr_expect(outcome.failed);
    expect_got("assertion", "v == 2");
    expect_got("evaluated_to", "False");
    expect_got("msg", "Assertion failed");
    run("assert", "{that: v == 2, msg: [first, second]}");
    expect_got("msg", "['first', 'second']");
    run("assert", "{that: v == 2, fail_msg: own words}");
    expect_got("msg", "own words");
}

Test(assert, an_expression_that_can_not_be_evaluated_fails_with_its_reason)
{
    run("assert", "{that: nothing == 2, fail_msg: own words}");
    expect_failed("nothing");
}
