/* Where and as whom a task reaches its host. */
#include "fixture.h"

TestSuite(reached, .init = set_up, .fini = tear_down);

static wp_vars_scope *scope_with(const char *hosts, const char *play_lines)
{
    begin(hosts, "{}");
    load(wp_printf(arena, "- hosts: all\n%s  tasks: [{say: }]\n", play_lines));
    return scope_at("h1", 0);
}

Test(reached, a_host_without_an_address_is_reached_by_its_name)
{
    wp_vars_scope *scope = scope_with("h1\nh2\n", "");
    cr_expect_str_eq(say(scope, "{{ ansible_host }} {{ ansible_ssh_host }}"), "h1 h1");
    cr_expect(wp_vars_has(scope, wp_str_of("ansible_host")));
    cr_expect_str_eq(say(scope, "{{ hostvars.h2.ansible_host | default('none') }}"), "none");
    cr_expect_str_eq(say(scope_of("h1"), "{{ ansible_host | default('none') }}"), "none", "only tasks have it");
}

Test(reached, an_address_under_its_other_name_counts)
{
    wp_vars_scope *scope = scope_with("h1 ansible_ssh_host=10.0.0.1\n", "");
    cr_expect_str_eq(say(scope, "{{ ansible_host }}"), "10.0.0.1");
}

Test(reached, a_delegated_task_has_the_address_of_the_other)
{
    wp_vars_scope *scope = scope_with("h1\nh2 ansible_host=10.0.0.2\n", "");
    wp_vars_scope_delegate(scope, wp_inventory_host(inventory, "h2"));
    cr_expect_str_eq(say(scope, "{{ ansible_host }}"), "10.0.0.2");
}

static const char *user_with(const char *play_lines)
{
    load(wp_printf(arena, "- hosts: all\n%s  tasks: [{say: }]\n", play_lines));
    return say(scope_at("h1", 0), "{{ ansible_user | default('none') }} {{ ansible_ssh_user | default('none') }}");
}

Test(reached, the_user_is_that_of_remote_user_unless_it_is_a_template)
{
    begin("h1\n", "{}");
    cr_expect_str_eq(user_with("  remote_user: ops\n"), "ops ops");
    cr_expect_str_eq(user_with(""), "none none");
    cr_expect_str_eq(user_with("  remote_user: \"{{ ansible_user | default('x') }}\"\n"), "none none");
}

Test(reached, how_it_is_reached_is_a_keyword_or_what_the_command_line_says)
{
    static const char text[] = "{{ ansible_connection }} {{ ansible_timeout }} {{ ansible_ssh_timeout }}";
    begin("h1\nh2 ansible_ssh_timeout=5\n", "{}");
    wp_vars_options given = { .inventory = inventory, .env = env, .extra = yaml("{}"),
                              .reached = yaml("{ansible_connection: ssh, ansible_timeout: 10}") };
    wp_vars_free(vars);
    vars = wp_vars_new(&given);
    load("- hosts: all\n  tasks: [{say: , connection: local}]\n");
    cr_expect_str_eq(say(scope_at("h1", 0), text), "local 10 10");
    load("- hosts: all\n  tasks: [{say: }]\n");
    cr_expect_str_eq(say(scope_at("h2", 0), text), "ssh 5 5", "any of its names sets it");
    cr_expect_str_eq(say(scope_at("h1", 0), "{{ ansible_pipelining | default('none') }}"), "none");
}

Test(reached, a_template_under_the_other_name_is_evaluated)
{
    wp_vars_scope *scope = scope_with("h1 net=10.0.0\n", "  vars: {ansible_ssh_host: \"{{ net }}.7\"}\n");
    cr_expect_str_eq(say(scope, "{{ ansible_host }} {{ ansible_ssh_host }}"), "10.0.0.7 10.0.0.7");
}
