#include "template/builtin.h"

#include "fixture.h"

TestSuite(attribute, .init = setup, .fini = teardown);

static wp_value json(const char *text)
{
    wp_value value;
    cr_assert(wp_from_json(arena, wp_str_of(text), &value, &err), "%s", err.text);
    return value;
}

static const char *shown(wp_value value)
{
    return value.type == WP_UNDEFINED ? value.as.text : wp_to_repr(arena, value).ptr;
}

static const char *dotted(const char *text, const char *name)
{
    wp_value out;
    cr_assert(wp_attribute(arena, json(text), wp_str_of(name), &out, &err));
    return out.type == WP_OBJECT ? "method" : shown(out);
}

static const char *bracketed(const char *text, const char *key)
{
    wp_value out;
    cr_assert(wp_item(arena, json(text), json(key), &out, &err));
    return out.type == WP_OBJECT ? "method" : shown(out);
}

Test(attribute, a_dot_prefers_the_method_and_brackets_the_item)
{
    cr_expect_str_eq(dotted("{\"items\": 1}", "items"), "method");
    cr_expect_str_eq(bracketed("{\"items\": 1}", "\"items\""), "1");
    cr_expect_str_eq(bracketed("{}", "\"items\""), "method");
}

Test(attribute, what_is_missing_says_of_what)
{
    cr_expect_str_eq(dotted("{\"a\": 1}", "b"), "'dict object' has no attribute 'b'");
    cr_expect_str_eq(dotted("null", "b"), "'None' has no attribute 'b'");
    cr_expect_str_eq(bracketed("[1]", "5"), "list object has no element 5");
    cr_expect_str_eq(bracketed("\"abc\"", "-4"), "str object has no element -4");
}

Test(attribute, below_something_undefined_is_the_same_undefined_thing)
{
    wp_value out;
    cr_assert(wp_attribute(arena, wp_undefined(arena, "gone"), wp_str_of("x"), &out, &err));
    cr_expect_str_eq(shown(out), "gone");
    cr_assert(wp_item(arena, out, wp_int(0), &out, &err));
    cr_expect_str_eq(shown(out), "gone");
}

Test(attribute, negative_indexes_count_from_the_end_in_characters)
{
    cr_expect_str_eq(bracketed("[1, 2, 3]", "-1"), "3");
    cr_expect_str_eq(bracketed("\"h\u00e9\"", "-1"), "'\u00e9'");
}

Test(attribute, a_character_of_an_unsafe_text_is_unsafe)
{
    wp_value text = wp_string(arena, "{{"), out;
    text.marks |= WP_UNSAFE | WP_SECRET;
    cr_assert(wp_item(arena, text, wp_int(0), &out, &err));
    cr_expect_eq(out.marks & (WP_UNSAFE | WP_SECRET), WP_UNSAFE | WP_SECRET);
}

Test(attribute, a_list_is_no_key_and_no_error)
{
    cr_expect_str_eq(bracketed("{\"a\": 1}", "[1]"), "dict object has no element [1]");
}

Test(attribute, a_path_goes_through_keys_and_indexes)
{
    wp_value out;
    cr_assert(wp_attribute_path(arena, json("{\"a\": [{\"b\": 7}]}"), wp_string_static("a.0.b"), NULL, &out, &err));
    cr_expect_eq(out.as.integer, 7);
}

Test(attribute, a_path_takes_the_fallback_for_any_part_that_is_missing)
{
    wp_value out, fallback = wp_string_static("-");
    cr_assert(wp_attribute_path(arena, json("{\"a\": 1}"), wp_string_static("b"), &fallback, &out, &err));
    cr_expect(wp_text_is(out, "-"));
    cr_assert(wp_attribute_path(arena, json("{\"a\": 1}"), wp_string_static("b"), NULL, &out, &err));
    cr_expect_eq(out.type, WP_UNDEFINED);
}
