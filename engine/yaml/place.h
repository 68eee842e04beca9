/*
 * Where a scalar's own first character stands. The parser tells where its
 * node begins, which may be a tag, an anchor, a quote or the '|' of a block.
 */
#ifndef WP_YAML_PLACE_H
#define WP_YAML_PLACE_H

#include <waplay/error.h>

typedef enum wp_scalar_look { WP_LOOK_PLAIN, WP_LOOK_QUOTED, WP_LOOK_BLOCK } wp_scalar_look;

/* A text and the line that was looked at last: questions mostly go forwards. */
typedef struct wp_places {
    const char *file;
    wp_str text;
    size_t line, offset; /* line counts from 0; offset is of its first byte */
} wp_places;

wp_places wp_places_of(const char *file, wp_str text);
/* A line without its break (empty beyond the end). `line` counts from 0. */
wp_str wp_place_line(wp_places *places, size_t line);
/* Line and column, both from 0, of a node to a mark. */
wp_mark wp_place_of_node(const wp_places *places, size_t line, size_t column);
/* Of a byte of the text. */
wp_mark wp_place_of_offset(wp_places *places, size_t offset);
/* Of a scalar's content. `value` is what the parser made of it. */
wp_mark wp_place_of_scalar(wp_places *places, size_t line, size_t column, bool has_properties, wp_scalar_look look,
                           wp_str value);

#endif
