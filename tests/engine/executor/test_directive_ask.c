/* What add_host, group_by and includes say in their results. */
#include "fixture.h"

TestSuite(directive_ask, .init = set_up, .fini = tear_down);

Test(directive_ask, results_tell_what_was_asked_for)
{
    run_tasks("a,", "    - {add_host: {hostname: new, group: \"x,y\", v: 1}, register: r}\n    - say: {msg: \"{{ r.add_host }}\"}\n"
                    "    - {group_by: {key: k}, register: r}\n    - say: {msg: \"{{ r.add_group }} {{ r.parent_groups }}\"}\n");
    expect_says("a ok: {'host_name': 'new', 'groups': ['x', 'y'], 'host_vars': {'v': 1}}\n");
    expect_says("a ok: k ['all']\n");
}

Test(directive_ask, an_include_hands_down_its_own_variables_and_those_of_its_loop)
{
    write_file("x.yml", "- say: {msg: \"{{ v }} {{ it }} {{ ix }} {{ ansible_loop.last }}\"}\n");
    run_tasks("a,", "    - include_tasks: x.yml\n      vars: {v: \"v{{ it }}\"}\n      loop: [1, 2]\n"
                    "      loop_control: {loop_var: it, index_var: ix, extended: true}\n");
    expect_says("a ok: v1 1 0 False\n");
    expect_says("a ok: v2 2 1 True\n");
}

Test(directive_ask, an_include_can_be_registered)
{
    write_file("x.yml", "- say: {msg: in}\n");
    run_tasks("a,", "    - {include_tasks: x.yml, register: r}\n    - say: {msg: \"{{ r }}\"}\n");
    expect_says("a ok: {'changed': False, 'include': 'x.yml', 'include_args': {}}\n");
}
