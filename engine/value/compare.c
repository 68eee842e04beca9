/*
 * Truth, equality, order and hash, as Python has them. Numbers of all kinds
 * compare by what they are worth, and exactly: an integer is never rounded to a
 * float on the way. Equality and hash stand together, since they must agree.
 */
#include "value/container.h"
#include "value/object.h"
#include "base/map.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define INT_LIMIT 9223372036854775808.0 /* 2^63, the first float above all integers */

bool wp_truth(wp_value value)
{
    switch (value.type) {
    case WP_UNDEFINED:
    case WP_NULL:
        return false;
    case WP_BOOL:
        return value.as.boolean;
    case WP_INT:
        return value.as.integer != 0;
    case WP_FLOAT:
        return value.as.number != 0;
    case WP_BIG:
        return true;
    case WP_STRING:
        return value.len > 0;
    case WP_LIST:
    case WP_DICT:
        return wp_len(value) > 0;
    default:
        return true;
    }
}

/* ---- numbers -------------------------------------------------------------- */

static int64_t integer_of(wp_value value)
{
    return value.type == WP_BOOL ? value.as.boolean : value.as.integer;
}

static int order_of(bool is_less, bool is_more)
{
    return is_more - is_less;
}

static int compare_with_float(int64_t integer, double number)
{
    if (number >= INT_LIMIT || isnan(number))
        return -1;
    if (number < -INT_LIMIT)
        return 1;
    int64_t whole = (int64_t)number;
    if (integer != whole)
        return order_of((integer < whole), (integer > whole));
    double fraction = number - (double)whole;
    return order_of(fraction > 0, fraction < 0);
}

static int compare_digits(wp_str a, wp_str b)
{
    int order = a.len == b.len ? memcmp(a.ptr, b.ptr, a.len) : 0;
    return order_of(a.len < b.len || order < 0, a.len > b.len || order > 0);
}

/* Every float that is as large is whole, and has few enough digits to be written out. */
static int compare_big(wp_value big, wp_value other)
{
    char written[DBL_MAX_10_EXP + 3];
    int sign = big.as.text[0] == '-' ? -1 : 1;
    wp_str digits = { .ptr = big.as.text, .len = big.len }, others = digits;
    if (other.type == WP_BIG) {
        others.ptr = other.as.text;
        others.len = other.len;
    } else if (other.type != WP_FLOAT || fabs(other.as.number) < INT_LIMIT) {
        return sign;
    } else if (!isfinite(other.as.number)) {
        return isnan(other.as.number) || other.as.number > 0 ? -1 : 1;
    } else {
        snprintf(written, sizeof written, "%.0f", other.as.number);
        others = wp_str_of(written);
    }
    bool is_other_negative = others.ptr[0] == '-';
    if ((sign < 0) != is_other_negative)
        return sign;
    return sign * compare_digits(digits, others);
}

/* What is no number stands behind all that are. */
static int compare_numbers(wp_value a, wp_value b)
{
    if (a.type == WP_BIG)
        return compare_big(a, b);
    if (b.type == WP_BIG)
        return -compare_big(b, a);
    if (a.type == WP_FLOAT && b.type == WP_FLOAT) {
        if (isnan(a.as.number) || isnan(b.as.number))
            return order_of(!isnan(a.as.number), !isnan(b.as.number));
        return order_of((a.as.number < b.as.number), (a.as.number > b.as.number));
    }
    if (a.type == WP_FLOAT)
        return -compare_with_float(integer_of(b), a.as.number);
    if (b.type == WP_FLOAT)
        return compare_with_float(integer_of(a), b.as.number);
    return order_of(integer_of(a) < integer_of(b), integer_of(a) > integer_of(b));
}

static bool is_nan(wp_value value)
{
    return value.type == WP_FLOAT && isnan(value.as.number);
}

static bool have_order(wp_value a, wp_value b)
{
    return a.type == WP_OBJECT && b.type == WP_OBJECT && a.as.object->class_ == b.as.object->class_ &&
           a.as.object->compare;
}

/* ---- equality ------------------------------------------------------------- */

static bool equal_lists(wp_value a, wp_value b)
{
    const wp_list *left = a.as.list, *right = b.as.list;
    if ((a.marks & WP_TUPLE) != (b.marks & WP_TUPLE) || left->len != right->len)
        return false;
    if (left == right)
        return true;
    for (size_t i = 0; i < left->len; i++)
        if (!wp_equal(left->items[i], right->items[i]))
            return false;
    return true;
}

