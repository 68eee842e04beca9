#include "inventory/source.h"

#include "fixture.h"

TestSuite(source, .init = setup, .fini = teardown);

Test(source, a_list_with_a_comma_names_hosts)
{
    wp_inventory *inventory = load("web1, web2:2222,n[1:2],");
    cr_expect_str_eq(members(inventory, "ungrouped"), "web1 web2 n1 n2");
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "web2")->vars), "{'ansible_port': 2222}");
    cr_expect_null(wp_inventory_dir(inventory, wp_inventory_host(inventory, "web1")));
}

Test(source, a_name_that_is_no_path_is_looked_for_in_inventories)
{
    write_file("inventories/prod/hosts", "web1\n");
    cr_expect_str_eq(members(load("prod"), "all"), "web1");
}

Test(source, a_name_that_is_nowhere_is_told_with_the_nearest)
{
    write_file("inventories/prod/hosts", "web1\n");
    cr_expect_str_eq(refused("prdo").hint, "did you mean 'prod'?");
    cr_expect(strstr(refused("web1").hint, "-i 'web1,'"));
}

Test(source, all_files_of_a_directory_are_read_but_some_kinds)
{
    write_file("inv/01", "[web]\na\n");
    write_file("inv/02.yml", "web: {hosts: b}\n");
    write_file("inv/03", "#!/bin/sh\necho '{\"web\": [\"c\"], \"_meta\": {\"hostvars\": {}}}'\n");
    write_file("inv/sub/x", "[web]\nd\n");
    write_file("inv/x.ini", "[web]\nnot1\n");
    write_file("inv/x.md", "not2\n");
    write_file("inv/.x", "not3\n");
    write_file("inv/x~", "not4\n");
    write_file("inv/group_vars/not5", "a: 1\n");
    cr_expect_str_eq(members(load("inv"), "all"), "a b c d");
}

Test(source, in_a_directory_a_file_that_is_no_inventory_is_passed_over_with_a_warning)
{
    write_file("inv/hosts", "a\n");
    write_file("inv/notes", "these are notes: see below\n");
    cr_expect_str_eq(members(load("inv"), "all"), "a");
    cr_expect(strstr(warning(0), "inv/notes:1: passed over"), "%s", warning(0));
}

Test(source, where_no_file_of_a_directory_can_be_read_it_is_an_error)
{
    write_file("inv/hosts", "[web:var]\n");
    cr_expect_eq(refused("inv").mark.line, 1);
}

Test(source, a_file_without_extension_may_be_yaml_or_ini)
{
    write_file("one", "---\nweb:\n  hosts:\n    a:\n");
    write_file("two", "[web]\na\n");
    cr_expect_str_eq(members(load("one"), "web"), "a");
    cr_expect_str_eq(members(load("two"), "web"), "a");
}

Test(source, a_file_that_looks_like_yaml_gets_the_error_of_yaml)
{
    write_file("hosts", "all:\n  hosts:\n    a: {b: c: d}\n");
    wp_error err = refused("hosts");
    cr_expect_eq(err.mark.line, 3);
    cr_expect(strstr(err.text, "{ }"), "%s", err.text);
}

Test(source, a_host_knows_the_source_that_named_it_first)
{
    write_file("one", "a\n");
    write_file("x/two", "a\nb\n");
    wp_inventory *inventory = load_all((const char *const[]){ "one", "x/two" }, 2);
    cr_expect_str_eq(wp_inventory_file(inventory, wp_inventory_host(inventory, "a")), wp_path_join(arena, root, "one"));
    cr_expect_str_eq(wp_inventory_dir(inventory, wp_inventory_host(inventory, "b")), wp_path_join(arena, root, "x"));
}

Test(source, later_sources_win)
{
    write_file("one", "a x=1 y=1\n");
    write_file("two", "a x=2\n");
    wp_inventory *inventory = load_all((const char *const[]){ "one", "two" }, 2);
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "a")->vars), "{'x': 2, 'y': 1}");
}

Test(source, an_encrypted_inventory_is_opened_and_its_texts_are_secret)
{
    wp_vault *vault = wp_vault_new(arena);
    wp_str envelope;
    wp_error err = { 0 };
    wp_inventory *inventory;
    const char *const sources[] = { "hosts" };
    wp_vault_add_password(vault, NULL, wp_str_of("pw"));
    cr_assert(wp_vault_encrypt(arena, wp_str_of("pw"), NULL, wp_str_of("a token=abc\n"), &envelope, &err));
    write_file("hosts", envelope.ptr);
    wp_inventory_options options = { .vault = vault };
    cr_assert(wp_inventory_load(arena, sources, 1, &options, &inventory, &err), "%s", err.text);
    cr_expect(wp_dict_find(wp_inventory_host(inventory, "a")->vars, "token")->marks & WP_SECRET);
    cr_expect(strstr(refused("hosts").hint, "--vault-password-file"));
}

Test(source, toml_and_files_that_are_no_text_are_refused)
{
    write_file("hosts.toml", "[web.hosts]\n");
    cr_expect(strstr(refused("hosts.toml").hint, "INI or YAML"));
    cr_assert(wp_file_write("blob", (wp_str){ "a\0b\n", 4 }, 0600, NULL));
    cr_expect(strstr(refused("blob").text, "no text file"));
}
