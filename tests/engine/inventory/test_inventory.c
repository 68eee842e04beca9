#include "inventory/inventory.h"

#include "base/buf.h"
#include "base/clock.h"
#include "fixture.h"
#include "support/cases.h"

TestSuite(inventory, .init = setup, .fini = teardown);

/* As the cases have it: hosts of groups, variables of groups, groups and variables of hosts. */
static wp_value described(wp_arena *of, const wp_inventory *inventory)
{
    wp_value groups = wp_dict_new(of, 0), vars = wp_dict_new(of, 0), hosts = wp_dict_new(of, 0),
             all = wp_dict_new(of, 3);
    for (size_t i = 0; i < wp_inventory_group_count(inventory); i++) {
        const wp_group *group = wp_inventory_group_at(inventory, i);
        wp_host **list;
        size_t count;
        wp_value names = wp_list_new(of, 0);
        wp_group_hosts(of, group, &list, &count);
        for (size_t h = 0; h < count; h++)
            wp_list_push(of, names, wp_string(of, list[h]->name));
        wp_dict_set(of, groups, group->name, names);
        if (wp_len(group->vars) > 0)
            wp_dict_set(of, vars, group->name, group->vars);
    }
    for (size_t i = 0; i < wp_inventory_host_count(inventory); i++) {
        const wp_host *host = wp_inventory_host_at(inventory, i);
        wp_value names = wp_list_new(of, 0), pair = wp_list_new(of, 2);
        for (size_t g = 0; g < host->group_count; g++)
            wp_list_push(of, names, wp_string(of, host->groups[g]->name));
        wp_list_push(of, pair, names);
        wp_list_push(of, pair, host->vars);
        wp_dict_set(of, hosts, host->name, pair);
    }
    wp_dict_set(of, all, "groups", groups);
    wp_dict_set(of, all, "vars", vars);
    wp_dict_set(of, all, "hosts", hosts);
    return all;
}

static void check_file(wp_arena *of, wp_value input, wp_str expected)
{
    const char *name = wp_printf(of, "case%s", wp_text(wp_list_at(input, 1)).ptr);
    write_file(name, wp_text(wp_list_at(input, 0)).ptr);
    wp_inventory *inventory;
    bool loads = wp_inventory_load(of, &name, 1, NULL, &inventory, NULL);
    wp_json_style style = { 0 };
    wp_str got = loads ? wp_to_json(of, described(of, inventory), style) : wp_str_of("\"error\"");
    wp_value wanted;
    cr_assert(wp_from_json(of, expected, &wanted, NULL));
    wp_str want = wp_to_json(of, wanted, style);
    cr_expect(wp_str_eq(got, want), "%s\n  is  %s\n  not %s", wp_text(wp_list_at(input, 0)).ptr, got.ptr, want.ptr);
}

Test(inventory, files_mean_what_ansible_takes_them_for)
{
    each_case("inventory.cases", check_file);
}

Test(inventory, without_sources_there_is_only_the_implicit_localhost)
{
    wp_inventory *inventory = load_all(NULL, 0);
    cr_expect_eq(wp_inventory_host_count(inventory), 0);
    wp_host *localhost = wp_inventory_localhost(inventory);
    cr_expect_str_eq(localhost->name, "localhost");
    cr_expect(localhost->is_implicit);
    cr_expect_str_eq(repr(localhost->vars), "{'ansible_connection': 'local'}");
    cr_expect_str_eq(localhost->groups[0]->name, "all");
    cr_expect_eq(wp_inventory_localhost(inventory), localhost);
}

Test(inventory, a_localhost_that_was_named_is_the_one)
{
    wp_inventory *inventory = load_text("127.0.0.1 a=1\n");
    cr_expect_eq(wp_inventory_localhost(inventory), wp_inventory_host(inventory, "127.0.0.1"));
}

Test(inventory, of_two_names_of_this_machine_each_means_its_own_host)
{
    wp_inventory *inventory = load_text("127.0.0.1\nlocalhost\n");
    cr_expect_eq(wp_inventory_localhost(inventory), wp_inventory_host(inventory, "localhost"));
}

