/*
 * What is sent to a shell: commands that it reads from its standard input, one
 * compound command a frame, so that all of the frame is read before any of it runs.
 *
 *   { exec 4>&2 2>/dev/null; echo TOKEN $$; echo TOKEN >&4   first frame only
 *   eval 'text of a half'                                    those it has not yet
 *   ( exec </dev/null 2>&4 4>&-; eval 'script' )             or: printf 'bytes' | ( ... )
 *   echo "MARK $? LEFT"; echo MARK >&4; }
 *
 * The subshell keeps what the script does to itself: directory, environment, umask,
 * options, a syntax error, exit, exec. The halves are outside of it, and stay. The
 * shell's own standard error is closed to the script, so that what a shell says of a
 * killed child ("Terminated") is not taken for the command's.
 */
#ifndef WP_CONNECTION_FRAME_H
#define WP_CONNECTION_FRAME_H

#include "connection/connection.h"
#include "connection/capture.h"

/* What is larger goes on a channel of its own: in a frame every byte costs up to four, and printf must not block. */
#define WP_FRAME_INPUT_LIMIT ((size_t)32 * 1024)

typedef struct wp_frame_marks {
    char token[WP_MARK_SIZE]; /* empty: not the first frame */
    char mark[WP_MARK_SIZE];
} wp_frame_marks;

/* A word that no output can hold by chance or on purpose. */
void wp_mark_new(char mark[WP_MARK_SIZE]);

/* `halves` are those to be sent. On a terminal there is one stream only: standard error is kept in a file
 * meanwhile, and follows the mark, with a mark of its own. */
wp_str wp_frame_text(wp_arena *arena, const wp_frame *frame, const wp_half *const *halves, size_t half_count,
                     const wp_frame_marks *marks, bool on_terminal);

/* What the line with the mark tells. */
typedef struct wp_frame_end {
    int status;
    long left; /* how many processes the command left behind, where that was looked for */
} wp_frame_end;
bool wp_frame_end_parse(wp_str rest, wp_frame_end *out);

/* The command that runs one script given as its first line of input, with the rest of the input as its own. */
extern const char wp_line_shell[];
wp_str wp_line_text(wp_arena *arena, const wp_frame *frame, const char *token);

/* Exit codes as every shell should give them: ksh93 says 256 + n for signal n. */
int wp_shell_status(long status);

#endif
