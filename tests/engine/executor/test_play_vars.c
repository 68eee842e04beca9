/* What the variables say of the play. */
#include "fixture.h"

TestSuite(play_vars, .init = set_up, .fini = tear_down);

Test(play_vars, who_is_in_it_shrinks_with_those_that_leave)
{
    run_tasks("a,b,c,", "    - {fail: , when: inventory_hostname == 'b'}\n"
                        "    - {say: {msg: \"{{ ansible_play_hosts }} {{ ansible_play_batch }} {{ ansible_play_hosts_all }}\"}, run_once: true}\n"
                        "    - {meta: end_host, when: inventory_hostname == 'a'}\n    - say: {msg: \"{{ play_hosts }}\"}\n");
    expect_says("a ok: ['a', 'c'] ['a', 'c'] ['a', 'b', 'c']\n");
    expect_says("c ok: ['c']\n");
}

Test(play_vars, batches_have_hosts_of_their_own)
{
    run_on("a,b,", "- hosts: all\n  gather_facts: no\n  serial: 1\n"
                   "  tasks: [{say: {msg: \"{{ ansible_play_batch }} {{ ansible_play_hosts }}\"}}]\n");
    expect_says("a ok: ['a'] ['a', 'b']\n");
    expect_says("b ok: ['b'] ['a', 'b']\n");
}

Test(play_vars, roles_are_named_and_their_dependencies_apart)
{
    write_file("roles/dep/tasks/main.yml", "- say:\n");
    write_file("roles/r/tasks/main.yml", "- say:\n");
    write_file("roles/r/meta/main.yml", "dependencies: [dep]\n");
    run_on("a,", "- hosts: all\n  gather_facts: no\n  roles: [r]\n  post_tasks:\n    - say: {msg: \"{{ ansible_play_role_names }} "
                 "{{ ansible_dependent_role_names }} {{ ansible_role_names }}\"}\n");
    expect_says("a ok: ['r'] ['dep'] ['dep', 'r']\n");
}

static int asked;

static bool answer(void *data, const char *text, bool is_private, wp_arena *in, const char **out)
{
    static const char *const answers[] = { "one", "two", "three", "three", "three", "" };
    (void)data;
    if (asked == 0)
        cr_expect(strcmp(text, "give a [d]") == 0 && !is_private, "%s", text);
    *out = wp_strdup(in, answers[asked++]);
    return true;
}

static const char prompts[] = "- hosts: all\n  gather_facts: no\n  vars_prompt:\n"
                              "    - {name: a, prompt: give a, default: d, private: no}\n    - {name: b, confirm: yes}\n"
                              "    - {name: c, default: 5}\n  tasks: [{say: {msg: \"{{ [a, b, c] }}\"}}]\n";

Test(play_vars, prompts_are_asked_and_what_is_private_is_shown_nowhere)
{
    with.prompt = answer;
    asked = 0;
    run_on("a,", prompts);
    cr_expect_eq(asked, 6);
    expect_says("warning: the two answers differ");
    expect_says("a ok: ['one', '********', 5]\n");
}

Test(play_vars, without_a_terminal_defaults_count_and_extra_variables_are_not_asked_for)
{
    run_on("a,", prompts);
    expect_says("a ok: ['d', None, 5]\n");
    wp_dict_set(arena, with.extra_vars, "b", wp_string_static("given"));
    run_on("a,", prompts);
    expect_says("a ok: ['d', 'given', 5]\n");
}

Test(play_vars, the_name_of_a_play_knows_its_vars_files_and_passes_over_those_that_are_missing)
{
    write_file("v.yml", "word: there\n");
    run_on("a,", "- name: is {{ word }}\n  hosts: all\n  gather_facts: no\n  vars_files: [v.yml]\n  tasks: [{say: {msg: 1}}]\n"
                 "- name: is {{ word | default('not') }}\n  hosts: nobody\n  gather_facts: no\n  vars_files: [none.yml]\n");
    expect_says("play is there\n");
    expect_says("play is not\n");
}
