#include "yaml/scalar.h"

#include <criterion/criterion.h>
#include <math.h>

static wp_arena *arena;

static void setup(void)
{
    arena = wp_arena_new();
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(number, .init = setup, .fini = teardown);

Test(number, integers_come_in_five_bases)
{
    static const struct {
        const char *text;
        int64_t number;
    } cases[] = { { "0b101", 5 },   { "-017", -15 }, { "1_000", 1000 },
                  { "0x_ff", 255 }, { "1:30", 90 },  { "-1:00:01", -3601 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_value number = wp_null();
        cr_expect(wp_plain_int(arena, wp_str_of(cases[i].text), &number), "%s", cases[i].text);
        cr_expect_eq(number.as.integer, cases[i].number, "%s", cases[i].text);
    }
}

Test(number, what_is_no_integer_is_refused)
{
    static const char *const cases[] = {
        "", "-", "0x", "0b2", "08", "12a", "1:", "0x-1", "999999999999999999:00", " 1", "--1"
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wp_value number;
        cr_expect_not(wp_plain_int(arena, wp_str_of(cases[i]), &number), "'%s'", cases[i]);
    }
}

Test(number, floats_may_be_endless_or_no_number)
{
    double number;
    cr_assert(wp_plain_float(arena, wp_str_of("-.INF"), &number));
    cr_expect(isinf(number) && number < 0);
    cr_assert(wp_plain_float(arena, wp_str_of(".nan"), &number));
    cr_expect(isnan(number));
}

Test(number, floats_may_be_of_base_sixty)
{
    double number;
    cr_assert(wp_plain_float(arena, wp_str_of("190:20:30.15"), &number));
    cr_expect_eq(number, 685230.15);
}

Test(number, what_is_no_float_is_refused)
{
    static const char *const cases[] = { "", ".", "1.5.5", "0x1p3", "infinity", "nan", "1e", "1:x" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double number;
        cr_expect_not(wp_plain_float(arena, wp_str_of(cases[i]), &number), "'%s'", cases[i]);
    }
}

Test(number, truths_are_read_in_any_case)
{
    bool truth = false;
    cr_expect(wp_plain_bool(wp_str_of("yEs"), &truth) && truth);
    cr_expect(wp_plain_bool(wp_str_of("OFF"), &truth) && !truth);
    cr_expect_not(wp_plain_bool(wp_str_of("y"), &truth));
}
