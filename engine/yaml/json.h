/* JSON among the YAML: values with their places. */
#ifndef WP_YAML_JSON_H
#define WP_YAML_JSON_H

#include <waplay/value.h>

/* False: it is no JSON (nothing is said of why, since it may still be YAML). */
bool wp_json_load_located(wp_arena *arena, wp_str text, const char *file, wp_value *out);

#endif
