#include "yaml/repeats.h"

#include <criterion/criterion.h>

#include "yaml/yaml.h"

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(repeats, .init = setup, .fini = teardown);

static const char *written_again(const char *yaml)
{
    wp_value value = wp_null();
    cr_assert(wp_yaml_load(arena, wp_str_of(yaml), NULL, &value, NULL));
    return wp_to_yaml(arena, value, (wp_yaml_style){ .anchors = true }).ptr;
}

Test(repeats, what_stands_there_again_is_an_alias)
{
    cr_expect_str_eq(written_again("a: &x [1]\nb: *x\nc: [1]\n"), "a: &id001\n- 1\nb: *id001\nc:\n- 1\n");
}

Test(repeats, numbers_follow_the_order_in_which_a_second_one_is_met)
{
    cr_expect_str_eq(written_again("[&a [1], &b [2], *b, *a]"),
                     "- &id002\n  - 1\n- &id001\n  - 2\n- *id001\n- *id002\n");
}

Test(repeats, texts_are_written_again)
{
    cr_expect_str_eq(written_again("a: &x long\nb: *x\n"), "a: long\nb: long\n");
}

Test(repeats, without_anchors_all_is_written_out)
{
    wp_value value = wp_null();
    cr_assert(wp_yaml_load(arena, wp_str_of("a: &x [1]\nb: *x\n"), NULL, &value, NULL));
    cr_expect_str_eq(wp_to_yaml(arena, value, (wp_yaml_style){ 0 }).ptr, "a:\n- 1\nb:\n- 1\n");
}
