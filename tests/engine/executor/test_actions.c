/* What a key of a task means: a module or a directive. */
#include "fixture.h"

TestSuite(actions, .init = set_up, .fini = tear_down);

static void look(wp_run *run)
{
    static const struct {
        const char *name, *means, *nearest;
        bool is_directive;
    } cases[] = {
        { "say", "say", NULL, false },
        { "ansible.builtin.say", "say", NULL, false },
        { "set_fact", "set_fact", NULL, true },
        { "ansible.legacy.set_fact", "set_fact", NULL, true },
        { "ansible.builtin.include_tasks", "include_tasks", NULL, true },
        { "set_fcat", NULL, "set_fact", false },
        { "faill", NULL, "fail", false },
        { "nothing_like_it", NULL, NULL, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_action_info info = { 0 };
        const char *nearest;
        bool found = wp_action_find(run, wp_str_of(cases[i].name), &info, &nearest);
        cr_expect_eq(found, cases[i].means != NULL, "%s", cases[i].name);
        if (found)
            cr_expect(strcmp(info.name, cases[i].means) == 0 && info.is_directive == cases[i].is_directive, "%s",
                      cases[i].name);
        else if (cases[i].nearest != NULL)
            cr_expect_str_eq(nearest, cases[i].nearest, "%s", cases[i].name);
        else
            cr_expect_null(nearest, "%s", cases[i].name);
    }
}

Test(actions, are_found_with_and_without_their_collection_or_the_nearest_is_told)
{
    with_run("a,", "- hosts: all\n", look);
}

static void look_at_params(wp_run *run)
{
    wp_action_info info;
    const char *nearest;
    cr_assert(wp_action_find(run, wp_str_of("act"), &info, &nearest));
    cr_expect(wp_action_has_param(run, &info, wp_str_of("path")));
    cr_expect_not(wp_action_has_param(run, &info, wp_str_of("paht")));
    cr_assert(wp_action_find(run, wp_str_of("include_tasks"), &info, &nearest));
    cr_expect(wp_action_has_param(run, &info, wp_str_of("apply")));
    cr_expect_not(wp_action_has_param(run, &info, wp_str_of("x")));
    cr_assert(wp_action_find(run, wp_str_of("set_fact"), &info, &nearest));
    cr_expect(wp_action_has_param(run, &info, wp_str_of("anything")));
}

Test(actions, know_their_parameters)
{
    with_run("a,", "- hosts: all\n", look_at_params);
}
