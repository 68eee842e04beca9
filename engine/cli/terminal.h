/* The user's terminal: questions, width, colour. */
#ifndef WP_CLI_TERMINAL_H
#define WP_CLI_TERMINAL_H

#include <waplay/arena.h>

int wp_terminal_width(void);   /* columns of standard output; 80 where it is no terminal */
bool wp_terminal_is_out(void); /* is standard output one? */
/* Asks on the terminal, without echo for what is private. False: there is no terminal, or it ended. */
bool wp_terminal_ask(void *unused, const char *text, bool is_private, wp_arena *arena, const char **answer);

#endif
