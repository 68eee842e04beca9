/* Diffs as people see them. */
#include "fixture.h"

#include "output/shown.h"

TestSuite(shown, .init = set_up, .fini = tear_down);

static const char *diffs(const char *diff)
{
    wp_str text = wp_show_diffs(arena, json(diff), &(wp_output_options){ .color = false });
    return wp_strndup(arena, text.ptr, text.len);
}

Test(shown, a_diff_has_its_headers)
{
    cr_expect_str_eq(diffs("{\"before\": \"a\\n\", \"after\": \"b\\n\", \"before_header\": \"/x\", \"after_header\": \"/y\"}"),
                     "--- before: /x\n+++ after: /y\n@@ -1 +1 @@\n-a\n+b\n\n");
}

Test(shown, states_are_compared_as_json)
{
    cr_expect_str_eq(diffs("{\"before\": {\"mode\": \"0600\"}, \"after\": {\"mode\": \"0644\"}}"),
                     "--- before\n+++ after\n@@ -1,3 +1,3 @@\n {\n-    \"mode\": \"0600\"\n+    \"mode\": \"0644\"\n }\n\n");
}

Test(shown, several_stand_one_below_the_other_and_none_is_nothing)
{
    cr_expect_str_eq(diffs("[{\"before\": \"\", \"after\": \"b\\n\"}, {\"prepared\": \"as it is\"}]"),
                     "--- before\n+++ after\n@@ -0,0 +1 @@\n+b\n\nas it is\n");
    cr_expect_str_eq(diffs("{\"before\": \"a\", \"after\": \"a\"}"), "");
    cr_expect_str_eq(diffs("[]"), "");
}

Test(shown, a_diff_has_as_much_context_as_was_wished)
{
    wp_value diff = json("{\"before\": \"1\\n2\\n3\\n\", \"after\": \"1\\nb\\n3\\n\"}");
    wp_str none = wp_show_diffs(arena, diff, &(wp_output_options){ .diff_context = -1 });
    cr_expect_str_eq(wp_strndup(arena, none.ptr, none.len), "--- before\n+++ after\n@@ -2 +2 @@\n-2\n+b\n\n");
}

Test(shown, custom_stats_stand_host_by_host_and_then_of_the_run)
{
    wp_str text = wp_show_custom_stats(arena, json("{\"_run\": {\"x\": [1, 2]}, \"a\": {\"z\": \"q\"}}"));
    cr_expect_str_eq(wp_strndup(arena, text.ptr, text.len), "\ta: { \"z\": \"q\"}\n\n\tRUN: { \"x\": [  1,  2 ]}\n\n");
}
