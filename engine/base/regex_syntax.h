/* From Python's way of writing regular expressions to pcre2's. For regex.c. */
#ifndef WP_BASE_REGEX_SYNTAX_H
#define WP_BASE_REGEX_SYNTAX_H

#include <waplay/arena.h>

/*
 * What differs is rewritten: \Z, \uXXXX, {,n}, and the flags a, u and L, which
 * pcre2 does not know. `ascii` becomes true when the flag a is set for the whole.
 * With `upto` the length of a beginning of the result is turned into that of the
 * part of the pattern that it came from: so an error can be located.
 */
wp_str wp_regex_translate(wp_arena *arena, wp_str pattern, bool *ascii, size_t *upto);

#endif
