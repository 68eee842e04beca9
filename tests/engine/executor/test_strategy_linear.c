/* All hosts do a task before any of them does the next. */
#include "fixture.h"

TestSuite(strategy_linear, .init = set_up, .fini = tear_down);

Test(strategy_linear, task_by_task)
{
    expect(run_tasks("a,b,", "    - say: {msg: 1}\n    - say: {msg: 2}\n"),
           "play all\ntask say\na ok: 1\nb ok: 1\ntask say\na ok: 2\nb ok: 2\nrecap a ok=2\nrecap b ok=2\n");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}

Test(strategy_linear, a_host_that_failed_does_nothing_more_and_the_others_go_on)
{
    expect(run_tasks("a,b,", "    - {fail: , when: inventory_hostname == 'a'}\n    - say: {msg: next}\n"),
           "play all\ntask fail\na failed: as asked\nb skipped\ntask say\nb ok: next\n"
           "recap a failed=1\nrecap b ok=1 skipped=1\n");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(strategy_linear, hosts_in_a_rescue_wait_until_the_others_have_left_the_block)
{
    expect(run_tasks("a,b,", "    - block:\n        - {fail: , when: inventory_hostname == 'a'}\n        - say: {msg: in}\n"
                             "      rescue: [{say: {msg: rescue}}]\n      always: [{say: {msg: always}}]\n"
                             "    - say: {msg: after}\n"),
           "play all\ntask fail\na failed: as asked\nb skipped\ntask say\nb ok: in\ntask say\na ok: rescue\n"
           "task say\na ok: always\nb ok: always\ntask say\na ok: after\nb ok: after\n"
           "recap a ok=3 rescued=1\nrecap b ok=3 skipped=1\n");
}

Test(strategy_linear, run_once_is_done_by_the_first_host_for_all)
{
    expect(run_tasks("a,b,", "    - {say: {msg: hi}, run_once: true, register: r}\n    - say: {msg: \"{{ r.msg }}\"}\n"),
           "play all\ntask say\na ok: hi\ntask say\na ok: hi\nb ok: hi\nrecap a ok=2\nrecap b ok=1\n");
}

Test(strategy_linear, a_failure_of_run_once_ends_the_play_for_all)
{
    expect(run_tasks("a,b,", "    - {fail: , run_once: true}\n    - say: {msg: never}\n"),
           "play all\ntask fail\na failed: as asked\nno_more_hosts\nrecap a failed=1\n");
}

Test(strategy_linear, any_errors_fatal_ends_the_play_for_all)
{
    expect(run_tasks("a,b,", "    - {fail: , when: inventory_hostname == 'a', any_errors_fatal: true}\n    - say: {msg: never}\n"),
           "play all\ntask fail\na failed: as asked\nb skipped\nno_more_hosts\nrecap a failed=1\nrecap b skipped=1\n");
}

Test(strategy_linear, as_long_as_the_one_that_failed_cleans_up_the_others_go_on)
{
    run_tasks("a,b,", "    - block:\n        - {fail: , when: inventory_hostname == 'a'}\n      always:\n"
                      "        - say: {msg: cleaned}\n      any_errors_fatal: true\n    - say: {msg: next}\n");
    expect_says("a ok: cleaned\nb ok: cleaned\ntask say\nb ok: next\n");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(strategy_linear, too_many_failures_end_the_play)
{
    static const char play[] = "- hosts: all\n  gather_facts: no\n  max_fail_percentage: %d\n  tasks:\n"
                               "    - {fail: , when: inventory_hostname == 'a'}\n    - say: {msg: next}\n";
    run_on("a,b,c,", wp_printf(arena, play, 33));
    expect_silent_about("ok: next");
    run_on("a,b,c,", wp_printf(arena, play, 34));
    expect_says("b ok: next");
    run_on("a,b,c,d,", wp_printf(arena, play, 25)); /* as many as allowed are not too many */
    expect_says("b ok: next");
}

Test(strategy_linear, hosts_without_a_notified_handler_wait_for_those_in_theirs)
{
    expect(run_on("a,b,", "- hosts: all\n  gather_facts: no\n  tasks:\n"
                          "    - {act: , notify: h, when: inventory_hostname == 'b'}\n    - meta: flush_handlers\n"
                          "    - say: {msg: after}\n  handlers: [{name: h, say: {msg: handled}}, {name: other, say: }]\n"),
           "play all\ntask act\na skipped\nb changed\ntask meta\ntask meta\nhandler h\nb ok: handled\ntask say\na ok: after\n"
           "b ok: after\nrecap a ok=1 skipped=1\nrecap b ok=3 changed=1\n");
}

static int asked;

static bool answer_no_then_continue(void *data, const char *text, bool is_private, wp_arena *in, const char **answer)
{
    (void)data, (void)is_private;
    cr_expect(strstr(text, "Perform task") != NULL, "%s", text);
    *answer = wp_strdup(in, asked++ == 0 ? "n" : "c");
    return true;
}

Test(strategy_linear, step_asks_before_each_task_until_told_to_go_on)
{
    with.step = true;
    with.prompt = answer_no_then_continue;
    asked = 0;
    expect(run_tasks("a,", "    - say: {msg: 1}\n    - say: {msg: 2}\n    - say: {msg: 3}\n"),
           "play all\ntask say\na ok: 2\ntask say\na ok: 3\nrecap a ok=2\n");
    cr_expect_eq(asked, 2);
}

Test(strategy_linear, run_once_is_asked_host_by_host)
{
    run_tasks("a,b,c,", "    - {say: {msg: x}, run_once: \"{{ inventory_hostname == 'b' }}\"}\n");
    expect_says("a ok: x\nb ok: x\nrecap");
}

Test(strategy_linear, beside_the_last_handler_go_on_those_that_have_none)
{
    expect(run_on("a,b,", "- hosts: all\n  gather_facts: no\n  tasks:\n"
                          "    - {act: , notify: [first, last], when: inventory_hostname == 'b'}\n"
                          "  post_tasks: [{say: {msg: post}}]\n"
                          "  handlers:\n    - {name: first, say: {msg: 1}}\n    - {name: last, say: {msg: 2}}\n"),
           "play all\ntask act\na skipped\nb changed\nhandler first\nb ok: 1\n"
           "task say\na ok: post\nhandler say\nb ok: 2\ntask say\nb ok: post\n"
           "recap a ok=1 skipped=1\nrecap b ok=4 changed=1\n");
}
