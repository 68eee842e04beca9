/* One play: its batches, and what ends it. */
#include "fixture.h"

TestSuite(play, .init = set_up, .fini = tear_down);

Test(play, goes_batch_by_batch)
{
    expect(run_on("a,b,c,", "- hosts: all\n  gather_facts: no\n  serial: 2\n  tasks: [{say: {msg: \"{{ play_hosts }}\"}}]\n"),
           "play all\ntask say\na ok: ['a', 'b']\nb ok: ['a', 'b']\nplay all\ntask say\nc ok: ['c']\n"
           "recap a ok=1\nrecap b ok=1\nrecap c ok=1\n");
}

Test(play, a_host_that_its_pattern_finds_no_more_is_in_no_batch_to_come)
{
    expect(run_on("a,b,c,", "- hosts: all:!made\n  gather_facts: no\n  serial: 1\n  tasks:\n"
                            "    - {add_host: {name: b, groups: made}, when: inventory_hostname == 'a'}\n"
                            "    - say: {msg: \"{{ ansible_play_hosts_all }}\"}\n"),
           "warning: no host or group matches 'made': it is passed over\nplay all:!made\ntask add_host\na changed\ntask say\na ok: ['a', 'b', 'c']\nplay all:!made\nplay all:!made\n"
           "task add_host\nc skipped\ntask say\nc ok: ['a', 'c']\nrecap a ok=2 changed=1\nrecap c ok=1 skipped=1\n");
}

Test(play, a_batch_that_fails_as_a_whole_ends_the_run)
{
    run_on("a,b,", "- hosts: all\n  gather_facts: no\n  serial: 1\n  tasks: [{fail: }]\n"
                   "- hosts: all\n  gather_facts: no\n  tasks: [{say: {msg: never}}]\n");
    expect_silent_about("b failed");
    expect_silent_about("never");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(play, hosts_that_failed_before_do_not_count_as_failed_again)
{
    run_on("a,b,c,", "- hosts: all\n  gather_facts: no\n  tasks: [{fail: , when: inventory_hostname == 'a'}]\n"
                     "- hosts: all\n  gather_facts: no\n  tasks: [{fail: , when: inventory_hostname != 'a'}]\n"
                     "- hosts: all\n  name: third\n  gather_facts: no\n  tasks: [{say: }]\n");
    expect_says("play third");
}

Test(play, is_called_by_its_name_or_its_pattern)
{
    run_on("a,b,", "- hosts: [a, b]\n  gather_facts: no\n- hosts: all\n  name: \"named {{ 1 + 1 }}\"\n  gather_facts: no\n");
    expect(wp_buf_str(&transcript).ptr, "play a,b\nplay named 2\n");
}

Test(play, is_called_by_what_a_template_of_hosts_gives)
{
    run_on("a,b,", "- hosts: \"{{ ['a', 'b'] }}\"\n  gather_facts: no\n- hosts: \"{{ [] }}\"\n  gather_facts: no\n"
                   "- hosts: [\"{{ 'a' }}\", b]\n  gather_facts: no\n");
    expect(wp_buf_str(&transcript).ptr, "play ['a', 'b']\nplay []\nno_hosts\nplay a,b\n");
}

Test(play, a_list_among_its_hosts_is_none_of_them)
{
    run_on("a,", "- hosts: [\"{{ ['a'] }}\"]\n  gather_facts: no\n");
    expect_says("one of them is a list");
    cr_expect_eq(exit_code, WP_EXIT_UNREACHABLE);
}

Test(play, without_hosts_it_is_skipped)
{
    expect(run_on("a,", "- hosts: nobody\n  gather_facts: no\n  tasks: [{say: }]\n"),
           "warning: no host or group matches 'nobody': it is passed over\nplay nobody\nno_hosts\n");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}

Test(play, hosts_that_can_not_be_told_end_the_run_without_a_recap)
{
    run_on("a,", "- hosts: \"{{ nowhere }}\"\n  gather_facts: no\n  tasks: [{say: }]\n");
    expect_says("'nowhere' is undefined");
    expect_silent_about("recap");
    cr_expect_eq(exit_code, WP_EXIT_UNREACHABLE);
}

Test(play, a_file_of_variables_that_is_missing_ends_the_run)
{
    run_on("a,", "- hosts: all\n  gather_facts: no\n  vars_files: [none.yml]\n  tasks: [{say: }]\n");
    expect_says("play all\nerror: there is no file of variables 'none.yml'");
    expect_silent_about("task");
    cr_expect_eq(exit_code, WP_EXIT_ERROR);
}

Test(play, a_broken_file_beside_the_playbook_is_told_where_the_play_begins)
{
    write_file("group_vars/all.yml", "- a\n");
    run_on("a,", "- hosts: all\n  gather_facts: no\n  tasks: [{act: }]\n");
    expect_says("play all\nerror: reading the variables of group 'all'");
    cr_expect_str_eq(touched, "");
    cr_expect_eq(exit_code, WP_EXIT_UNREACHABLE);
}
