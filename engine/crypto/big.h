/*
 * Arithmetic with integers of any length (libcrypto). They are given and taken as
 * decimal texts: digits, behind a '-' if need be.
 *
 * False always means the same: the result would be longer than WP_BIG_BITS, or an
 * operand is. That bounds the time of each operation to some milliseconds.
 */
#ifndef WP_CRYPTO_BIG_H
#define WP_CRYPTO_BIG_H

#include <waplay/error.h>

#define WP_BIG_BITS 131072 /* about 39,000 decimal digits */

/* As Python has them: the quotient is rounded down, and the remainder has the sign of the
 * divisor. A divisor is not 0 and an exponent not negative: that is for the caller to see to. */
typedef enum wp_big_operator { WP_BIG_ADD, WP_BIG_SUB, WP_BIG_MUL, WP_BIG_DIV, WP_BIG_MOD, WP_BIG_POW } wp_big_operator;
bool wp_big_operate(wp_arena *arena, wp_big_operator op, wp_str a, wp_str b, wp_str *out);

/* a / b as the nearest float; infinite, where it is beyond them. */
bool wp_big_ratio(wp_arena *arena, wp_str a, wp_str b, double *out);

/* Digits of a base from 2 to 36, in any case, behind a '-' if need be, and back for a base
 * of 2, 8 or 16: in lower case. */
bool wp_big_read(wp_arena *arena, wp_str digits, int base, wp_str *out);
bool wp_big_write(wp_arena *arena, wp_str number, int base, wp_str *out);

#endif
