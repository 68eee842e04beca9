/* Keywords and conditions, evaluated. */
#include "fixture.h"

TestSuite(evaluate, .init = set_up, .fini = tear_down);

Test(evaluate, texts_that_mean_a_boolean)
{
    static const char *const yes[] = { "yes", "On", "TRUE", "1", "y", "t", " true " };
    static const char *const no[] = { "no", "off", "False", "0", "n", "f" };
    bool truth;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        cr_expect(wp_as_bool(wp_string_static(yes[i]), &truth) && truth, "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        cr_expect(wp_as_bool(wp_string_static(no[i]), &truth) && !truth, "%s", no[i]);
    cr_expect_not(wp_as_bool(wp_string_static("maybe"), &truth));
    cr_expect(wp_as_bool(wp_int(2), &truth) && truth);
    cr_expect(wp_as_bool(wp_null(), &truth) && !truth);
    cr_expect_not(wp_as_bool(wp_list_new(arena, 1), &truth));
}

Test(evaluate, a_keyword_that_is_no_boolean_once_it_is_evaluated_fails_the_task)
{
    run_tasks("a,", "    - {say: , no_log: \"{{ 'maybe' }}\"}\n    - {say: , retries: \"{{ 'often' }}\", until: true}\n");
    expect_says("'no_log' takes true or false, not a string");
    run_tasks("a,", "    - {say: , retries: \"{{ 'often' }}\", until: true}\n");
    expect_says("'retries' takes a whole number, not a string");
}

Test(evaluate, titles_are_evaluated_where_they_can_be)
{
    run_tasks("a,", "    - {name: \"on {{ inventory_hostname }}\", say: }\n    - {name: \"of {{ nowhere }}\", say: }\n");
    expect_says("task on a\n");
    expect_says("task of {{ nowhere }}\n");
}
