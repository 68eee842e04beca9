#include "template/template.h"

#include <pthread.h>

#include "fixture.h"

TestSuite(env, .init = setup, .fini = teardown);

Test(env, one_text_in_one_place_is_compiled_once)
{
    const wp_template *first, *second, *third;
    wp_mark here = { "a.yml", 1, 1 }, there = { "a.yml", 2, 1 };
    cr_assert(wp_template_compile(env, wp_str_of("{{ a }}"), here, &first, &err));
    cr_assert(wp_template_compile(env, wp_str_of("{{ a }}"), here, &second, &err));
    cr_assert(wp_template_compile(env, wp_str_of("{{ a }}"), there, &third, &err));
    cr_expect_eq(first, second);
    cr_expect_neq(first, third);
}

Test(env, a_text_is_one_thing_as_template_and_another_as_expression)
{
    const wp_template *text, *expression;
    cr_assert(wp_template_compile(env, wp_str_of("a"), WP_NO_MARK, &text, &err));
    cr_assert(wp_template_compile_expression(env, wp_str_of("a"), WP_NO_MARK, &expression, &err));
    cr_expect_neq(text, expression);
}

Test(env, a_compiled_template_does_not_need_its_text)
{
    test_scope *scope = test_scope_new(arena, env, "{\"a\": 1}");
    const wp_template *tmpl;
    wp_str out;
    char text[] = "x{{ a }}{{ 'y' }}", file[] = "t.j2";
    cr_assert(wp_template_compile_file(env, wp_str_of(text), file, NULL, &tmpl, &err));
    memset(text, '#', sizeof text - 1);
    memset(file, '#', sizeof file - 1);
    cr_assert(wp_template_render(&scope->context, tmpl, &out, &err));
    cr_expect(wp_str_is(out, "x1y"));
}

Test(env, delimiters_are_what_makes_a_template)
{
    cr_expect(wp_is_template(wp_str_of("a {{ b")));
    cr_expect(wp_is_template(wp_str_of("{# c #}")));
    cr_expect(wp_is_template(wp_str_of("#jinja2: trim_blocks:False")));
    cr_expect_not(wp_is_template(wp_str_of("{ {a} }} %}")));
    wp_value text = wp_string_static("{{ a }}");
    cr_expect(wp_value_is_template(text));
    text.marks |= WP_UNSAFE;
    cr_expect_not(wp_value_is_template(text));
}

typedef struct worker {
    pthread_t thread;
    wp_template_env *env;
    int number, wrong;
} worker;

static void *work(void *data)
{
    worker *self = data;
    wp_arena *own = wp_arena_new();
    for (int i = 0; i < 300; i++) {
        wp_error error = { 0 };
        test_scope *scope = test_scope_new(own, self->env, "{\"a\": 5}");
        wp_value out = wp_null();
        wp_value text = wp_string_printf(own, "{{ a + %d }}", i % 100);
        if (!wp_template_value(&scope->context, text, &out, &error) || out.as.integer != 5 + i % 100)
            self->wrong++;
        wp_arena_reset(own);
    }
    wp_arena_free(own);
    return NULL;
}

Test(env, is_shared_by_threads)
{
    worker workers[8];
    for (int i = 0; i < 8; i++) {
        workers[i] = (worker){ .env = env, .number = i };
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(workers[i].thread, NULL);
        cr_expect_eq(workers[i].wrong, 0);
    }
}

Test(env, templates_are_found_in_what_is_nested_and_not_in_what_is_unsafe)
{
    wp_value inner = wp_list_new(arena, 1), unsafe = wp_list_new(arena, 1), key = wp_dict_new(arena, 1),
             item = wp_dict_new(arena, 1);
    wp_value text = wp_string_static("{{ a }}");
    wp_list_push(arena, inner, text);
    wp_list_push(arena, unsafe, wp_value_mark_all(arena, text, WP_UNSAFE));
    wp_dict_put(arena, key, text, wp_int(1));
    wp_dict_set(arena, item, "a", inner);
    cr_expect(wp_value_holds_template(text) && wp_value_holds_template(inner));
    cr_expect(wp_value_holds_template(key) && wp_value_holds_template(item));
    cr_expect_not(wp_value_holds_template(unsafe));
    cr_expect_not(wp_value_holds_template(wp_string_static("a")));
    cr_expect_not(wp_value_holds_template(wp_int(1)));
}
