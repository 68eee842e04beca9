#include "inventory/inventory.h"

#include "fixture.h"

TestSuite(members, .init = setup, .fini = teardown);

Test(members, own_hosts_come_before_those_of_children_level_by_level)
{
    wp_inventory *inventory =
        load_text("[top]\nt\n[top:children]\nx\ny\n[x]\n[x:children]\ndeep\n[deep]\nd\n[y]\ny1\n");
    cr_expect_str_eq(members(inventory, "top"), "t y1 d");
}

Test(members, each_host_is_there_once)
{
    wp_inventory *inventory = load_text("[a]\nh1\nh2\n[b]\nh2\nh3\n[c:children]\na\nb\n");
    cr_expect_str_eq(members(inventory, "c"), "h1 h2 h3");
}

Test(members, a_group_met_twice_gives_its_hosts_once)
{
    wp_inventory *inventory = load_text("[a]\nh\n[b:children]\na\n[c:children]\nb\na\n");
    cr_expect_str_eq(members(inventory, "c"), "h");
}

Test(members, all_begins_with_the_ungrouped)
{
    cr_expect_str_eq(members(load_text("[web]\nw\n[x]\nu\n[web]\n"), "all"), "w u");
    cr_expect_str_eq(members(load_text("u\n[web]\nw\n"), "all"), "u w");
}

Test(members, the_implicit_localhost_may_be_in_a_group_but_not_in_all)
{
    wp_inventory *inventory = load_text("a\n");
    wp_inventory_join(inventory, wp_inventory_localhost(inventory), wp_inventory_add_group(inventory, "made", NULL),
                      NULL);
    cr_expect_str_eq(members(inventory, "made"), "localhost");
    cr_expect_str_eq(members(inventory, "all"), "a");
}
