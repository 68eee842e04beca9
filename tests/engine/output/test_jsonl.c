/* One JSON object an event. */
#include "fixture.h"

static void set_up_jsonl(void)
{
    set_up();
    begin("jsonl");
}

TestSuite(jsonl, .init = set_up_jsonl, .fini = tear_down);

Test(jsonl, a_result_has_its_promised_fields)
{
    wp_event event = result_of("copy", WP_CHANGED, "{\"changed\": true, \"_ansible_x\": 1, \"invocation\": {}}");
    event.seconds = 0.5;
    event.round_trips = 2;
    cr_expect_str_eq(told(event),
                     "{\"event\": \"result\", \"play\": \"p\", \"task\": \"t\", \"host\": \"h\", \"status\": \"changed\", "
                     "\"action\": \"copy\", \"result\": {\"changed\": true}, \"seconds\": 0.5, \"round_trips\": 2}\n");
}

Test(jsonl, an_item_has_its_label)
{
    wp_value line = json(told(item_of("copy", WP_OK, "{\"a\": 1}", "{}")));
    cr_expect(wp_equal(*wp_dict_find(line, "item"), json("{\"a\": 1}")));
    cr_expect(wp_text_is(*wp_dict_find(line, "event"), "item"));
}

Test(jsonl, a_task_says_where_it_stands)
{
    wp_event event = event_of(WP_EVENT_TASK_START);
    event.task = "t";
    event.action = "copy";
    event.mark = (wp_mark){ "site.yml", 3, 7 };
    cr_expect_str_eq(told(event), "{\"event\": \"task_start\", \"play\": \"p\", \"task\": \"t\", \"action\": \"copy\", "
                                  "\"handler\": false, \"file\": \"site.yml\", \"line\": 3, \"column\": 7}\n");
}

Test(jsonl, what_the_engine_found_wrong_has_its_place_and_advice)
{
    wp_error fault = { 0 };
    wp_event event = result_of("copy", WP_FAILED, "{}");
    wp_fail(&fault, WP_E_UNDEFINED, (wp_mark){ "site.yml", 3, 7 }, "'x' is undefined");
    wp_hint(&fault, "did you mean 'y'?");
    event.error = &fault;
    wp_value line = json(told(event));
    cr_expect(wp_text_is(*wp_dict_find(line, "hint"), "did you mean 'y'?"));
    cr_expect_eq(wp_dict_find(line, "line")->as.integer, 3);
    event.no_log = true;
    cr_expect_null(wp_dict_find(json(told(event)), "hint"));
}

Test(jsonl, an_error_is_told_to_people_too)
{
    wp_error fault = { 0 };
    wp_event event = event_of(WP_EVENT_ERROR);
    wp_fail(&fault, WP_E_INVALID, WP_NO_MARK, "it is wrong");
    event.error = &fault;
    cr_expect_str_eq(told(event), "{\"event\": \"error\", \"text\": \"it is wrong\", \"hint\": \"\"}\n");
    cr_expect_str_eq(wp_buf_str(&err_out).ptr, "ERROR! it is wrong\n");
}

Test(jsonl, every_kind_of_event_is_one_line)
{
    wp_error fault = { .kind = WP_E_INVALID };
    for (int kind = 0; kind <= WP_EVENT_END; kind++) {
        wp_event event = event_of((wp_event_kind)kind);
        event.error = &fault;
        const char *line = told(event);
        cr_expect(strchr(line, '\n') == line + strlen(line) - 1, "%d: %s", kind, line);
        cr_expect_not_null(wp_dict_find(json(line), "event"), "%d", kind);
    }
}

Test(jsonl, all_is_ascii)
{
    cr_expect_not_null(strstr(told(result_of("debug", WP_OK, "{\"msg\": \"\\u00e9\"}")), "\\u00e9"));
}
