/*
 * What a kind of connection does for the shells that stand on it.
 *
 * A channel is one command on the host: bytes into its standard input, bytes out
 * of its two streams, its end. Nothing here blocks but connect, start and wait,
 * and these not longer than told. What arrives, for whichever channel of the
 * connection, is handed to its on_bytes while wait works: so both streams of all
 * channels are always read, and none can stop another.
 */
#ifndef WP_CONNECTION_TRANSPORT_H
#define WP_CONNECTION_TRANSPORT_H

#include "connection/connection.h"

enum { WP_STREAM_OUT, WP_STREAM_ERR };

typedef struct wp_channel {
    void (*on_bytes)(void *data, int stream, const char *bytes, size_t len); /* NULL: nobody listens yet */
    void *data;
    bool exited;       /* the command has ended; bytes may still come */
    bool closed;       /* nothing more will come */
    int status;        /* exit code, 128 + n for signal n; -1: not known */
    char trouble[256]; /* why the command could not be started, or empty */
} wp_channel;

/* How long to wait. */
typedef struct wp_patience {
    int64_t until;           /* by wp_clock_ms; INT64_MAX: no limit */
    const wp_cancel *cancel; /* whose wish ends it; NULL: nobody's */
} wp_patience;

typedef struct wp_transport {
    const char *kind;
    /* The state of one connection; `options` and `stats` live as long as it does. */
    void *(*make)(wp_arena *arena, const wp_connection_options *options, wp_connection_stats *stats);
    bool (*connect)(void *state, wp_error *err);
    /* Has `command` started by the user's login shell. With `pty`: on a terminal, its streams merged. */
    bool (*start)(void *state, const char *command, bool pty, const wp_patience *patience, wp_channel **out,
                  wp_error *err);
    /* Takes what it can, maybe nothing; -1: the channel takes no more. */
    long (*write)(void *state, wp_channel *channel, const char *bytes, size_t len);
    void (*send_eof)(void *state, wp_channel *channel);
    /* Until something happened on any channel, `writing` (may be NULL) takes bytes again, or patience ends.
     * False: the connection is lost (WP_E_UNREACHABLE), or cancelled. */
    bool (*wait)(void *state, wp_channel *writing, const wp_patience *patience, wp_error *err);
    /* Ends the channel, whatever its command does, and forgets it. */
    void (*stop)(void *state, wp_channel *channel);
    /* Kills what runs in the channel with all that it can reach, the last resort. */
    void (*kill)(void *state, wp_channel *channel);
    /* A TCP connection made by the host. */
    bool (*tunnel)(void *state, const char *host, int port, wp_tunnel **out, wp_error *err);
    const char *(*user)(void *state);
    void (*disconnect)(void *state);
    void (*free)(void *state);
} wp_transport;

/* The kinds, by the names that they are asked for (transport.c); NULL: there is none. */
extern const wp_transport wp_transport_local, wp_transport_ssh, wp_transport_openssh, wp_transport_docker,
    wp_transport_podman;
const wp_transport *wp_transport_find(const char *kind);

/* What stands on a connection: its kind, with all that it needs. */
typedef struct wp_link {
    const wp_transport *transport;
    void *state;
    const wp_connection_options *options;
    wp_connection_stats *stats;
    bool lost;    /* set by whoever sees it; nothing works any more until a new connect */
    bool refused; /* the host would not start one more command */
} wp_link;

/* The calls of the transport, with what the link must know of them. */
bool wp_link_start(wp_link *link, const char *command, bool pty, const wp_patience *patience, wp_channel **out,
                   wp_error *err);
bool wp_link_wait(wp_link *link, wp_channel *writing, const wp_patience *patience, wp_error *err);
/* Writes all of it. False with err->kind == WP_E_NONE: the channel takes no more (its command has ended). */
bool wp_link_write(wp_link *link, wp_channel *channel, wp_str bytes, const wp_patience *patience, wp_error *err);

/* What a host said, fit for a message: on one line, without control characters, not too long. */
const char *wp_tame(wp_arena *arena, wp_str said);

#endif
