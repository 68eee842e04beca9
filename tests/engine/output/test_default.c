/* The output that users of Ansible know. */
#include "fixture.h"

#define STARS_69 "*********************************************************************"

static void set_up_default(void)
{
    set_up();
    begin("default");
}

TestSuite(default_writer, .init = set_up_default, .fini = tear_down);

Test(default_writer, banners_are_filled_with_stars)
{
    wp_event event = event_of(WP_EVENT_PLAY_START);
    event.play = "web";
    cr_expect_str_eq(told(event), "\nPLAY [web] " STARS_69 "\n");
    event = event_of(WP_EVENT_TASK_START);
    event.task = "t";
    cr_expect_str_eq(told(event), "\nTASK [t] " STARS_69 "**\n");
    event.is_handler = true;
    cr_expect(strncmp(told(event), "\nRUNNING HANDLER [t] ****", 24) == 0);
}

Test(default_writer, a_line_for_each_status)
{
    cr_expect_str_eq(told(result_of("copy", WP_OK, "{}")), "ok: [h]\n");
    cr_expect_str_eq(told(result_of("copy", WP_CHANGED, "{}")), "changed: [h]\n");
    cr_expect_str_eq(told(result_of("copy", WP_SKIPPED, "{}")), "skipping: [h]\n");
    cr_expect_str_eq(told(result_of("copy", WP_FAILED, "{\"msg\": \"x\", \"failed\": true, \"changed\": false}")),
                     "fatal: [h]: FAILED! => {\"changed\": false, \"msg\": \"x\"}\n");
    cr_expect_str_eq(told(result_of("copy", WP_IGNORED, "{\"msg\": \"x\"}")),
                     "fatal: [h]: FAILED! => {\"msg\": \"x\"}\n...ignoring\n");
    cr_expect_str_eq(told(result_of("copy", WP_UNREACHABLE, "{\"msg\": \"x\"}")),
                     "fatal: [h]: UNREACHABLE! => {\"msg\": \"x\"}\n");
}

Test(default_writer, the_whole_result_with_v_and_laid_out_with_vvv)
{
    with.verbosity = 1;
    begin("default");
    cr_expect_str_eq(told(result_of("copy", WP_OK, "{\"changed\": false}")), "ok: [h] => {\"changed\": false}\n");
    cr_expect_str_eq(told(result_of("debug", WP_SKIPPED, "{\"skip_reason\": \"x\"}")), "skipping: [h] => {}\n");
    with.verbosity = 3;
    begin("default");
    cr_expect_str_eq(told(result_of("copy", WP_OK, "{\"changed\": false}")), "ok: [h] => {\n    \"changed\": false\n}\n");
}

Test(default_writer, debug_is_its_message_and_nothing_else)
{
    cr_expect_str_eq(told(result_of("debug", WP_OK, "{\"msg\": \"hi\", \"changed\": false, \"failed_when_result\": false}")),
                     "ok: [h] => {\n    \"msg\": \"hi\"\n}\n");
    cr_expect_str_eq(told(result_of("ansible.builtin.debug", WP_OK, "{\"x\": 1, \"changed\": false}")),
                     "ok: [h] => {\n    \"x\": 1\n}\n");
}

Test(default_writer, a_module_may_want_its_result_shown_whole)
{
    wp_event event = result_of("assert", WP_OK, "{\"msg\": \"good\"}");
    event.shows_whole = true;
    cr_expect_str_eq(told(event), "ok: [h] => {\n    \"msg\": \"good\"\n}\n");
    cr_expect_str_eq(told(result_of("assert", WP_OK, "{\"msg\": \"good\"}")), "ok: [h]\n");
}

Test(default_writer, items_are_told_one_by_one_and_summed_up_by_nothing)
{
    cr_expect_str_eq(told(item_of("copy", WP_CHANGED, "\"x\"", "{}")), "changed: [h] => (item=x)\n");
    cr_expect_str_eq(told(item_of("copy", WP_SKIPPED, "{\"a\": 1}", "{}")), "skipping: [h] => (item={'a': 1}) \n");
    cr_expect_str_eq(told(item_of("copy", WP_FAILED, "1", "{\"msg\": \"x\"}")), "failed: [h] (item=1) => {\"msg\": \"x\"}\n");
    wp_event event = result_of("copy", WP_CHANGED, "{\"results\": []}");
    event.is_loop = true;
    cr_expect_str_eq(told(event), "");
}

Test(default_writer, what_is_censored_shows_neither_items_nor_results)
{
    wp_event event = item_of("copy", WP_CHANGED, "\"hush\"", "{\"msg\": \"hush\"}");
    event.no_log = true;
    cr_expect_str_eq(told(event), "changed: [h] => (item=(censored due to no_log))\n");
    event = result_of("copy", WP_FAILED, "{\"msg\": \"hush\", \"changed\": false}");
    event.no_log = true;
    cr_expect(strstr(told(event), "hush") == NULL && strstr(told(event), "censored") != NULL, "%s", told(event));
    event = result_of("copy", WP_CHANGED, "{\"results\": []}");
    event.is_loop = event.no_log = true;
    cr_expect_str_eq(told(event), "changed: [h]\n");
}

