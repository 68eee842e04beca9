/* How results and diffs look, for the writers that people read. */
#ifndef WP_OUTPUT_SHOWN_H
#define WP_OUTPUT_SHOWN_H

#include "output/writer.h"

/* A result without what is told in other ways, or to nobody. */
wp_value wp_shown_fields(wp_arena *arena, const wp_event *event, int verbosity);
/* The JSON behind `=>`: sorted, on one line; laid out for modules whose result is their message. */
const char *wp_show_result(wp_arena *arena, const wp_event *event, int verbosity);
/* debug, assert and fail show their whole result without -v. */
bool wp_shows_whole_result(const wp_event *event);
/* What --diff shows for the `diff` of a result: a dict or a list of them. */
wp_str wp_show_diffs(wp_arena *arena, wp_value diff, const wp_output_options *options);
/* What set_stats gathered, host by host and then of the whole run (`_run`). */
wp_str wp_show_custom_stats(wp_arena *arena, wp_value stats);

#endif
