/* Failures that are certain are told before a host is touched. */
#include "fixture.h"

TestSuite(foresee, .init = set_up, .fini = tear_down);

/* A task that acts on hosts, then this one: nothing was touched, and this was said. */
static void expect_foreseen(const char *task, const char *says)
{
    run_tasks("a,b,", wp_printf(arena, "    - act:\n%s", task));
    cr_expect_str_eq(touched, "", "%s", task);
    cr_expect_eq(exit_code, WP_EXIT_FAILED, "%s", task);
    expect_silent_about("recap");
    expect_says(says);
    expect_says("site.yml:5:");
}

/* It may be passed over or caught, so what comes before it is done. */
static void expect_tried(const char *tasks)
{
    run_tasks("a,", wp_printf(arena, "    - act:\n%s", tasks));
    cr_expect_str_eq(touched, "a ", "%s", tasks);
}

Test(foresee, an_unknown_argument)
{
    expect_foreseen("    - act: {paht: /x}\n", "paht");
    expect_says("did you mean 'path'?");
}

Test(foresee, module_defaults_count_and_what_a_template_gives_is_waited_for)
{
    expect_foreseen("    - {act: {}, module_defaults: {act: {state: her}}}\n", "her");
    run_tasks("a,", "    - act:\n    - act: {paht: /x}\n      module_defaults: {act: \"{{ {'state': 'here'} }}\"}\n");
    cr_expect_str_eq(touched, "a ");
}

Test(foresee, a_choice_that_there_is_not)
{
    expect_foreseen("    - act: {state: her}\n", "her");
}

Test(foresee, an_undefined_variable)
{
    expect_foreseen("    - say: {msg: \"{{ nowhere }}\"}\n", "'nowhere' is undefined");
    expect_says("give it a value in the inventory");
    expect_foreseen("    - say: {msg: \"{{ inventory_hostnam }}\"}\n", "'inventory_hostnam' is undefined");
    expect_says("did you mean 'inventory_hostname'?");
}

Test(foresee, a_template_that_can_not_be_parsed)
{
    expect_foreseen("    - say: {msg: \"{{ a b }}\"}\n", "error:");
    expect_foreseen("    - say: {msg: \"{{ 1 | nosuchfilter }}\"}\n", "nosuchfilter");
}

Test(foresee, the_place_is_that_of_the_mistake)
{
    expect_foreseen("    - say: {msg: \"{{ nowhere }}\"}\n", "site.yml:5:");
    expect_says("     5 |     - say: {msg: \"{{ nowhere }}\"}\n       |                      ^\n");
}

Test(foresee, nothing_where_nothing_would_have_been_done_by_then)
{
    expect(run_tasks("a,", "    - say: {msg: 1}\n    - say: {msg: \"{{ nowhere }}\"}\n"),
           "play all\ntask say\na ok: 1\ntask say\na failed: 'nowhere' is undefined\nrecap a ok=1 failed=1\n");
}

Test(foresee, what_may_be_passed_over_or_caught_is_tried)
{
    static const char *const tasks[] = {
        "    - {say: {msg: \"{{ nowhere }}\"}, when: false}\n",
        "    - {say: {msg: \"{{ nowhere }}\"}, ignore_errors: true}\n",
        "    - {say: {msg: \"{{ nowhere }}\"}, loop: \"{{ [] }}\"}\n",
        "    - {say: {msg: \"{{ nowhere }}\"}, tags: never}\n",
        "    - block: [{say: {msg: \"{{ nowhere }}\"}}]\n      rescue: [{say: }]\n",
        "    - block: [{say: {msg: \"{{ nowhere }}\"}}]\n      when: false\n",
        "    - {say: {msg: \"{{ nowhere | default('x') }}\"}}\n",
        "    - {say: {msg: \"{{ nowhere is defined }}\"}}\n",
    };
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
        expect_tried(tasks[i]);
}

Test(foresee, what_the_run_gives_a_value_is_no_fault)
{
    static const char *const tasks[] = {
        "    - {say: {msg: 1}, register: r}\n    - say: {msg: \"{{ r.msg }}\"}\n",
        "    - set_fact: {f: 1}\n    - say: {msg: \"{{ f }}\"}\n",
        "    - {say: {msg: \"{{ item }} {{ ix }}\"}, loop: [1], loop_control: {index_var: ix}}\n",
        "    - {say: {msg: \"{{ it }}\"}, loop: [1], loop_control: {loop_var: it}}\n",
        "    - {say: {msg: \"{{ v }}\"}, vars: {v: 1}}\n",
        "    - say: {msg: \"{{ ansible_facts }} {{ hostvars }} {{ groups }} {{ inventory_hostname }}\"}\n",
    };
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        expect_tried(tasks[i]);
        cr_expect_eq(exit_code, WP_EXIT_OK, "%s", tasks[i]);
    }
}

Test(foresee, behind_what_may_define_anything_nothing_is_certain)
{
    write_file("v.yml", "late: 1\n");
    expect_tried("    - include_vars: v.yml\n    - say: {msg: \"{{ late }}\"}\n");
    cr_expect_eq(exit_code, WP_EXIT_OK);
}

Test(foresee, every_certain_failure_is_told)
{
    run_tasks("a,", "    - act:\n    - say: {msg: \"{{ nowhere }}\"}\n    - act: {paht: x}\n");
    expect_says("'nowhere' is undefined");
    expect_says("paht");
}

Test(foresee, a_play_without_hosts_is_not_looked_at)
{
    run_on("a,", "- hosts: all\n  gather_facts: no\n  tasks: [{act: }]\n- hosts: nobody\n  gather_facts: no\n"
                 "  tasks: [{say: {msg: \"{{ nowhere }}\"}}]\n");
    cr_expect_str_eq(touched, "a ");
}
