#include "on_local.h"

static void set_up_variables(void)
{
    set_up();
    wp_dict_set(arena, variables, "list", parse("[1, {a: x}]"));
}

TestSuite(debug, .init = set_up_variables, .fini = tear_down);

Test(debug, shows_a_message_of_any_type)
{
    run("debug", "{msg: hello}");
    expect_unchanged(0);
    expect_got("msg", "hello");
    run("debug", "{msg: [1, {a: b}]}");
    expect_got("msg", "[1, {'a': 'b'}]");
    run("debug", "{}");
    expect_got("msg", "Hello world!");
}

Test(debug, shows_the_value_of_an_expression)
{
    run("debug", "{var: 'list[1].a'}");
    cr_expect_str_eq(text_of(*wp_dict_find(outcome.result, "list[1].a")), "x");
    run("debug", "{var: list}");
    expect_got("list", "[1, {'a': 'x'}]");
    run("debug", "{var: nothing}");
    expect_got("nothing", "VARIABLE IS NOT DEFINED!");
    cr_expect(!outcome.failed);
    run("debug", "{var: 'a ['}");
    cr_expect(outcome.failed);
}

Test(debug, null_is_a_message_too)
{
    run("debug", "{msg: ~}");
    expect_got("msg", "None");
}

Test(debug, is_quiet_below_its_verbosity)
{
    run("debug", "{msg: x, verbosity: 2}");
    cr_expect(outcome.skipped);
    expect_got("skipped_reason", "Verbosity threshold not met.");
    with.verbosity = 2;
    run("debug", "{msg: x, verbosity: 2}");
    expect_got("msg", "x");
    run("debug", "{msg: x, var: y}");
    expect_failed("exclude");
}
