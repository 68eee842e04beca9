/* The command as a whole, in a process of its own: what it prints and its exit code. */
#include "fixture.h"

TestSuite(cmd_playbook, .init = set_up, .fini = tear_down);

Test(cmd_playbook, runs_it)
{
    cr_expect_eq(RUN("site.yml", "-i", "a,b,", "-e", "x=given"), 0);
    cr_expect(says(printed, "ok: [a]") && says(printed, "b                          : ok=1"), "%s", printed.ptr);
}

Test(cmd_playbook, the_format_comes_from_the_environment)
{
    setenv("WAPLAY_STDOUT_CALLBACK", "jsonl", 1);
    cr_expect_eq(RUN("site.yml", "-i", "a,", "-e", "{x: 5}"), 0);
    cr_expect(says(printed, "\"msg\": 5"), "%s", printed.ptr);
    setenv("WAPLAY_STDOUT_CALLBACK", "jsnol", 1);
    cr_expect_neq(RUN("site.yml", "-i", "a,"), 0);
    cr_expect(says(complained, "did you mean jsonl"), "%s", complained.ptr);
}

Test(cmd_playbook, lists_and_checks_without_running)
{
    cr_expect_eq(RUN("site.yml", "-i", "a,", "--list-tasks"), 0);
    cr_expect(says(printed, "      say\tTAGS: []\n"), "%s", printed.ptr);
    cr_expect_eq(RUN("site.yml", "-i", "a,", "--syntax-check"), 0);
    cr_expect(says(printed, "\nplaybook: site.yml\n"), "%s", printed.ptr);
    cr_expect_not(says(printed, "PLAY"));
}

Test(cmd_playbook, mistakes_of_the_command_line_are_told_with_what_to_do)
{
    cr_expect_eq(RUN("site.yml", "--nonsense"), 2);
    cr_expect(says(complained, "there is no option --nonsense"), "%s", complained.ptr);
    cr_expect_eq(RUN("-i", "a,"), 2);
    cr_expect(says(complained, "PLAYBOOK... is missing"), "%s", complained.ptr);
    cr_expect_eq(RUN("site.yml", "-i", "a,", "-f", "many"), 2);
    cr_expect(says(complained, "-f takes a whole number"), "%s", complained.ptr);
    cr_expect_eq(RUN("none.yml", "-i", "a,"), 1);
    cr_expect(says(complained, "there is no playbook 'none.yml'"), "%s", complained.ptr);
    cr_expect_eq(RUN("site.yml", "-i", "a,", "-l", "nobody"), 1);
    cr_expect(says(complained, "--limit 'nobody' matches no host"), "%s", complained.ptr);
}

Test(cmd_playbook, help_and_version)
{
    cr_expect_eq(RUN("--help"), 0);
    cr_expect(says(printed, "usage: waplay [options] PLAYBOOK..."), "%s", printed.ptr);
    cr_expect_eq(RUN("--version"), 0);
    cr_expect(says(printed, "waplay " WAPLAY_VERSION "\n"), "%s", printed.ptr);
}

Test(cmd_playbook, a_vault_password_comes_from_a_file_and_is_shown_nowhere)
{
    write_file("pass", "hush_hush\n");
    cr_expect_eq(RUN("site.yml", "-i", "a,", "--vault-password-file", "pass", "-e", "x=hush_hush", "-v"), 0);
    cr_expect_not(says(printed, "hush_hush"), "%s", printed.ptr);
    cr_expect_neq(RUN("site.yml", "-i", "a,", "--vault-password-file", "none"), 0);
    cr_expect(says(complained, "reading a password"), "%s", complained.ptr);
}

Test(cmd_playbook, the_exit_code_is_that_of_the_run)
{
    write_file("bad.yml", "- hosts: all\n  sertial: 1\n");
    cr_expect_eq(RUN("bad.yml", "-i", "a,"), 4);
    cr_expect(says(complained, "bad.yml:2:3") && says(complained, "did you mean 'serial'?"), "%s", complained.ptr);
}
