/* What is known of each character, from the tables of Unicode 14. */
#ifndef WP_BASE_UNICODE_H
#define WP_BASE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/* Columns on a terminal: 0 for control and combining ones, 2 for East Asian wide ones, else 1. */
int wp_unicode_width(uint32_t character);
/* Python's str.isprintable: repr() writes the others as escapes. */
bool wp_unicode_printable(uint32_t character);

#endif
