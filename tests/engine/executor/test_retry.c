/* PLAYBOOK.retry: the hosts that failed, for the next run. */
#include "fixture.h"

TestSuite(retry, .init = set_up, .fini = tear_down);

static const char *kept(const char *name)
{
    wp_str text;
    return wp_file_read(arena, name, &text, NULL) ? wp_strndup(arena, text.ptr, text.len) : "(none)";
}

static const char fails_on_some[] = "    - {fail: , when: \"inventory_hostname in ['c', 'a']\"}\n    - say:\n";

Test(retry, names_the_hosts_that_failed_in_order)
{
    with.retry.is_on = true;
    run_tasks("c,b,a,", fails_on_some);
    cr_expect_str_eq(kept("site.retry"), "a\nc\n");
}

Test(retry, there_is_none_where_it_is_not_asked_for_or_all_went_well)
{
    run_tasks("c,b,a,", fails_on_some);
    cr_expect_str_eq(kept("site.retry"), "(none)");
    with.retry.is_on = true;
    run_tasks("c,b,a,", "    - say:\n");
    cr_expect_str_eq(kept("site.retry"), "(none)");
}

Test(retry, it_may_be_kept_elsewhere)
{
    with.retry.is_on = true;
    with.retry.dir = "kept/here";
    run_tasks("c,b,a,", fails_on_some);
    cr_expect_str_eq(kept("kept/here/site.retry"), "a\nc\n");
    cr_expect_str_eq(kept("site.retry"), "(none)");
}

Test(retry, where_it_can_not_be_written_the_user_is_warned_and_the_run_counts)
{
    write_file("file", "");
    with.retry.is_on = true;
    with.retry.dir = "file/below";
    run_tasks("c,b,a,", fails_on_some);
    expect_says("the file for a retry could not be written");
    cr_expect_eq(exit_code, WP_EXIT_FAILED);
}
