/* A run's life: loading, exit codes, playbooks one after the other. */
#include "fixture.h"

TestSuite(run, .init = set_up, .fini = tear_down);

Test(run, exit_codes_are_those_of_ansible)
{
    run_tasks("a,", "    - say:\n");
    cr_expect_eq(exit_code, 0);
    run_tasks("a,", "    - fail:\n");
    cr_expect_eq(exit_code, 2);
    run_tasks("a,", "    - sya:\n");
    cr_expect_eq(exit_code, 4);
    run_tasks("a,", "    - import_tasks: none.yml\n");
    cr_expect_eq(exit_code, 1);
}

Test(run, faults_of_the_playbook_are_all_told_and_nothing_is_done)
{
    run_tasks("a,", "    - act:\n    - sya:\n    - {say: , wen: true}\n");
    expect(wp_buf_str(&transcript).ptr, "error: 'sya' is neither a module nor a keyword of a task\n"
                                        "error: 'wen' is neither a module nor a keyword of a task\n");
    expect_says("did you mean 'say'?");
    expect_says("did you mean 'when'?");
    cr_expect_str_eq(touched, "");
}

Test(run, a_failure_ends_a_run_of_two_playbooks_and_each_has_its_recap)
{
    static const char playbook[] = "- hosts: all\n  gather_facts: no\n  tasks: [{say: {msg: one}}]\n"
                                   "- import_playbook: two.yml\n";
    write_file("two.yml", "- hosts: all\n  gather_facts: no\n  tasks: [{say: {msg: two}}]\n");
    run_on("a,", playbook);
    expect(wp_buf_str(&transcript).ptr, "play all\ntask say\na ok: one\nplay all\ntask say\na ok: two\nrecap a ok=2\n");
}

static wp_cancel cancel;

static void cancel_first(wp_run *run)
{
    wp_cancel_request(&cancel);
    exit_code = wp_run_play(run);
}

Test(run, the_user_can_stop_it)
{
    cr_assert(wp_cancel_open(&cancel));
    with.cancel = &cancel;
    with_run("a,", "- hosts: all\n  gather_facts: no\n  tasks: [{act: }]\n", cancel_first);
    cr_expect_eq(exit_code, WP_EXIT_INTERRUPTED);
    cr_expect_str_eq(touched, "");
    wp_cancel_close(&cancel);
}

Test(run, the_command_line_is_known_to_variables)
{
    with.forks = 3;
    with.limit = "a";
    with.inventory_sources = (const char *const[]){ "a,b,", NULL };
    run_tasks("a,b,", "    - say: {msg: \"{{ ansible_forks }} {{ ansible_limit }} {{ ansible_run_tags }} {{ ansible_skip_tags }} "
                      "{{ ansible_check_mode }} {{ ansible_inventory_sources }} {{ ansible_version.major }}\"}\n");
    expect_says("a ok: 3 a ['all'] [] False ['a,b,'] 2\n");
}

Test(run, many_hosts_at_once)
{
    char *hosts = wp_strdup(arena, "");
    for (int i = 0; i < 60; i++)
        hosts = wp_printf(arena, "%sh%d,", hosts, i);
    with.forks = 16;
    run_tasks(hosts, "    - {act: , register: r}\n    - {say: {msg: \"{{ hostvars.h0.r.changed }}\"}}\n");
    cr_expect_eq(exit_code, WP_EXIT_OK);
    expect_says("h59 ok: True\n");
    expect_says("recap h59 ok=2 changed=1\n");
}
