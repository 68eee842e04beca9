/* One attempt: conditions, arguments, defaults. */
#include "fixture.h"

TestSuite(action, .init = set_up, .fini = tear_down);

Test(action, conditions_of_blocks_and_task_all_have_to_hold)
{
    run_tasks("a,b,", "    - block:\n        - {say: {msg: x}, when: [true, \"inventory_hostname == 'a'\"]}\n"
                      "      when: inventory_hostname in ['a', 'b']\n");
    expect_says("a ok: x\nb skipped\n");
}

Test(action, a_condition_that_can_not_be_told_fails_the_task)
{
    run_tasks("a,", "    - {say: , when: nowhere}\n");
    expect_says("a failed: the condition of the task can't be told: 'nowhere' is undefined");
}

Test(action, arguments_may_be_a_dictionary_of_a_variable)
{
    run_on("a,", "- hosts: all\n  gather_facts: no\n  vars: {all: {msg: hi}}\n  tasks:\n    - say: \"{{ all }}\"\n"
                 "    - {say: {msg: own}, args: \"{{ all }}\"}\n");
    expect_says("task say\na ok: hi\ntask say\na ok: own\n");
}

Test(action, omit_leaves_an_argument_out)
{
    run_tasks("a,", "    - say: {msg: \"{{ nowhere | default(omit) }}\"}\n");
    expect_says("task say\na ok\n");
}

Test(action, defaults_of_modules_come_from_the_play_the_block_and_the_task)
{
    run_on("a,", "- hosts: all\n  gather_facts: no\n  module_defaults: {say: {msg: play}}\n  tasks:\n    - say:\n"
                 "    - say: {msg: own}\n    - block: [{say: }]\n      module_defaults: {ansible.builtin.say: {msg: block}}\n");
    expect_says("a ok: play\ntask say\na ok: own\n");
}

Test(action, facts_of_a_module_are_variables_of_the_host)
{
    run_tasks("a,", "    - set_fact: {x: 1}\n    - say: {msg: \"{{ x }}\"}\n");
    expect_says("a ok: 1\n");
}
