#include "inventory/address.h"

#include <criterion/criterion.h>
#include <string.h>

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(range, .init = setup, .fini = teardown);

static const char *expanded(const char *text)
{
    wp_str *names;
    size_t count;
    int64_t port;
    wp_error err = { 0 };
    if (!wp_address_expand(arena, wp_str_of(text), WP_NO_MARK, &names, &count, &port, &err))
        return wp_strdup(arena, err.text);
    char *all = wp_strdup(arena, "");
    for (size_t i = 0; i < count; i++)
        all = wp_printf(arena, "%s%s%.*s", all, i ? " " : "", (int)names[i].len, names[i].ptr);
    return all;
}

Test(range, both_ends_are_in_it)
{
    cr_expect_str_eq(expanded("web[1:3]"), "web1 web2 web3");
    cr_expect_str_eq(expanded("[a:c]z"), "az bz cz");
    cr_expect_str_eq(expanded("x[Y:Z]"), "xY xZ");
}

Test(range, a_leading_zero_gives_the_number_of_digits)
{
    cr_expect_str_eq(expanded("n[008:010].x"), "n008.x n009.x n010.x");
}

Test(range, it_may_go_in_steps)
{
    cr_expect_str_eq(expanded("n[1:9:4]"), "n1 n5 n9");
    cr_expect_str_eq(expanded("n[a:e:2]"), "na nc ne");
}

Test(range, the_last_of_several_runs_fastest)
{
    cr_expect_str_eq(expanded("a[1:2]b[x:y]"), "a1bx a1by a2bx a2by");
}

Test(range, it_begins_at_0_where_nothing_is_said)
{
    cr_expect_str_eq(expanded("n[:2]"), "n0 n1 n2");
}

Test(range, one_of_numbers_that_runs_backwards_is_empty)
{
    cr_expect_str_eq(expanded("n[3:1]"), "");
}

Test(range, a_port_is_not_part_of_the_names)
{
    wp_str *names;
    size_t count;
    int64_t port = 0;
    cr_assert(wp_address_expand(arena, wp_str_of("w[1:2]:2200"), WP_NO_MARK, &names, &count, &port, NULL));
    cr_expect_eq(port, 2200);
    cr_expect(wp_str_is(names[1], "w2"));
}

Test(range, mistakes_are_told_with_the_whole_text)
{
    static const char *const cases[][2] = {
        { "n[1]", "first:last" },
        { "n[]", "first:last" },
        { "n[1:]", "no last value" },
        { "n[1:x]", "numbers or two letters" },
        { "n[c:a]", "begins after its end" },
        { "n[01:1]", "different lengths" },
        { "n[1:3:0]", "step" },
        { "n[1:3", "no ']'" },
        { "n[1:2000000]", "more than 1000000" },
        { "n[0:999999999999999]", "more than 1000000" },
        { "n[1:1001]x[1:1000]", "more than 1000000" },
        { "n[1:9999999999999999]", "too large" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = expanded(cases[i][0]);
        cr_expect(strstr(text, cases[i][1]), "%s: %s", cases[i][0], text);
        cr_expect(strstr(text, cases[i][0]), "%s: %s", cases[i][0], text);
    }
}
