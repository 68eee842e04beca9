#include "value/float.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "float_cases.h"

Test(float_text, is_what_python_writes)
{
    for (size_t i = 0; i < sizeof float_cases / sizeof *float_cases; i++) {
        double number;
        char text[WP_FLOAT_TEXT];
        memcpy(&number, &float_cases[i].bits, sizeof number);
        cr_expect_str_eq(wp_float_print(text, number), float_cases[i].text);
    }
}

Test(float_text, is_positive_for_what_is_no_number)
{
    char text[WP_FLOAT_TEXT];
    cr_assert_str_eq(wp_float_print(text, -NAN), "nan");
}

Test(float_text, reads_back_as_the_same_number)
{
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 100000; i++) {
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        double number;
        memcpy(&number, &bits, sizeof number);
        char text[WP_FLOAT_TEXT];
        if (isfinite(number))
            cr_assert_eq(strtod(wp_float_print(text, number), NULL), number, "%s", text);
    }
}
