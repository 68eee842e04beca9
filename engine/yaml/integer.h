/* The integers that a text in any base stands for. */
#ifndef WP_YAML_INTEGER_H
#define WP_YAML_INTEGER_H

#include <waplay/value.h>

#define WP_MOST_DIGITS 4300 /* of a base that is no power of two: as in Python */

/* Digits of a base from 2 to 36, behind a '-' if need be. False: they are no such digits, or too many of them. */
bool wp_integer_read(wp_arena *arena, wp_str digits, int base, wp_value *out);

#endif
