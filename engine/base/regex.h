/*
 * Regular expressions (pcre2), close to Python's re where users see them.
 * A compiled one may be shared between threads.
 */
#ifndef WP_BASE_REGEX_H
#define WP_BASE_REGEX_H

#include <waplay/error.h>

typedef struct wp_regex wp_regex;

enum {
    WP_REGEX_IGNORE_CASE = 1 << 0,
    WP_REGEX_MULTILINE = 1 << 1,
    WP_REGEX_DOTALL = 1 << 2,
    WP_REGEX_BYTES = 1 << 3 /* no UTF-8 */
};

typedef struct wp_span {
    size_t from, to; /* bytes; from == SIZE_MAX: the group took no part */
} wp_span;

/* Lives as long as the arena. Takes Python's (?P<name>...), \Z and the like. A text
 * may hold bytes that are no UTF-8: nothing in a pattern matches those. */
bool wp_regex_compile(wp_arena *arena, wp_str pattern, int flags, wp_regex **out, wp_error *err);
/* How many groups, and the number of a named one (0: no such). */
size_t wp_regex_groups(const wp_regex *regex);
size_t wp_regex_named(const wp_regex *regex, wp_str name);
/* Looks from byte `from` on; fills spans[0..groups], made in the arena. */
bool wp_regex_search(wp_arena *arena, const wp_regex *regex, wp_str text, size_t from, wp_span **spans);
/* Matches at the start only (Python's re.match). */
bool wp_regex_match(wp_arena *arena, const wp_regex *regex, wp_str text, wp_span **spans);
/*
 * One match after the other, as Python's re.finditer finds them. (Searching on
 * with wp_regex_search from where the last match ended looks at the whole rest
 * of the text each time, and does not know about empty matches.)
 *
 *   wp_regex_walk walk = wp_regex_walk_over(regex, text);
 *   while (wp_regex_next(arena, &walk, &spans)) ...
 *
 * A pattern that needs more steps than the limit allows ends the walk, with
 * `gave_up` set. Such a search or match finds nothing.
 */
typedef struct wp_regex_walk {
    const wp_regex *regex;
    wp_str text;
    size_t at;
    bool after_empty; /* the last match was: the next one at the same place must not be */
    bool is_checked;  /* the text is known to be UTF-8 */
    bool gave_up;
} wp_regex_walk;
wp_regex_walk wp_regex_walk_over(const wp_regex *regex, wp_str text);
bool wp_regex_next(wp_arena *arena, wp_regex_walk *walk, wp_span **spans);
/* Python's re.sub with \1 and \g<name> in the replacement; count 0: all. */
bool wp_regex_replace(wp_arena *arena, const wp_regex *regex, wp_str text, wp_str replacement, size_t count,
                      wp_str *out, wp_error *err);

#endif
