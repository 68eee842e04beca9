/* Lists and dicts that stand more than once in a value, and the names of their anchors. */
#ifndef WP_YAML_REPEATS_H
#define WP_YAML_REPEATS_H

#include <waplay/value.h>

typedef struct wp_repeats wp_repeats;

wp_repeats *wp_repeats_find(wp_arena *arena, wp_value value);
/* NULL: it stands there once. Else the name of its anchor; *again: it was asked for before. */
const char *wp_repeats_name(wp_repeats *repeats, wp_value collection, bool *again);

#endif
