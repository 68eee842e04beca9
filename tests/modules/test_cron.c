#include "on_local.h"

TestSuite(cron, .init = set_up, .fini = tear_down);

/* A crontab of our own: what was given to `crontab -` is told by `crontab -l`. */
static bool with_crontab(void)
{
    if (!with_programs())
        return false;
    write_file("@/bin/crontab",
               in_dir("#!/bin/sh\n[ \"$1\" != -u ] || shift 2\n"
                      "case $1 in\n-l) [ -f @/tab ] && cat @/tab || { echo 'no crontab for you' >&2; exit 1; } ;;\n"
                      "-) cat >@/new; if grep -q bad @/new; then echo bad minute >&2; exit 1; fi; mv @/new @/tab ;;\nesac\n"),
               0755);
    return true;
}

Test(cron, puts_a_job_into_a_crontab_once)
{
    if (!with_crontab())
        return;
    check("cron", "{name: backup, minute: 20, hour: 3, job: /bin/backup}");
    expect_changed(1);
    cr_expect(!exists("@/tab"));
    run("cron", "{name: backup, minute: 20, hour: 3, job: /bin/backup}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/tab"), "#Ansible: backup\n20 3 * * * /bin/backup\n");
    expect_got("jobs", "['backup']");
    run("cron", "{name: backup, minute: 20, hour: 3, job: /bin/backup}");
    expect_unchanged(1);
}

Test(cron, changes_disables_and_removes_a_job_where_it_stands)
{
    if (!with_crontab())
        return;
    write_file("@/tab", "A=1\n#Ansible: one\n1 * * * * /one\n#Ansible: two\n2 * * * * /two\n", 0644);
    run("cron", "{name: one, special_time: daily, job: /one, disabled: yes}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/tab"), "A=1\n#Ansible: one\n#@daily /one\n#Ansible: two\n2 * * * * /two\n");
    run("cron", "{name: one, state: absent}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/tab"), "A=1\n#Ansible: two\n2 * * * * /two\n");
    run("cron", "{name: one, state: absent}");
    expect_unchanged(1);
}

Test(cron, gives_a_job_that_was_written_by_hand_its_name)
{
    if (!with_crontab())
        return;
    write_file("@/tab", "5 5 * * * /legacy", 0644);
    run("cron", "{name: old, minute: 5, hour: 5, job: /legacy}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/tab"), "#Ansible: old\n5 5 * * * /legacy\n");
}

Test(cron, keeps_the_old_crontab_where_that_is_asked_for)
{
    if (!with_crontab())
        return;
    write_file("@/tab", "1 * * * * /x\n", 0644);
    run("cron", "{name: y, job: /y, backup: yes}");
    expect_changed(2);
    cr_expect_str_eq(read_back(got("backup_file")), "1 * * * * /x\n");
    unlink(got("backup_file"));
}

Test(cron, variables_go_to_the_top_or_beside_another)
{
    if (!with_crontab())
        return;
    write_file("@/tab", "B=\"2\"\n1 * * * * /x\n", 0644);
    run("cron", "{name: A, env: yes, value: 1}");
    expect_changed(2);
    run("cron", "{name: C, env: yes, value: 3, insertafter: B}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/tab"), "A=\"1\"\nB=\"2\"\nC=\"3\"\n1 * * * * /x\n");
    expect_got("envs", "['A', 'B', 'C']");
    run("cron", "{name: B, env: yes, state: absent}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/tab"), "A=\"1\"\nC=\"3\"\n1 * * * * /x\n");
    run("cron", "{name: D, env: yes, value: 1, insertbefore: Z}");
    expect_failed("no variable 'Z'");
}

Test(cron, a_file_names_a_user_in_each_line_and_goes_when_it_is_empty)
{
    run("cron", "{name: x, cron_file: @/jobs, user: nobody, job: /x}");
    expect_changed(2);
    cr_expect_str_eq(read_back("@/jobs"), "#Ansible: x\n* * * * * nobody /x\n");
    cr_expect_eq(mode_of("@/jobs"), 0644);
    run("cron", "{name: x, cron_file: @/jobs, user: nobody, job: /x}");
    expect_unchanged(1);
    run("cron", "{name: x, cron_file: @/jobs, user: nobody, state: absent}");
    expect_changed(2);
    cr_expect(!exists("@/jobs"));
    run("cron", "{name: x, cron_file: @/jobs, user: nobody, state: absent}");
    expect_unchanged(1);
}

Test(cron, tells_what_can_not_be)
{
    run("cron", "{name: x, cron_file: @/jobs, job: /x}");
    expect_failed("user");
    run("cron", "{name: x, job: /x, special_time: daily, hour: 3}");
    expect_failed("special_time and hour");
    run("cron", "{name: x, job: \"/x\\n/y\"}");
    expect_failed("one line");
    run("cron", "{name: x}");
    expect_failed("'job'");
    if (!with_crontab())
        return;
    run("cron", "{name: x, job: bad}");
    expect_failed("bad minute");
}

Test(cron, a_host_without_crontab_is_told_so)
{
    if (!with_programs())
        return;
    cr_assert_eq(symlink("/usr/bin/printf", in_dir("@/bin/printf")), 0);
    with.environment = parse("{PATH: '@/bin'}");
    run("cron", "{name: x, job: /x}");
    expect_failed("install cron");
}
