/* A value as Python's pprint shows it: on lines of at most 80 columns, keys in order. */
#ifndef WP_TEMPLATE_PRETTY_H
#define WP_TEMPLATE_PRETTY_H

#include <waplay/value.h>

wp_str wp_pretty(wp_arena *arena, wp_value value);

#endif
