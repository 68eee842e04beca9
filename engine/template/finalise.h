/* What may leave a template: no undefined things, no objects. */
#ifndef WP_TEMPLATE_FINALISE_H
#define WP_TEMPLATE_FINALISE_H

#include <waplay/value.h>

/* The same value, or a copy where something in it had to change: objects become what they stand for (a mapping a
 * dict, what can be looped over a list, else the text they print as). `deep`: look below the top, too. */
bool wp_finalise(wp_arena *arena, wp_value value, bool deep, wp_mark mark, wp_value *out, wp_error *err);

#endif
