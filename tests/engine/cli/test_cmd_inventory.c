/* waplay inventory: what an inventory says, in its shapes. */
#include "fixture.h"

static void begin(void)
{
    set_up();
    write_file("hosts", "[web]\nw1 x=1\nw2\n[db]\nd1\n[all_of_it:children]\nweb\ndb\n[web:vars]\ny=2\n");
    write_file("group_vars/db.yml", "z: {a: 1}\n");
    write_file("host_vars/d1.yml", "z: {b: 2}\n");
}

TestSuite(cmd_inventory, .init = begin, .fini = tear_down);

static const char *shown(void)
{
    return wp_strndup(arena, printed.ptr, printed.len);
}

Test(cmd_inventory, a_host_has_all_its_variables)
{
    cr_expect_eq(RUN("inventory", "-i", "hosts", "--host", "w1"), 0, "%s", complained.ptr);
    cr_expect_str_eq(shown(), "{\n    \"x\": 1,\n    \"y\": 2\n}\n");
    cr_expect_neq(RUN("inventory", "-i", "hosts", "--host", "nobody"), 0);
    cr_expect(says(complained, "there is no host 'nobody'"), "%s", complained.ptr);
}

Test(cmd_inventory, groups_are_a_tree)
{
    cr_expect_eq(RUN("inventory", "-i", "hosts", "--graph", "all_of_it"), 0, "%s", complained.ptr);
    cr_expect_str_eq(shown(), "@all_of_it:\n  |--@web:\n  |  |--w1\n  |  |--w2\n  |--@db:\n  |  |--d1\n");
    cr_expect_eq(RUN("inventory", "-i", "hosts", "--graph", "--vars", "db"), 0);
    cr_expect(says(printed, "|  |--{z = {'b': 2}}"), "%s", printed.ptr);
}

Test(cmd_inventory, the_list_is_what_scripts_print)
{
    cr_expect_eq(RUN("inventory", "-i", "hosts", "--list"), 0, "%s", complained.ptr);
    wp_value all;
    cr_assert(wp_from_json(arena, printed, &all, &err), "%s", err.text);
    cr_expect_str_eq(wp_to_repr(arena, *wp_dict_find(*wp_dict_find(all, "web"), "hosts")).ptr, "['w1', 'w2']");
    const wp_value *hostvars = wp_dict_find(*wp_dict_find(all, "_meta"), "hostvars");
    cr_expect_str_eq(wp_to_repr(arena, *wp_dict_find(*hostvars, "w1")).ptr, "{'x': 1, 'y': 2}");
}

Test(cmd_inventory, an_export_leaves_variables_where_they_were_said)
{
    cr_expect_eq(RUN("inventory", "-i", "hosts", "--list", "--export"), 0, "%s", complained.ptr);
    wp_value all;
    cr_assert(wp_from_json(arena, printed, &all, &err), "%s", err.text);
    cr_expect_str_eq(wp_to_repr(arena, *wp_dict_find(*wp_dict_find(all, "web"), "vars")).ptr, "{'y': 2}");
    cr_expect_str_eq(wp_to_repr(arena, *wp_dict_find(*wp_dict_find(*wp_dict_find(all, "_meta"), "hostvars"), "w1")).ptr, "{'x': 1}");
}

Test(cmd_inventory, yaml_is_an_inventory_again)
{
    cr_expect_eq(RUN("inventory", "-i", "hosts", "--list", "--yaml", "--output", "again.yml"), 0, "%s", complained.ptr);
    cr_expect_eq(RUN("inventory", "-i", "again.yml", "--host", "w1"), 0, "%s", complained.ptr);
    cr_expect_str_eq(shown(), "{\n    \"x\": 1,\n    \"y\": 2\n}\n");
}

Test(cmd_inventory, dicts_of_group_and_host_become_one_where_that_is_set)
{
    cr_expect_eq(RUN("inventory", "-i", "hosts", "--host", "d1"), 0);
    cr_expect_str_eq(shown(), "{\n    \"z\": {\n        \"b\": 2\n    }\n}\n");
    setenv("ANSIBLE_HASH_BEHAVIOUR", "merge", 1);
    cr_expect_eq(RUN("inventory", "-i", "hosts", "--host", "d1"), 0);
    cr_expect_str_eq(shown(), "{\n    \"z\": {\n        \"a\": 1,\n        \"b\": 2\n    }\n}\n");
}
