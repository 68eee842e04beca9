/* One task on one host: attempts, conditions on results, loops and their results. */
#include "fixture.h"

TestSuite(job, .init = set_up, .fini = tear_down);

Test(job, changed_when_and_failed_when_judge_the_result)
{
    expect(run_tasks("a,", "    - {act: , changed_when: false}\n    - {say: , changed_when: [true, true]}\n"
                           "    - {fail: , register: r, failed_when: r.rc != 7}\n    - {say: {msg: x}, failed_when: true}\n"),
           "play all\ntask act\na ok\ntask say\na changed\ntask fail\na ok: as asked\ntask say\na failed: x\n"
           "recap a ok=3 changed=1 failed=1\n");
}

Test(job, a_judgement_that_can_not_be_told_fails_the_task_and_says_why)
{
    run_tasks("a,", "    - {say: {msg: x}, failed_when: nowhere, register: r, ignore_errors: true}\n"
                    "    - say: {msg: \"{{ r.failed }} {{ r.failed_when_result }}\"}\n");
    expect_says("a ignored");
    expect_says("a ok: True 'nowhere' is undefined");
}

Test(job, until_tries_again_with_the_same_arguments_and_tells_how_often)
{
    expect(run_tasks("a,", "    - {say: {msg: x}, until: false, retries: 2, delay: 0, register: r, ignore_errors: true}\n"
                           "    - say: {msg: \"{{ r.attempts }}\"}\n"),
           "play all\ntask say\nretry, 2 left\nretry, 1 left\na ignored: x\ntask say\na ok: 2\nrecap a ok=2 ignored=1\n");
    run_tasks("a,", "    - {say: {msg: x}, until: true, register: r}\n    - say: {msg: \"{{ r.attempts }}\"}\n");
    expect_says("a ok: 1\n");
}

Test(job, a_loop_tells_its_items_and_sums_them_up)
{
    expect(run_tasks("a,", "    - {say: {msg: \"m{{ item }}\"}, loop: [1, 2], when: item != 2, register: r}\n"
                           "    - say: {msg: \"{{ r.results | length }} {{ r.skipped }} {{ r.changed }} {{ r.msg }}\"}\n"),
           "play all\ntask say\na item 1 ok: m1\na item 2 skipped\na ok\ntask say\na ok: 2 False False All items completed\n"
           "recap a ok=2\n");
}

Test(job, a_loop_over_nothing_is_skipped)
{
    run_tasks("a,", "    - {say: , loop: [], register: r}\n    - say: {msg: \"{{ r }}\"}\n");
    expect_says("a ok: {'changed': False, 'skipped': True, 'skipped_reason': 'No items in the list', 'results': []}");
}

Test(job, one_failed_item_fails_the_task_when_all_are_done)
{
    expect(run_tasks("a,", "    - {fail: {msg: \"m{{ item }}\"}, loop: [1, 2], failed_when: item == 1}\n"),
           "play all\ntask fail\na item 1 failed: m1\na item 2 ok: m2\na failed\nrecap a failed=1\n");
}

Test(job, every_failed_item_has_to_be_ignored)
{
    run_tasks("a,", "    - {fail: , loop: [1, 2], ignore_errors: \"{{ item == 1 }}\"}\n");
    expect_says("a failed\nrecap a failed=1\n");
    run_tasks("a,", "    - {fail: , loop: [1, 2], ignore_errors: \"{{ item == 2 }}\"}\n");
    expect_says("a failed\nrecap a failed=1\n");
    run_tasks("a,", "    - {fail: , loop: [1, 2], ignore_errors: \"{{ item < 3 }}\"}\n");
    expect_says("a ignored\nrecap a ok=1 ignored=1\n");
}

Test(job, what_can_not_be_evaluated_for_an_item_gives_the_loop_up)
{
    run_tasks("a,", "    - {say: {msg: \"{{ item.x }}\"}, loop: [{x: 1}, {y: 2}, {x: 3}]}\n");
    expect_says("a item {'x': 1} ok: 1\n");
    expect_says("a failed: ");
    expect_silent_about("{'x': 3}");
}

Test(job, a_loop_that_can_not_be_evaluated_does_not_matter_where_when_is_false)
{
    run_tasks("a,", "    - {say: , loop: \"{{ nowhere }}\", when: false}\n");
    expect_says("a skipped\nrecap a skipped=1\n");
}

Test(job, no_log_censors_result_and_items)
{
    run_tasks("a,", "    - {say: {msg: hush}, no_log: true, register: r}\n    - {say: {msg: hush}, no_log: true, loop: [hush]}\n"
                    "    - say: {msg: \"{{ r.msg | length }}\"}\n");
    expect_silent_about("hush");
    expect_says("a ok: 4\n");
}

Test(job, an_item_that_is_left_out_does_not_register)
{
    run_tasks("a,", "    - {say: {msg: x}, loop: [1, 2], when: r is defined, register: r}\n");
    expect_says("a item 1 skipped\na item 2 skipped\na skipped\n");
}

Test(job, what_check_mode_leaves_out_is_still_asked_until)
{
    with.check_mode = true;
    run_tasks("a,", "    - {act: , until: false, retries: 1, delay: 0, register: r}\n");
    expect_says("a failed");
}

Test(job, a_loop_of_a_wrong_type_fails_even_where_when_is_false)
{
    run_tasks("a,", "    - {say: , loop: text, when: false}\n");
    expect_says("a failed");
}

Test(job, what_can_not_be_judged_is_tried_again_like_what_failed)
{
    run_tasks("a,", "    - {say: {msg: x}, register: r, failed_when: nope, until: r.attempts > 1, delay: 0, ignore_errors: yes}\n"
                    "    - say: {msg: \"{{ r.attempts }}\"}\n");
    expect_says("retry");
    expect_says("a ok: 2\n");
}

Test(job, where_failed_when_was_asked_it_says_whether_attempts_that_ran_out_are_a_failure)
{
    run_tasks("a,", "    - {say: {msg: x}, register: r, failed_when: false, until: r is changed, delay: 0, retries: 1}\n"
                    "    - say: {msg: \"{{ r.failed }}\"}\n");
    expect_says("a ok: x\ntask say\na ok: True\n");
}

Test(job, an_until_that_can_not_be_told_ends_the_whole_loop)
{
    run_tasks("a,", "    - {say: {msg: x}, loop: [1, 2], until: nope, delay: 0, ignore_errors: yes}\n");
    expect_silent_about("item 1");
    expect_says("a ignored: 'nope' is undefined");
}
