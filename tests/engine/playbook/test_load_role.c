/* Roles: their files, dependencies, and how often they run. */
#include "fixture.h"

TestSuite(load_role, .init = set_up, .fini = tear_down);

static void role(const char *name, const char *tasks, const char *meta)
{
    write_file(wp_printf(arena, "roles/%s/tasks/main.yml", name), tasks);
    if (meta != NULL)
        write_file(wp_printf(arena, "roles/%s/meta/main.yml", name), meta);
}

static const char *roles_titles(const char *list)
{
    return titles(&load_play(wp_printf(arena, "- hosts: all\n  roles: %s\n", list))->roles);
}

Test(load_role, its_files_make_it)
{
    role("r", "- {say: , name: t}\n", NULL);
    write_file("roles/r/defaults/main.yml", "d: 1\n");
    write_file("roles/r/vars/main/one.yml", "a: 1\nb: 1\n");
    write_file("roles/r/vars/main/two.yml", "b: 2\n");
    write_file("roles/r/handlers/main.yml", "- {say: , name: h}\n");
    const wp_play *play = load_play("- hosts: all\n  roles: [{role: r, p: 1, tags: t}]\n");
    const wp_role *r = play->role_list[0];
    cr_expect_str_eq(repr(r->defaults), "{'d': 1}");
    cr_expect_str_eq(repr(r->vars), "{'a': 1, 'b': 2}");
    cr_expect_str_eq(repr(r->params), "{'p': 1}");
    cr_expect_str_eq(titles(&play->roles), "r : t");
    cr_expect_str_eq(titles(&play->handlers), "r : h");
}

Test(load_role, dependencies_come_first_each_time)
{
    role("dep", "- {say: , name: d}\n", NULL);
    role("a", "- {say: , name: a}\n", "dependencies: [dep]\n");
    role("b", "- {say: , name: b}\n", "dependencies: [{role: dep}, {role: dep, x: 1}]\n");
    cr_expect_str_eq(roles_titles("[a, b]"), "dep : d, a : a, dep : d, dep : d, b : b");
}

Test(load_role, the_same_role_is_known_by_its_parameters_and_how_it_was_brought_in)
{
    role("r", "- {say: , name: t}\n", NULL);
    const wp_play *play = load_play("- hosts: all\n  roles: [r, r, {role: r, x: 1}, {role: r, tags: t}]\n"
                                    "  tasks:\n    - import_role: {name: r}\n    - import_role: {name: r, tasks_from: main}\n"
                                    "    - import_role: {name: r}\n");
    cr_expect_eq(play->role_count, 6); /* imports allow duplicates unless they say otherwise */
}

Test(load_role, handlers_of_roles_come_first_then_the_plays_own_then_those_of_imports)
{
    role("r", "- say:\n", NULL);
    role("i", "- say:\n", NULL);
    write_file("roles/r/handlers/main.yml", "- {say: , name: h}\n");
    write_file("roles/i/handlers/main.yml", "- {say: , name: h}\n");
    const wp_play *play = load_play("- hosts: all\n  roles: [r]\n  tasks: [{import_role: {name: i}}]\n"
                                    "  handlers: [{say: , name: own}]\n");
    cr_expect_str_eq(titles(&play->handlers), "r : h, own, i : h");
}

Test(load_role, an_import_gives_its_vars_to_the_role_and_makes_it_known_to_the_play)
{
    role("i", "- say:\n", NULL);
    const wp_play *play = load_play("- hosts: all\n  tasks:\n    - import_role: {name: i}\n      vars: {v: 1}\n");
    cr_assert_eq(play->role_count, 1);
    cr_expect_str_eq(repr(wp_node_own(&play->role_list[0]->node, WP_K_VARS)), "{'v': 1}");
    cr_expect(play->role_list[0]->is_included);
}

Test(load_role, a_specification_of_arguments_becomes_the_first_task)
{
    role("r", "- {say: , name: t}\n", NULL);
    write_file("roles/r/meta/argument_specs.yml",
               "argument_specs:\n  main:\n    short_description: the role r\n    options: {a: {type: int}}\n");
    cr_expect_str_eq(roles_titles("[r]"), "r : Validating arguments against arg spec 'main' - the role r, r : t");
}

Test(load_role, mistakes_are_told_where_they_are)
{
    expect_fault("- hosts: all\n  roles: [none]\n", 2, "there is no role 'none'");
    cr_expect_eq(faults[0].kind, WP_E_NOT_FOUND);
    expect_fault("- hosts: all\n  roles: [{x: 1}]\n", 2, "names no role");
    role("r", "- say:\n", "dependencies: text\n");
    expect_fault("- hosts: all\n  roles: [r]\n", 1, "'dependencies' is a list of roles");
    role("r", "- say:\n", "dependencys: []\n");
    expect_fault("- hosts: all\n  roles: [r]\n", 1, "'dependencys' is nothing that the meta of a role knows");
    expect_hint("did you mean 'dependencies'?");
    role("a", "- say:\n", "dependencies: [b]\n");
    role("b", "- say:\n", "dependencies: [a]\n");
    expect_fault("- hosts: all\n  roles: [a]\n", 1, "depends on itself");
}
