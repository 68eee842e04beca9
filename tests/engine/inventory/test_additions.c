#include "fixture.h"

TestSuite(additions, .init = setup, .fini = teardown);

static void refresh(wp_inventory *inventory)
{
    wp_error err = { 0 };
    cr_assert(wp_inventory_refresh(inventory, &err), "%s", err.text);
}

Test(additions, a_refresh_takes_what_the_sources_say_now)
{
    wp_inventory *inventory = load_text("[web]\na x=1\nb\n[web:vars]\ny=1\n");
    write_file("hosts", "[web]\nb x=2\n[db]\nc\n");
    refresh(inventory);
    cr_expect_null(wp_inventory_host(inventory, "a"));
    cr_expect_str_eq(members(inventory, "all"), "b c");
    cr_expect_str_eq(groups_of(inventory, "c"), "all db");
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "b")->vars), "{'x': 2}");
    cr_expect_str_eq(repr(wp_inventory_group(inventory, "web")->vars), "{}");
}

Test(additions, hosts_and_groups_keep_their_addresses_over_a_refresh)
{
    wp_inventory *inventory = load_text("[web]\na\nb\n");
    const wp_host *b = wp_inventory_host(inventory, "b");
    const wp_group *web = wp_inventory_group(inventory, "web");
    write_file("hosts", "[web]\nb\n");
    refresh(inventory);
    cr_expect_eq(wp_inventory_host(inventory, "b"), b);
    cr_expect_eq(wp_inventory_group(inventory, "web"), web);
    cr_expect_eq(b->index, 0);
}

Test(additions, what_the_run_added_outlives_a_refresh)
{
    wp_inventory *inventory = load_text("[web]\na\n");
    wp_host *fresh = wp_inventory_add_host(inventory, "fresh", NULL);
    wp_value vars = wp_dict_new(arena, 1);
    wp_dict_set(arena, vars, "x", wp_int(2));
    wp_inventory_set_host_vars(inventory, fresh, vars);
    wp_group *new_ones = wp_inventory_add_group(inventory, "new_ones", NULL);
    wp_inventory_nest(inventory, wp_inventory_add_group(inventory, "above", NULL), new_ones, NULL);
    wp_inventory_join(inventory, fresh, new_ones, NULL);
    refresh(inventory);
    cr_expect_str_eq(members(inventory, "above"), "fresh");
    cr_expect_str_eq(groups_of(inventory, "fresh"), "all above new_ones");
    cr_expect_str_eq(members(inventory, "ungrouped"), "");
    cr_expect_str_eq(repr(fresh->vars), "{'x': 2}");
}

Test(additions, a_group_of_hosts_that_are_gone_is_gone_with_them)
{
    wp_inventory *inventory = load_text("a\nb\n");
    wp_inventory_join(inventory, wp_inventory_host(inventory, "a"), wp_inventory_add_group(inventory, "of_a", NULL), NULL);
    write_file("hosts", "b\n");
    refresh(inventory);
    cr_expect_null(wp_inventory_group(inventory, "of_a"));
}

Test(additions, files_of_variables_are_read_again)
{
    write_file("host_vars/a.yml", "x: 1\n");
    wp_inventory *inventory = load_text("a\n");
    write_file("host_vars/a.yml", "x: 2\n");
    write_file("play/group_vars/all.yml", "y: 1\n");
    wp_inventory_load_vars_dir(inventory, "play");
    write_file("play/group_vars/all.yml", "y: 2\n");
    refresh(inventory);
    const wp_host *a = wp_inventory_host(inventory, "a");
    cr_expect_str_eq(repr(wp_inventory_host_vars(inventory, a, WP_VARS_BESIDE_INVENTORY)), "{'x': 2}");
    cr_expect_str_eq(repr(wp_inventory_group_vars(inventory, a->groups[0], WP_VARS_BESIDE_PLAYBOOK)), "{'y': 2}");
}

Test(additions, the_localhost_that_nobody_named_stays)
{
    wp_inventory *inventory = load_text("a\n");
    const wp_host *localhost = wp_inventory_localhost(inventory);
    refresh(inventory);
    cr_expect_eq(wp_inventory_localhost(inventory), localhost);
    write_file("hosts", "localhost\n");
    refresh(inventory);
    cr_expect_eq(wp_inventory_localhost(inventory), wp_inventory_host(inventory, "localhost"));
    cr_expect_not(wp_inventory_localhost(inventory)->is_implicit);
}

Test(additions, changes_are_counted)
{
    wp_inventory *inventory = load_text("a\n");
    size_t before = wp_inventory_change_count(inventory);
    wp_inventory_add_group(inventory, "new", NULL);
    size_t after = wp_inventory_change_count(inventory);
    cr_expect_gt(after, before);
    refresh(inventory);
    cr_expect_gt(wp_inventory_change_count(inventory), after);
}

Test(additions, a_refresh_tells_what_is_wrong_with_a_source)
{
    wp_inventory *inventory = load_text("a\n");
    wp_error err = { 0 };
    write_file("hosts", "[web\na\n");
    cr_expect_not(wp_inventory_refresh(inventory, &err));
    cr_expect_eq(err.mark.line, 1);
}
