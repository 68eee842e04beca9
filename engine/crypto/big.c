/* Integers of any length: from text to libcrypto's BIGNUM and back, for each operation. */
#include "crypto/big.h"

#include <math.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>

#include "base/text.h"

#define DECIMALS (WP_BIG_BITS / 3) /* a digit has a little more than 3 bits */

/* What one operation works with. */
typedef struct desk {
    BN_CTX *context;
    BIGNUM *a, *b, *result, *rest;
} desk;

static BIGNUM *read_decimal(wp_arena *arena, wp_str number)
{
    BIGNUM *big = NULL;
    if (number.len > DECIMALS || !BN_dec2bn(&big, wp_strndup(arena, number.ptr, number.len)))
        return NULL;
    return big;
}

/* False: an operand is too long. Closed in any case. */
static bool open_desk(wp_arena *arena, wp_str a, wp_str b, desk *out)
{
    *out = (desk){ .context = BN_CTX_new(), .a = read_decimal(arena, a), .b = read_decimal(arena, b),
                   .result = BN_new(), .rest = BN_new() };
    return out->a && out->b;
}

static void close_desk(desk *at)
{
    BN_free(at->a);
    BN_free(at->b);
    BN_free(at->result);
    BN_free(at->rest);
    BN_CTX_free(at->context);
}

static wp_str write_decimal(wp_arena *arena, const BIGNUM *big)
{
    char *text = BN_bn2dec(big);
    wp_str copy = wp_str_dup(arena, wp_str_of(text));
    OPENSSL_free(text);
    return copy;
}

/* BN_div cuts towards zero; Python rounds down. */
static bool divide_down(desk *at)
{
    if (!BN_div(at->result, at->rest, at->a, at->b, at->context))
        return false;
    if (BN_is_zero(at->rest) || BN_is_negative(at->rest) == BN_is_negative(at->b))
        return true;
    return BN_sub_word(at->result, 1) && BN_add(at->rest, at->rest, at->b);
}

static bool multiply(desk *at)
{
    return BN_num_bits(at->a) + BN_num_bits(at->b) <= WP_BIG_BITS + 1 &&
           BN_mul(at->result, at->a, at->b, at->context);
}

static bool raise(desk *at)
{
    if (BN_is_zero(at->a) || BN_abs_is_word(at->a, 1)) { /* whatever the exponent: only whether it is odd counts */
        bool is_even = !BN_is_odd(at->b);
        return is_even ? BN_set_word(at->result, BN_is_zero(at->b) || !BN_is_zero(at->a)) != 0
                       : BN_copy(at->result, at->a) != NULL;
    }
    if (BN_num_bits(at->b) > 31)
        return false;
    uint64_t least_bits = (uint64_t)(BN_num_bits(at->a) - 1) * BN_get_word(at->b) + 1;
    return least_bits <= WP_BIG_BITS && BN_exp(at->result, at->a, at->b, at->context);
}

bool wp_big_operate(wp_arena *arena, wp_big_operator op, wp_str a, wp_str b, wp_str *out)
{
    desk at;
    bool done = open_desk(arena, a, b, &at);
    if (!done)
        goto out;
    switch (op) {
    case WP_BIG_ADD:
        done = BN_add(at.result, at.a, at.b);
        break;
    case WP_BIG_SUB:
        done = BN_sub(at.result, at.a, at.b);
        break;
    case WP_BIG_MUL:
        done = multiply(&at);
        break;
    case WP_BIG_DIV:
    case WP_BIG_MOD:
        done = divide_down(&at);
        break;
    case WP_BIG_POW:
        done = raise(&at);
        break;
    }
    if (done)
        *out = write_decimal(arena, op == WP_BIG_MOD ? at.rest : at.result);
out:
    close_desk(&at);
    return done;
}

/* ---- as a float ------------------------------------------------------------- */

__extension__ typedef unsigned __int128 wide;

#define PLACES 66 /* binary ones that the quotient has at least: more than a float, and one for what is cut off */

bool wp_big_ratio(wp_arena *arena, wp_str a, wp_str b, double *out)
{
    desk at;
    unsigned char bytes[16];
    bool done = open_desk(arena, a, b, &at);
    if (!done)
        goto out;
    bool negative = BN_is_negative(at.a) != BN_is_negative(at.b);
    BN_set_negative(at.a, 0);
    BN_set_negative(at.b, 0);
    int shift = PLACES - (BN_num_bits(at.a) - BN_num_bits(at.b));
    done = (shift > 0 ? BN_lshift(at.a, at.a, shift) : BN_lshift(at.b, at.b, -shift)) &&
           BN_div(at.result, at.rest, at.a, at.b, at.context) && BN_bn2binpad(at.result, bytes, sizeof bytes) > 0;
    if (!done)
        goto out;
    wide quotient = 0;
    for (size_t i = 0; i < sizeof bytes; i++)
        quotient = quotient << 8 | bytes[i];
    double size = ldexp((double)(quotient | !BN_is_zero(at.rest)), -shift);
    *out = negative ? -size : size;
out:
    close_desk(&at);
    return done;
}

/* ---- other bases ------------------------------------------------------------ */

bool wp_big_read(wp_arena *arena, wp_str digits, int base, wp_str *out)
{
    BIGNUM *big = BN_new();
    bool negative = digits.len && digits.ptr[0] == '-', done = digits.len <= WP_BIG_BITS;
    for (size_t i = negative; done && i < digits.len; i++)
        done = BN_mul_word(big, (BN_ULONG)base) && BN_add_word(big, (BN_ULONG)wp_digit_value(digits.ptr[i])) &&
               BN_num_bits(big) <= WP_BIG_BITS;
    BN_set_negative(big, negative);
    if (done)
        *out = write_decimal(arena, big);
    BN_free(big);
    return done;
}

/* From the lowest digit on: each is as many bits as the base has. */
bool wp_big_write(wp_arena *arena, wp_str number, int base, wp_str *out)
{
    BIGNUM *big = read_decimal(arena, number);
    if (!big)
        return false;
    int width = base == 16 ? 4 : base == 8 ? 3 : 1, count = BN_num_bits(big) ? (BN_num_bits(big) + width - 1) / width : 1;
    bool negative = BN_is_negative(big);
    char *text = wp_alloc(arena, (size_t)count + 2), *first = text + negative;
    text[0] = '-';
    for (int i = 0; i < count; i++) {
        int digit = 0;
        for (int bit = width; bit-- > 0;)
            digit = digit << 1 | BN_is_bit_set(big, i * width + bit);
        first[count - 1 - i] = "0123456789abcdef"[digit];
    }
    BN_free(big);
    *out = (wp_str){ .ptr = text, .len = (size_t)count + negative };
    return true;
}
