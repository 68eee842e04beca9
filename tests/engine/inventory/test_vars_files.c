#include "inventory/vars_files.h"

#include "fixture.h"

TestSuite(vars_files, .init = setup, .fini = teardown);

static const char *group_vars(const wp_inventory *inventory, const char *name, wp_vars_place place)
{
    return repr(wp_inventory_group_vars(inventory, wp_inventory_group(inventory, name), place));
}

static const char *host_vars(const wp_inventory *inventory, const char *name, wp_vars_place place)
{
    return repr(wp_inventory_host_vars(inventory, wp_inventory_host(inventory, name), place));
}

Test(vars_files, stand_beside_the_inventory_and_beside_the_playbook)
{
    write_file("inv/hosts", "[web]\na x=0\n");
    write_file("inv/group_vars/web", "x: 1\n");
    write_file("inv/host_vars/a.json", "{\"x\": 2}");
    write_file("play/group_vars/web.yaml", "x: 3\n");
    write_file("play/host_vars/a.yml", "x: 4\n");
    wp_inventory *inventory = load("inv/hosts");
    wp_error err = { 0 };
    wp_inventory_load_vars_dir(inventory, "play");
    cr_assert(wp_inventory_vars_fault(inventory, &err), "%s", err.text);
    cr_expect_str_eq(group_vars(inventory, "web", WP_VARS_BESIDE_INVENTORY), "{'x': 1}");
    cr_expect_str_eq(host_vars(inventory, "a", WP_VARS_BESIDE_INVENTORY), "{'x': 2}");
    cr_expect_str_eq(group_vars(inventory, "web", WP_VARS_BESIDE_PLAYBOOK), "{'x': 3}");
    cr_expect_str_eq(host_vars(inventory, "a", WP_VARS_BESIDE_PLAYBOOK), "{'x': 4}");
    cr_expect_str_eq(host_vars(inventory, "a", WP_VARS_SOURCE), "{'x': 0}");
}

Test(vars_files, of_several_for_one_name_the_first_kind_is_read)
{
    write_file("group_vars/all", "x: bare\n");
    write_file("group_vars/all.yml", "x: yml\n");
    write_file("host_vars/a.yaml", "x: yaml\n");
    write_file("host_vars/a.json", "{\"x\": \"json\"}");
    wp_inventory *inventory = load_text("a\n");
    cr_expect_str_eq(group_vars(inventory, "all", WP_VARS_BESIDE_INVENTORY), "{'x': 'bare'}");
    cr_expect_str_eq(host_vars(inventory, "a", WP_VARS_BESIDE_INVENTORY), "{'x': 'yaml'}");
}

Test(vars_files, a_directory_gives_all_its_files_in_order_and_those_below)
{
    write_file("group_vars/all/10.yml", "a: 10\nb: 10\n");
    write_file("group_vars/all/20", "a: 20\n");
    write_file("group_vars/all/15/x.json", "{\"b\": 15}");
    write_file("group_vars/all/30.bak", "a: bak\n");
    write_file("group_vars/all/40.yml~", "a: copy\n");
    write_file("group_vars/all/.50.yml", "a: hidden\n");
    write_file("group_vars/all/60.d/x.yml", "a: dir\n");
    cr_expect_str_eq(group_vars(load_text("h\n"), "all", WP_VARS_BESIDE_INVENTORY), "{'a': 20, 'b': 15}");
}

Test(vars_files, names_may_have_dots)
{
    write_file("host_vars/a.example.com.yml", "x: 1\n");
    write_file("host_vars/b.example.com", "x: 2\n");
    wp_inventory *inventory = load_text("a.example.com\nb.example.com\n");
    cr_expect_str_eq(host_vars(inventory, "a.example.com", WP_VARS_BESIDE_INVENTORY), "{'x': 1}");
    cr_expect_str_eq(host_vars(inventory, "b.example.com", WP_VARS_BESIDE_INVENTORY), "{'x': 2}");
}

