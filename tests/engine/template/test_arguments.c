#include "template/builtin.h"

#include "fixture.h"

TestSuite(arguments, .init = setup, .fini = teardown);

static const char *const names[] = { "first", "second", "third", NULL };

static wp_call call_with(const wp_value *args, size_t count, const char *named)
{
    wp_call call = { .arena = arena, .name = "thing", .args = args, .count = count };
    cr_assert(wp_from_json(arena, wp_str_of(named), &call.named, &err));
    return call;
}

Test(arguments, are_bound_by_place_and_by_name)
{
    wp_value args[] = { wp_int(1) }, slots[3];
    wp_call call = call_with(args, 1, "{\"third\": 3}");
    cr_assert(wp_bind(&call, names, slots, &err));
    cr_expect_eq(slots[0].as.integer, 1);
    cr_expect_eq(slots[1].type, WP_OMIT);
    cr_expect_eq(slots[2].as.integer, 3);
}

Test(arguments, too_many_are_refused)
{
    wp_value args[4] = { { 0 } }, slots[3];
    wp_call call = call_with(args, 4, "{}");
    cr_expect_not(wp_bind(&call, names, slots, &err));
    cr_expect_str_eq(err.text, "thing: takes at most 3 arguments, not 4");
}

Test(arguments, an_unknown_name_brings_the_nearest)
{
    wp_value slots[3];
    wp_call call = call_with(NULL, 0, "{\"secnd\": 3}");
    cr_expect_not(wp_bind(&call, names, slots, &err));
    cr_expect_str_eq(err.text, "thing: there is no argument 'secnd'");
    cr_expect_str_eq(err.hint, "did you mean 'second'?");
}

Test(arguments, given_by_place_and_by_name_is_given_twice)
{
    wp_value args[] = { wp_int(1) }, slots[3];
    wp_call call = call_with(args, 1, "{\"first\": 3}");
    cr_expect_not(wp_bind(&call, names, slots, &err));
    cr_expect_str_eq(err.text, "thing: argument 'first' is given twice");
}

Test(arguments, left_out_or_none_they_are_the_fallback)
{
    int64_t number = 0;
    wp_str text;
    wp_call call = call_with(NULL, 0, "{}");
    cr_assert(wp_arg_int(&call, "width", wp_omit(), 4, &number, &err));
    cr_expect_eq(number, 4);
    cr_assert(wp_arg_str(&call, "glue", wp_null(), "-", &text, &err));
    cr_expect(wp_str_is(text, "-"));
    cr_expect(wp_arg_bool(wp_omit(), true));
    cr_expect_not(wp_arg_bool(wp_int(0), true));
}

Test(arguments, of_the_wrong_type_are_named)
{
    int64_t number;
    wp_call call = call_with(NULL, 0, "{}");
    cr_expect_not(wp_arg_int(&call, "width", wp_string_static("x"), 4, &number, &err));
    cr_expect_str_eq(err.text, "thing: width must be an integer, not a string");
}
