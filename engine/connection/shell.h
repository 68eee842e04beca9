/*
 * A shell kept on a host for one user. It starts with its first frame, which
 * rides along, and is started anew when it was lost: killed by a command, or
 * given up because of a process that still prints into its streams.
 */
#ifndef WP_CONNECTION_SHELL_H
#define WP_CONNECTION_SHELL_H

#include "connection/transport.h"

typedef struct wp_shell wp_shell;

wp_shell *wp_shell_new(wp_link *link, const wp_become *become);
bool wp_shell_is_for(const wp_shell *shell, const wp_become *become);
/* One frame. False: unreachable, cancelled, or the shell could not be had or ended under the command. */
bool wp_shell_run(wp_arena *arena, wp_shell *shell, const wp_frame *frame, wp_shell_reply *out, wp_error *err);
/* Has it got a channel that is open? */
bool wp_shell_is_started(const wp_shell *shell);
/* Is it on a terminal, where no end of input can be told? */
bool wp_shell_is_on_terminal(const wp_shell *shell);
/* Lets it end by itself, and waits for that: a host counts a session until its shell is gone. */
void wp_shell_end(wp_shell *shell);
void wp_shell_free(wp_shell *shell);

#endif
