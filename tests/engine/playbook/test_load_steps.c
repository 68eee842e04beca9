/* Lists of tasks: blocks, files, imports. */
#include "fixture.h"

TestSuite(load_steps, .init = set_up, .fini = tear_down);

Test(load_steps, a_block_has_three_sections)
{
    const wp_play *play = load_tasks("    - block: [{say: , name: a}]\n      rescue: [{say: , name: b}]\n"
                                     "      always: [{say: , name: c}]\n");
    const wp_block *section = play->tasks.at[0].block, *block = section->tasks.at[0].block;
    cr_expect_str_eq(titles(&block->tasks), "a");
    cr_expect_str_eq(titles(&block->rescue), "b");
    cr_expect_str_eq(titles(&block->always), "c");
}

Test(load_steps, a_block_without_block_or_with_a_module_is_a_fault)
{
    expect_fault("- hosts: all\n  tasks:\n    - rescue: [{say: }]\n", 3, "'rescue' without a 'block'");
    expect_fault("- hosts: all\n  tasks:\n    - block: [{say: }]\n      say: {}\n", 4, "not a module of its own");
    expect_fault("- hosts: all\n  handlers:\n    - block: [{block: [{say: }]}]\n", 3,
                 "a block of handlers can't have blocks in it");
}

Test(load_steps, what_is_no_task_is_told_with_its_place)
{
    expect_fault("- hosts: all\n  tasks:\n    - say: {}\n    - hello\n", 4, "a task is a dictionary, not a string");
    expect_fault("- hosts: all\n  tasks: {say: }\n", 2, "'tasks' takes a list");
}

Test(load_steps, an_import_is_replaced_by_what_it_names)
{
    write_file("more.yml", "- {say: , name: b}\n- {say: , name: c}\n");
    const wp_play *play = load_tasks("    - {say: , name: a}\n    - import_tasks: more.yml\n    - {say: , name: d}\n");
    cr_expect_str_eq(titles(&play->tasks), "a, b, c, d");
}

Test(load_steps, an_import_is_looked_for_beside_the_file_that_names_it_first)
{
    write_file("sub/one.yml", "- import_tasks: two.yml\n");
    write_file("sub/two.yml", "- {say: , name: near}\n");
    write_file("two.yml", "- {say: , name: far}\n");
    cr_expect_str_eq(titles(&load_tasks("    - import_tasks: sub/one.yml\n")->tasks), "near");
}

Test(load_steps, the_older_include_is_an_import_where_it_names_one_file)
{
    write_file("more.yml", "- {say: , name: b}\n");
    const wp_task *task = first_task(&load_tasks("    - include: more.yml x=1 y=2\n      vars: {y: 3}\n")->tasks);
    cr_expect_str_eq(titles(&load_tasks("    - include: more.yml\n")->tasks), "b");
    cr_expect_str_eq(repr(task->node.parent->parent->keywords[WP_K_VARS]), "{'y': '2', 'x': '1'}");
    cr_expect_str_eq(titles(&load_tasks("    - include: more.yml\n      loop: [1]\n")->tasks), "include");
    cr_expect_str_eq(titles(&load_tasks("    - include: \"{{ f }} x=1\"\n      become: true\n")->tasks), "include");
    expect_fault("- hosts: all\n  tasks:\n    - include: none.yml\n", 3, "there is no file 'none.yml'");
}

Test(load_steps, keywords_of_an_import_come_down_to_what_it_brings)
{
    write_file("more.yml", "- {say: , name: b, when: y}\n");
    const wp_task *task = first_task(&load_tasks("    - import_tasks: more.yml\n      when: x\n      tags: t\n")->tasks);
    cr_expect_str_eq(repr(wp_node_keyword_all(arena, &task->node, WP_K_WHEN)), "['x', 'y']");
    cr_expect_str_eq(repr(wp_node_keyword_all(arena, &task->node, WP_K_TAGS)), "['t']");
}

Test(load_steps, an_import_that_can_not_be_done_is_a_fault)
{
    expect_fault("- hosts: all\n  tasks:\n    - import_tasks: none.yml\n", 3, "there is no file 'none.yml'");
    cr_expect_eq(faults[0].kind, WP_E_NOT_FOUND);
    expect_fault("- hosts: all\n  tasks:\n    - import_tasks: x.yml\n      loop: [1]\n", 3, "can't be in a loop");
    write_file("self.yml", "- import_tasks: self.yml\n");
    expect_fault("- hosts: all\n  tasks:\n    - import_tasks: self.yml\n", 1, "imports itself");
}

static const wp_task *include_of(const char *lines)
{
    return first_task(&load_tasks(lines)->tasks);
}

Test(load_steps, an_included_file_stands_where_the_include_does_without_its_keywords)
{
    const wp_task *include = include_of("    - block:\n        - include_tasks: more.yml\n          tags: own\n"
                                        "      tags: around\n");
    wp_value apply = wp_dict_new(arena, 1), vars = wp_dict_new(arena, 1);
    wp_block *block;
    wp_error err = { 0 };
    write_file("more.yml", "- {say: , name: b}\n");
    wp_dict_set(arena, apply, "tags", wp_string(arena, "applied"));
    cr_assert(wp_tasks_load(loader, "more.yml", include, apply, vars, &block, &err), "%s", err.text);
    const wp_task *task = first_task(&block->tasks);
    cr_expect_str_eq(repr(wp_node_keyword_all(arena, &task->node, WP_K_TAGS)), "['around', 'applied']");
}

Test(load_steps, a_fault_while_the_run_goes_on_is_handed_back_and_not_told)
{
    const wp_task *include = include_of("    - include_tasks: bad.yml\n");
    wp_block *block;
    wp_error err = { 0 };
    write_file("bad.yml", "- sya: {}\n");
    cr_expect_not(wp_tasks_load(loader, "bad.yml", include, wp_null(), wp_null(), &block, &err));
    cr_expect_eq(fault_count, 0);
    cr_expect(strstr(err.text, "'sya'") != NULL, "%s", err.text);
    write_file("bad.yml", "say: {}\n");
    cr_expect_not(wp_tasks_load(loader, "bad.yml", include, wp_null(), wp_null(), &block, &err));
    cr_expect_eq(err.kind, WP_E_FAILED);
}
