/* Names that mean something in every scope. */
#include "fixture.h"

TestSuite(magic, .init = set_up, .fini = tear_down);

Test(magic, a_host_knows_its_names_groups_and_inventory)
{
    begin("[web]\nh1.example.com\n[top:children]\nweb\n", "{}");
    wp_vars_scope *scope = scope_of("h1.example.com");
    cr_expect_str_eq(say(scope, "{{ inventory_hostname }} {{ inventory_hostname_short }} {{ group_names }} "
                                "{{ inventory_file | basename }} {{ inventory_dir | basename }}"),
                     "h1.example.com h1 ['top', 'web'] hosts inv");
    cr_expect_str_eq(say(scope, "{{ groups.top }} {{ groups.ungrouped }}"), "['h1.example.com'] []");
}

Test(magic, those_of_a_host_can_be_overridden_and_others_can_not)
{
    begin("h1\n", "{}");
    load("- hosts: all\n  vars: {inventory_hostname: x, groups: y, playbook_dir: z}\n  tasks: [{say: }]\n");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ inventory_hostname }} {{ groups.all }}"), "x ['h1']");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ playbook_dir }}"), root);
}

Test(magic, those_of_the_command_line_and_of_the_play_come_from_above)
{
    begin("h1\n", "{}");
    load("- hosts: all\n  tasks: [{say: }]\n");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ ansible_forks }} {{ ansible_play_name }}"), "5 p");
}

Test(magic, a_role_knows_its_name_and_path)
{
    begin("h1\n", "{}");
    write_file("roles/r/tasks/main.yml", "- say:\n");
    load("- hosts: all\n  roles: [r]\n  tasks: [{say: }]\n");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ role_name }} {{ role_path | basename }}"), "r r");
    cr_expect_str_eq(say(scope_at("h1", 1), "{{ role_name | default('none') }}"), "none");
}

Test(magic, parents_of_a_role_are_those_whose_tasks_import_it_and_not_who_depends_on_it)
{
    begin("h1\n", "{}");
    write_file("roles/dep/tasks/main.yml", "- say:\n");
    write_file("roles/inner/tasks/main.yml", "- say:\n");
    write_file("roles/top/meta/main.yml", "dependencies: [dep]\n");
    write_file("roles/top/tasks/main.yml", "- import_role: {name: inner}\n");
    load("- hosts: all\n  roles: [top]\n");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ role_name }} {{ ansible_parent_role_names | default('none') }}"), "dep none");
    cr_expect_str_eq(say(scope_at("h1", 1), "{{ role_name }} {{ ansible_parent_role_names }}"), "inner ['top']");
}

Test(magic, a_task_sees_its_environment)
{
    begin("h1\n", "{}");
    load("- hosts: all\n  environment: {A: \"{{ 1 + 1 }}\"}\n  tasks: [{say: , environment: {B: 3}}]\n");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ environment }}"), "[{'A': 2}, {'B': 3}]");
}