static bool equal_dicts(wp_value a, wp_value b)
{
    if (a.as.dict == b.as.dict)
        return true;
    if (a.as.dict->len != b.as.dict->len)
        return false;
    for (size_t i = 0; i < a.as.dict->len; i++) {
        const wp_dict_entry *entry = &a.as.dict->entries[i];
        const wp_value *other = wp_dict_get(b, entry->key);
        if (!other || !wp_equal(entry->item, *other))
            return false;
    }
    return true;
}

bool wp_equal(wp_value a, wp_value b)
{
    if (wp_is_number(a) && wp_is_number(b))
        return !is_nan(a) && !is_nan(b) && compare_numbers(a, b) == 0;
    if (a.type != b.type)
        return false;
    switch (a.type) {
    case WP_STRING:
        return wp_str_eq(wp_text(a), wp_text(b));
    case WP_LIST:
        return equal_lists(a, b);
    case WP_DICT:
        return equal_dicts(a, b);
    case WP_OBJECT:
        return a.as.object == b.as.object || (have_order(a, b) && a.as.object->compare(a.as.object, b.as.object) == 0);
    default:
        return true; /* undefined, null and omit: there is one of each */
    }
}

/* ---- order ---------------------------------------------------------------- */

static int compare_texts(wp_str a, wp_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order_of((order < 0), (order > 0)) : order_of((a.len < b.len), (a.len > b.len));
}

/* The first pair that differs decides; else the shorter one comes first. */
static bool compare_lists(const wp_list *a, const wp_list *b, int *out, wp_error *err)
{
    for (size_t i = 0; i < a->len && i < b->len; i++)
        if (!wp_equal(a->items[i], b->items[i]))
            return wp_compare(a->items[i], b->items[i], out, err);
    *out = order_of((a->len < b->len), (a->len > b->len));
    return true;
}

bool wp_compare(wp_value a, wp_value b, int *out, wp_error *err)
{
    if (wp_is_number(a) && wp_is_number(b)) {
        *out = compare_numbers(a, b);
        return true;
    }
    if (a.type == WP_STRING && b.type == WP_STRING) {
        *out = compare_texts(wp_text(a), wp_text(b));
        return true;
    }
    if (a.type == WP_LIST && b.type == WP_LIST && (a.marks & WP_TUPLE) == (b.marks & WP_TUPLE))
        return compare_lists(a.as.list, b.as.list, out, err);
    if (have_order(a, b)) {
        *out = a.as.object->compare(a.as.object, b.as.object);
        return true;
    }
    return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s and %s have no order: neither is less than the other",
                   wp_type_name(a), wp_type_name(b));
}

/* ---- hash ----------------------------------------------------------------- */

static uint64_t mix(uint64_t bits)
{
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111ebu;
    return bits ^ bits >> 31;
}

/* A float that is whole hashes as the integer that it equals. */
static uint64_t hash_float(double number)
{
    if (number >= -INT_LIMIT && number < INT_LIMIT && number == trunc(number))
        return mix((uint64_t)(int64_t)number);
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return mix(bits);
}

uint64_t wp_value_hash(wp_value value)
{
    uint64_t hash = value.type;
    switch (value.type) {
    case WP_BOOL:
    case WP_INT:
        return mix((uint64_t)integer_of(value));
    case WP_FLOAT:
        return hash_float(value.as.number);
    case WP_BIG: /* a float may be its equal */
        return hash_float(wp_number(value));
    case WP_STRING:
        return wp_hash_bytes(value.as.text, value.len);
    case WP_LIST:
        for (size_t i = 0; i < value.as.list->len; i++)
            hash = mix(hash ^ wp_value_hash(value.as.list->items[i]));
        return hash;
    case WP_DICT: /* whatever the order of its keys */
        for (size_t i = 0; i < value.as.dict->len; i++)
            hash += mix(value.as.dict->entries[i].hash ^ wp_value_hash(value.as.dict->entries[i].item));
        return hash;
    case WP_OBJECT:
        return value.as.object->compare ? mix(hash) : mix((uint64_t)(uintptr_t)value.as.object);
    default:
        return mix(hash);
    }
}
