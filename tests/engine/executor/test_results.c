/* What a result means: the recap, registered variables, where the host goes. */
#include "fixture.h"

TestSuite(results, .init = set_up, .fini = tear_down);

Test(results, each_kind_counts_in_its_place)
{
    run_tasks("a,", "    - say:\n    - act:\n    - {say: , when: false}\n    - {fail: , ignore_errors: true}\n"
                    "    - block: [{fail: }]\n      rescue: [{say: }]\n    - fail:\n");
    expect_says("recap a ok=4 changed=1 failed=1 skipped=1 rescued=1 ignored=1\n");
}

Test(results, a_rescue_knows_what_failed_and_how)
{
    run_tasks("a,", "    - block: [{fail: {msg: why}, name: it}]\n"
                    "      rescue: [{say: {msg: \"{{ ansible_failed_task.name }} {{ ansible_failed_result.msg }} {{ ansible_failed_result.rc }}\"}}]\n");
    expect_says("a ok: it why 7\n");
}

Test(results, a_handler_that_fails_counts_as_failed_even_where_it_is_rescued)
{
    run_on("a,", "- hosts: all\n  gather_facts: no\n  tasks:\n    - block: [{act: , notify: h}, {meta: flush_handlers}]\n"
                 "      rescue: [{say: {msg: rescued}}]\n  handlers: [{name: h, fail: }]\n");
    expect_says("a ok: rescued\nrecap a ok=2 changed=1 failed=1\n");
}

Test(results, of_run_once_everybody_has_the_result_and_one_the_count)
{
    run_tasks("a,b,", "    - block: [{fail: {msg: why}, run_once: true, register: r}]\n      rescue: [{say: {msg: \"{{ r.msg }}\"}}]\n");
    expect_says("a ok: why\nb ok: why\nrecap a ok=1 rescued=1\nrecap b ok=1\n");
}

Test(results, facts_of_run_once_belong_to_everybody)
{
    run_tasks("a,b,", "    - {set_fact: {f: \"{{ inventory_hostname }}\"}, run_once: true}\n    - say: {msg: \"{{ f }}\"}\n");
    expect_says("a ok: a\nb ok: a\n");
}

Test(results, hosts_that_others_failed_for_are_rescued_but_gone_from_the_hosts_of_the_play)
{
    run_tasks("a,b,", "    - block: [{fail: , run_once: yes}]\n"
                      "      rescue: [{say: {msg: \"{{ ansible_play_hosts }}\"}}]\n");
    expect_says("a ok: ['a']\nb ok: ['a']\n");
}

Test(results, a_host_that_only_included_a_role_is_not_in_the_recap)
{
    write_file("roles/r/tasks/main.yml", "- {say: {msg: x}, run_once: yes}\n");
    run_tasks("a,b,", "    - include_role: {name: r}\n");
    expect_says("recap a ok=1\n");
    expect_silent_about("recap b");
}

Test(results, a_handler_that_fails_is_rescued_by_the_outermost_block_only_and_no_more_handlers_run)
{
    static const char handlers[] = "  handlers: [{name: h, fail: }, {name: i, say: {msg: handled}}]\n";
    run_on("a,", wp_printf(arena, "- hosts: all\n  gather_facts: no\n  force_handlers: yes\n  tasks:\n"
                                  "    - block: [{act: , notify: [h, i]}, {meta: flush_handlers}]\n"
                                  "      rescue: [{say: {msg: rescued}}]\n%s", handlers));
    expect_silent_about("ok: rescued");
    expect_silent_about("handled");
    expect_says("recap a ok=1 changed=1 rescued=1\n");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
    run_on("a,", wp_printf(arena, "- hosts: all\n  gather_facts: no\n  tasks:\n"
                                  "    - block: [{act: , notify: [h, i]}, {meta: flush_handlers}]\n"
                                  "      rescue: [{say: {msg: rescued}}, {meta: flush_handlers}, {say: {msg: never}}]\n%s",
                           handlers));
    expect_says("a ok: rescued");
    expect_silent_about("never");
    expect_says("recap a ok=2 changed=1 failed=1\n");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}
