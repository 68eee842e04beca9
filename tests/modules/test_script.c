#include "on_local.h"

static void set_up_script(void)
{
    set_up();
    cr_assert_eq(mkdir(in_dir("@/files"), 0755), 0);
    write_file("@/files/s.sh", "#!/bin/sh\necho \"$# $1 $2\"\nbasename \"$0\"\necho err >&2\nexit ${3:-0}\n", 0644);
}

TestSuite(script, .init = set_up_script, .fini = tear_down);

Test(script, runs_in_one_round_trip_with_arguments)
{
    run("script", "{_raw_params: 's.sh first \"second arg\"'}");
    expect_changed(1);
    expect_got("stdout", "2 first second arg\ns.sh\n");
    expect_got("stderr", "err\n");
    expect_got("rc", "0");
}

Test(script, arguments_are_for_the_shell_of_the_host)
{
    setenv("WHERE", "there", 1);
    run("script", "{cmd: \"files/s.sh $WHERE '$WHERE'\"}");
    expect_got("stdout_lines.0", "2 there $WHERE");
}

Test(script, a_failure_is_told_with_its_code)
{
    run("script", "{cmd: s.sh a b 4}");
    expect_failed("non-zero return code");
    expect_got("rc", "4");
    cr_expect(outcome.changed);
}

Test(script, creates_and_removes_skip)
{
    run("script", "{cmd: s.sh, creates: '@/files'}");
    cr_expect(outcome.skipped && !outcome.changed);
    cr_expect_eq(round_trips, 1);
    run("script", "{cmd: s.sh, removes: '@/nope'}");
    cr_expect(outcome.skipped);
    check("script", "{cmd: s.sh, creates: '@/nope'}");
    expect_changed(1);
    check("script", "{cmd: s.sh}");
    cr_expect(outcome.skipped);
    cr_expect_eq(round_trips, 1);
}

Test(script, another_program_can_read_it)
{
    write_file("@/files/py.txt", "echo \"run by $0\"; pwd", 0644);
    run("script", "{cmd: py.txt, executable: /bin/sh, chdir: /}");
    cr_expect(strstr(got("stdout"), "py.txt\n/\n"), "%s", all());
}

Test(script, leaves_nothing_behind)
{
    setenv("TMPDIR", in_dir("@"), 1);
    run("script", "{cmd: s.sh}");
    cr_expect(!outcome.failed);
    cr_expect_eq(count_names("@"), 1);
}

Test(script, that_is_not_there_is_an_error)
{
    run("script", "{cmd: nowhere.sh}");
    expect_failed("nowhere.sh");
    run("script", "{_raw_params: ' '}");
    expect_failed("no script");
}
