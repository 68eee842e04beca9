/* TCP to a host: names looked up, addresses tried in turn, all of it within a limit of time. */
#ifndef WP_CONNECTION_DIAL_H
#define WP_CONNECTION_DIAL_H

#include "connection/transport.h"

/* A connected descriptor, non-blocking, close-on-exec, without Nagle's delay. The error names the cause. */
bool wp_dial(const char *host, int port, const wp_patience *patience, int *out, wp_error *err);

#endif
