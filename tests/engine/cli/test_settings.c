/* Settings: who is asked first, and what becomes of a text. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "cli/settings.h"

static wp_arena *arena;
static char *root;
static wp_error err;
static wp_options options;

static void set_up(void)
{
    arena = wp_arena_new();
    err = (wp_error){ 0 };
    root = wp_strdup(arena, "/tmp/waplay_set_XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    cr_assert_eq(chdir(root), 0);
    setenv("HOME", root, 1);
    unsetenv("ANSIBLE_CONFIG");
    for (const wp_setting *setting = wp_settings; setting->name != NULL; setting++)
        if (setting->env != NULL) {
            unsetenv(setting->env);
            unsetenv(wp_printf(arena, "WAPLAY_%s", strchr(setting->env, '_') + 1));
        }
}

static void tear_down(void)
{
    const char *const argv[] = { "rm", "-rf", root, NULL };
    wp_process process = { .argv = argv, .dir = "/" };
    wp_process_result result;
    wp_process_run(arena, &process, &result, NULL);
    wp_arena_free(arena);
}

TestSuite(settings, .init = set_up, .fini = tear_down);

static bool load(const char *cfg)
{
    options = (wp_options){ 0 };
    if (cfg != NULL)
        cr_assert(wp_file_write("ansible.cfg", wp_str_of(cfg), 0600, &err), "%s", err.text);
    return wp_settings_load(arena, &options, &err);
}

static const char *value(const char *name)
{
    return wp_to_repr(arena, *wp_dict_find(options.settings, name)).ptr;
}

Test(settings, the_table_says_what_holds_where_nothing_is_said)
{
    cr_assert(load(NULL), "%s", err.text);
    cr_expect_eq(options.forks, 50);
    cr_expect(options.host_key_checking && options.display_skipped && !options.become);
    cr_expect_str_eq(value("DEFAULT_BECOME_USER"), "'root'");
    cr_expect_str_eq(value("DEFAULT_REMOTE_USER"), "None");
}

Test(settings, our_name_stands_over_ansibles_and_both_over_the_file)
{
    cr_assert(load("[defaults]\nforks = 7\n"));
    cr_expect_eq(options.forks, 7);
    setenv("ANSIBLE_FORKS", "8", 1);
    cr_assert(load(NULL));
    cr_expect_eq(options.forks, 8);
    setenv("WAPLAY_FORKS", "9", 1);
    cr_assert(load(NULL));
    cr_expect_eq(options.forks, 9);
}

Test(settings, truth_is_written_in_many_ways)
{
    setenv("ANSIBLE_HOST_KEY_CHECKING", "Off", 1);
    setenv("ANSIBLE_BECOME", "y", 1);
    cr_assert(load(NULL));
    cr_expect(!options.host_key_checking && options.become);
    setenv("ANSIBLE_BECOME", "maybe", 1);
    cr_expect_not(load(NULL));
    cr_expect(strstr(err.text, "ANSIBLE_BECOME takes true or false") != NULL, "%s", err.text);
}

Test(settings, paths_of_the_file_count_from_its_directory)
{
    cr_assert(wp_path_make_dirs("etc", 0700, &err));
    cr_assert(wp_file_write("etc/my.cfg", wp_str_of("[defaults]\nroles_path = r1:/r2:~/r3\ninventory = h\n"), 0600, &err));
    setenv("ANSIBLE_CONFIG", "etc/my.cfg", 1);
    cr_assert(load(NULL));
    cr_expect_str_eq(value("DEFAULT_ROLES_PATH"), wp_printf(arena, "['%s/etc/r1', '/r2', '%s/r3']", root, root));
    cr_expect_str_eq(value("DEFAULT_HOST_LIST"), wp_printf(arena, "['%s/etc/h']", root));
}

Test(settings, a_list_of_hosts_stays_whole)
{
    setenv("ANSIBLE_INVENTORY", "a,b,", 1);
    cr_assert(load(NULL));
    cr_expect_str_eq(value("DEFAULT_HOST_LIST"), "['a,b,']");
}

Test(settings, what_plays_get_are_keywords)
{
    setenv("ANSIBLE_STRATEGY", "free", 1);
    cr_assert(load("[defaults]\nany_errors_fatal = true\ngather_subset = min, network\n"));
    cr_expect_str_eq(wp_to_repr(arena, options.play_keywords).ptr,
                     "{'strategy': 'free', 'any_errors_fatal': True, 'gather_subset': ['min', 'network']}");
}

Test(settings, a_number_that_is_none_is_told_with_its_place)
{
    cr_expect_not(load("[defaults]\n\nforks = many\n"));
    cr_expect(strstr(err.text, "ansible.cfg:3: [defaults] forks takes a whole number, not 'many'") != NULL, "%s",
              err.text);
}

Test(settings, two_settings_may_fill_one_list)
{
    cr_assert(load("[defaults]\nvault_password_file = /pw\nvault_identity_list = a@/x, b@/y\n"));
    cr_expect_str_eq(wp_to_repr(arena, options.vault_identities).ptr, "['/pw', 'a@/x', 'b@/y']");
}

Test(settings, help_tells_all_of_each)
{
    const char *help = wp_settings_help(arena).ptr;
    static const char *const some[] = { "DEFAULT_FORKS\n", "WAPLAY_FORKS, ANSIBLE_FORKS", "[defaults] forks", "50" };
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        cr_expect_not_null(strstr(help, some[i]), "%s", some[i]);
}

Test(settings, one_of_few_words_takes_no_other)
{
    setenv("ANSIBLE_GATHERING", "smart", 1);
    cr_expect(load(NULL));
    setenv("ANSIBLE_GATHERING", "clever", 1);
    cr_expect_not(load(NULL));
    cr_expect_str_eq(err.hint, "it takes one of: implicit explicit smart");
}
