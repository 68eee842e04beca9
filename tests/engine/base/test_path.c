#include "base/file.h"

#include <criterion/criterion.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

static wp_arena *arena;

static void begin(void)
{
    arena = wp_arena_new();
}

static void end(void)
{
    wp_arena_free(arena);
}

TestSuite(path, .init = begin, .fini = end);

Test(path, an_absolute_name_wins_a_join)
{
    cr_assert_str_eq(wp_path_join(arena, "a", "b"), "a/b");
    cr_assert_str_eq(wp_path_join(arena, "a/", "b"), "a/b");
    cr_assert_str_eq(wp_path_join(arena, "a", "/b"), "/b");
    cr_assert_str_eq(wp_path_join(arena, "", "b"), "b");
    cr_assert_str_eq(wp_path_join(arena, "/", "b"), "/b");
    cr_assert_str_eq(wp_path_join(arena, "a", ""), "a/");
}

Test(path, has_a_directory_and_a_name)
{
    static const struct {
        const char *path, *dir, *name;
    } cases[] = {
        { "a/b", "a", "b" },       { "/a", "/", "a" },    { "a", ".", "a" },
        { "/a/b/c", "/a/b", "c" }, { "a/b/", "a/b", "" }, { "/", "/", "" },
        { "a//b", "a", "b" },      { "//a", "/", "a" },   { "", ".", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_str_eq(wp_path_dirname(arena, cases[i].path), cases[i].dir, "%s", cases[i].path);
        cr_expect_str_eq(wp_path_basename(cases[i].path), cases[i].name, "%s", cases[i].path);
    }
}

Test(path, absolute_means_normalised)
{
    cr_assert_str_eq(wp_path_absolute(arena, "/a/./b//c/../d/"), "/a/b/d");
    cr_assert_str_eq(wp_path_absolute(arena, "/.."), "/");
    cr_assert_str_eq(wp_path_absolute(arena, "/../../x"), "/x");
    cr_assert_str_eq(wp_path_absolute(arena, "/"), "/");
    cr_assert(chdir("/tmp") == 0);
    cr_assert_str_eq(wp_path_absolute(arena, "x/y"), "/tmp/x/y");
    cr_assert_str_eq(wp_path_absolute(arena, "../x"), "/x");
    cr_assert_str_eq(wp_path_absolute(arena, ""), "/tmp");
}

Test(path, a_tilde_is_a_home)
{
    setenv("HOME", "/home/me", 1);
    cr_assert_str_eq(wp_path_expand(arena, "~"), "/home/me");
    cr_assert_str_eq(wp_path_expand(arena, "~/x"), "/home/me/x");
    cr_assert_str_eq(wp_path_expand(arena, "a/~"), "a/~");
    cr_assert_str_eq(wp_path_expand(arena, "~no-such-user/x"), "~no-such-user/x");
    cr_assert_str_eq(wp_path_expand(arena, "~root/x"), wp_path_join(arena, getpwnam("root")->pw_dir, "x"));
    setenv("HOME", "/", 1);
    cr_assert_str_eq(wp_path_expand(arena, "~/x"), "/x");
}

Test(path, without_home_the_password_file_knows)
{
    unsetenv("HOME");
    cr_assert_str_eq(wp_path_expand(arena, "~"), getpwuid(getuid())->pw_dir);
}

Test(path, searching_gives_the_first_that_exists)
{
    static const char *const dirs[] = { "/no-such-dir", "/", "/usr" };
    cr_assert_str_eq(wp_path_search(arena, dirs, 3, "bin"), "/bin");
    cr_assert_null(wp_path_search(arena, dirs, 3, "no-such-name"));
    cr_assert_null(wp_path_search(arena, dirs, 0, "bin"));
}
