/* Numbers as Python reads and rounds them. */
#ifndef WP_TEMPLATE_NUMBERS_H
#define WP_TEMPLATE_NUMBERS_H

#include <waplay/value.h>

/* int(text, base): blanks around it, a sign, a prefix that fits the base, '_' between digits. `base` 0: by the
 * prefix. */
bool wp_number_int(wp_arena *arena, wp_str text, int base, wp_value *out);
/* float(text): also inf and nan. */
bool wp_number_float(wp_arena *arena, wp_str text, double *out);
/* round(number, digits): to the nearest, halves to the even one; digits may be negative. */
double wp_number_round(wp_arena *arena, double number, int64_t digits);

#endif
