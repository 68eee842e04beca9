/*
 * Becoming another user: sudo, su, doas.
 *
 * A password goes into standard input, once, after a prompt: of sudo one that
 * nobody can guess, of the others whatever ends in a colon. It is in no command
 * line and in no environment. sudo (-S) and su read it from where they are told to;
 * doas does from a terminal only, and so does a sudo with requiretty: those get one,
 * and their shell lives on it (frame.c, stream_sliced.c). What these programs say
 * when they refuse is turned into one sentence each.
 */
#ifndef WP_CONNECTION_BECOME_H
#define WP_CONNECTION_BECOME_H

#include "connection/transport.h"

/* How the program that runs as the user is started: `program` is text for a shell, a path or a path with -c and a
 * quoted script. `prompt` may be empty (no password). */
bool wp_become_command(wp_arena *arena, const wp_become *become, const char *program, const char *prompt, wp_str *out,
                       wp_error *err);
/* Same user by the same way? NULL is the connection's own user. */
bool wp_become_same(const wp_become *a, const wp_become *b);
wp_become *wp_become_copy(wp_arena *arena, const wp_become *become);

/* Starts `program` as the user, gives the password when asked, and returns once the program has printed `token` on
 * standard output. `on_terminal` is set where the password can be given on a terminal only. */
bool wp_become_start(wp_arena *arena, wp_link *link, const wp_become *become, const char *program, const char *token,
                     bool *on_terminal, const wp_patience *patience, wp_channel **out, wp_error *err);

/* Starts `program` on a channel of its own, as the user, NULL being the connection's; with a password by the above. */
bool wp_become_run(wp_arena *arena, wp_link *link, const wp_become *become, const char *program,
                   const wp_patience *patience, wp_channel **out, wp_error *err);

/* Why it did not work, from what was said and the exit code. Returns false. */
bool wp_become_explain(wp_arena *arena, const wp_become *become, int status, wp_str said, wp_error *err);
/* It said that it wants a terminal. */
bool wp_become_wants_terminal(wp_str said);

#endif
