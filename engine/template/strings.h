/*
 * What Python's str can do, on slices of text: the ground of the methods of texts and
 * of the filters that share them. Places and lengths count characters.
 */
#ifndef WP_TEMPLATE_STRINGS_H
#define WP_TEMPLATE_STRINGS_H

#include <waplay/value.h>

enum { WP_LEFT_END = 1, WP_RIGHT_END = 2, WP_BOTH_ENDS = 3 };

/* Takes characters off the ends: white space where `chars.ptr` is NULL. */
wp_str wp_str_strip(wp_str text, wp_str chars, int ends);
/* count < 0: all. An empty `old` stands between all characters. */
wp_str wp_str_replace(wp_arena *arena, wp_str text, wp_str old, wp_str new_text, int64_t count);
/* Fills up to a width; on both ends as Python's center does. */
wp_str wp_str_pad(wp_arena *arena, wp_str text, int64_t width, wp_str fill, int ends);
/* The parts as a list of texts with these marks. separator.ptr NULL: white space, where empty parts don't count. */
wp_value wp_str_split_list(wp_arena *arena, wp_str text, wp_str separator, int64_t most, uint8_t marks);
wp_value wp_str_rsplit_list(wp_arena *arena, wp_str text, wp_str separator, int64_t most, uint8_t marks);
/* Takes a line off the front of `rest`, without its end (that goes to *end unless NULL), as str.splitlines does. */
bool wp_str_next_line(wp_str *rest, wp_str *line, wp_str *end);
/* The last occurrence that begins at or before `from`; SIZE_MAX: none. */
size_t wp_str_rfind(wp_str text, wp_str what);

#endif
