/* The module of an attempt: where, in which mode. */
#include "fixture.h"

TestSuite(action_module, .init = set_up, .fini = tear_down);

Test(action_module, a_task_can_be_done_by_another_host)
{
    run_tasks("a,b,", "    - {act: , delegate_to: b, when: inventory_hostname == 'a'}\n    - {say: {msg: x}, delegate_to: \"{{ 'a' }}\"}\n");
    expect_says("a -> b changed\n");
    expect_says("task say\na ok: x\nb -> a ok: x\n");
}

Test(action_module, whom_it_can_not_be_told_is_shown_as_written)
{
    run_tasks("a,", "    - {say: , delegate_to: \"{{ nowhere }}\"}\n");
    expect_says("a -> {{ nowhere }} failed: 'nowhere' is undefined");
}

Test(action_module, delegated_facts_belong_to_that_host)
{
    run_tasks("a,b,", "    - set_fact: {x: \"of {{ inventory_hostname }}\"}\n      delegate_to: b\n      delegate_facts: true\n"
                      "      when: inventory_hostname == 'a'\n"
                      "    - say: {msg: \"{{ x | default('none') }} {{ hostvars.b.x }}\"}\n");
    expect_says("a ok: none of a\nb ok: of a of a\n");
}

Test(action_module, check_mode_applies_nothing_unless_the_task_says_otherwise)
{
    with.check_mode = true;
    run_tasks("a,b,", "    - act:\n    - {act: , check_mode: false, when: inventory_hostname == 'b'}\n");
    cr_expect_str_eq(touched, "b ");
    expect_says("recap a ok=1 changed=1 skipped=1\n");
    with.check_mode = false;
    run_tasks("a,", "    - {act: , check_mode: true}\n");
    cr_expect_str_eq(touched, "");
}

Test(action_module, an_environment_that_is_none_is_passed_over_with_a_warning)
{
    run_tasks("a,", "    - {act: , environment: text}\n");
    expect_says("warning: 'environment' takes a dictionary");
    expect_says("a changed");
}

Test(action_module, background_and_check_mode_do_not_go_together)
{
    run_tasks("a,", "    - {act: , async: 5, check_mode: true}\n");
    expect_says("a failed: 'async' and check mode don't go together");
}

Test(action_module, a_connection_that_there_is_not_is_told)
{
    run_tasks("a,", "    - {act: , connection: pigeon}\n");
    expect_says("there is no connection 'pigeon'");
    expect_says("hosts are reached by one of: ssh, openssh, local");
}

Test(action_module, each_item_is_done_over_its_own_connection_where_a_template_asks_for_that)
{
    run_tasks("a,", "    - act:\n      loop: [local, pigeon]\n      vars: {ansible_connection: \"{{ item }}\"}\n");
    expect_says("there is no connection 'pigeon'");
    run_tasks("a,", "    - {act: , loop: [local, pigeon], connection: \"{{ item }}\"}\n");
    expect_says("there is no connection 'pigeon'");
    run_tasks("a,", "    - act:\n      loop: [local, pigeon]\n      loop_control: {loop_var: ansible_connection}\n");
    expect_says("there is no connection 'pigeon'");
}

Test(action_module, each_item_is_delegated_to_a_host_of_its_own)
{
    run_tasks("a,b,c,", "    - {act: , loop: [b, c, b], delegate_to: \"{{ item }}\", run_once: true}\n");
    cr_expect_str_eq(touched, "a a a ");
}
