/*
 * A watcher beside a shell on the host: when the connection ends without a word (cut,
 * or this program was killed), it kills what the shell is running. Nobody else would:
 * without a terminal a command does not notice that it was left alone.
 */
#ifndef WP_CONNECTION_GUARD_H
#define WP_CONNECTION_GUARD_H

#include "connection/transport.h"

/* Of the shell that is process `pid` on the host, as its user. NULL where it can't be had, which is no error:
 * a host may allow one session only. */
wp_channel *wp_guard_begin(wp_arena *arena, wp_link *link, const wp_become *become, long pid);
/* Tells it that all is well. */
void wp_guard_end(wp_link *link, wp_channel *guard);

#endif
