#include "base/nearest.h"

#include <criterion/criterion.h>

static const char *nearest_of(const char *wanted, const char *const *names)
{
    wp_nearest nearest = wp_nearest_to(wp_str_of(wanted));
    for (; *names; names++)
        wp_nearest_try(&nearest, *names);
    return nearest.best ? nearest.best : "(none)";
}

Test(nearest, finds_the_name_that_was_meant)
{
    static const char *const keywords[] = { "hosts",       "tasks", "notify", "handlers", "become",
                                            "become_user", "when",  "vars",   NULL };
    static const struct {
        const char *wanted, *best;
    } cases[] = {
        { "notfy", "notify" },      { "notiyf", "notify" },    { "Notify", "notify" }, { "hots", "hosts" },
        { "taks", "tasks" },        { "handler", "handlers" }, { "becom", "become" },  { "become_usr", "become_user" },
        { "wehn", "when" },         { "var", "vars" },         { "xyz", "(none)" },    { "", "(none)" },
        { "completely", "(none)" }, { "an", "(none)" },        { "x", "(none)" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(nearest_of(cases[i].wanted, keywords), cases[i].best, "%s", cases[i].wanted);
}

Test(nearest, the_closer_one_wins_whatever_the_order)
{
    static const char *const up[] = { "copies", "copy", NULL }, *const down[] = { "copy", "copies", NULL };
    cr_assert_str_eq(nearest_of("copyy", up), "copy");
    cr_assert_str_eq(nearest_of("copyy", down), "copy");
}

Test(nearest, of_equals_the_first_one_wins)
{
    static const char *const names[] = { "cat", "car", NULL };
    cr_assert_str_eq(nearest_of("cam", names), "cat");
}

Test(nearest, a_single_letter_is_no_slip_of_another)
{
    static const char *const names[] = { "a", "b", "c", NULL };
    cr_assert_str_eq(nearest_of("x", names), "(none)");
}

Test(nearest, counts_steps)
{
    wp_nearest nearest = wp_nearest_to(wp_str_of("handelrs"));
    wp_nearest_try(&nearest, "handlers");
    cr_assert_eq(nearest.distance, 1); /* two neighbours swapped */
}

Test(nearest, very_long_names_are_left_alone)
{
    char longest[200];
    for (size_t i = 0; i < sizeof longest - 1; i++)
        longest[i] = 'a';
    longest[sizeof longest - 1] = '\0';
    wp_nearest nearest = wp_nearest_to(wp_str_of(longest));
    wp_nearest_try(&nearest, longest);
    cr_assert_null(nearest.best);
}
