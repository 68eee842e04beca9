/* Slices of text: look, cut, compare. Nothing here copies unless it takes an arena. */
#ifndef WP_BASE_TEXT_H
#define WP_BASE_TEXT_H

#include <waplay/arena.h>

wp_str wp_str_trim(wp_str text);  /* white space off both ends */
wp_str wp_str_slice(wp_str text, size_t from, size_t to); /* clamped */
bool wp_str_starts(wp_str text, const char *prefix);
bool wp_str_ends(wp_str text, const char *suffix);
bool wp_str_ieq(wp_str a, const char *b); /* ASCII case ignored */
size_t wp_str_find(wp_str text, wp_str what, size_t from); /* SIZE_MAX: not in it */
/* Takes the next part up to `separator` off the front of `rest`; false when nothing is left:
 * an empty text has no part, and behind a separator at the very end there is none either. */
bool wp_str_split(wp_str *rest, char separator, wp_str *part);
bool wp_str_int(wp_str text, int64_t *out); /* the whole text is a decimal number */
int wp_digit_value(char byte); /* of a digit or letter: 0 to 35; 99 of anything else */

/* UTF-8. A byte that is no UTF-8 counts as one character and decodes to U+FFFD. */
size_t wp_utf8_len(wp_str text); /* in characters */
size_t wp_utf8_offset(wp_str text, size_t character); /* byte offset of it, clamped */
uint32_t wp_utf8_next(wp_str text, size_t *offset); /* decodes and steps on; 0 at the end */
size_t wp_utf8_put(char out[4], uint32_t character); /* how many bytes it took */
bool wp_utf8_valid(wp_str text);
/* How many columns a terminal needs for it (combining 0, East Asian wide 2). */
size_t wp_utf8_width(wp_str text);

/* Command lines. A word quoted so that any POSIX shell reads it back as it is;
 * the only place where the program quotes for a shell. */
wp_str wp_shell_quote(wp_arena *arena, wp_str word);
/* Splits as Python's shlex.split does (POSIX rules); false on an open quote. */
bool wp_shell_split(wp_arena *arena, wp_str text, wp_str **words, size_t *count);

/* Glob as Python's fnmatch: * ? [seq] [!seq]. */
bool wp_glob_match(wp_str pattern, wp_str text);

#endif
