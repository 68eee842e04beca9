/* Handlers: who is notified by which name, and when they run. */
#include "fixture.h"

TestSuite(handlers, .init = set_up, .fini = tear_down);

static const char *run_with(const char *tasks, const char *handlers)
{
    return run_on("a,", wp_printf(arena, "- hosts: all\n  gather_facts: no\n  tasks:\n%s  handlers:\n%s", tasks, handlers));
}

Test(handlers, run_once_each_in_the_order_in_which_they_are_defined)
{
    run_with("    - {act: , notify: [two, one]}\n    - {act: , notify: one}\n    - {say: , notify: three}\n",
             "    - {name: one, say: {msg: 1}}\n    - {name: two, say: {msg: 2}}\n    - {name: three, say: {msg: 3}}\n");
    expect_says("handler one\na ok: 1\nhandler two\na ok: 2\nrecap a ok=5 changed=2\n");
}

Test(handlers, topics_notify_all_that_listen)
{
    run_with("    - {act: , notify: topic}\n", "    - {name: one, say: {msg: 1}, listen: topic}\n"
             "    - {name: two, say: {msg: 2}, listen: [other, topic]}\n    - {name: three, say: {msg: 3}, listen: other}\n");
    expect_says("handler one\na ok: 1\nhandler two\na ok: 2\nrecap");
}

Test(handlers, the_first_of_a_name_in_a_list_and_the_last_list_count)
{
    write_file("roles/r/tasks/main.yml", "- say:\n");
    write_file("roles/r/handlers/main.yml", "- {name: same, say: {msg: role}}\n");
    run_on("a,", "- hosts: all\n  gather_facts: no\n  roles: [r]\n  tasks: [{act: , notify: same}]\n  handlers:\n"
                 "    - {name: same, say: {msg: first}}\n    - {name: same, say: {msg: second}}\n");
    expect_says("a ok: first\nrecap");
    run_on("a,", "- hosts: all\n  gather_facts: no\n  roles: [r]\n  tasks: [{act: , notify: 'r : same'}]\n");
    expect_says("a ok: role\nrecap");
}

Test(handlers, a_name_may_be_a_template_on_both_sides)
{
    run_on("a,", "- hosts: all\n  gather_facts: no\n  vars: {s: web}\n  tasks: [{act: , notify: 'restart {{ s }}'}]\n"
                 "  handlers: [{name: 'restart {{ s }}', say: {msg: done}}]\n");
    expect_says("handler restart web\na ok: done\n");
}

Test(handlers, each_item_may_notify_another_and_only_a_change_does)
{
    run_with("    - {act: , loop: [one, two], notify: '{{ item }}'}\n    - {say: , notify: three}\n",
             "    - {name: one, say: {msg: 1}}\n    - {name: two, say: {msg: 2}}\n    - {name: three, say: {msg: 3}}\n");
    expect_says("handler one\na ok: 1\nhandler two\na ok: 2\nrecap");
}

Test(handlers, a_handler_may_notify_one_behind_it)
{
    run_with("    - {act: , notify: one}\n", "    - {name: one, act: , notify: two}\n    - {name: two, say: {msg: 2}}\n");
    expect_says("handler two\na ok: 2\n");
}

Test(handlers, who_failed_has_none_unless_they_are_forced)
{
    static const char tasks[] = "    - {act: , notify: h}\n    - fail:\n", handler[] = "    - {name: h, say: {msg: done}}\n";
    run_with(tasks, handler);
    expect_silent_about("handler h");
    with.force_handlers = true;
    run_with(tasks, handler);
    expect_says("handler h\na ok: done\nrecap a ok=2 changed=1 failed=1\n");
}

Test(handlers, a_name_that_there_is_not_ends_the_run_with_the_nearest_told)
{
    run_with("    - {act: , notify: resart}\n    - say:\n", "    - {name: restart, say: {msg: done}}\n");
    expect_says("error: there is no handler 'resart' in this play");
    expect_says("did you mean 'restart'?");
    expect_says("site.yml:4:");
    expect_silent_about("recap");
    cr_expect_eq(exit_code, WP_EXIT_ERROR);
}

Test(handlers, those_in_a_block_are_notified_one_by_one_and_share_its_keywords)
{
    run_with("    - {act: , notify: [two, topic]}\n",
             "    - {vars: {v: 5}, block: [{name: one, listen: topic, say: {msg: '{{ v }}'}}, {name: two, say: {msg: 2}}]}\n"
             "    - {when: false, block: [{name: three, listen: topic, say: }]}\n");
    expect_says("handler one\na ok: 5\nhandler two\na ok: 2\nhandler three\na skipped\n");
}
