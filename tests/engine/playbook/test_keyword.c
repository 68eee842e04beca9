/* The table of keywords. */
#include <criterion/criterion.h>

#include "playbook/keyword.h"

Test(keyword, each_row_stands_at_its_number_and_has_a_name_and_a_meaning)
{
    for (int i = 0; i < WP_KEYWORD_COUNT; i++) {
        const wp_keyword_row *row = wp_keyword_row_of((wp_keyword)i);
        cr_assert_not_null(row->name, "row %d", i);
        cr_expect_eq((int)row->id, i, "%s", row->name);
        cr_expect(row->where != 0 && row->help != NULL, "%s", row->name);
    }
}

Test(keyword, rows_are_in_the_order_of_names_as_the_search_takes_them)
{
    for (int i = 0; i < WP_KEYWORD_COUNT; i++) {
        const wp_keyword_row *row = wp_keyword_row_of((wp_keyword)i);
        cr_expect_eq(wp_keyword_find(wp_str_of(row->name), row->where), row, "%s", row->name);
    }
    cr_expect_null(wp_keyword_find(wp_str_of("no"), ~0u));
    cr_expect_null(wp_keyword_find(wp_str_of("names"), ~0u));
    cr_expect_null(wp_keyword_find(wp_str_of(""), ~0u));
}

Test(keyword, names_are_found_where_they_may_stand)
{
    cr_expect_not_null(wp_keyword_find(wp_str_of("serial"), WP_ON_PLAY));
    cr_expect_null(wp_keyword_find(wp_str_of("serial"), WP_ON_TASK));
    cr_expect_not_null(wp_keyword_find(wp_str_of("listen"), WP_ON_HANDLER));
    cr_expect_null(wp_keyword_find(wp_str_of("listen"), WP_ON_TASK));
    cr_expect_null(wp_keyword_find(wp_str_of("loop"), WP_ON_BLOCK));
}

Test(keyword, the_nearest_is_one_that_may_stand_there)
{
    cr_expect_str_eq(wp_keyword_nearest(wp_str_of("notfy"), WP_ON_TASK), "notify");
    cr_expect_str_eq(wp_keyword_nearest(wp_str_of("gather_fact"), WP_ON_PLAY), "gather_facts");
    cr_expect_null(wp_keyword_nearest(wp_str_of("something_else"), WP_ON_TASK));
}
