#include "on_local.h"

TestSuite(command, .init = set_up, .fini = tear_down);

Test(command, runs_a_program_in_one_round_trip)
{
    run("command", "{_raw_params: echo one 'two words'}");
    expect_changed(1);
    expect_got("stdout", "one two words");
    expect_got("cmd", "['echo', 'one', 'two words']");
    expect_got("rc", "0");
    expect_got("msg", "");
    expect_got("stdout_lines", "['one two words']");
}

Test(command, is_no_shell)
{
    run("command", "{cmd: 'echo a; echo b | cat > @/x'}");
    expect_got("stdout", "a; echo b | cat > @/x");
    cr_expect(!exists("@/x"));
}

Test(command, expands_variables_and_home_as_ansible_does)
{
    with.environment = parse("{WHERE: \"/some 'place'\"}");
    run("command", "{argv: [echo, $WHERE/x, '${WHERE}', $nothing_of_the_kind, 'a~b']}");
    expect_got("stdout", "/some 'place'/x /some 'place' $nothing_of_the_kind a~b");
}

Test(command, a_failure_keeps_its_output)
{
    run("command", "{argv: [sh, -c, 'echo out; echo err >&2; exit 3']}");
    expect_failed("non-zero return code");
    cr_expect(outcome.changed);
    expect_got("rc", "3");
    expect_got("stdout", "out");
    expect_got("stderr_lines", "['err']");
}

Test(command, a_program_that_is_not_there_is_named)
{
    run("command", "{cmd: no-such-program x}");
    expect_failed("no-such-program");
    expect_got("rc", "2");
    expect_got("cmd", "no-such-program x");
    cr_expect(!outcome.changed);
    run("command", "{cmd: /etc/passwd}");
    expect_failed("Permission denied");
    expect_got("rc", "13");
}

Test(command, builtins_of_the_shell_are_no_programs)
{
    run("command", "{cmd: cd /tmp}");
    expect_failed("No such file");
}

Test(command, creates_and_removes_decide_in_the_same_round_trip)
{
    write_file("@/there is", "", 0600);
    run("command", "{argv: [touch, '@/made'], creates: '@/there is'}");
    expect_unchanged(1);
    expect_got("msg", "Did not run command since '@/there is' exists");
    expect_got("stdout", "skipped, since @/there is exists");
    cr_expect(!exists("@/made"));
    run("command", "{argv: [touch, '@/made'], creates: '@/there*'}");
    expect_unchanged(1);
    run("command", "{argv: [touch, '@/made'], removes: '@/nope'}");
    expect_unchanged(1);
    expect_got("msg", "Did not run command since '@/nope' does not exist");
    run("command", "{argv: [touch, '@/made'], removes: '@/th?re is', creates: '@/nope*'}");
    expect_changed(1);
    cr_expect(exists("@/made"));
}

Test(command, runs_in_a_directory)
{
    run("command", "{cmd: pwd, chdir: '@'}");
    expect_got("stdout", "@");
    run("command", "{cmd: touch x, chdir: '@', creates: x}");
    expect_changed(1);
    run("command", "{cmd: touch x, chdir: '@', creates: x}");
    expect_unchanged(1);
    run("command", "{cmd: pwd, chdir: '@/nope'}");
    expect_failed("@/nope" + 1);
}

Test(command, check_mode_skips_and_tells_what_would_run)
{
    check("command", "{cmd: touch '@/x y'}");
    cr_expect(outcome.skipped && !outcome.changed);
    cr_expect_eq(round_trips, 1);
    cr_expect_str_eq(text_of(wp_list_at(outcome.changes, 0)), in_dir("run touch '@/x y'"));
    expect_got("msg", "Command would have run if not in check mode");
    cr_expect(!exists("@/x y"));
}

Test(command, the_preview_shows_the_command_its_user_and_its_directory)
{
    check("command", "{argv: [touch, x y], chdir: '@'}");
    cr_expect_str_eq(got("diff.prepared"),
                     wp_printf(arena, "would run as %s in %s: touch 'x y'", wp_connection_user(connection), dir));
    check("command", "{argv: [ls], chdir: '@/nope'}");
    expect_failed("/nope can't be entered");
}

Test(command, check_mode_counts_on_what_earlier_tasks_would_make)
{
    check("file", "{path: '@/made', state: directory}");
    check("command", "{cmd: ls, chdir: '@/made', removes: '@/made'}");
    cr_expect(outcome.changed && !outcome.failed, "%s", all());
    check("command", "{cmd: ls, creates: '@/made'}");
    expect_unchanged(1);
}

Test(command, check_mode_knows_when_creates_decides)
{
    check("command", "{cmd: touch '@/x', creates: '@/x'}");
    cr_expect(outcome.changed && !outcome.skipped);
    cr_expect(!exists("@/x"));
    write_file("@/x", "", 0600);
    check("command", "{cmd: touch '@/x', creates: '@/x'}");
    expect_unchanged(1);
    expect_got("msg", "Would not run command since '@/x' exists");
}

Test(command, gives_standard_input)
{
    run("command", "{argv: [cat], stdin: \"a\\nb\", strip_empty_ends: no}");
    expect_got("stdout", "a\nb\n");
    run("command", "{argv: [cat], stdin: x, stdin_add_newline: no, strip_empty_ends: no}");
    expect_got("stdout", "x");
    run("command", "{argv: [cat]}");
    expect_got("stdout", "");
}

Test(command, needs_something_to_run)
{
    run("command", "{_raw_params: ''}");
    expect_failed("no command given");
    run("command", "{_raw_params: \"echo 'open\"}");
    expect_failed("quote");
    run("command", "{cmd: x, argv: [y]}");
    expect_failed("exclude");
}

Test(command, output_that_imitates_a_verdict_is_output)
{
    run("command", "{argv: [echo, no-program]}");
    expect_changed(1);
    expect_got("stdout", "no-program");
}
