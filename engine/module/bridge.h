/*
 * A bridge leads from a socket that curl can connect to, to a descriptor that is
 * connected already: a tunnel. (curl's own way of taking such descriptors is broken
 * in some of its versions, Debian 12's among them: they connect once more.)
 */
#ifndef WP_MODULE_BRIDGE_H
#define WP_MODULE_BRIDGE_H

#include <waplay/error.h>

typedef struct wp_bridge wp_bridge;

/* Takes one connection, of this process only, and carries bytes until an end closes. `fd` stays the caller's. */
bool wp_bridge_open(wp_arena *arena, int fd, wp_bridge **out, wp_error *err);
/* The name of the abstract socket to connect to. */
const char *wp_bridge_name(const wp_bridge *bridge);
void wp_bridge_close(wp_bridge *bridge); /* NULL is fine */

#endif
