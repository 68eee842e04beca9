/* Kills what a shell on the host is running, from a channel beside it: the shell itself goes on. */
#ifndef WP_CONNECTION_REAPER_H
#define WP_CONNECTION_REAPER_H

#include "connection/transport.h"

/* All children of the process `pid`, theirs, and what they left in its session. As the user that it belongs to.
 * Returns when the host has answered, or when patience ends; false: it could not be had done. */
bool wp_reap(wp_link *link, const wp_become *become, long pid, const wp_patience *patience);

/* What does it, for a shell to run. */
const char *wp_reap_script(wp_arena *arena, long pid);

#endif
