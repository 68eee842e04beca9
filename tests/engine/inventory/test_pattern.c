#include "inventory/inventory.h"

#include "fixture.h"
#include "support/cases.h"

TestSuite(pattern, .init = setup, .fini = teardown);

static wp_inventory *nodes;

static const char *matched(wp_inventory *inventory, const char *pattern)
{
    wp_host **hosts;
    size_t count;
    wp_error err = { 0 };
    if (!wp_inventory_match(arena, inventory, pattern, &warnings, &hosts, &count, &err))
        return wp_strdup(arena, err.text);
    return names_of(hosts, count);
}

static void check_pattern(wp_arena *of, wp_value input, wp_str expected)
{
    wp_host **hosts;
    size_t count;
    wp_value names = wp_list_new(of, 0), wanted;
    bool matches = wp_inventory_match(of, nodes, wp_text(input).ptr, NULL, &hosts, &count, NULL);
    for (size_t i = 0; matches && i < count; i++)
        wp_list_push(of, names, wp_string(of, hosts[i]->name));
    cr_assert(wp_from_json(of, expected, &wanted, NULL));
    cr_expect(wp_equal(wanted, matches ? names : wp_string(of, "error")), "'%s' is %s, not %s", wp_text(input).ptr,
              wp_to_repr(of, names).ptr, expected.ptr);
}

Test(pattern, patterns_mean_the_hosts_that_ansible_takes)
{
    nodes = load(WAPLAY_SOURCE_DIR "/tests/cases/inventory-patterns.ini");
    each_case("inventory-patterns.cases", check_pattern);
}

Test(pattern, exclusion_wins_whatever_its_place)
{
    wp_inventory *inventory = load_text("[web]\na\nb\n[db]\nb\nc\n");
    cr_expect_str_eq(matched(inventory, "!b:web:db"), "a c");
    cr_expect_str_eq(matched(inventory, "&db:web"), "b");
}

Test(pattern, elements_of_a_list_are_patterns_of_their_own)
{
    wp_inventory *inventory = load_text("[web]\na\nb\n[db]\nc\n");
    wp_value list = wp_list_new(arena, 2);
    wp_list_push(arena, list, wp_string(arena, "web:!a"));
    wp_list_push(arena, list, wp_string(arena, "c"));
    wp_host **hosts;
    size_t count;
    cr_assert(wp_inventory_match_value(arena, inventory, list, NULL, &hosts, &count, NULL));
    cr_expect_str_eq(names_of(hosts, count), "b c");
}

Test(pattern, a_name_that_matches_nothing_is_a_warning_with_the_nearest)
{
    wp_inventory *inventory = load_text("[web]\na\n");
    cr_expect_str_eq(matched(inventory, "wbe"), "");
    cr_expect(strstr(warning(0), "'wbe'") && strstr(warning(0), "did you mean 'web'"), "%s", warning(0));
}

Test(pattern, a_group_without_hosts_matches_without_a_warning)
{
    cr_expect_str_eq(matched(load_text("[web]\n"), "web"), "");
    cr_expect_eq(wp_len(warnings), 0);
}

Test(pattern, localhost_need_not_be_in_the_inventory)
{
    wp_inventory *inventory = load_text("a\n");
    cr_expect_str_eq(matched(inventory, "localhost"), "localhost");
    cr_expect_str_eq(matched(inventory, "all"), "a");
    cr_expect_str_eq(matched(inventory, "a:localhost"), "a localhost");
    cr_expect_str_eq(matched(inventory, "a:localhost:!localhost"), "a");
}

Test(pattern, a_subscript_beyond_the_end_is_an_error)
{
    cr_expect(strstr(matched(load_text("[web]\na\n"), "web[3]"), "it has 1"));
}

Test(pattern, a_regular_expression_that_is_none_is_an_error)
{
    cr_expect(strstr(matched(load_text("a\n"), "~("), "~("));
}

Test(pattern, a_limit_may_come_from_a_file)
{
    wp_inventory *inventory = load_text("a\nb\nc\n");
    write_file("failed", "c\n\na\n");
    wp_host **hosts;
    size_t count;
    wp_error err = { 0 };
    cr_assert(wp_inventory_limit(arena, inventory, "@failed", NULL, &hosts, &count, &err), "%s", err.text);
    cr_expect_str_eq(names_of(hosts, count), "c a");
    cr_assert(wp_inventory_limit(arena, inventory, "@failed,!a", NULL, &hosts, &count, &err), "%s", err.text);
    cr_expect_str_eq(names_of(hosts, count), "c");
    cr_assert_not(wp_inventory_limit(arena, inventory, "@nowhere", NULL, &hosts, &count, &err));
    cr_expect(strstr(err.text, "nowhere"));
}
