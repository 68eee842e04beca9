/* The encodings of text that Python names: to bytes and back. */
#ifndef WP_TEMPLATE_ENCODINGS_H
#define WP_TEMPLATE_ENCODINGS_H

#include <waplay/error.h>

/* Fails on an unknown name, and on a character that the encoding has not got. */
bool wp_encode(wp_arena *arena, wp_str text, wp_str encoding, wp_str *out, wp_error *err);
/* Fails on an unknown name, and on bytes that are no text in it. */
bool wp_decode(wp_arena *arena, wp_str bytes, wp_str encoding, wp_str *out, wp_error *err);

#endif
