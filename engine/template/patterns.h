/*
 * Regular expressions that templates ask for, compiled once for all threads: a loop
 * over ten thousand items uses one. The first WP_MOST_PATTERNS of a run are kept.
 */
#ifndef WP_TEMPLATE_PATTERNS_H
#define WP_TEMPLATE_PATTERNS_H

#include "base/regex.h"

#define WP_MOST_PATTERNS 1000 /* patterns may be made from data, and never come again */

typedef struct wp_patterns wp_patterns;

wp_patterns *wp_patterns_new(void);
void wp_patterns_free(wp_patterns *patterns);
/* As wp_regex_compile; `arena` takes what is not kept. */
bool wp_patterns_compile(wp_arena *arena, wp_patterns *patterns, wp_str pattern, int flags, wp_regex **out,
                         wp_error *err);

#endif
