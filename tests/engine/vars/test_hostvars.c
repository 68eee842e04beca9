/* Other hosts' variables. */
#include "fixture.h"

TestSuite(hostvars, .init = set_up, .fini = tear_down);

static wp_vars_scope *scope_with(const char *hosts)
{
    begin(hosts, "{}");
    load("- hosts: all\n  vars: {of_play: x}\n  tasks: [{say: }]\n");
    return scope_at("h1", 0);
}

Test(hostvars, hold_what_the_inventory_says_and_what_the_host_gathered)
{
    wp_vars_scope *scope = scope_with("h1\nh2 a=\"{{ inventory_hostname }}!\"\n");
    wp_host_vars_set(store("h2"), "b", wp_string_static("set"));
    wp_host_vars_set_facts(store("h2"), yaml("{ansible_c: fact}"));
    cr_expect_str_eq(say(scope, "{{ hostvars.h2.a }} {{ hostvars['h2'].b }} {{ hostvars['h2']['ansible_facts'].c }}"),
                     "h2! set fact");
}

Test(hostvars, hold_nothing_of_the_play)
{
    wp_vars_scope *scope = scope_with("h1\nh2\n");
    cr_expect_str_eq(say(scope, "{{ hostvars.h2.of_play | default('no') }} {{ hostvars.h2.hostvars is defined }} "
                                "{{ hostvars.h2.ansible_play_name is defined }} {{ of_play }}"), "no False False x");
}

Test(hostvars, list_all_hosts_and_the_localhost_that_is_always_there)
{
    cr_expect_str_eq(say(scope_with("h1\nh2\n"), "{{ hostvars | list }} {{ hostvars.localhost.ansible_connection }}"),
                     "['h1', 'h2', 'localhost'] local");
    wp_vars_free(vars);
    cr_expect_str_eq(say(scope_with("h1\nlocalhost\n"), "{{ hostvars | list }}"), "['h1', 'localhost']");
}

Test(hostvars, a_host_that_there_is_not_is_undefined)
{
    wp_vars_scope *scope = scope_with("h1\n");
    cr_expect_str_eq(say(scope, "{{ hostvars.h9 is defined }} {{ 'h9' in hostvars }} {{ hostvars.h9.x | default('d') }}"),
                     "False False d");
}

Test(hostvars, of_a_host_print_as_a_dictionary)
{
    wp_vars_scope *scope = scope_with("h1\nh2 zz=1\n");
    cr_expect(strstr(say(scope, "x {{ hostvars.h2 }}"), "'zz': 1") != NULL, "%s", say(scope, "x {{ hostvars.h2 }}"));
}

Test(hostvars, vars_has_them_as_they_were_written)
{
    wp_vars_scope *scope = scope_with("h1 a=\"{{ b }}\" b=2\n");
    cr_expect_str_eq(say(scope, "{{ vars.a }} {{ vars['b'] }} {{ vars.none | default('d') }}"), "{{ b }} 2 d");
}
