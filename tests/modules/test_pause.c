#include "on_local.h"

static bool answer(void *data, const char *text, bool is_private, wp_arena *into, const char **out)
{
    (void)data;
    *out = wp_printf(into, "%s %s", text, is_private ? "hidden" : "shown");
    return true;
}

TestSuite(pause, .init = set_up, .fini = tear_down);

Test(pause, asks_the_user)
{
    with.prompt = answer;
    run("pause", "{prompt: 'go?'}");
    expect_unchanged(0);
    expect_got("user_input", "go? shown");
    run("pause", "{prompt: 'password', echo: no}");
    expect_got("user_input", "password hidden");
    expect_got("echo", "False");
}

Test(pause, goes_on_where_nobody_can_be_asked)
{
    run("pause", "{}");
    expect_unchanged(0);
    expect_got("user_input", "");
    cr_expect(strstr(got("warnings"), "not interactive"));
}

Test(pause, waits_as_long_as_it_is_told)
{
    run("pause", "{seconds: 0.2}");
    expect_unchanged(0);
    expect_got("delta", "1");
    cr_expect_eq(strncmp(got("stdout"), "Paused for 1.0", 14), 0); /* 1.01 on a busy machine */
    run("pause", "{seconds: soon}");
    expect_failed("soon");
    run("pause", "{seconds: 1, minutes: 1}");
    expect_failed("exclude");
}
