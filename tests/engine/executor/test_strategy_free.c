/* Every host goes on as fast as it can. */
#include "fixture.h"

TestSuite(strategy_free, .init = set_up, .fini = tear_down);

static const char *run_by(const char *strategy, const char *tasks)
{
    return run_on("a,b,", wp_printf(arena, "- hosts: all\n  gather_facts: no\n  strategy: %s\n  tasks:\n%s", strategy, tasks));
}

static size_t place(const char *text)
{
    const char *at = strstr(wp_buf_str(&transcript).ptr, text);
    cr_assert_not_null(at, "'%s' is not in:\n%s", text, wp_buf_str(&transcript).ptr);
    return (size_t)(at - wp_buf_str(&transcript).ptr);
}

Test(strategy_free, every_host_does_every_task_in_order)
{
    run_by("free", "    - say: {msg: one}\n    - say: {msg: two}\n");
    cr_expect_lt(place("a ok: one"), place("a ok: two"));
    cr_expect_lt(place("b ok: one"), place("b ok: two"));
    expect_says("recap a ok=2\nrecap b ok=2\n");
}

Test(strategy_free, one_failure_is_no_matter_of_the_others)
{
    run_by("free", "    - {fail: , when: inventory_hostname == 'a'}\n    - say: {msg: next}\n");
    expect_says("recap a failed=1\n");
    expect_says("b ok: next");
    expect_silent_about("a ok: next");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(strategy_free, blocks_includes_and_handlers_work_host_by_host)
{
    write_file("inc.yml", "- {act: , notify: h}\n");
    run_on("a,b,", "- hosts: all\n  gather_facts: no\n  strategy: free\n  tasks:\n    - block: [{fail: }]\n"
                   "      rescue: [{include_tasks: inc.yml}]\n  handlers: [{name: h, say: {msg: handled}}]\n");
    expect_says("a ok: handled");
    expect_says("b ok: handled");
    expect_says("recap a ok=3 changed=1 rescued=1\n");
}

Test(strategy_free, pinned_with_one_fork_does_host_after_host)
{
    run_by("host_pinned", "    - say: {msg: one}\n    - say: {msg: two}\n");
    cr_expect_lt(place("a ok: two"), place("b ok: one"));
}

Test(strategy_free, groups_that_are_made_are_there_for_the_next_play)
{
    run_on("a,", "- hosts: all\n  gather_facts: no\n  strategy: free\n  tasks:\n"
                 "    - group_by: {key: fresh}\n"
                 "- hosts: fresh\n  gather_facts: no\n  tasks: [{say: {msg: hi}}]\n");
    expect_says("a ok: hi");
}

Test(strategy_free, what_runs_once_for_all_ends_the_run)
{
    run_on("a,", "- hosts: all\n  gather_facts: no\n  strategy: free\n  tasks: [{add_host: {name: b}}]\n");
    expect_says("add_host runs once for all hosts");
    cr_expect_eq(exit_code, WP_EXIT_ERROR);
}
