/* Keywords of any node, against the table. */
#include "fixture.h"

TestSuite(load_keywords, .init = set_up, .fini = tear_down);

static const char *keyword_of(const char *task, wp_keyword keyword)
{
    return repr(wp_node_own(&first_task(&load_tasks(task)->tasks)->node, keyword));
}

Test(load_keywords, an_unknown_one_is_told_with_its_place_and_the_nearest)
{
    expect_fault("- hosts: all\n  gather_fact: no\n", 2, "'gather_fact' is not a keyword of a play");
    expect_hint("did you mean 'gather_facts'?");
    cr_expect_eq(faults[0].mark.column, 3);
}

Test(load_keywords, every_fault_is_told)
{
    cr_assert_null(try_load("- hosts: all\n  seriall: 1\n  orderr: sorted\n  tasks: 5\n"));
    cr_expect_eq(fault_count, 3);
}

Test(load_keywords, wrong_types_are_told)
{
    static const struct {
        const char *line, *says;
    } cases[] = {
        { "ignore_errors: maybe", "'ignore_errors' takes true or false" },
        { "retries: often", "'retries' takes a whole number" },
        { "when: {a: 1}", "'when' takes an expression" },
        { "tags: {a: 1}", "'tags' takes a text or a list of texts" },
        { "vars: text", "'vars' takes a dictionary" },
        { "name: [a]", "'name' takes a text" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_fault(wp_printf(arena, "- hosts: all\n  tasks:\n    - say:\n      %s\n", cases[i].line), 4, cases[i].says);
}

Test(load_keywords, a_template_may_become_whatever_is_wanted)
{
    load_tasks("    - say:\n      ignore_errors: \"{{ x }}\"\n      retries: \"{{ n }}\"\n      tags: \"{{ t }}\"\n");
}

Test(load_keywords, one_text_is_a_list_of_one_and_tags_are_split)
{
    cr_expect_str_eq(keyword_of("    - say:\n      notify: restart web\n", WP_K_NOTIFY), "['restart web']");
    cr_expect_str_eq(keyword_of("    - say:\n      tags: a, b\n", WP_K_TAGS), "['a', 'b']");
}

Test(load_keywords, a_comma_inside_of_a_list_is_part_of_the_tag)
{
    cr_expect_str_eq(keyword_of("    - say:\n      tags: ['a,b', c]\n", WP_K_TAGS), "['a,b', 'c']");
}

Test(load_keywords, nothing_behind_it_is_as_if_it_were_not_there)
{
    const wp_task *task = first_task(&load_tasks("    - say:\n      when:\n")->tasks);
    cr_expect_eq(wp_node_own(&task->node, WP_K_WHEN).type, WP_UNDEFINED);
}

Test(load_keywords, a_list_of_dicts_is_the_older_form_of_vars)
{
    cr_expect_str_eq(keyword_of("    - say:\n      vars:\n        - a: 1\n        - b: 2\n", WP_K_VARS),
                     "{'a': 1, 'b': 2}");
}
