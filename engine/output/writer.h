/* Inside of the output room: a writer is a table of one function, and what it writes with. */
#ifndef WP_OUTPUT_WRITER_H
#define WP_OUTPUT_WRITER_H

#include "output/output.h"
#include "base/buf.h"

typedef struct wp_writer {
    const char *name;
    void (*tell)(wp_output *output, wp_arena *arena, const wp_event *event);
    const char *help;
} wp_writer;

extern const wp_writer wp_writer_default, wp_writer_jsonl, wp_writer_minimal, wp_writer_oneline, wp_writer_tree;

const wp_output_options *wp_output_settings(const wp_output *output);
void wp_output_write(wp_output *output, int fd, wp_str text);
void wp_output_put_error(wp_output *output, wp_arena *arena, const wp_error *error);

/* What a writer remembers between events; zeroed at first. */
typedef struct wp_writer_state {
    const char *play;       /* copied */
    bool has_progress;      /* a progress line stands on the terminal */
    char last_progress[512];
    wp_value recap;         /* list of dicts, collected for the end */
    wp_value custom_stats;  /* dict, once there are any */
} wp_writer_state;
wp_writer_state *wp_output_state(wp_output *output);
wp_arena *wp_output_arena(wp_output *output); /* of the whole run */

/* What the engine itself found wrong with the task; what its module says is in the result already. */
bool wp_is_fault(const wp_event *event);
/* The result as users see it: without what is only for us, or censored. */
wp_value wp_shown_result(wp_arena *arena, const wp_event *event);

typedef enum wp_color { WP_NO_COLOR, WP_GREEN, WP_YELLOW, WP_RED, WP_CYAN, WP_PURPLE, WP_BRIGHT_PURPLE, WP_BLUE } wp_color;
void wp_put_colored(wp_buf *buf, bool is_on, wp_color color, const char *text, size_t len);

#endif
