#include "inventory/source.h"

#include "fixture.h"

TestSuite(source_ini, .init = setup, .fini = teardown);

Test(source_ini, values_are_python_literals_or_else_texts)
{
    wp_inventory *inventory = load_text("h a=1 b=yes c=True d='[1, 2]' e=0644 f=\"x y\"\n");
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "h")->vars),
                     "{'a': 1, 'b': 'yes', 'c': True, 'd': [1, 2], 'e': '0644', 'f': 'x y'}");
}

Test(source_ini, variables_of_groups_are_read_to_the_end_of_the_line)
{
    wp_inventory *inventory = load_text("[web]\nh\n[web:vars]\na = x y # z\nb = 5 # five\nc =\n");
    cr_expect_str_eq(repr(wp_inventory_group(inventory, "web")->vars), "{'a': 'x y # z', 'b': 5, 'c': ''}");
}

Test(source_ini, texts_know_their_place)
{
    wp_inventory *inventory = load_text("[web]\n  h1  a=foo\n[web:vars]\nb = 'bar'\n");
    wp_mark of_host = wp_value_mark(*wp_dict_find(wp_inventory_host(inventory, "h1")->vars, "a"));
    wp_mark of_group = wp_value_mark(*wp_dict_find(wp_inventory_group(inventory, "web")->vars, "b"));
    cr_expect_eq(of_host.line, 2);
    cr_expect_eq(of_host.column, 9);
    cr_expect_eq(of_group.line, 4);
    cr_expect_eq(of_group.column, 6);
}

Test(source_ini, children_stand_in_the_order_in_which_they_are_declared)
{
    wp_inventory *inventory = load_text("[site:children]\nweb\ndb\n[db]\nd\n[web]\nw\n");
    cr_expect_str_eq(members(inventory, "site"), "d w");
}

Test(source_ini, a_port_is_a_variable_of_a_new_host)
{
    wp_inventory *inventory = load_text("h1:2222\n[web]\nh1:99\n[::1]:22\n");
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "h1")->vars), "{'ansible_port': 2222}");
    cr_expect_str_eq(repr(wp_inventory_host(inventory, "::1")->vars), "{'ansible_port': 22}");
}

Test(source_ini, a_byte_order_mark_and_foreign_line_ends_do_no_harm)
{
    cr_expect_str_eq(members(load_text("\xef\xbb\xbf[web]\r\nh1\r\nh2\r\n"), "web"), "h1 h2");
}

Test(source_ini, mistakes_have_their_place_and_what_would_be_right)
{
    static const struct {
        const char *text;
        uint32_t line, column;
        const char *wrong, *hint;
    } cases[] = {
        { "[web:var]\n", 1, 6, "kind 'var'", "'vars'" },
        { "[web:children]\ndb\n[dbs]\n", 2, 1, "no group is called 'db'", "'dbs'" },
        { "[wbe:vars]\na=1\n[web]\n", 1, 2, "no such group", "'web'" },
        { "[web]\nhost a b=1\n", 2, 6, "'a' is none", "no blanks around" },
        { "[web]\nhost a='1\n", 2, 1, "quote is not closed", "" },
        { "[web]\n  h[1:x]\n", 2, 3, "'h[1:x]'", "" },
        { "[web]\nh:\n", 2, 1, "port is missing", "host:port" },
        { "[we b]\n", 1, 1, "headed [group]", "no blanks" },
        { "[web:vars]\nfoo\n[web]\n", 2, 1, "name = value", "[web]" },
        { "[a:children]\nb c\n", 2, 1, "name of a group", "[a:children]" },
        { "[a:children]\nb\n[b:children]\na\n", 4, 1, "can't be a child", "" },
        { "[a:children]\nall\n", 2, 1, "above all groups", "" },
        { "[web]\n[web:vars]\nansible_group_priority=x\n", 3, 24, "is no number", "" },
        { "h a=\xff\n", 1, 1, "not UTF-8", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file("hosts", cases[i].text);
        wp_error err = refused("hosts");
        cr_expect_eq(err.mark.line, cases[i].line, "%s: line %u", cases[i].text, err.mark.line);
        cr_expect_eq(err.mark.column, cases[i].column, "%s: column %u", cases[i].text, err.mark.column);
        cr_expect(strstr(err.text, cases[i].wrong), "%s: %s", cases[i].text, err.text);
        cr_expect(strstr(err.hint, cases[i].hint), "%s: %s", cases[i].text, err.hint);
    }
}
