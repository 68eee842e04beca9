#include "expressions.h"

#include "template/builtin.h"

static wp_arena *arena;
static wp_template_env *env;

static void setup(void)
{
    arena = wp_arena_new();
    env = wp_template_env_new(NULL);
}

static void teardown(void)
{
    wp_template_env_free(env);
    wp_arena_free(arena);
}

TestSuite(families, .init = setup, .fini = teardown);

static uint8_t marks_of(const char *expression)
{
    test_scope *scope = test_scope_new(arena, env, "{\"u\": {\"__unsafe\": \"a,b\"}, \"s\": \"x\"}");
    wp_value value;
    wp_error err = { 0 };
    cr_assert(evaluate(scope, expression, &value, &err), "%s: %s", expression, err.text);
    return wp_marks_below(value);
}

static const char *text_of_error(const char *expression)
{
    static wp_error err;
    test_scope *scope = test_scope_new(arena, env, "{\"l\": [1, 2], \"d\": {}}");
    wp_value value;
    err = (wp_error){ 0 };
    cr_assert_not(evaluate(scope, expression, &value, &err), "%s", expression);
    return wp_printf(arena, "%s|%s", err.text, err.hint);
}

Test(families, what_is_made_from_an_unsafe_text_is_unsafe)
{
    static const char *const made[] = {
        "u|upper",       "u|replace('a', 'x')",      "s|replace('x', u)", "u|split(',')|first", "[u]|join",
        "s|regex_replace('x', u)", "u|b64encode",   "u|to_json",         "u|to_json|from_json", "u.split(',')[0]",
        "u.upper()",     "'{}'.format(u)",           "'%s'|format(u)",    "[u]|to_nice_yaml",   "u|comment",
        "u|regex_findall('[a-z]')", "u|indent",      "u|trim",            "[u]|first",          "{'k': u}|dict2items",
        "[u, s]|sort",   "u|hash('md5')",            "u|quote",           "u|basename",         "u|truncate(1, end='')",
        "u|default('x')", "true|ternary(u, 'x')",    "[u]|map('upper')",  "u|urlsplit('path')", "','.join([u])",
        NULL,
    };
    for (size_t i = 0; made[i]; i++)
        cr_expect(marks_of(made[i]) & WP_UNSAFE, "%s", made[i]);
}

Test(families, what_has_nothing_unsafe_in_it_stays_safe)
{
    cr_expect_eq(marks_of("s|upper"), 0);
    cr_expect_eq(marks_of("[u, s]|last"), 0);
    cr_expect_eq(marks_of("{'k': u}|list"), 0);
}

Test(families, a_wrong_type_is_told_with_the_name_of_the_filter)
{
    cr_expect_str_eq(text_of_error("5|first"), "first: needs a list or another thing to loop over, not an integer|");
    cr_expect_str_eq(text_of_error("'x'|pow(2)"), "pow: needs a number, not a string|");
    cr_expect_str_eq(text_of_error("'a'|dict2items"), "dict2items: needs a dict, not a string|");
}

Test(families, a_wrong_argument_is_told_with_its_name)
{
    cr_expect_str_eq(text_of_error("'x'|center('a')"), "center: width must be an integer, not a string|");
    cr_expect_str_eq(text_of_error("'x'|wordwrap(0)"), "wordwrap: width must be greater than 0|");
    cr_expect_str_eq(text_of_error("d|combine(5)"), "combine: number 2 of what is combined must be a dict, not an integer|");
}

Test(families, an_argument_that_does_not_exist_is_told_with_the_one_that_was_meant)
{
    cr_expect_str_eq(text_of_error("l|sort(atribute='x')"),
                     "sort: there is no argument 'atribute'|did you mean 'attribute'?");
    cr_expect_str_eq(text_of_error("'x'|upper(1)"), "upper: takes no arguments|");
    cr_expect_str_eq(text_of_error("'x'|center(1, width=2)"), "center: argument 'width' is given twice|");
}