Test(inventory, hosts_and_groups_are_found_by_name_and_by_place)
{
    wp_inventory *inventory = load_text("[web]\na\nb\n");
    cr_expect_eq(wp_inventory_host_at(inventory, 1), wp_inventory_host(inventory, "b"));
    cr_expect_eq(wp_inventory_host(inventory, "b")->index, 1);
    cr_expect_null(wp_inventory_host(inventory, "c"));
    cr_expect_null(wp_inventory_host_at(inventory, 2));
    cr_expect_str_eq(wp_inventory_group_at(inventory, 0)->name, "all");
    cr_expect_str_eq(wp_inventory_group_at(inventory, 1)->name, "ungrouped");
    cr_expect_eq(wp_inventory_group_at(inventory, 2), wp_inventory_group(inventory, "web"));
    cr_expect_null(wp_inventory_group_at(inventory, 3));
    cr_expect_null(wp_inventory_group(inventory, "db"));
}

Test(inventory, an_added_host_is_ungrouped_until_it_joins)
{
    wp_inventory *inventory = load_text("[web]\na\n");
    bool changed = false;
    wp_host *fresh = wp_inventory_add_host(inventory, "fresh", &changed);
    cr_expect(changed);
    cr_expect_str_eq(members(inventory, "ungrouped"), "fresh");
    cr_expect_str_eq(groups_of(inventory, "fresh"), "all ungrouped");
    wp_inventory_join(inventory, fresh, wp_inventory_group(inventory, "web"), &changed);
    cr_expect_str_eq(members(inventory, "ungrouped"), "");
    cr_expect_str_eq(members(inventory, "web"), "a fresh");
    cr_expect_str_eq(groups_of(inventory, "fresh"), "all web");
}

Test(inventory, adding_what_is_there_changes_nothing)
{
    wp_inventory *inventory = load_text("[web]\na\n");
    bool changed = false;
    wp_host *host = wp_inventory_add_host(inventory, "a", &changed);
    wp_inventory_join(inventory, host, wp_inventory_add_group(inventory, "web", &changed), &changed);
    cr_expect_not(changed);
}

Test(inventory, an_added_group_hangs_under_all_unless_it_has_a_parent)
{
    wp_inventory *inventory = load_text("[web]\na\n");
    wp_error err = { 0 };
    wp_host *host = wp_inventory_host(inventory, "a");
    wp_group *one = wp_inventory_add_group(inventory, "one", NULL),
             *two = wp_inventory_add_group(inventory, "two", NULL);
    cr_assert(wp_inventory_nest(inventory, one, two, &err), "%s", err.text);
    wp_inventory_join(inventory, host, two, NULL);
    cr_expect_str_eq(groups_of(inventory, "a"), "all one web two");
    cr_expect_eq(two->parent_count, 1);
    cr_expect_eq(two->depth, 2);
    cr_expect_not(wp_inventory_nest(inventory, two, one, &err));
}

Test(inventory, variables_of_a_host_can_be_added_to)
{
    wp_inventory *inventory = load_text("a x=1 y=1\n");
    wp_value vars = wp_dict_new(arena, 1);
    wp_dict_set(arena, vars, "x", wp_int(2));
    wp_inventory_set_host_vars(inventory, wp_inventory_host(inventory, "a"), vars);
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "a")->vars), "{'x': 2, 'y': 1}");
}

Test(inventory, ten_thousand_hosts_are_read_quickly)
{
    wp_buf text = wp_buf_new(arena);
    for (int i = 0; i < 10000; i++) {
        if (i % 100 == 0)
            wp_buf_printf(&text, "[g%d]\n", i / 100);
        wp_buf_printf(&text, "host%d.example.com ansible_host=10.0.0.1 role=\"web server\" n=%d\n", i, i);
    }
    write_file("hosts", wp_buf_str(&text).ptr);
    int64_t start = wp_clock_ms();
    wp_inventory *inventory = load("hosts");
    int64_t took = wp_clock_ms() - start;
    cr_expect_eq(wp_inventory_host_count(inventory), 10000);
    cr_expect_lt(took, 5000, "%lld ms", (long long)took); /* fifteen without sanitizers */
}

Test(inventory, a_stranger_is_in_the_group_of_all)
{
    const wp_host *host = wp_inventory_stranger(arena, load_text("a\n"), "nobody");
    cr_assert_eq(host->group_count, 1);
    cr_expect_str_eq(host->groups[0]->name, "all");
}
