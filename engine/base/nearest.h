/* "Did you mean ...?": the nearest of some names, by edit distance. */
#ifndef WP_BASE_NEAREST_H
#define WP_BASE_NEAREST_H

#include <waplay/arena.h>

/* Feed names one by one; `best` is NULL while none is near enough to be meant. */
typedef struct wp_nearest {
    wp_str wanted;
    const char *best;
    size_t distance;
} wp_nearest;

wp_nearest wp_nearest_to(wp_str wanted);
void wp_nearest_try(wp_nearest *nearest, const char *name);

#endif
