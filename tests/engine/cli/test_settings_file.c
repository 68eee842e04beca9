/* ansible.cfg: where it is found, and how it is read. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "cli/settings_file.h"

static wp_arena *arena;
static char *root;
static wp_error err;
static wp_value file;
static const char *path, *warning;

static void set_up(void)
{
    arena = wp_arena_new();
    err = (wp_error){ 0 };
    root = wp_strdup(arena, "/tmp/waplay_cfg_XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    cr_assert_eq(chdir(root), 0);
    setenv("HOME", wp_printf(arena, "%s/home", root), 1);
    unsetenv("ANSIBLE_CONFIG");
    cr_assert(wp_path_make_dirs("home", 0700, &err) && wp_path_make_dirs("other", 0700, &err));
}

static void tear_down(void)
{
    const char *const argv[] = { "rm", "-rf", root, NULL };
    wp_process process = { .argv = argv, .dir = "/" };
    wp_process_result result;
    wp_process_run(arena, &process, &result, NULL);
    wp_arena_free(arena);
}

TestSuite(settings_file, .init = set_up, .fini = tear_down);

static const char *parse(const char *text)
{
    return wp_settings_file_parse(arena, "x.cfg", wp_str_of(text), &file, &err) ? wp_to_repr(arena, file).ptr : NULL;
}

static void put(const char *name, const char *forks)
{
    wp_str text = wp_str_of(wp_printf(arena, "[defaults]\nforks = %s\n", forks));
    cr_assert(wp_file_write(name, text, 0600, &err), "%s", err.text);
}

static const char *found(void)
{
    cr_assert(wp_settings_file_load(arena, &file, &path, &warning, &err), "%s", err.text);
    const wp_value *section = wp_dict_find(file, "defaults");
    return section != NULL ? wp_dict_find(*section, "forks")->as.text : NULL;
}

Test(settings_file, keys_are_small_and_values_are_trimmed)
{
    cr_expect_str_eq(parse("[defaults]\nForks =  5 \nuser: joe\n\n[diff]\nalways=yes\n"),
                     "{'defaults': {'forks': '5', 'user': 'joe'}, 'diff': {'always': 'yes'}}");
}

Test(settings_file, comments_stand_on_their_own_or_behind_a_semicolon)
{
    cr_expect_str_eq(parse("# one\n; two\n[a]\n# three\nx = 1 ; not this\ny = a;b # c\n"),
                     "{'a': {'x': '1', 'y': 'a;b # c'}}");
}

Test(settings_file, indented_lines_go_on)
{
    cr_expect_str_eq(parse("[a]\nx = 1,\n    2\ny = 3\n"), "{'a': {'x': '1,\\n2', 'y': '3'}}");
}

Test(settings_file, a_section_may_be_there_again)
{
    cr_expect_str_eq(parse("[a]\nx=1\n[b]\ny=2\n[a]\nz=3\n"), "{'a': {'x': '1', 'z': '3'}, 'b': {'y': '2'}}");
}

Test(settings_file, what_is_neither_is_an_error_with_its_line)
{
    cr_expect_null(parse("[a]\nforks\n"));
    cr_expect_eq(err.mark.line, 2);
    cr_expect_null(parse("forks = 1\n"));
    cr_expect(strstr(err.text, "in no [section]") != NULL, "%s", err.text);
    cr_expect_null(parse("[a\n"));
}

Test(settings_file, the_environment_names_one_before_all_others)
{
    put("ansible.cfg", "1");
    put("other/ansible.cfg", "2");
    put("mine.cfg", "3");
    setenv("ANSIBLE_CONFIG", "mine.cfg", 1);
    cr_expect_str_eq(found(), "3");
    setenv("ANSIBLE_CONFIG", "other", 1);
    cr_expect_str_eq(found(), "2");
    setenv("ANSIBLE_CONFIG", "nothing", 1);
    cr_expect_str_eq(found(), "1");
}

Test(settings_file, the_one_here_stands_before_the_users)
{
    put("home/.ansible.cfg", "2");
    cr_expect_str_eq(found(), "2");
    put("ansible.cfg", "1");
    cr_expect_str_eq(found(), "1");
    cr_expect_null(warning);
}

Test(settings_file, one_that_anybody_may_have_written_is_ignored_and_told)
{
    put("home/.ansible.cfg", "2");
    put("ansible.cfg", "1");
    cr_assert_eq(chmod(root, 0777), 0);
    cr_expect_str_eq(found(), "2");
    cr_assert_not_null(warning);
    cr_expect(strstr(warning, "everybody may write") != NULL, "%s", warning);
}
