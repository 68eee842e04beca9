/* What hosts gather while a run goes on. */
#include "fixture.h"

#include <pthread.h>

TestSuite(vars, .init = set_up, .fini = tear_down);

Test(vars, facts_have_two_names_and_are_merged)
{
    begin("h1\n", "{}");
    wp_host_vars_set_facts(store("h1"), yaml("{ansible_a: 1, plain: 2}"));
    wp_host_vars_set_facts(store("h1"), yaml("{ansible_b: 3}"));
    cr_expect_str_eq(say(scope_of("h1"), "{{ ansible_a }} {{ plain }} {{ ansible_b }} {{ ansible_facts }}"),
                     "1 2 3 {'a': 1, 'plain': 2, 'b': 3}");
    wp_host_vars_clear_facts(store("h1"));
    cr_expect_str_eq(say(scope_of("h1"), "{{ ansible_facts }} {{ ansible_a is defined }}"), "{} False");
}

Test(vars, what_came_from_a_host_is_never_a_template)
{
    begin("h1\n", "{}");
    wp_host_vars_set(store("h1"), "a", wp_string_static("{{ 1 + 1 }}"));
    wp_host_vars_set_facts(store("h1"), yaml("{f: \"{{ 1 + 1 }}\"}"));
    cr_expect_str_eq(say(scope_of("h1"), "{{ a }} {{ f }}"), "{{ 1 + 1 }} {{ 1 + 1 }}");
}

Test(vars, included_variables_may_hold_templates)
{
    begin("h1 x=1\n", "{}");
    wp_host_vars_include(store("h1"), yaml("{a: \"{{ x }}-a\"}"));
    cr_expect_str_eq(say(scope_of("h1"), "{{ a }}"), "1-a");
}

Test(vars, groups_are_those_of_now)
{
    begin("[web]\nh1\n", "{}");
    bool changed = false;
    cr_expect_str_eq(say(scope_of("h1"), "{{ groups.web }}"), "['h1']");
    wp_host *h2 = wp_inventory_add_host(inventory, "h2", &changed);
    wp_inventory_join(inventory, h2, wp_inventory_group(inventory, "web"), &changed);
    cr_expect_str_eq(say(scope_of("h1"), "{{ groups.web }} {{ hostvars.h2.group_names }}"), "['h1', 'h2'] ['web']");
}

Test(vars, the_name_of_a_file_is_kept_once)
{
    begin("h1\n", "{}");
    char path[] = "/a/b.yml";
    const char *kept = wp_vars_file_name(vars, path);
    path[1] = 'x';
    cr_expect_str_eq(kept, "/a/b.yml");
    cr_expect_eq(wp_vars_file_name(vars, "/a/b.yml"), kept);
}

static void *write_many(void *host)
{
    for (int i = 0; i < 200; i++)
        wp_host_vars_set(host, "n", wp_int(i));
    return NULL;
}

Test(vars, one_thread_may_write_what_others_read)
{
    begin("h1\nh2\n", "{}");
    pthread_t thread;
    wp_host_vars_set(store("h2"), "n", wp_int(0));
    cr_assert_eq(pthread_create(&thread, NULL, write_many, store("h2")), 0);
    for (int i = 0; i < 50; i++)
        cr_expect_str_eq(say(scope_of("h1"), "{{ hostvars.h2.n is number }}"), "True");
    pthread_join(thread, NULL);
    cr_expect_str_eq(say(scope_of("h1"), "{{ hostvars.h2.n }}"), "199");
}
