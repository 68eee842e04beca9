/* The keywords that a play has for itself. */
#include "fixture.h"

TestSuite(play_keywords, .init = set_up, .fini = tear_down);

static bool listed;
static wp_error fault;

static void list_it(wp_run *run)
{
    wp_str text;
    fault = (wp_error){ 0 };
    listed = wp_run_list(run, 0, &text, arena, &fault);
}

static const char *playbook_with(const char *keyword)
{
    return wp_printf(arena, "- hosts: all\n  %s\n  tasks: [{say: }]\n", keyword);
}

Test(play_keywords, that_can_not_be_evaluated_end_the_run_before_the_play_is_told)
{
    static const char *const given[] = {
        "gather_facts: \"{{ nope }}\"", "gather_subset: [\"{{ nope }}\"]",     "gather_timeout: \"{{ nope }}\"",
        "serial: [\"{{ nope }}\"]",     "max_fail_percentage: \"{{ nope }}\"", "force_handlers: \"{{ nope }}\"",
        "strategy: \"{{ nope }}\"",     "order: \"{{ nope }}\"",
    };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        run_on("a,", playbook_with(given[i]));
        expect_says("'nope' is undefined");
        expect_silent_about("play all");
        cr_expect_eq(exit_code, WP_EXIT_UNREACHABLE, "%s: %d", given[i], exit_code);
        with_run("a,", playbook_with(given[i]), list_it);
        cr_expect(!listed && fault.kind == WP_E_UNDEFINED, "%s: %s", given[i], fault.text);
    }
}

Test(play_keywords, of_the_wrong_kind_are_told_where_they_come_from_a_template)
{
    run_on("a,", playbook_with("gather_facts: \"{{ 'maybe' }}\""));
    expect_says("'gather_facts' takes true or false");
    run_on("a,", playbook_with("order: \"{{ 'sortd' }}\""));
    expect_says("'order' can't be 'sortd'");
    cr_expect_eq(exit_code, WP_EXIT_UNREACHABLE);
}

Test(play_keywords, order_and_strategy_may_be_templates)
{
    expect(run_on("a,b,", "- hosts: all\n  gather_facts: no\n  order: \"{{ o }}\"\n  vars: {o: reverse_sorted}\n"
                          "  serial: 1\n  tasks: [{say: {msg: hi}}]\n"),
           "play all\ntask say\nb ok: hi\nplay all\ntask say\na ok: hi\nrecap a ok=1\nrecap b ok=1\n");
    run_on("a,", "- hosts: all\n  gather_facts: no\n  strategy: \"ansible.builtin.{{ 'free' }}\"\n  tasks: [{say: {msg: hi}}]\n");
    expect_says("a ok: hi");
}
