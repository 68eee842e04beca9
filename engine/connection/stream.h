/* A script on a channel of its own: for large contents, and for what must run beside a busy shell. */
#ifndef WP_CONNECTION_STREAM_H
#define WP_CONNECTION_STREAM_H

#include "connection/shell.h"
#include "connection/transport.h"

typedef struct wp_stream {
    wp_link *link;
    const wp_frame *frame;  /* its script, halves, become and output limit */
    const wp_source *input; /* NULL: frame->input, or none */
    const wp_sink *output;  /* NULL: into the reply */
    wp_patience patience;
    bool is_reaper; /* when patience ends it is just left, not killed in its turn */
} wp_stream;

bool wp_stream_run(wp_arena *arena, const wp_stream *stream, wp_shell_reply *out, wp_error *err);
/* The same through frames of a shell that is on a terminal: the input in slices, by a file on the host. */
bool wp_stream_run_sliced(wp_arena *arena, const wp_stream *stream, wp_shell *shell, wp_shell_reply *out,
                          wp_error *err);

#endif
