/* How a host is reached: variables over keywords over the command line; one connection for each way. */
#include "fixture.h"

#include "executor/job.h"

TestSuite(connection, .init = set_up, .fini = tear_down);

static wp_connection *of(wp_run *run, const char *host, const char *lane)
{
    wp_error err = { 0 };
    wp_connection *connection = NULL;
    const wp_host *it = wp_inventory_host(run->options.inventory, host);
    wp_vars_scope *scope = wp_run_scope(run, arena, it, NULL);
    cr_assert(wp_run_connection(run, arena, scope, it, NULL, lane, &connection, &err), "%s", err.text);
    return connection;
}

static void compare(wp_run *run)
{
    cr_expect_eq(of(run, "a", NULL), of(run, "a", NULL));
    cr_expect_neq(of(run, "a", NULL), of(run, "b", NULL));
    cr_expect_neq(of(run, "a", NULL), of(run, "a", "lane"));
}

Test(connection, is_kept_for_each_host_and_each_lane)
{
    with_run("a,b,", "- hosts: all\n", compare);
}

static wp_become become_of(wp_run *run, const char *host)
{
    wp_error err = { 0 };
    wp_become become;
    const wp_host *it = wp_inventory_host(run->options.inventory, host);
    const wp_play *play = run->playbooks[0]->plays[0];
    wp_vars_scope *scope = wp_run_scope(run, arena, it, &play->node);
    cr_assert(wp_run_become(run, arena, scope, &play->node, &become, &err), "%s", err.text);
    return become;
}

static void check_become(wp_run *run)
{
    wp_become become = become_of(run, "a");
    cr_expect_str_eq(become.method, "sudo");
    cr_expect_str_eq(become.user, "of_play");
    become = become_of(run, "b");
    cr_expect_str_eq(become.method, "su");
    cr_expect_str_eq(become.user, "of_host");
    cr_expect_str_eq(become.password, "hush!");
    cr_expect_null(become_of(run, "c").method);
}

Test(connection, becoming_follows_variables_then_keywords_then_the_command_line)
{
    write_file("hosts", "a\nb ansible_become_user=of_host ansible_become_method=su ansible_become_password=hush!\n"
                        "c ansible_become=no\n");
    with.become_user = "of_cli";
    with_run("hosts", "- hosts: all\n  become: yes\n  become_user: of_play\n", check_become);
}

Test(connection, a_password_is_shown_nowhere)
{
    write_file("hosts", "a ansible_become_password=hush!\n");
    run_on("hosts", "- hosts: all\n  gather_facts: no\n  become: yes\n  tasks:\n    - act:\n    - say: {msg: \"hush!\"}\n");
    expect_silent_about("hush!");
}
