/* The command line and the environment, each a table. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"

static wp_arena *arena;
static wp_options options;
static wp_error err;

static void set_up(void)
{
    static const char *const names[] = { "ANSIBLE_INVENTORY", "ANSIBLE_FORKS", "waplay doc --settings", "ANSIBLE_STDOUT_CALLBACK",
                                         "WAPLAY_STDOUT_CALLBACK", "ANSIBLE_VAULT_PASSWORD_FILE" };
    arena = wp_arena_new();
    err = (wp_error){ 0 };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
}

static void tear_down(void)
{
    wp_arena_free(arena);
}

TestSuite(options, .init = set_up, .fini = tear_down);

/* Words up to NULL. */
#define PARSE(...) parse((char *[]){ __VA_ARGS__, NULL })

static bool parse(char **words)
{
    int count = 0;
    while (words[count] != NULL)
        count++;
    return wp_options_parse(arena, wp_cli_command_playbook.options, count, words, &options, &err);
}

static const char *repr(wp_value value)
{
    return wp_to_repr(arena, value).ptr;
}

Test(options, playbooks_and_options_may_stand_in_any_order)
{
    cr_assert(PARSE("a.yml", "-i", "prod", "-C", "b.yml", "--diff"));
    cr_expect_str_eq(repr(options.words), "['a.yml', 'b.yml']");
    cr_expect_str_eq(repr(options.inventories), "['prod']");
    cr_expect(options.check && options.diff);
}

Test(options, values_stand_behind_or_in_the_word)
{
    cr_assert(PARSE("--limit", "web", "--forks=5", "-eone=1", "-e", "two=2", "--extra-vars=three=3"));
    cr_expect_str_eq(options.limit, "web");
    cr_expect_eq(options.forks, 5);
    cr_expect_str_eq(repr(options.extra_vars), "['one=1', 'two=2', 'three=3']");
}

Test(options, letters_go_together_and_the_last_may_take_a_value)
{
    cr_assert(PARSE("-vvCDl", "web", "-v"));
    cr_expect_eq(options.verbosity, 3);
    cr_expect(options.check && options.diff);
    cr_expect_str_eq(options.limit, "web");
}

Test(options, behind_two_dashes_everything_is_a_playbook)
{
    cr_assert(PARSE("--", "-C", "x.yml"));
    cr_expect_str_eq(repr(options.words), "['-C', 'x.yml']");
    cr_expect_not(options.check);
}

Test(options, the_beginning_of_a_long_name_will_do_where_no_other_begins_so)
{
    cr_assert(PARSE("--inv", "prod", "--force-h", "--vault-pass=pw"));
    cr_expect(options.force_handlers);
    cr_expect_str_eq(repr(options.vault_files), "['pw']");
    cr_expect_not(PARSE("--list-t"));
}

Test(options, what_makes_no_sense_here_is_refused_with_the_reason)
{
    cr_expect_not(PARSE("--scp-extra-args=-l 8"));
    cr_expect(strstr(err.text, "neither scp nor sftp") != NULL, "%s", err.text);
}

Test(options, an_unknown_one_is_told_with_the_nearest)
{
    cr_expect_not(PARSE("--chek"));
    cr_expect_eq(err.kind, WP_E_USAGE);
    cr_expect(strstr(err.text, "--chek") != NULL && strstr(err.hint, "--check") != NULL, "%s (%s)", err.text, err.hint);
    cr_expect_not(PARSE("-x"));
    cr_expect_not(PARSE("-Cx"));
}

Test(options, one_that_wants_a_value_says_so)
{
    cr_expect_not(PARSE("a.yml", "--limit"));
    cr_expect(strstr(err.text, "--limit wants PATTERN") != NULL, "%s", err.text);
}

Test(options, one_that_takes_none_says_so)
{
    cr_expect_not(PARSE("--check=yes"));
    cr_expect(strstr(err.text, "--check") != NULL, "%s", err.text);
}

Test(options, the_environment_counts_where_the_command_line_says_nothing)
{
    setenv("ANSIBLE_FORKS", "7", 1);
    setenv("ANSIBLE_INVENTORY", "env", 1);
    cr_assert(PARSE("a.yml"));
    cr_expect_eq(options.forks, 7);
    cr_expect_str_eq(repr(options.inventories), "['env']");
    cr_assert(PARSE("a.yml", "-f", "3", "-i", "own", "-i", "more"));
    cr_expect_eq(options.forks, 3);
    cr_expect_str_eq(repr(options.inventories), "['own', 'more']");
}

Test(options, our_own_names_stand_over_those_of_ansible)
{
    setenv("ANSIBLE_STDOUT_CALLBACK", "minimal", 1);
    setenv("WAPLAY_STDOUT_CALLBACK", "jsonl", 1);
    cr_assert(PARSE("a.yml"));
    cr_expect_str_eq(options.callback, "jsonl");
}

Test(options, an_inventory_of_the_environment_may_be_several)
{
    setenv("ANSIBLE_INVENTORY", "one,two", 1);
    cr_assert(PARSE("a.yml"));
    cr_expect_str_eq(repr(options.inventories), "['one', 'two']");
    setenv("ANSIBLE_INVENTORY", "h1,h2,", 1);
    cr_assert(PARSE("a.yml"));
    cr_expect_str_eq(repr(options.inventories), "['h1,h2,']");
}

Test(options, help_names_every_option)
{
    const char *help = wp_cli_command_help(arena, &wp_cli_command_playbook).ptr;
    static const char *const some[] = { "--inventory", "--skip-tags", "--start-at-task", "-vv", "waplay doc --settings", "usage:" };
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        cr_expect_not_null(strstr(help, some[i]), "%s", some[i]);
}
