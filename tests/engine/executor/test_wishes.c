/* add_host and group_by: what they ask for, done by the main thread. */
#include "fixture.h"

TestSuite(wishes, .init = set_up, .fini = tear_down);

Test(wishes, a_host_that_is_added_is_there_for_the_next_play)
{
    run_on("a,", "- hosts: all\n  gather_facts: no\n  tasks:\n    - {add_host: {name: new, groups: \"x,y\", v: 1}, register: r}\n"
                 "    - say: {msg: \"{{ r.changed }} {{ groups.x }} {{ hostvars.new.v }}\"}\n"
                 "- hosts: y\n  gather_facts: no\n  tasks: [{say: {msg: \"{{ v }} {{ group_names }}\"}}]\n");
    expect_says("a changed\n");
    expect_says("a ok: True ['new'] 1\n");
    expect_says("new ok: 1 ['x', 'y']\n");
}

Test(wishes, adding_it_again_changes_nothing_unless_something_is_new)
{
    run_tasks("a,", "    - {add_host: {name: new, groups: x, v: \"{{ item }}\"}, loop: [1, 1, 2]}\n");
    expect_says("a item 1 changed\na item 1 ok\na item 2 changed\na changed\n");
}

Test(wishes, changed_when_has_the_last_word)
{
    run_tasks("a,", "    - {add_host: {name: new}, changed_when: false, register: r}\n    - say: {msg: \"{{ r.changed }}\"}\n");
    expect_says("a ok: False\n");
    expect_silent_about("a changed");
}

Test(wishes, one_host_adds_for_all)
{
    run_tasks("a,b,", "    - add_host: {name: \"new-{{ inventory_hostname }}\"}\n    - say: {msg: \"{{ groups.all | sort }}\"}\n");
    expect_says("a ok: ['a', 'b', 'new-a']\n");
}

Test(wishes, hosts_are_grouped_by_a_key_under_its_parents)
{
    run_tasks("a,b,", "    - group_by: {key: \"of {{ inventory_hostname }}\", parents: [all_of_them]}\n"
                      "    - say: {msg: \"{{ group_names }} {{ groups.all_of_them }}\"}\n");
    expect_says("a ok: ['all_of_them', 'of-a'] ['a', 'b']\n");
}

Test(wishes, what_they_need_is_told)
{
    run_tasks("a,", "    - {group_by: {}, ignore_errors: true}\n    - {add_host: {groups: x}, ignore_errors: true}\n");
    expect_says("group_by names no group: give it `key`");
    expect_says("add_host names no host: give it `name`");
}

Test(wishes, changed_when_and_failed_when_have_the_last_word)
{
    run_tasks("a,", "    - {add_host: {name: new}, changed_when: false}\n"
                    "    - {add_host: {name: \"n{{ item }}\"}, loop: [1], failed_when: true, ignore_errors: true}\n");
    expect_says("a ok\n");
    expect_says("a item 1 failed");
}

Test(wishes, a_host_that_is_added_counts_as_one_of_the_play)
{
    run_tasks("a,", "    - {add_host: {name: new}}\n    - say: {msg: \"{{ ansible_play_hosts_all }} {{ ansible_play_batch }}\"}\n");
    expect_says("a ok: ['a', 'new'] ['a']\n");
}

Test(wishes, of_a_task_that_failed_nothing_is_granted)
{
    run_tasks("a,", "    - {group_by: {key: g}, failed_when: true, ignore_errors: yes}\n"
                    "    - say: {msg: \"{{ groups.g | default('none') }}\"}\n");
    expect_says("a ok: none\nrecap a ok=2 ignored=1\n");
}
