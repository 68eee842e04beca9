/*
 * The Mersenne Twister (MT19937), seeded and drawn from as CPython does it.
 *
 * An integer seeds with its absolute value, cut in words of 32 bits, lowest first. A
 * text stands for the large integer made of its bytes and their SHA-512. A number below
 * a limit is drawn by taking as many bits as the limit has, until it is below.
 */
#include "template/chance.h"

#include "base/buf.h"
#include "base/text.h"
#include "crypto/big.h"
#include "crypto/digest.h"
#include "yaml/integer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WORDS 624
#define SHIFT 397

static void seed_word(wp_chance *chance, uint32_t seed)
{
    chance->state[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) {
        uint32_t last = chance->state[i - 1];
        chance->state[i] = 1812433253u * (last ^ last >> 30) + i;
    }
    chance->next = WORDS;
}

static void seed_words(wp_chance *chance, const uint32_t *key, size_t count)
{
    uint32_t *state = chance->state;
    size_t i = 1, j = 0;
    seed_word(chance, 19650218u);
    for (size_t k = count > WORDS ? count : WORDS; k; k--) {
        state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
        j = (j + 1) % count;
        if (++i == WORDS) {
            state[0] = state[WORDS - 1];
            i = 1;
        }
    }
    for (size_t k = WORDS - 1; k; k--) {
        state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
        if (++i == WORDS) {
            state[0] = state[WORDS - 1];
            i = 1;
        }
    }
    state[0] = 0x80000000u;
}

static void seed_integer(wp_chance *chance, uint64_t number)
{
    const uint32_t words[2] = { (uint32_t)number, (uint32_t)(number >> 32) };
    seed_words(chance, words, words[1] ? 2 : 1);
}

/* A large integer by its bytes, the highest first. */
static void seed_bytes(wp_arena *arena, wp_chance *chance, wp_str bytes)
{
    size_t count = (bytes.len + 3) / 4;
    uint32_t *words = wp_new_array(arena, uint32_t, count + 1);
    for (size_t i = 0; i < bytes.len; i++)
        words[i / 4] |= (uint32_t)(unsigned char)bytes.ptr[bytes.len - 1 - i] << i % 4 * 8;
    while (count > 1 && !words[count - 1])
        count--;
    seed_words(chance, words, count ? count : 1);
}

static bool seed_big(wp_arena *arena, wp_chance *chance, wp_value seed, wp_error *err)
{
    wp_str hex, bytes;
    if (!wp_big_write(arena, wp_to_text(arena, seed), 16, &hex))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the seed is too large");
    hex = wp_str_slice(hex, hex.ptr[0] == '-', hex.len);
    const char *even = wp_printf(arena, "%s%s", hex.len % 2 ? "0" : "", hex.ptr);
    wp_hex_decode(arena, wp_str_of(even), &bytes);
    seed_bytes(arena, chance, bytes);
    return true;
}

static bool seed_text(wp_arena *arena, wp_chance *chance, wp_str text, wp_error *err)
{
    wp_str hex, digest;
    if (!wp_digest_hex(arena, "sha512", text, &hex, err) || !wp_hex_decode(arena, hex, &digest))
        return false;
    wp_buf bytes = wp_buf_new(arena);
    wp_buf_str_add(&bytes, text);
    wp_buf_str_add(&bytes, digest);
    seed_bytes(arena, chance, wp_buf_str(&bytes));
    return true;
}

/* Python's hash of a float: its value modulo 2^61 - 1. */
static uint64_t hash_float(double number)
{
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    if (!isfinite(number))
        return isinf(number) ? 314159 : 0;
    int exponent;
    double fraction = frexp(fabs(number), &exponent);
    uint64_t hash = 0;
    while (fraction != 0) {
        hash = (hash << 28 & modulus) | hash >> (61 - 28);
        fraction *= 268435456.0; /* 2^28 */
        exponent -= 28;
        uint64_t digit = (uint64_t)fraction;
        fraction -= (double)digit;
        hash += digit;
        if (hash >= modulus)
            hash -= modulus;
    }
    int turn = exponent >= 0 ? exponent % 61 : 60 - (-1 - exponent) % 61;
    hash = (hash << turn & modulus) | hash >> (61 - turn);
    if (number >= 0)
        return hash;
    return hash == 1 ? (uint64_t)-2 : 0 - hash; /* -1 means an error there */
}

