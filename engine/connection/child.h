/*
 * Programs of this machine as channels: what every kind of connection stands on
 * that reaches its host by starting something here (a shell, ssh, docker).
 *
 * The state of such a kind begins with its wp_children, so that these functions
 * can stand in its table as they are.
 */
#ifndef WP_CONNECTION_CHILD_H
#define WP_CONNECTION_CHILD_H

#include "connection/frame.h"
#include "connection/transport.h"

typedef struct wp_child wp_child;

typedef struct wp_children {
    wp_connection_stats *stats;
    wp_child *first;
} wp_children;

typedef struct wp_child_program {
    const char *const *argv; /* ends in NULL; argv[0] is looked up in PATH */
    const char *what;        /* what to call it where it can't be started */
    const char *dir;         /* where it starts; NULL: here */
    bool pty;                /* on a terminal of its own, which its streams are */
} wp_child_program;

bool wp_child_start(wp_children *children, const wp_child_program *program, wp_channel **out, wp_error *err);
/* Has it ended, or does it within the limit? */
bool wp_child_has_ended(wp_channel *channel, int limit_ms);
/* Has one of them ended with this exit code? */
bool wp_child_any_failed(const wp_children *children, int status);
void wp_child_stop_all(wp_children *children);

/* As in wp_transport. */
long wp_child_write(void *state, wp_channel *channel, const char *bytes, size_t len);
void wp_child_send_eof(void *state, wp_channel *channel);
bool wp_child_wait(void *state, wp_channel *writing, const wp_patience *patience, wp_error *err);
void wp_child_stop(void *state, wp_channel *channel);
void wp_child_kill(void *state, wp_channel *channel);

/* ---- tunnels: a program's standard streams are the one end (child_tunnel.c) ------------ */

typedef struct wp_child_peer {
    const char *host;
    int port;
    const char *from; /* whose host makes the connection, for messages */
    char token[WP_MARK_SIZE];
} wp_child_peer;

/* What the program has to run on the host; makes the token, which is printed once there is a peer. */
const char *wp_child_tunnel_command(wp_arena *arena, wp_child_peer *peer);
bool wp_child_tunnel(const wp_child_program *program, const wp_child_peer *peer, const wp_patience *patience,
                     wp_tunnel **out, wp_error *err);

#endif
