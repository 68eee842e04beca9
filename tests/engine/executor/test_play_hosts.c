/* The hosts of a play: patterns, limits, order, batches. */
#include "fixture.h"

#include "executor/play.h"

TestSuite(play_hosts, .init = set_up, .fini = tear_down);

static const char *hosts_of(const char *keywords)
{
    return run_on("c,a,b,", wp_printf(arena, "- gather_facts: no\n  serial: 1\n  tasks: [{say: }]\n%s", keywords));
}

Test(play_hosts, come_in_the_order_that_is_asked_for)
{
    static const struct {
        const char *order, *says;
    } cases[] = { { "inventory", "c ok\nplay all\ntask say\na ok\nplay all\ntask say\nb ok" },
                  { "reverse_inventory", "b ok\nplay all\ntask say\na ok\nplay all\ntask say\nc ok" },
                  { "sorted", "a ok\nplay all\ntask say\nb ok\nplay all\ntask say\nc ok" },
                  { "reverse_sorted", "c ok\nplay all\ntask say\nb ok\nplay all\ntask say\na ok" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        hosts_of(wp_printf(arena, "  hosts: all\n  order: %s\n", cases[i].order));
        expect_says(cases[i].says);
    }
}

Test(play_hosts, shuffled_they_are_all_there)
{
    hosts_of("  hosts: all\n  order: shuffle\n");
    expect_says("recap a ok=1\n");
    expect_says("recap b ok=1\n");
    expect_says("recap c ok=1\n");
}

Test(play_hosts, patterns_may_be_templates_and_a_limit_narrows_them)
{
    wp_dict_set(arena, with.extra_vars, "who", wp_string_static("a:b"));
    with.limit = "b:c";
    hosts_of("  hosts: \"{{ who }}\"\n");
    expect(wp_buf_str(&transcript).ptr, "play a:b\ntask say\nb ok\nrecap b ok=1\n");
}

static wp_value serial(const char *json)
{
    wp_value value;
    wp_error err = { 0 };
    cr_assert(wp_from_json(arena, wp_str_of(json), &value, &err));
    return value;
}

Test(play_hosts, batches_are_numbers_and_shares_and_the_last_repeats)
{
    cr_expect_eq(wp_batch_size(serial("3"), 0, 10), 3);
    cr_expect_eq(wp_batch_size(serial("0"), 0, 10), 10);
    cr_expect_eq(wp_batch_size(serial("\"30%\""), 0, 11), 3);
    cr_expect_eq(wp_batch_size(serial("\"1%\""), 0, 10), 1);
    cr_expect_eq(wp_batch_size(serial("[1, \"50%\"]"), 0, 10), 1);
    cr_expect_eq(wp_batch_size(serial("[1, \"50%\"]"), 1, 10), 5);
    cr_expect_eq(wp_batch_size(serial("[1, \"50%\"]"), 7, 10), 5);
    cr_expect_eq(wp_batch_size(wp_undefined(arena, NULL), 0, 10), 10);
}
