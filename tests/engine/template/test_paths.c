#include "template/paths.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static wp_arena *arena;
static char dir[] = "/tmp/waplay-paths-XXXXXX";

static void setup(void)
{
    arena = wp_arena_new();
    cr_assert(mkdtemp(dir));
}

static void teardown(void)
{
    cr_assert_eq(system(wp_printf(arena, "rm -rf %s", dir)), 0);
    wp_arena_free(arena);
}

TestSuite(paths, .init = setup, .fini = teardown);

static const char *in_dir(const char *name)
{
    return wp_printf(arena, "%s/%s", dir, name);
}

Test(paths, links_are_followed_and_what_is_missing_is_kept)
{
    cr_assert_eq(symlink("b/c", in_dir("a")), 0);
    cr_assert_eq(symlink("/etc", in_dir("e")), 0);
    cr_expect_str_eq(wp_path_real(arena, in_dir("a/x/../y")), in_dir("b/c/y"));
    cr_expect_str_eq(wp_path_real(arena, in_dir("e/nope")), "/etc/nope");
    cr_expect_str_eq(wp_path_real(arena, in_dir("a/..")), in_dir("b"));
}

Test(paths, links_in_a_circle_come_to_an_end)
{
    cr_assert_eq(symlink("two", in_dir("one")), 0);
    cr_assert_eq(symlink("one", in_dir("two")), 0);
    cr_expect(wp_path_real(arena, in_dir("one/x")));
}

Test(paths, variables_of_the_environment_are_put_in)
{
    setenv("WP_TEST", "v", 1);
    unsetenv("WP_NONE");
    cr_expect_str_eq(wp_path_expand_variables(arena, wp_str_of("$WP_TEST/${WP_TEST}x/$WP_NONE/$")).ptr,
                     "v/vx/$WP_NONE/$");
}
