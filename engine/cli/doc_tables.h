/* What `waplay doc -t KIND` tells: the rows of the tables that the language is made of. */
#ifndef WP_CLI_DOC_TABLES_H
#define WP_CLI_DOC_TABLES_H

#include <waplay/value.h>

/* The kinds, split by blanks: "filter test ...". */
wp_str wp_doc_kinds(wp_arena *arena);
/* A line for each row of a kind: its name and what it is. */
bool wp_doc_list(wp_arena *arena, const char *kind, wp_str *out, wp_error *err);
/* All that is known of these rows; `names` is a list of texts. */
bool wp_doc_tell(wp_arena *arena, const char *kind, wp_value names, wp_str *out, wp_error *err);

#endif
