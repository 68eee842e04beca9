/* include_tasks and include_role: what they bring in, for whom, with which variables. */
#include "fixture.h"

TestSuite(includes, .init = set_up, .fini = tear_down);

Test(includes, hosts_that_want_the_same_go_there_together)
{
    write_file("one.yml", "- say: {msg: 1}\n");
    write_file("two.yml", "- say: {msg: 2}\n");
    expect(run_tasks("a,b,c,", "    - include_tasks: \"{{ 'one' if inventory_hostname != 'b' else 'two' }}.yml\"\n"
                               "    - say: {msg: after}\n"),
           "play all\ntask include_tasks\na ok\nb ok\nc ok\nincluded one.yml for ['a', 'c']\nincluded two.yml for ['b']\n"
           "task say\na ok: 1\nc ok: 1\ntask say\nb ok: 2\ntask say\na ok: after\nb ok: after\nc ok: after\n"
           "recap a ok=3\nrecap b ok=3\nrecap c ok=3\n");
}

Test(includes, a_loop_includes_once_for_each_item)
{
    write_file("x.yml", "- say: {msg: \"{{ item }} {{ v }}\"}\n");
    run_tasks("a,", "    - {include_tasks: x.yml, loop: [1, 2], vars: {v: \"v{{ item }}\"}}\n");
    expect_says("a ok: 1 v1\n");
    expect_says("a ok: 2 v2\n");
}

Test(includes, run_once_brings_it_in_for_one_host)
{
    write_file("x.yml", "- say: {msg: in}\n");
    run_tasks("a,b,", "    - {include_tasks: x.yml, run_once: true}\n    - say: {msg: after}\n");
    expect_says("a ok: in\n");
    expect_silent_about("b ok: in");
    expect_says("b ok: after\n");
}

Test(includes, what_is_included_gets_keywords_by_apply)
{
    write_file("x.yml", "- fail:\n- say: {msg: next}\n");
    run_tasks("a,", "    - include_tasks: {file: x.yml, apply: {ignore_errors: true}}\n");
    expect_says("a ignored: as asked\n");
    expect_says("a ok: next\n");
}

Test(includes, a_file_that_is_missing_fails_the_hosts_whatever_is_ignored)
{
    expect(run_tasks("a,", "    - {include_tasks: none.yml, ignore_errors: true}\n    - say: {msg: never}\n"),
           "play all\ntask include_tasks\na ok\na failed: there is no file 'none.yml'\n"
           "  hint: it is looked for beside the file that names it, in the role, and beside the playbook; first: ./none.yml\n"
           "recap a failed=1\n");
    run_tasks("a,", "    - block: [{include_tasks: none.yml}]\n      rescue: [{say: {msg: rescued}}]\n");
    expect_says("a ok: rescued\nrecap a ok=1 failed=1\n");
}

Test(includes, a_mistake_in_a_file_ends_the_run_with_the_code_of_what_can_not_be_parsed)
{
    write_file("bad.yml", "- sya: {}\n");
    run_tasks("a,", "    - include_tasks: bad.yml\n    - say: {msg: never}\n");
    expect_says("error: 'sya' is neither a module nor a keyword of a task");
    expect_says("bad.yml:1:3");
    expect_silent_about("recap");
    cr_expect_eq(exit_code, WP_EXIT_UNREACHABLE);
}

Test(includes, a_role_brings_its_tasks_and_handlers)
{
    write_file("roles/r/tasks/main.yml", "- {act: , notify: h}\n");
    write_file("roles/r/handlers/main.yml", "- {name: h, say: {msg: \"{{ d }}\"}}\n");
    write_file("roles/r/defaults/main.yml", "d: dflt\n");
    run_tasks("a,", "    - include_role: {name: r}\n    - say: {msg: \"{{ d | default('private') }}\"}\n");
    expect_says("task r : act\na changed\ntask say\na ok: private\nhandler r : h\na ok: dflt\n");
    run_tasks("a,", "    - include_role: {name: r, public: true}\n    - say: {msg: \"{{ d | default('private') }}\"}\n");
    expect_says("task say\na ok: dflt\n");
}

Test(includes, a_role_that_is_missing_can_be_rescued)
{
    run_tasks("a,", "    - block: [{include_role: {name: none}}]\n      rescue: [{say: {msg: rescued}}]\n");
    expect_says("error: there is no role 'none'");
    expect_says("a ok: rescued\nrecap a ok=1\n");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}

Test(includes, a_role_without_duplicates_is_done_once_on_a_host)
{
    write_file("roles/dep/tasks/main.yml", "- say: {msg: dep}\n");
    write_file("roles/r/tasks/main.yml", "- say: {msg: own}\n");
    write_file("roles/r/meta/main.yml", "dependencies: [dep]\n");
    expect(run_tasks("a,", "    - include_role: {name: r}\n    - include_role: {name: r}\n"),
           "play all\ntask include_role : r\na ok\nincluded r for ['a']\ntask dep : say\na ok: dep\ntask r : say\na ok: own\n"
           "task include_role : r\na ok\nincluded r for ['a']\ntask r : say\na ok: own\nrecap a ok=3\n");
}

Test(includes, a_failure_is_told_by_the_name_that_the_task_was_told_by)
{
    run_tasks("a,b,", "    - {name: \"of {{ inventory_hostname }}\", include_tasks: missing.yml}\n");
    expect_says("task of a\n");
    expect_silent_about("task of b");
}

Test(includes, a_host_whose_file_is_missing_is_in_no_more_plays_though_it_was_rescued)
{
    static const char plays[] = "- hosts: all\n  gather_facts: no\n  tasks:\n"
                                "    - block: [{include_tasks: {file: \"{{ {'a': 'none.yml'}.get(inventory_hostname, 'some.yml') }}\"}}]\n"
                                "      rescue: [{say: {msg: rescued}}]\n    - say: {msg: after}\n"
                                "- hosts: all\n  gather_facts: no\n  tasks: [{say: {msg: second}}]\n";
    write_file("some.yml", "- say: {msg: some}\n");
    run_on("a,b,", plays);
    expect_says("a ok: rescued");
    expect_says("a ok: after");
    expect_says("b ok: second");
    expect_silent_about("a ok: second");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
    run_on("a,", plays); /* nobody is left; the play itself went well */
    expect_says("a ok: after");
    expect_silent_about("second");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}
