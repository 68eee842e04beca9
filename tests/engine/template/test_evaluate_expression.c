#include "template/template.h"

#include "scope.h"

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

TestSuite(evaluate_expression, .init = setup, .fini = teardown);

Test(evaluate_expression, loops_within_loops_end_when_the_steps_are_used_up)
{
    test_scope *scope = test_scope_new(arena, env, "{}");
    wp_value text = wp_string_static("{% for i in range(1000) %}{% for j in range(1000) %}x{% endfor %}{% endfor %}"), out;
    wp_error err = { 0 };
    scope->context.steps = 100;
    cr_expect_not(wp_template_value(&scope->context, text, &out, &err));
    cr_expect_str_eq(err.text, "this takes too many steps");
    cr_expect_eq(scope->context.depth, 0);
    scope->context.steps = 0;
    cr_expect(wp_template_value(&scope->context, text, &out, &err));
    cr_expect_eq(out.len, 1000000);
}
