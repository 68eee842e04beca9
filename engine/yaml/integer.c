/* Counted in 64 bits as long as they last, and read once more where they don't. */
#include "yaml/integer.h"

#include "base/text.h"
#include "crypto/big.h"

bool wp_integer_read(wp_arena *arena, wp_str digits, int base, wp_value *out)
{
    bool negative = digits.len && digits.ptr[0] == '-', fits = true;
    int64_t number = 0;
    if (digits.len == negative)
        return false;
    for (size_t i = negative; i < digits.len; i++) {
        int digit = wp_digit_value(digits.ptr[i]);
        if (digit >= base)
            return false;
        fits = fits && !__builtin_mul_overflow(number, base, &number) &&
               !(negative ? __builtin_sub_overflow(number, digit, &number)
                          : __builtin_add_overflow(number, digit, &number));
    }
    if (fits) {
        *out = wp_int(number);
        return true;
    }
    bool by_bits = (base & (base - 1)) == 0;
    wp_str decimal;
    if ((!by_bits && digits.len - negative > WP_MOST_DIGITS) || !wp_big_read(arena, digits, base, &decimal))
        return false;
    *out = wp_integer_of(arena, decimal);
    return true;
}
