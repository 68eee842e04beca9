/* Texts: lines, words of a command line, shell patterns, regular expressions. */
#ifndef WAPLAY_TEXT_H
#define WAPLAY_TEXT_H

#include <waplay/job.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A text as lines that keep their ends; joined they are the same text. A carriage return ends one too, where wanted. */
typedef struct wp_lines {
    wp_str *at;
    size_t count, room;
} wp_lines;
wp_lines wp_lines_split(wp_job *job, wp_str text, bool returns_too);
wp_str wp_lines_join(wp_job *job, const wp_lines *lines);
/* Inserted lines, and the one before them, get a line feed where they have none. */
void wp_lines_insert(wp_job *job, wp_lines *lines, size_t place, const wp_str *added, size_t count);
void wp_lines_remove(wp_lines *lines, size_t from, size_t to);
wp_str wp_line_ended(wp_job *job, wp_str line); /* with a line feed at its end */
wp_str wp_line_bare(wp_str line);               /* without its end */

/* Command lines: words as Python's shlex gives them (a list), and a word quoted so that any shell reads it back. */
bool wp_job_split_words(wp_job *job, const char *text, wp_value *out, wp_error *err);
const char *wp_job_quote(wp_job *job, const char *word);

/* A shell pattern (* ? [a-z] [!x]) and a name, as Python's fnmatch has them. */
bool wp_job_glob(const char *pattern, const char *name);
/* Regular expressions, as Python's re has them. A compiled one lives as long as the job. */
typedef struct wp_pattern wp_pattern;
enum { WP_PATTERN_MULTILINE = 1, WP_PATTERN_DOTALL = 2, WP_PATTERN_IGNORE_CASE = 4, WP_PATTERN_BYTES = 8 };
typedef struct wp_match {
    size_t count;        /* groups, the whole one included */
    const wp_str *group; /* [0] is the whole; ptr is NULL where a group took no part */
    size_t from, to;     /* where the whole lies, in bytes */
} wp_match;
bool wp_pattern_compile(wp_job *job, const char *pattern, int flags, wp_pattern **out, wp_error *err);
/* Looks from byte `from` on. `out` may be NULL. */
bool wp_pattern_search(wp_job *job, const wp_pattern *pattern, wp_str text, size_t from, wp_match *out);
/* All matches replaced, with \1 and \g<name> in the replacement; *count says how many. */
bool wp_pattern_replace(wp_job *job, const wp_pattern *pattern, wp_str text, wp_str replacement, wp_str *out,
                        size_t *count, wp_error *err);

/* What a replacement with \1 and \g<name> becomes for one match. */
bool wp_pattern_expand(wp_job *job, const wp_pattern *pattern, wp_str text, const wp_match *match, wp_str replacement,
                       wp_str *out, wp_error *err);
/* The names of its named groups, in order, as texts; and the number of one (0: none). */
wp_value wp_pattern_names(wp_job *job, const wp_pattern *pattern);
size_t wp_pattern_group(const wp_pattern *pattern, const char *name);

#ifdef __cplusplus
}
#endif
#endif
