/* Inside the room: one value to one document, without `indent_lists`. */
#ifndef WP_YAML_WRITER_H
#define WP_YAML_WRITER_H

#include "yaml/yaml.h"

wp_str wp_yaml_write(wp_arena *arena, wp_value value, wp_yaml_style style);
/* Is this list or dict written in one line, [a, b] or {a: b}? */
bool wp_yaml_stands_in_line(const wp_yaml_style *style, wp_value collection);

typedef struct wp_yaml_pair {
    wp_value key, item;
} wp_yaml_pair;

/* The pairs of a dict (as many as it has) in the order in which they are written. */
wp_yaml_pair *wp_yaml_pairs(wp_arena *arena, const wp_yaml_style *style, wp_value dict);

#endif
