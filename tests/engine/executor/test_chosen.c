/* What --tags and --skip-tags leave. */
#include "fixture.h"

TestSuite(chosen, .init = set_up, .fini = tear_down);

static void choose(wp_value list, const char *tag)
{
    wp_list_push(arena, list, wp_string_static(tag));
}

Test(chosen, a_rescue_of_which_nothing_is_left_rescues_nobody)
{
    choose(with.tags.skip, "extra");
    run_tasks("a,", "    - block: [{fail: }]\n      rescue: [{say: {msg: rescued}, tags: extra}]\n    - say: {msg: next}\n");
    expect_silent_about("next");
    expect_says("recap a failed=1");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}

Test(chosen, a_block_in_a_rescue_counts_by_what_is_in_it)
{
    choose(with.tags.skip, "extra");
    run_tasks("a,", "    - block: [{fail: }]\n      rescue: [{block: [{say: {msg: x}, tags: extra}]}]\n");
    expect_says("recap a failed=1");
    run_tasks("a,", "    - block: [{fail: }]\n      rescue: [{block: [{say: {msg: x}}]}]\n");
    expect_says("recap a ok=1 rescued=1");
}

Test(chosen, of_an_include_as_of_the_play)
{
    choose(with.tags.skip, "extra");
    write_file("more.yml", "- block: [{fail: }]\n  rescue: [{say: {msg: x}, tags: extra}]\n- say: {msg: y}\n");
    run_tasks("a,", "    - include_tasks: more.yml\n");
    expect_says("recap a ok=1 failed=1");
}

Test(chosen, handlers_run_whatever_their_tags)
{
    choose(with.tags.skip, "extra");
    run_on("a,", "- hosts: all\n  gather_facts: no\n  tasks: [{act: , notify: h}]\n"
                 "  handlers: [{name: h, say: {msg: handled}, tags: extra}]\n");
    expect_says("a ok: handled");
}
