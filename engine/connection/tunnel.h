/* The room's side of tunnels. */
#ifndef WP_CONNECTION_TUNNEL_H
#define WP_CONNECTION_TUNNEL_H

#include "connection/transport.h"

struct wp_tunnel {
    wp_connection *connection;      /* taken until the tunnel is closed; NULL: none */
    int fd;                         /* the user's end */
    void (*end)(wp_tunnel *tunnel); /* of the kind: stops what moves the bytes; NULL: nothing does */
};

/* Closes and frees it, without giving back its connection. */
void wp_tunnel_end(wp_tunnel *tunnel);
/* A plain TCP connection of this machine's: what a tunnel is on a local connection. */
bool wp_tunnel_direct(const char *host, int port, const wp_connection_options *options, wp_tunnel **out, wp_error *err);

#endif
