/* meta: tasks that steer the run. */
#include "fixture.h"

TestSuite(meta, .init = set_up, .fini = tear_down);

Test(meta, end_host_is_for_one_and_end_play_for_all)
{
    expect(run_tasks("a,b,", "    - {meta: end_host, when: inventory_hostname == 'a'}\n    - say: {msg: next}\n"
                             "    - meta: end_play\n    - say: {msg: never}\n"),
           "play all\ntask meta\ntask meta\nb skipped: end_host\ntask say\nb ok: next\ntask meta\nrecap b ok=1\n");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}

Test(meta, is_told_for_each_host_that_does_it)
{
    expect(run_tasks("a,b,", "    - meta: noop\n    - {meta: end_host, when: inventory_hostname == 'b'}\n"
                             "    - {meta: end_play, when: false}\n"),
           "play all\ntask meta\ntask meta\ntask meta\na skipped: end_host\ntask meta\ntask meta\na skipped: end_play\n");
}

Test(meta, what_is_for_all_is_asked_of_the_first_host)
{
    run_tasks("a,b,", "    - {meta: end_play, when: inventory_hostname == 'b'}\n    - say: {msg: next}\n");
    expect_says("a ok: next\nb ok: next\n");
}

Test(meta, end_batch_ends_no_more_than_the_batch)
{
    run_on("a,b,", "- hosts: all\n  gather_facts: no\n  serial: 1\n  tasks:\n    - meta: end_batch\n"
                   "      when: inventory_hostname == 'a'\n    - say: {msg: next}\n");
    expect_silent_about("a ok");
    expect_says("b ok: next");
}

Test(meta, clear_host_errors_brings_a_host_back_for_the_next_play)
{
    run_on("a,b,", "- hosts: all\n  gather_facts: no\n  tasks:\n    - {fail: , when: inventory_hostname == 'a'}\n"
                   "    - meta: clear_host_errors\n- hosts: all\n  gather_facts: no\n  tasks: [{say: {msg: back}}]\n");
    expect_says("a ok: back");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}

Test(meta, a_host_that_ends_while_it_is_rescued_stays_failed)
{
    run_tasks("a,", "    - block: [{fail: }]\n      rescue: [{meta: end_host}]\n");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(meta, an_unknown_one_ends_the_run_with_the_nearest_told)
{
    run_tasks("a,", "    - meta: flush_handler\n");
    expect_says("error: meta knows no 'flush_handler'");
    expect_says("did you mean 'flush_handlers'?");
    expect_silent_about("recap");
    cr_expect_eq(exit_code, WP_EXIT_ERROR);
}

Test(meta, a_condition_that_can_not_be_told_ends_the_run)
{
    run_tasks("a,", "    - {meta: end_host, when: nowhere}\n");
    expect_says("'nowhere' is undefined");
    cr_expect_eq(exit_code, WP_EXIT_ERROR);
}

Test(meta, clear_host_errors_is_for_the_hosts_of_its_play)
{
    run_on("a,b,", "- hosts: a\n  gather_facts: no\n  tasks: [{fail: }]\n- hosts: b\n  gather_facts: no\n  tasks: [{meta: clear_host_errors}]\n"
                   "- hosts: a\n  gather_facts: no\n  tasks: [{say: {msg: back}}]\n");
    expect_silent_about("back");
}

Test(meta, the_when_of_import_playbook_is_for_meta_too)
{
    write_file("other.yml", "- hosts: all\n  gather_facts: no\n  tasks: [{meta: end_play}, {say: {msg: there}, when: false}]\n");
    run_on("a,", "- import_playbook: other.yml\n  when: false\n");
    expect_says("a skipped\n");
    expect_says("task say\na skipped\n");
}

Test(meta, what_the_outermost_block_has_not_heard_of_is_forgiven_and_the_host_goes_on_behind_the_others)
{
    run_tasks("a,b,", "    - block:\n"
                      "        - block:\n"
                      "            - {fail: , when: inventory_hostname == 'a'}\n"
                      "            - say: {msg: inner}\n"
                      "            - meta: clear_host_errors\n"
                      "        - say: {msg: outer}\n"
                      "    - say: {msg: end}\n");
    expect_says("b ok: inner\ntask meta\ntask say\na ok: outer\nb ok: outer\ntask say\na ok: end\nb ok: end\n"
                "recap a ok=2 failed=1\nrecap b ok=3 skipped=1\n");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}

Test(meta, a_failure_in_the_outermost_block_is_forgiven_for_the_next_play_only)
{
    run_tasks("a,b,", "    - block: [{fail: , when: inventory_hostname == 'a'}]\n"
                      "    - meta: clear_host_errors\n    - say: {msg: next}\n");
    expect_silent_about("a ok: next");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}

Test(meta, a_forgiven_host_counts_no_more_among_the_hosts_of_the_play)
{
    run_tasks("a,b,", "    - block:\n        - block: [{fail: , when: inventory_hostname == 'a'}, {meta: clear_host_errors}]\n"
                      "        - say: {msg: \"{{ ansible_play_hosts }}\"}\n");
    expect_says("a ok: ['b']\nb ok: ['b']\n");
}

Test(meta, end_play_forgets_what_the_outermost_block_has_not_heard_of)
{
    run_tasks("a,b,", "    - block:\n        - block: [{fail: , when: inventory_hostname == 'a'}]\n    - meta: end_play\n");
    cr_expect_eq(exit_code, WP_EXIT_OK);
    run_tasks("a,b,", "    - block: [{fail: , when: inventory_hostname == 'a'}]\n    - meta: end_play\n");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(meta, after_end_play_a_host_that_failed_takes_part_in_no_more_plays)
{
    run_on("a,b,", "- hosts: all\n  gather_facts: no\n  tasks:\n"
                   "    - block:\n        - block: [{fail: , when: inventory_hostname == 'a'}]\n    - meta: end_play\n"
                   "- hosts: all\n  gather_facts: no\n  tasks: [{say: {msg: next}}]\n");
    expect_silent_about("a ok");
    expect_says("b ok: next");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(meta, with_force_handlers_a_host_whose_handlers_were_still_to_run_is_back_after_end_play)
{
    with.force_handlers = true;
    run_on("a,b,", "- hosts: all\n  gather_facts: no\n  tasks:\n"
                   "    - {fail: , when: inventory_hostname == 'a'}\n    - meta: end_play\n"
                   "- hosts: all\n  gather_facts: no\n  tasks: [{say: {msg: next}}]\n");
    expect_says("a ok: next");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}

Test(meta, a_host_that_ends_in_the_rescue_of_an_inner_block_did_not_fail)
{
    run_tasks("a,", "    - block:\n        - block: [{fail: }]\n          rescue: [{meta: end_host}]\n");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}
