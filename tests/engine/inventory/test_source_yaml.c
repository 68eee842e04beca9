#include "inventory/source.h"

#include "fixture.h"

TestSuite(source_yaml, .init = setup, .fini = teardown);

static wp_inventory *load_yaml(const char *text)
{
    write_file("hosts.yml", text);
    return load("hosts.yml");
}

Test(source_yaml, groups_have_hosts_variables_and_children)
{
    wp_inventory *inventory = load_yaml("all:\n"
                                        "  hosts:\n"
                                        "    bastion: {ansible_port: 2222}\n"
                                        "  children:\n"
                                        "    web:\n"
                                        "      hosts:\n"
                                        "        w[1:2]: {a: yes}\n"
                                        "      vars: {tier: front}\n");
    cr_expect_str_eq(members(inventory, "all"), "bastion w1 w2");
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "w2")->vars), "{'a': True}");
    cr_expect_str_eq(repr(wp_inventory_group(inventory, "web")->vars), "{'tier': 'front'}");
}

Test(source_yaml, a_text_stands_for_the_one_key_it_names)
{
    wp_inventory *inventory = load_yaml("web: {hosts: w1, children: db}\n");
    cr_expect_str_eq(members(inventory, "web"), "w1");
    cr_expect_not_null(wp_inventory_group(inventory, "db"));
}

Test(source_yaml, an_unknown_key_is_passed_over_with_a_warning)
{
    load_yaml("all:\n  host:\n    h:\n");
    cr_expect(strstr(warning(0), "hosts.yml:2:3: 'host'"), "%s", warning(0));
    cr_expect(strstr(warning(0), "did you mean 'hosts'"));
}

Test(source_yaml, mistakes_have_their_place_and_what_would_be_right)
{
    static const struct {
        const char *text;
        uint32_t line, column;
        const char *wrong, *hint;
    } cases[] = {
        { "all:\n  hosts: [a]\n", 2, 10, "must be a dict", "not '- name'" },
        { "all:\n  hosts:\n    a: 1\n", 3, 5, "below host 'a'", "'name: value'" },
        { "all:\n  hosts:\n    12:\n", 3, 5, "an integer as its name", "\"12\"" },
        { "12: {}\n", 1, 5, "an integer as its name", "quotes" },
        { "web: foo\n", 1, 1, "group 'web' must be a dict", "children" },
        { "- a\n", 1, 1, "a dict of groups", "" },
        { "plugin: aws_ec2\n", 1, 9, "plug-ins are not run", "--list" },
        { "a:\n  children:\n    b:\n      children:\n        a:\n", 3, 5, "can't be a child", "" },
        { "all:\n\thosts:\n", 2, 1, "can't begin", "tab" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file("hosts.yml", cases[i].text);
        wp_error err = refused("hosts.yml");
        cr_expect_eq(err.mark.line, cases[i].line, "%s: line %u", cases[i].text, err.mark.line);
        cr_expect_eq(err.mark.column, cases[i].column, "%s: column %u", cases[i].text, err.mark.column);
        cr_expect(strstr(err.text, cases[i].wrong), "%s: %s", cases[i].text, err.text);
        cr_expect(strstr(err.hint, cases[i].hint), "%s: %s", cases[i].text, err.hint);
    }
}

Test(source_yaml, json_is_read_by_the_rules_of_json)
{
    write_file("hosts.json", "{\n\t\"web\": {\"hosts\": {\"w\": {\"a\": 1e3, \"b\": \"yes\"}}}\n}\n");
    cr_expect_str_eq(repr(wp_inventory_host(load("hosts.json"), "w")->vars), "{'a': 1000.0, 'b': 'yes'}");
}
