/* set_fact and set_stats. */
#include "fixture.h"

TestSuite(directive, .init = set_up, .fini = tear_down);

Test(directive, set_fact_keeps_types_and_names_may_be_templates)
{
    run_tasks("a,", "    - set_fact: {n: 1, l: [1, \"{{ 1 + 1 }}\"], \"{{ 'dyn' }}\": x}\n"
                    "    - say: {msg: \"{{ n + 1 }} {{ l }} {{ dyn }}\"}\n");
    expect_says("a ok: 2 [1, 2] x\n");
}

Test(directive, set_fact_sees_what_the_item_before_set)
{
    run_tasks("a,", "    - {set_fact: {acc: \"{{ acc | default([]) + [item] }}\"}, loop: [1, 2, 3]}\n    - say: {msg: \"{{ acc }}\"}\n");
    expect_says("a ok: [1, 2, 3]\n");
}

Test(directive, cacheable_facts_are_facts_too)
{
    run_tasks("a,", "    - set_fact: {x: 1, cacheable: true}\n    - set_fact: {y: 1}\n    - say: {msg: \"{{ ansible_facts }}\"}\n");
    expect_says("a ok: {'x': 1}\n");
}

Test(directive, names_have_to_be_names)
{
    run_tasks("a,", "    - {set_fact: {a-b: 1}, ignore_errors: true}\n    - {set_fact: {}, ignore_errors: true}\n"
                    "    - {set_stats: {data: {\"a b\": 1}}, ignore_errors: true}\n    - {set_stats: {date: {}}, ignore_errors: true}\n");
    expect_says("a ignored: 'a-b' is no name for a variable");
    expect_says("a ignored: set_fact sets nothing");
    expect_says("a ignored: 'a b' is no name for a variable");
    expect_says("a ignored: 'set_stats' has no argument 'date'");
    expect_says("recap a ok=4 ignored=4\n");
}

Test(directive, stats_add_up_unless_told_otherwise)
{
    run_tasks("a,b,", "    - set_stats: {data: {n: 1, l: [x], d: {\"{{ inventory_hostname }}\": 1}}}\n"
                      "    - {set_stats: {data: {m: \"{{ inventory_hostname }}\"}, aggregate: false}}\n"
                      "    - {set_stats: {data: {p: 1}, per_host: true}, when: inventory_hostname == 'b'}\n");
    expect_says("'_run': {'n': 2, 'l': ['x', 'x']");
    expect_says("'m': 'b'");
    expect_says("'b': {'p': 1}");
}

Test(directive, facts_of_a_task_that_failed_are_not_kept)
{
    run_tasks("a,", "    - {set_fact: {x: 1}, failed_when: x == 1, ignore_errors: true}\n"
                    "    - {set_fact: {y: \"{{ y | default([]) + [item] }}\"}, loop: [1, 2]}\n"
                    "    - say: {msg: \"{{ x is defined }} {{ y }}\"}\n");
    expect_says("a ok: False [1, 2]\n");
}
