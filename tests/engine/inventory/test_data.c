#include "inventory/data.h"

#include "fixture.h"

TestSuite(data, .init = setup, .fini = teardown);

Test(data, groups_of_a_host_stand_by_depth_priority_and_name)
{
    wp_inventory *inventory = load_text("[b]\nh\n[a]\nh\n[z]\nh\n[z:vars]\nansible_group_priority=0\n"
                                        "[top:children]\nb\n");
    cr_expect_str_eq(groups_of(inventory, "h"), "all z a top b");
}

Test(data, depth_is_the_longest_way_down)
{
    wp_inventory *inventory = load_text("[a:children]\nc\n[a:children]\nb\n[b:children]\nc\n[c]\nh\n");
    cr_expect_eq(wp_inventory_group(inventory, "c")->depth, 3);
    cr_expect_eq(wp_inventory_group(inventory, "all")->depth, 0);
}

Test(data, a_host_in_another_group_is_not_ungrouped)
{
    wp_inventory *inventory = load_text("a\nb\n[web]\na\n");
    cr_expect_str_eq(members(inventory, "ungrouped"), "b");
    cr_expect_str_eq(groups_of(inventory, "a"), "all web");
    cr_expect_str_eq(groups_of(inventory, "b"), "all ungrouped");
}

Test(data, a_host_that_is_only_in_all_is_ungrouped)
{
    cr_expect_str_eq(members(load_text("[all]\na\n"), "ungrouped"), "a");
}

Test(data, a_name_for_both_a_host_and_a_group_is_told)
{
    load_text("web\n[web]\na\n");
    cr_expect_str_eq(warning(0), "'web' is both a host and a group");
}

Test(data, a_loop_through_several_groups_is_refused)
{
    write_file("hosts", "[a:children]\nb\n[b:children]\nc\n[c:children]\na\n");
    cr_expect(strstr(refused("hosts").text, "stands above"));
}

Test(data, arrays_grow_past_every_power_of_two)
{
    size_t count = 0;
    const char **items = NULL;
    for (size_t i = 0; i < 1000; i++)
        wp_data_push(arena, items, count, wp_printf(arena, "%zu", i));
    cr_expect_eq(count, 1000);
    cr_expect_str_eq(items[0], "0");
    cr_expect_str_eq(items[512], "512");
    cr_expect_str_eq(items[999], "999");
}
