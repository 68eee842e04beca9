/* How keywords come down, and what a task is called. */
#include "fixture.h"

TestSuite(node, .init = set_up, .fini = tear_down);

static const wp_task *task_of(const char *lines)
{
    return first_task(&load_tasks(lines)->tasks);
}

Test(node, the_nearest_one_that_has_it_counts)
{
    const wp_play *play = load_play("- hosts: all\n  become_user: play\n  tasks:\n    - block:\n"
                                    "        - say:\n        - say:\n          become_user: task\n"
                                    "      become_user: block\n");
    const wp_block *block = play->tasks.at[0].block->tasks.at[0].block;
    cr_expect_str_eq(wp_node_keyword(&block->tasks.at[0].task->node, WP_K_BECOME_USER).as.text, "block");
    cr_expect_str_eq(wp_node_keyword(&block->tasks.at[1].task->node, WP_K_BECOME_USER).as.text, "task");
    cr_expect_str_eq(wp_node_keyword(&block->node, WP_K_BECOME_USER).as.text, "block");
}

Test(node, what_is_not_inherited_is_the_nodes_own)
{
    cr_expect_eq(wp_node_keyword(&task_of("    - block: [{say: }]\n      name: b\n")->node, WP_K_NAME).type, WP_UNDEFINED);
}

Test(node, a_title_is_the_name_or_the_action)
{
    cr_expect_str_eq(wp_task_title(arena, task_of("    - {say: , name: hello}\n")), "hello");
    cr_expect_str_eq(wp_task_title(arena, task_of("    - say:\n")), "say");
    cr_expect_str_eq(wp_task_title(arena, task_of("    - include_role: {name: r}\n")), "include_role : r");
}

Test(node, files_are_looked_for_in_the_role_then_beside_the_file_then_beside_the_playbook)
{
    write_file("roles/r/tasks/main.yml", "- say:\n");
    const wp_task *task = first_task(&load_play("- hosts: all\n  roles: [r]\n")->roles);
    const char *const *dirs = wp_node_search_path(arena, &task->node);
    cr_expect_str_eq(dirs[0], wp_path_join(arena, root, "roles/r"));
    cr_expect_str_eq(dirs[1], wp_path_join(arena, root, "roles/r/tasks"));
    cr_expect_str_eq(dirs[2], root);
    cr_expect_null(dirs[3]);
}
