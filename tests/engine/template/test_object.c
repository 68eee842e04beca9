#include "template/object.h"

#include "fixture.h"

TestSuite(object, .init = setup, .fini = teardown);

static bool count_up(wp_arena *in, wp_object *object, wp_value key, wp_value *out, bool *found, wp_error *error)
{
    (void)in, (void)object, (void)error;
    *found = key.type == WP_STRING;
    *out = wp_int((int64_t)key.len);
    return true;
}

static bool two_keys(wp_arena *in, wp_object *object, wp_value *list, wp_error *error)
{
    (void)object, (void)error;
    *list = wp_list_new(in, 2);
    wp_list_push(in, *list, wp_string_static("a"));
    wp_list_push(in, *list, wp_string_static("bc"));
    return true;
}

static const wp_object_class counter = { .name = "dict", .item = count_up, .iterate = two_keys };

Test(object, a_mapping_becomes_a_dict_when_all_of_it_is_wanted)
{
    wp_value object = wp_object_new(arena, &counter, NULL), dict;
    cr_assert(wp_object_is_mapping(object));
    cr_assert(wp_object_to_dict(arena, object, &dict, &err));
    cr_expect_str_eq(wp_to_repr(arena, dict).ptr, "{'a': 1, 'bc': 2}");
}

static wp_value evaluated(const char *text)
{
    test_scope *scope = test_scope_new(arena, env, "{\"s\": \"x\"}");
    wp_value value = wp_null();
    wp_dict_set(arena, scope->variables, "m", wp_object_new(arena, &counter, NULL));
    cr_assert(wp_template_value(&scope->context, wp_string_static(text), &value, &err), "%s: %s", text, err.text);
    return value;
}

Test(object, a_mapping_is_asked_like_a_dict)
{
    cr_expect_eq(evaluated("{{ m.abc }}").as.integer, 3);
    cr_expect_eq(evaluated("{{ m['ab'] }}").as.integer, 2);
    cr_expect_str_eq(wp_to_repr(arena, evaluated("{{ m.keys() | list }}")).ptr, "['a', 'bc']");
    cr_expect_str_eq(wp_to_repr(arena, evaluated("{% for k, v in m.items() %}{{ k }}={{ v }};{% endfor %}")).ptr,
                     "'a=1;bc=2;'");
    cr_expect(evaluated("{{ 'bc' in m }}").as.boolean);
}

Test(object, no_object_leaves_a_template)
{
    cr_expect_str_eq(wp_to_repr(arena, evaluated("{{ m }}")).ptr, "{'a': 1, 'bc': 2}");
    cr_expect_str_eq(wp_to_repr(arena, evaluated("{{ [m] }}")).ptr, "[{'a': 1, 'bc': 2}]");
    cr_expect_eq(evaluated("{{ s.upper }}").type, WP_STRING);
}

Test(object, methods_and_functions_are_values)
{
    cr_expect(wp_text_is(evaluated("{% set f = s.upper %}{{ f() }}"), "X"));
    cr_expect_str_eq(wp_to_repr(arena, evaluated("{% set r = range %}{{ r(2) }}")).ptr, "[0, 1]");
}

static bool one_fails(wp_arena *in, wp_object *object, wp_value key, wp_value *out, bool *found, wp_error *error)
{
    if (wp_text_is(key, "a"))
        return wp_fail(error, WP_E_UNDEFINED, WP_NO_MARK, "'gone' is undefined");
    return count_up(in, object, key, out, found, error);
}

Test(object, an_undefined_item_does_not_spoil_the_whole_mapping)
{
    static const wp_object_class holey = { .name = "dict", .item = one_fails, .iterate = two_keys };
    wp_value dict;
    cr_assert(wp_object_to_dict(arena, wp_object_new(arena, &holey, NULL), &dict, &err));
    cr_expect_str_eq(wp_to_repr(arena, dict).ptr, "{'bc': 2}");
    cr_expect_eq(err.kind, WP_E_NONE);
}
