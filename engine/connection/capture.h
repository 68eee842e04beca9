/*
 * One stream of a frame, as it comes in: what a command printed, up to the line
 * with the frame's mark.
 *
 *   [noise TOKEN number\n] text MARK rest\n [stray bytes]
 *
 * The token stands before the first frame of a shell: what a login script printed
 * is dropped with it. The text is kept up to a limit, the rest of it counted. What
 * comes after the mark belongs to nobody: some process left behind still prints.
 */
#ifndef WP_CONNECTION_CAPTURE_H
#define WP_CONNECTION_CAPTURE_H

#include "base/buf.h"

#define WP_MARK_SIZE 40

typedef struct wp_capture {
    wp_arena *arena;
    wp_buf bytes;             /* at most the limit, and the end of the stream */
    wp_buf noise;             /* what came before the token */
    char token[WP_MARK_SIZE]; /* empty: none awaited */
    char mark[WP_MARK_SIZE];
    size_t limit;
    uint64_t dropped;
    size_t scanned; /* no mark begins before here */
    size_t mark_at;
    long number; /* that stood behind the token */
    bool has_token, found;
    bool stray;
} wp_capture;

void wp_capture_init(wp_capture *capture);
void wp_capture_free(wp_capture *capture);
/* `token` may be NULL. Forgets what there was. */
void wp_capture_begin(wp_capture *capture, const char *token, const char *mark, size_t limit);
/* How many of the bytes came after the line with the mark. */
size_t wp_capture_add(wp_capture *capture, const char *bytes, size_t len);
/* What followed the mark on its line; empty until found. */
wp_str wp_capture_rest(const wp_capture *capture);
/* The text so far, copied; one that was cut ends in a line that says by how much. */
wp_str wp_capture_text(wp_arena *arena, const wp_capture *capture, bool *cut);
wp_str wp_capture_noise(const wp_capture *capture);

#endif
