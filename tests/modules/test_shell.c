#include "on_local.h"

TestSuite(shell, .init = set_up, .fini = tear_down);

Test(shell, runs_a_text_in_one_round_trip)
{
    run("shell", "{_raw_params: \"echo a; echo; echo 'b  c' >&2 | cat\"}");
    expect_changed(1);
    expect_got("stdout", "a");
    expect_got("stderr", "b  c");
    expect_got("cmd", "echo a; echo; echo 'b  c' >&2 | cat");
}

Test(shell, takes_another_shell)
{
    run("shell", "{cmd: 'echo $0', executable: /bin/bash}");
    expect_got("stdout", "/bin/bash");
    run("shell", "{cmd: 'echo $0', executable: /no/shell}");
    expect_failed("/no/shell");
}

Test(shell, has_the_environment_of_the_task)
{
    with.environment = parse("{A: \"it's $HOME\", B: 5}");
    run("shell", "{cmd: 'echo $A $B'}");
    expect_got("stdout", "it's $HOME 5");
    with.environment = parse("{'a b': x}");
    run("shell", "{cmd: 'echo'}");
    expect_failed("a b");
    with.environment = wp_null();
    run("shell", "{cmd: 'echo -$A-'}");
    expect_got("stdout", "--");
}

Test(shell, what_one_task_sets_another_does_not_see)
{
    run("shell", "{cmd: 'cd /; x=1; exit 3'}");
    expect_failed("non-zero return code");
    run("shell", "{cmd: 'echo -$x-'}");
    expect_got("stdout", "--");
}

Test(shell, bytes_of_any_kind_come_back)
{
    run("shell", "{cmd: \"printf 'a\\\\0b\\\\377'\"}");
    const wp_value *out = wp_dict_find(outcome.result, "stdout");
    cr_expect_eq(wp_text(*out).len, 4);
    cr_expect(out->marks & WP_UNSAFE);
}

Test(shell, long_texts_and_long_outputs_pass)
{
    char *text = wp_alloc(arena, 100001);
    memset(text, 'x', 100000);
    run("shell", wp_printf(arena, "{cmd: 'printf %%s %s | wc -c'}", text));
    expect_got("stdout", "100000");
    run("shell", "{cmd: 'seq 1 100000'}");
    cr_expect_eq(wp_len(*wp_dict_find(outcome.result, "stdout_lines")), 100000);
}

Test(shell, a_limit_of_time_ends_it)
{
    with.timeout_ms = 300;
    run("shell", "{cmd: 'sleep 20'}");
    expect_failed("took longer");
    with.timeout_ms = 0;
    run("shell", "{cmd: 'echo still here'}");
    expect_got("stdout", "still here");
}

Test(shell, check_mode_runs_nothing)
{
    check("shell", "{cmd: 'touch @/x'}");
    cr_expect(outcome.skipped);
    cr_expect_eq(round_trips, 1);
    cr_expect(!exists("@/x"));
}

Test(shell, needs_a_text)
{
    run("shell", "{_raw_params: ''}");
    expect_failed("no command given");
    run("shell", "{cmd: x, nonsense: y}");
    expect_failed("nonsense");
    run("shell", "{cmd: x, chdri: /}");
    expect_failed("did you mean 'chdir'?");
}
