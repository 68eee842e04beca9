/* The loop of a task: items, their variables and labels. */
#include "fixture.h"

TestSuite(loop, .init = set_up, .fini = tear_down);

Test(loop, control_names_the_variables)
{
    run_tasks("a,", "    - say: {msg: \"{{ it }} {{ ix }} {{ ansible_loop_var }} {{ ansible_index_var }}\"}\n"
                    "      loop: [x, y]\n      loop_control: {loop_var: it, index_var: ix, label: \"<{{ it }}>\"}\n"
                    "      register: r\n    - say: {msg: \"{{ r.results[1].it }} {{ r.results[1].ix }}\"}\n");
    expect_says("a item <x> ok: x 0 it ix\na item <y> ok: y 1 it ix\n");
    expect_says("a ok: y 1\n");
}

Test(loop, extended_tells_where_in_it_an_item_is)
{
    run_tasks("a,", "    - say: {msg: \"{{ ansible_loop.index }} {{ ansible_loop.revindex0 }} {{ ansible_loop.first }} "
                    "{{ ansible_loop.last }} {{ ansible_loop.previtem | default('-') }} "
                    "{{ ansible_loop.nextitem | default('-') }} {{ ansible_loop.allitems | default('-') }}\"}\n"
                    "      loop: [x, y]\n      loop_control: {extended: true, extended_allitems: false}\n");
    expect_says("a item x ok: 1 1 True False - y -\na item y ok: 2 0 False True x - -\n");
}

Test(loop, with_is_what_its_look_up_makes_of_the_terms)
{
    run_tasks("a,", "    - {say: {msg: \"{{ item }}\"}, with_items: [1, [2, 3]]}\n");
    expect_says("item 1 ok: 1\na item 2 ok: 2\na item 3 ok: 3\n");
    run_tasks("a,", "    - {say: {msg: \"{{ item.0 }}{{ item.1 }}\"}, with_together: [[1, 2], [a, b]]}\n");
    expect_says("item [1, 'a'] ok: 1a\n");
    run_tasks("a,", "    - {say: {msg: \"{{ item }}\"}, with_inventory_hostnames: all}\n");
    expect_says("item a ok: a\n");
}

Test(loop, what_is_no_list_is_told_with_what_to_do)
{
    run_tasks("a,", "    - {say: , loop: \"{{ {'x': 1} }}\"}\n");
    expect_says("'loop' takes a list, not a dict");
    expect_says("dict2items");
}

Test(loop, a_label_that_can_not_be_evaluated_fails_its_items)
{
    run_tasks("a,", "    - {say: {msg: x}, loop: [1], loop_control: {label: \"{{ nowhere }}\"}}\n");
    expect_says("item 1 failed: the label of the item: 'nowhere' is undefined");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(loop, variables_of_the_task_see_the_item)
{
    run_tasks("a,", "    - {say: {msg: \"{{ v }}\"}, loop: [1, 2], vars: {v: \"{{ item }}!\"}}\n");
    expect_says("item 1 ok: 1!\na item 2 ok: 2!\n");
}

Test(loop, of_a_task_whose_host_is_a_template_nothing_stands_for_items_that_are_undefined)
{
    run_tasks("a,", "    - {say: {msg: \"<{{ item }}>\"}, loop: \"{{ nope }}\", delegate_to: \"{{ inventory_hostname }}\"}\n"
                    "    - {say: {msg: never}, loop: \"{{ nope }}\", delegate_to: a}\n");
    expect_says("item  ok: <None>");
    expect_says("'nope' is undefined");
}

Test(loop, an_item_sees_what_set_fact_gave_another_host_before_it)
{
    run_tasks("a,b,", "    - {set_fact: {x: \"{{ item }}\"}, loop: [1, 2], delegate_to: b, delegate_facts: yes, run_once: yes, when: x is undefined}\n");
    expect_says("a -> b item 1 ok\na -> b item 2 skipped\n");
}
