/* waplay run: one task on hosts of a pattern. */
#include "fixture.h"

TestSuite(cmd_run, .init = set_up, .fini = tear_down);

Test(cmd_run, does_one_task_on_the_hosts_of_a_pattern)
{
    cr_expect_eq(RUN("run", "all:!b", "-i", "a,b,c,", "-m", "say", "-a", "msg=hello"), 0, "%s", complained.ptr);
    cr_expect(says(printed, "a | SUCCESS => {") && says(printed, "c | SUCCESS => {") && says(printed, "\"msg\": \"hello\""), "%s",
              printed.ptr);
    cr_expect_not(says(printed, "b |"));
}

Test(cmd_run, arguments_may_be_json_and_results_a_line_each)
{
    cr_expect_eq(RUN("run", "a", "-i", "a,", "-o", "-m", "say", "-a", "{\"msg\": [1, \"x y\"]}"), 0, "%s", complained.ptr);
    cr_expect(says(printed, "a | SUCCESS => {") && says(printed, "\"msg\": [1,\"x y\"]"), "%s", printed.ptr);
    size_t lines = 0;
    for (size_t i = 0; i < printed.len; i++)
        lines += printed.ptr[i] == '\n';
    cr_expect_eq(lines, 1, "%s", printed.ptr);
}

Test(cmd_run, results_go_into_a_file_for_each_host)
{
    cr_expect_eq(RUN("run", "all", "-i", "a,b,", "-t", "results", "-m", "say", "-a", "msg=kept"), 0);
    cr_expect_not_null(strstr(read_back("results/a"), "\"msg\": \"kept\""));
    cr_expect_not_null(strstr(read_back("results/b"), "\"msg\": \"kept\""));
}

Test(cmd_run, lists_hosts_without_a_task)
{
    cr_expect_eq(RUN("run", "all", "-i", "a,b,", "-l", "b", "--list-hosts"), 0);
    cr_expect_str_eq(wp_strndup(arena, printed.ptr, printed.len), "  hosts (1):\n    b\n");
}

Test(cmd_run, what_can_not_be_run_is_told_before_any_host)
{
    cr_expect_eq(RUN("run", "all", "-i", "a,", "-m", "sya"), 2);
    cr_expect(says(complained, "'sya'") && says(complained, "say"), "%s", complained.ptr);
    cr_expect_neq(RUN("run", "all", "-i", "a,"), 0);
    cr_expect(says(complained, "command wants to be told what to run"), "%s", complained.ptr);
    cr_expect_eq(RUN("run", "all", "-i", "a,", "-l", "b", "-m", "say"), 1);
}

Test(cmd_run, a_pattern_of_nobody_is_no_failure)
{
    cr_expect_eq(RUN("run", "zz", "-i", "a,", "-m", "say"), 0);
    cr_expect(says(complained, "No hosts matched"), "%s", complained.ptr);
}