Test(default_writer, it_says_where_a_task_was_delegated_to)
{
    wp_event event = result_of("copy", WP_OK, "{}");
    event.delegated = "d";
    cr_expect_str_eq(told(event), "ok: [h -> d]\n");
    event.delegated_address = "10.0.0.1";
    cr_expect_str_eq(told(event), "ok: [h -> d(10.0.0.1)]\n");
}

Test(default_writer, files_that_were_included_are_told_and_roles_are_not)
{
    wp_event event = event_of(WP_EVENT_INCLUDED);
    event.text = "/x.yml";
    event.hosts = (const char *const[]){ "a", "b", NULL };
    cr_expect_str_eq(told(event), "included: /x.yml for a, b\n");
    event.item = json("1");
    cr_expect_str_eq(told(event), "included: /x.yml for a, b => (item=1)\n");
    event.is_role = true;
    cr_expect_str_eq(told(event), "");
}

Test(default_writer, hosts_that_are_ok_or_skipped_can_be_left_out)
{
    with.show_ok = with.show_skipped = false;
    begin("default");
    cr_expect_str_eq(told(result_of("copy", WP_OK, "{}")), "");
    cr_expect_str_eq(told(result_of("copy", WP_SKIPPED, "{}")), "");
    cr_expect_str_eq(told(item_of("copy", WP_SKIPPED, "1", "{}")), "");
    cr_expect_str_eq(told(result_of("copy", WP_CHANGED, "{}")), "changed: [h]\n");
}

Test(default_writer, warnings_and_what_the_engine_found_wrong_go_to_standard_error)
{
    cr_expect_str_eq(told_on_error(result_of("copy", WP_OK, "{\"warnings\": [\"mind it\"]}")), "[WARNING]: mind it\n");
    wp_event event = event_of(WP_EVENT_WARNING);
    event.text = "mind it";
    cr_expect_str_eq(told_on_error(event), "[WARNING]: mind it\n");
    wp_error fault = { 0 };
    wp_fail(&fault, WP_E_UNDEFINED, (wp_mark){ "none.yml", 2, 3 }, "'x' is undefined");
    event = result_of("copy", WP_FAILED, "{\"msg\": \"'x' is undefined\"}");
    event.error = &fault;
    cr_expect_str_eq(told_on_error(event), "ERROR! 'x' is undefined\n  none.yml:2:3\n");
    fault.kind = WP_E_FAILED;
    cr_expect_str_eq(told_on_error(event), "", "what a module says is in its result");
}

Test(default_writer, a_diff_stands_before_its_result)
{
    wp_event event = result_of("copy", WP_CHANGED, "{\"diff\": {\"before\": \"a\\n\", \"after\": \"b\\n\"}}");
    cr_expect_str_eq(told(event), "changed: [h]\n");
    event.diff_mode = true;
    cr_expect_str_eq(told(event), "--- before\n+++ after\n@@ -1 +1 @@\n-a\n+b\n\nchanged: [h]\n");
}

static wp_event stats(const char *host, int64_t ok, int64_t failed)
{
    wp_event event = event_of(WP_EVENT_STATS_HOST);
    event.host = host;
    event.stats = (wp_host_stats){ .ok = ok, .failed = failed };
    return event;
}

Test(default_writer, the_recap_is_sorted_by_name)
{
    told(stats("b", 12, 0));
    told(stats("a", 1, 2));
    const char *recap = told(event_of(WP_EVENT_END));
    cr_expect(strncmp(recap, "\nPLAY RECAP ***", 15) == 0);
    cr_expect_not_null(strstr(recap,
        "a                          : ok=1    changed=0    unreachable=0    failed=2    skipped=0    rescued=0    ignored=0   \n"
        "b                          : ok=12   changed=0    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0   \n\n"),
        "%s", recap);
}

Test(default_writer, a_second_playbook_has_a_recap_of_its_own)
{
    told(stats("a", 1, 0));
    told(event_of(WP_EVENT_END));
    told(stats("a", 2, 0));
    const char *recap = told(event_of(WP_EVENT_END));
    cr_expect(strstr(recap, "ok=2") != NULL && strstr(recap, "ok=1") == NULL, "%s", recap);
}

Test(default_writer, colours_are_those_of_ansible)
{
    with.color = true;
    begin("default");
    cr_expect_str_eq(told(result_of("copy", WP_CHANGED, "{}")), "\033[0;33mchanged: [h]\033[0m\n");
    cr_expect_str_eq(told(result_of("copy", WP_OK, "{}")), "\033[0;32mok: [h]\033[0m\n");
}

static wp_event progress(const char *text)
{
    wp_event event = event_of(WP_EVENT_PROGRESS);
    event.host = "h";
    event.text = text;
    return event;
}

Test(default_writer, progress_is_told_in_a_log_when_it_is_new)
{
    cr_expect_str_eq(told(progress("1 s: booting")), "waiting: [h] 1 s: booting\n");
    cr_expect_str_eq(told(progress("2 s: booting")), "");
    cr_expect_str_eq(told(progress("3 s: ready")), "waiting: [h] 3 s: ready\n");
}

Test(default_writer, progress_on_a_terminal_is_one_line_that_is_replaced)
{
    with.terminal = true;
    begin("default");
    told(progress("1 s: booting"));
    cr_expect_str_eq(told(progress("2 s: booting")), "\r\033[Kwaiting: [h] 2 s: booting");
    cr_expect_str_eq(told(result_of("copy", WP_OK, "{}")), "\r\033[Kok: [h]\n");
}
