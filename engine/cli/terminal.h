/* The user's terminal: questions, width, colour. */
#ifndef WP_CLI_TERMINAL_H
#define WP_CLI_TERMINAL_H

#include <waplay/error.h>

int wp_terminal_width(void);   /* columns of standard output; 80 where it is no terminal */
bool wp_terminal_is_out(void); /* is standard output one? */
void wp_terminal_print(wp_str text);
void wp_terminal_note(const char *text); /* on standard error */
/* Through the user's pager ($PAGER, or less) where standard output is a terminal; the text never lies in a file. */
void wp_terminal_page(wp_str text);
/* On standard error, with the place and what to do. */
void wp_terminal_error(wp_arena *arena, const wp_error *err);
/* Asks on the terminal, without echo for what is private. False: there is no terminal, it ended, or the user
 * wants to stop (`cancel`, a wp_cancel; may be NULL). */
bool wp_terminal_ask(void *cancel, const char *text, bool is_private, wp_arena *arena, const char **answer);

#endif
