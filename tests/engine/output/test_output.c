/* The stream: past the redactor, to the writer that was asked for. */
#include "fixture.h"

TestSuite(output, .init = set_up, .fini = tear_down);

Test(output, a_secret_is_shown_nowhere)
{
    wp_error fault = { 0 };
    wp_event event = result_of("hush_1", WP_FAILED, "{\"msg\": \"it is hush_1\", \"list\": [\"xhush_1x\"]}");
    wp_fail(&fault, WP_E_INVALID, WP_NO_MARK, "hush_1 is wrong");
    wp_hint(&fault, "not hush_1");
    event.task = "task hush_1";
    event.error = &fault;
    begin("jsonl");
    wp_output_secret(output, wp_str_of("hush_1"));
    event.action = "copy";
    cr_expect_null(strstr(told(event), "hush_1"), "%s", told(event));
    event.kind = WP_EVENT_ERROR;
    cr_expect_null(strstr(told(event), "hush_1"), "%s", told(event));
    cr_expect_null(strstr(wp_buf_str(&err_out).ptr, "hush_1"));
}

Test(output, an_unknown_format_is_told_with_the_nearest)
{
    wp_error err = { 0 };
    wp_output *none = NULL;
    with.callback = "jsnol";
    cr_expect_not(wp_output_new(&with, &none, &err));
    cr_expect(strstr(err.text, "'jsnol'") != NULL && strstr(err.hint, "jsonl") != NULL, "%s (%s)", err.text, err.hint);
    cr_expect_null(none);
}

Test(output, every_status_has_a_name)
{
    for (int status = 0; status <= WP_IGNORED; status++)
        cr_expect_not_null(wp_status_name((wp_status)status));
}
