/* The tokens of Python literals that have an inside: numbers and quoted texts. */
#ifndef WP_YAML_LITERAL_TOKEN_H
#define WP_YAML_LITERAL_TOKEN_H

#include <waplay/value.h>

bool wp_literal_is_name_byte(char byte);
/* Steps *at over it. False: no number, or one with too many digits. */
bool wp_literal_number(wp_arena *arena, wp_str text, size_t *at, bool is_negative, wp_value *out);
/* Does a quoted text, with its prefix, begin here? */
bool wp_literal_begins_text(wp_str text, size_t at);
bool wp_literal_text(wp_arena *arena, wp_str text, size_t *at, wp_value *out, bool *is_bytes);

#endif
