/* vars_files. */
#include "fixture.h"

TestSuite(files, .init = set_up, .fini = tear_down);

static wp_vars_scope *scope_with(const char *files)
{
    begin("h1\nh2\n", "{}");
    load(wp_printf(arena, "- hosts: all\n  vars: {which: two}\n  vars_files: %s\n  tasks: [{say: }]\n", files));
    return scope_at("h1", 0);
}

Test(files, later_ones_win_and_a_list_means_the_first_that_is_there)
{
    write_file("one.yml", "a: 1\nb: 1\n");
    write_file("two.yml", "b: 2\n");
    cr_expect_str_eq(say(scope_with("[one.yml, [none.yml, \"{{ which }}.yml\"]]"), "{{ a }} {{ b }}"), "1 2");
}

Test(files, a_name_may_be_different_for_each_host)
{
    write_file("h1.yml", "a: one\n");
    write_file("h2.yml", "a: two\n");
    cr_expect_str_eq(say(scope_with("[\"{{ inventory_hostname }}.yml\"]"), "{{ a }}"), "one");
    cr_expect_str_eq(say(scope_at("h2", 0), "{{ a }}"), "two");
}

Test(files, they_are_looked_for_in_vars_and_beside_the_playbook)
{
    write_file("vars/a.yml", "a: in vars\n");
    cr_expect_str_eq(say(scope_with("[a.yml]"), "{{ a }}"), "in vars");
}

Test(files, a_name_that_can_not_be_told_yet_is_passed_over)
{
    write_file("a.yml", "a: 1\n");
    wp_vars_scope *scope = scope_with("[\"{{ a_fact }}.yml\", a.yml]");
    cr_expect(wp_vars_check_files(scope, &err), "%s", err.text);
    cr_expect_str_eq(say(scope, "{{ a }}"), "1");
}

Test(files, one_that_is_missing_or_no_dictionary_is_an_error_with_its_place)
{
    cr_expect_not(wp_vars_check_files(scope_with("[none.yml]"), &err));
    cr_expect_eq(err.kind, WP_E_NOT_FOUND);
    cr_expect(strstr(err.text, "'none.yml'") != NULL, "%s", err.text);
    cr_expect_eq(err.mark.line, 3);
    wp_vars_free(vars);
    write_file("list.yml", "- a\n");
    cr_expect_not(wp_vars_check_files(scope_with("[list.yml]"), &err));
    cr_expect(strstr(err.text, "not a list") != NULL, "%s", err.text);
    cr_expect(strstr(err.mark.file, "list.yml") != NULL, "%s", err.mark.file);
}
