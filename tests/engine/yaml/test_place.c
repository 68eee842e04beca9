#include "yaml/place.h"

#include <criterion/criterion.h>

static void expect_mark(wp_mark mark, uint32_t line, uint32_t column)
{
    cr_expect_eq(mark.line, line, "line %u, not %u", mark.line, line);
    cr_expect_eq(mark.column, column, "column %u, not %u", mark.column, column);
}

static wp_mark scalar(const char *text, size_t line, size_t column, bool has_properties, wp_scalar_look look,
                      const char *value)
{
    wp_places places = wp_places_of("f", wp_str_of(text));
    return wp_place_of_scalar(&places, line, column, has_properties, look, wp_str_of(value));
}

Test(place, plain_text_stands_where_it_begins)
{
    expect_mark(scalar("a: b", 0, 3, false, WP_LOOK_PLAIN, "b"), 1, 4);
}

Test(place, quoted_text_begins_after_the_quote)
{
    expect_mark(scalar("a: 'b'", 0, 3, false, WP_LOOK_QUOTED, "b"), 1, 5);
}

Test(place, tags_anchors_comments_and_lines_before_the_text_are_passed_over)
{
    expect_mark(scalar("a: !!str &x # why\n\n  'b'", 0, 3, true, WP_LOOK_QUOTED, "b"), 3, 4);
}

Test(place, a_block_begins_in_the_line_after_its_header)
{
    expect_mark(scalar("a: |\n    b\n", 0, 3, false, WP_LOOK_BLOCK, "b\n"), 2, 5);
    expect_mark(scalar("a: !vault |-\r\n  b\r\n", 0, 3, true, WP_LOOK_BLOCK, "b"), 2, 3);
}

Test(place, empty_lines_at_the_start_of_a_block_are_lines_of_it)
{
    expect_mark(scalar("a: |\n\n\n   b\n", 0, 3, false, WP_LOOK_BLOCK, "\n\nb\n"), 2, 4);
}

Test(place, blanks_that_belong_to_the_text_of_a_block_count_as_text)
{
    expect_mark(scalar("a: |2\n    b\n", 0, 3, false, WP_LOOK_BLOCK, "  b\n"), 2, 3);
}

Test(place, columns_count_characters)
{
    wp_places places = wp_places_of("f", wp_str_of("x\n\xc3\xbc\xe2\x82\xacz"));
    expect_mark(wp_place_of_offset(&places, 7), 2, 3);
}

Test(place, offsets_may_be_asked_for_in_any_order)
{
    wp_places places = wp_places_of("f", wp_str_of("ab\ncd\r\nef"));
    expect_mark(wp_place_of_offset(&places, 8), 3, 2);
    expect_mark(wp_place_of_offset(&places, 1), 1, 2);
    expect_mark(wp_place_of_offset(&places, 3), 2, 1);
    expect_mark(wp_place_of_offset(&places, 9), 3, 3);
}

Test(place, lines_are_given_without_their_break)
{
    wp_places places = wp_places_of("f", wp_str_of("ab\ncd\r\n\xe2\x80\xa8"
                                                   "ef"));
    cr_expect(wp_str_is(wp_place_line(&places, 1), "cd"));
    cr_expect(wp_str_is(wp_place_line(&places, 0), "ab"));
    cr_expect(wp_str_is(wp_place_line(&places, 2), ""));
    cr_expect(wp_str_is(wp_place_line(&places, 3), "ef"));
    cr_expect(wp_str_is(wp_place_line(&places, 9), ""));
}
