/* Files of plays, and import_playbook. */
#include "fixture.h"

TestSuite(load_playbook, .init = set_up, .fini = tear_down);

Test(load_playbook, a_play_has_its_sections)
{
    const wp_play *play = load_play("- hosts: web\n  pre_tasks: [{say: , name: a}]\n  tasks: [{say: , name: b}]\n"
                                    "  post_tasks: [{say: , name: c}]\n  handlers: [{say: , name: h}]\n");
    cr_expect_str_eq(titles(&play->pre_tasks), "a");
    cr_expect_str_eq(titles(&play->tasks), "b");
    cr_expect_str_eq(titles(&play->post_tasks), "c");
    cr_expect_str_eq(titles(&play->handlers), "h");
}

Test(load_playbook, what_is_no_list_of_plays_is_told)
{
    expect_fault("hosts: all\n", 1, "a playbook is a list of plays, not a dict");
    expect_fault("[]\n", 1, "there is no play in it");
    expect_fault("- just text\n", 1, "a play is a dictionary");
    expect_fault("- tasks: []\n", 1, "does not say which hosts");
    expect_hint("add `hosts:`");
    expect_fault("- hosts: []\n", 1, "'hosts' is empty");
    expect_fault("- hosts: [1]\n", 1, "one of them is an integer");
}

Test(load_playbook, broken_yaml_is_told_with_its_line)
{
    cr_assert_null(try_load("- hosts: all\n  tasks:\n    - say: \"x\n"));
    cr_expect_eq(faults[0].kind, WP_E_SYNTAX);
    cr_expect_gt(faults[0].mark.line, 0);
}

Test(load_playbook, old_words_of_a_play_are_taken_or_explained)
{
    const wp_play *play = load_play("- hosts: all\n  user: me\n");
    cr_expect_str_eq(wp_node_own(&play->node, WP_K_REMOTE_USER).as.text, "me");
    expect_fault("- hosts: all\n  sudo: true\n", 2, "'sudo' is no longer a keyword");
    expect_hint("become");
}

Test(load_playbook, an_import_gives_its_keywords_to_all_plays_and_the_outermost_wins)
{
    write_file("inner.yml", "- hosts: all\n  tags: own\n");
    write_file("middle.yml", "- import_playbook: inner.yml\n  vars: {x: inner, y: inner}\n  tags: mid\n  when: b\n");
    const wp_play *play = load_play("- import_playbook: middle.yml\n  vars: {x: outer}\n  when: a\n  tags: out\n");
    cr_expect_str_eq(wp_dict_find(play->import_vars, "x")->as.text, "outer");
    cr_expect_str_eq(wp_dict_find(play->import_vars, "y")->as.text, "inner");
    cr_expect_str_eq(repr(play->import_when), "['a', 'b']");
    cr_expect_str_eq(repr(wp_node_own(&play->node, WP_K_TAGS)), "['out', 'mid', 'own']");
}

Test(load_playbook, imports_that_are_not_there_or_never_end_are_told)
{
    expect_fault("- import_playbook: none.yml\n", 1, "there is no playbook");
    cr_expect_eq(faults[0].kind, WP_E_NOT_FOUND);
    expect_fault("- import_playbook: site.yml\n", 1, "imports itself");
}

Test(load_playbook, the_kind_of_the_first_fault_is_that_of_the_error)
{
    wp_playbook *playbook;
    wp_error err = { 0 };
    write_file("site.yml", "- import_playbook: none.yml\n- hosts: all\n  bad: 1\n");
    cr_expect_not(wp_playbook_load(loader, "site.yml", &playbook, &err));
    cr_expect_eq(err.kind, WP_E_NOT_FOUND);
    cr_expect_eq(fault_count, 2);
}