bool wp_chance_begin(wp_arena *arena, wp_chance *chance, wp_value seed, wp_error *err)
{
    chance->seeded = true;
    switch (seed.type) {
    case WP_OMIT:
    case WP_NULL:
        chance->seeded = false;
        return true;
    case WP_BOOL:
        seed_integer(chance, seed.as.boolean);
        return true;
    case WP_INT:
        seed_integer(chance, seed.as.integer < 0 ? 0 - (uint64_t)seed.as.integer : (uint64_t)seed.as.integer);
        return true;
    case WP_BIG:
        return seed_big(arena, chance, seed, err);
    case WP_FLOAT:
        seed_integer(chance, hash_float(seed.as.number));
        return true;
    case WP_STRING:
        return seed_text(arena, chance, wp_text(seed), err);
    default:
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a seed must be a number or a string, not %s",
                       wp_type_name(seed));
    }
}

static void stir(uint32_t *state)
{
    for (size_t i = 0; i < WORDS; i++) {
        uint32_t mixed = (state[i] & 0x80000000u) | (state[(i + 1) % WORDS] & 0x7fffffffu);
        state[i] = state[(i + SHIFT) % WORDS] ^ mixed >> 1 ^ (mixed & 1 ? 0x9908b0dfu : 0);
    }
}

static uint32_t next_word(wp_chance *chance)
{
    uint32_t word;
    if (!chance->seeded) {
        wp_random_bytes(&word, sizeof word);
        return word;
    }
    if (chance->next >= WORDS) {
        stir(chance->state);
        chance->next = 0;
    }
    word = chance->state[chance->next++];
    word ^= word >> 11;
    word ^= word << 7 & 0x9d2c5680u;
    word ^= word << 15 & 0xefc60000u;
    return word ^ word >> 18;
}

static uint64_t take_bits(wp_chance *chance, int bits)
{
    if (bits <= 32)
        return next_word(chance) >> (32 - bits);
    uint64_t low = next_word(chance);
    return (uint64_t)(next_word(chance) >> (64 - bits)) << 32 | low;
}

uint64_t wp_chance_below(wp_chance *chance, uint64_t limit)
{
    int bits = 0;
    while (bits < 64 && limit >> bits)
        bits++;
    uint64_t number;
    do
        number = take_bits(chance, bits);
    while (number >= limit);
    return number;
}

/* So many bits, drawn 32 at a time from the lowest on. */
static bool take_many_bits(wp_arena *arena, wp_chance *chance, size_t bits, wp_value *out)
{
    size_t words = (bits + 31) / 32;
    char *hex = wp_alloc(arena, words * 8 + 1), word[9];
    for (size_t i = words; i-- > 0;) {
        int width = i > 0 || bits % 32 == 0 ? 32 : (int)(bits % 32);
        snprintf(word, sizeof word, "%08x", (unsigned)(next_word(chance) >> (32 - width)));
        memcpy(hex + i * 8, word, 8);
    }
    return wp_integer_read(arena, (wp_str){ hex, words * 8 }, 16, out);
}

bool wp_chance_number(wp_arena *arena, wp_chance *chance, wp_value limit, wp_value *out, wp_error *err)
{
    wp_str bits;
    int order = 0;
    if (limit.type == WP_INT) {
        *out = wp_int((int64_t)wp_chance_below(chance, (uint64_t)limit.as.integer));
        return true;
    }
    if (!wp_big_write(arena, wp_to_text(arena, limit), 2, &bits))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the number is too large");
    do
        if (!take_many_bits(arena, chance, bits.len, out))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the number is too large");
    while (wp_compare(*out, limit, &order, err) && order >= 0);
    return true;
}
