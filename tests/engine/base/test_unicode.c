#include "base/unicode.h"

#include <criterion/criterion.h>

Test(unicode, printable_is_what_python_says)
{
    static const struct {
        uint32_t character;
        bool is_printable;
    } cases[] = {
        { 0x00, false },   { 0x1F, false },   { ' ', true },      { '~', true },       { 0x7F, false },
        { 0xA0, false },   { 0xA1, true },    { 0xAD, false },    { 0xE9, true },      { 0x378, false },
        { 0x301, true },   { 0x1680, false }, { 0x200B, false },  { 0x2028, false },   { 0x3000, false },
        { 0x65E5, true },  { 0xD800, false }, { 0xE000, false },  { 0xFEFF, false },   { 0xFFFD, true },
        { 0xFFFF, false }, { 0x1F600, true }, { 0xE0001, false }, { 0x10FFFF, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(wp_unicode_printable(cases[i].character), cases[i].is_printable, "U+%X", cases[i].character);
}

/* Python: sum(chr(c).isprintable() for c in range(0x110000)) */
Test(unicode, as_many_are_printable_as_in_python)
{
    unsigned count = 0;
    for (uint32_t character = 0; character < 0x110000; character++)
        count += wp_unicode_printable(character);
    cr_assert_eq(count, 144516);
}

Test(unicode, no_character_is_wider_than_two_columns)
{
    unsigned wide = 0;
    for (uint32_t character = 0; character < 0x110000; character++) {
        int width = wp_unicode_width(character);
        cr_assert(width >= 0 && width <= 2);
        wide += width == 2;
    }
    cr_assert(wide > 100000);
}
