/* Keywords whose values have a form of their own. */
#include "fixture.h"

TestSuite(load_checks, .init = set_up, .fini = tear_down);

static void expect_play_fault(const char *line, const char *says)
{
    expect_fault(wp_printf(arena, "- hosts: all\n  %s\n", line), 2, says);
}

Test(load_checks, names_of_variables_are_those_of_python)
{
    static const char *const good[] = { "a", "_a1", "A_b" }, *const bad[] = { "", "1a", "a-b", "a b", "if", "None", "é" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(wp_is_variable_name(wp_str_of(good[i])), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(wp_is_variable_name(wp_str_of(bad[i])), "%s", bad[i]);
}

Test(load_checks, vars_and_register_need_such_names)
{
    expect_play_fault("vars: {a-b: 1}", "'a-b' is no name for a variable");
    expect_play_fault("vars: [text]", "one of them is a string");
    expect_fault("- hosts: all\n  tasks:\n    - say:\n      register: a-b\n", 4, "'a-b' is no name for a variable");
}

Test(load_checks, loop_control_knows_its_keys)
{
    expect_fault("- hosts: all\n  tasks:\n    - say:\n      loop: [1]\n      loop_control: {lop_var: x}\n", 5,
                 "'lop_var' is nothing that loop_control knows");
    expect_hint("did you mean 'loop_var'?");
}

Test(load_checks, choices_are_few_words_with_the_nearest_told)
{
    expect_play_fault("strategy: linaer", "'strategy' can't be 'linaer'");
    expect_hint("did you mean 'linear'?");
    expect_play_fault("order: backwards", "'order' can't be 'backwards'");
    load_play("- hosts: all\n  strategy: ansible.builtin.free\n");
    load_play("- hosts: all\n  strategy: \"{{ s }}\"\n");
}

Test(load_checks, serial_is_a_number_a_share_or_a_list_of_them)
{
    static const char *const good[] = { "3", "\"30%\"", "[1, \"50%\"]", "\"{{ n }}\"", "\"2\"" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        load_play(wp_printf(arena, "- hosts: all\n  serial: %s\n", good[i]));
    expect_play_fault("serial: many", "'serial' can't be 'many'");
    expect_play_fault("serial: [1, x]", "'serial' can't be 'x'");
}

Test(load_checks, prompts_name_a_variable_and_know_their_keys)
{
    expect_play_fault("vars_prompt: [{prompt: x}]", "names no variable");
    expect_play_fault("vars_prompt: [{name: x, promt: y}]", "'promt' is nothing that vars_prompt knows");
}

Test(load_checks, files_of_variables_are_names_or_lists_of_names)
{
    load_play("- hosts: all\n  vars_files: [a.yml, [b.yml, c.yml]]\n");
    load_play("- hosts: all\n  vars_files: a.yml\n");
    expect_play_fault("vars_files: [{a: 1}]", "an entry of 'vars_files' is a dict");
}

Test(load_checks, a_debugger_opens_when_one_of_five_words_says_so)
{
    load_play("- hosts: all\n  debugger: on_failed\n");
    expect_play_fault("debugger: sometimes", "'debugger' can't be 'sometimes'");
}
