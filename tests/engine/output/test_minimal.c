/* minimal and oneline. */
#include "fixture.h"

TestSuite(minimal, .init = set_up, .fini = tear_down);

Test(minimal, a_command_is_its_output_and_anything_else_its_result)
{
    begin("minimal");
    cr_expect_str_eq(told(result_of("command", WP_CHANGED, "{\"rc\": 0, \"stdout\": \"hi\", \"stderr\": \"\"}")),
                     "h | CHANGED | rc=0 >>\nhi\n");
    cr_expect_str_eq(told(result_of("ping", WP_OK, "{\"ping\": \"pong\"}")), "h | SUCCESS => {\n    \"ping\": \"pong\"\n}\n");
    cr_expect_str_eq(told(result_of("ping", WP_FAILED, "{\"msg\": \"x\"}")), "h | FAILED! => {\n    \"msg\": \"x\"\n}\n");
}

Test(minimal, oneline_is_a_line_a_result)
{
    begin("oneline");
    cr_expect_str_eq(told(result_of("ping", WP_OK, "{\"ping\": \"pong\"}")), "h | SUCCESS => {\"ping\": \"pong\"}\n");
    cr_expect_str_eq(told(event_of(WP_EVENT_TASK_START)), "");
}

Test(minimal, what_is_censored_stays_so)
{
    wp_event event = result_of("command", WP_CHANGED, "{\"rc\": 0, \"stdout\": \"hush\"}");
    event.no_log = true;
    begin("minimal");
    cr_expect_null(strstr(told(event), "hush"));
}

Test(minimal, warnings_and_errors_are_told_on_standard_error)
{
    wp_event event = event_of(WP_EVENT_WARNING);
    event.text = "mind it";
    begin("minimal");
    cr_expect_str_eq(told_on_error(event), "[WARNING]: mind it\n");
}