Test(vars_files, the_directories_of_all_sources_count_and_later_ones_win)
{
    write_file("one/hosts", "a\n");
    write_file("one/group_vars/all", "x: 1\ny: 1\n");
    write_file("two/hosts", "b\n");
    write_file("two/group_vars/all", "x: 2\n");
    wp_inventory *inventory = load_all((const char *const[]){ "one/hosts", "two" }, 2);
    cr_expect_str_eq(group_vars(inventory, "all", WP_VARS_BESIDE_INVENTORY), "{'x': 2, 'y': 1}");
}

Test(vars_files, empty_ones_do_nothing)
{
    write_file("group_vars/all.yml", "---\n# nothing yet\n");
    cr_expect_str_eq(group_vars(load_text("a\n"), "all", WP_VARS_BESIDE_INVENTORY), "{}");
}

static wp_error fault_of(const char *source)
{
    wp_error err = { 0 };
    cr_assert_not(wp_inventory_vars_fault(load(source), &err));
    return err;
}

Test(vars_files, mistakes_are_no_error_before_they_are_asked_for_and_name_the_file_and_whose_it_is)
{
    write_file("hosts", "[web]\na\n");
    write_file("group_vars/web.yml", "- a\n");
    wp_error err = fault_of("hosts");
    cr_expect(strstr(err.mark.file, "group_vars/web.yml"));
    cr_expect(strstr(err.text, "group 'web'") && strstr(err.text, "not a list"), "%s", err.text);
    write_file("group_vars/web.yml", "a: {{ b }}\n");
    cr_expect_eq(fault_of("hosts").mark.line, 1);
}

Test(vars_files, those_of_nobody_are_not_read)
{
    write_file("group_vars/other.yml", "a: {{ b }}\n");
    load_text("a\n");
    cr_expect_eq(wp_len(warnings), 0);
}

Test(vars_files, hosts_and_groups_that_come_later_have_theirs)
{
    write_file("host_vars/late.yml", "x: 1\n");
    write_file("group_vars/fresh.yml", "y: 2\n");
    write_file("host_vars/bad.yml", "- x\n");
    wp_inventory *inventory = load_text("a\n");
    bool changed;
    wp_inventory_add_host(inventory, "late", &changed);
    wp_inventory_add_group(inventory, "fresh", &changed);
    cr_expect_str_eq(host_vars(inventory, "late", WP_VARS_BESIDE_INVENTORY), "{'x': 1}");
    cr_expect_str_eq(group_vars(inventory, "fresh", WP_VARS_BESIDE_INVENTORY), "{'y': 2}");
    wp_inventory_add_host(inventory, "bad", &changed);
    cr_expect(strstr(warning(0), "host_vars/bad.yml"), "%s", warning(0));
}

Test(vars_files, reading_a_directory_twice_changes_nothing)
{
    write_file("hosts", "a\n");
    write_file("play/group_vars/all", "x: 1\n");
    wp_inventory *inventory = load("hosts");
    wp_inventory_load_vars_dir(inventory, "play");
    write_file("play/group_vars/all", "x: 2\n");
    wp_inventory_load_vars_dir(inventory, "play/");
    cr_expect_str_eq(group_vars(inventory, "all", WP_VARS_BESIDE_PLAYBOOK), "{'x': 1}");
}

Test(vars_files, of_one_directory_dicts_become_one_where_that_is_asked_for)
{
    write_file("group_vars/all/1.yml", "d: {a: 1, b: 1}\n");
    write_file("group_vars/all/2.yml", "d: {b: 2}\n");
    cr_expect_str_eq(group_vars(load_text("h\n"), "all", WP_VARS_BESIDE_INVENTORY), "{'d': {'b': 2}}");
    wp_inventory_options options = { .warnings = &warnings, .merges = true };
    const char *const source = "hosts";
    wp_error err = { 0 };
    wp_inventory *inventory;
    cr_assert(wp_inventory_load(arena, &source, 1, &options, &inventory, &err), "%s", err.text);
    cr_expect_str_eq(group_vars(inventory, "all", WP_VARS_BESIDE_INVENTORY), "{'d': {'a': 1, 'b': 2}}");
}
