/*
 * Keys of hosts, apart from connecting to them: asked for, compared with the files of
 * known ones, and recorded there. Asking tells a host nothing but that somebody asks.
 */
#ifndef WP_CONNECTION_HOST_KEYS_H
#define WP_CONNECTION_HOST_KEYS_H

#include "connection/connection.h"

typedef enum wp_key_standing {
    WP_KEY_KNOWN,
    WP_KEY_UNKNOWN,       /* the files have no key of this host */
    WP_KEY_OF_OTHER_TYPE, /* they have one, of another type */
    WP_KEY_CHANGED,       /* they have another one of this type */
    WP_KEY_REVOKED
} wp_key_standing;

typedef struct wp_host_key {
    const char *name; /* as the files have it: "host" or "[host]:port" */
    const char *type, *base64;
    const char *fingerprint; /* SHA256:... */
    wp_key_standing standing;
    const char *file; /* with the line that decides, where one does; NULL: none */
    uint32_t line;
} wp_host_key;

/* `options` as for a connection of kind ssh. */
bool wp_host_key_ask(wp_arena *arena, const wp_connection_options *options, wp_host_key *out, wp_error *err);
/* Adds a key that was asked for to the user's file. */
bool wp_host_key_record(wp_arena *arena, const wp_connection_options *options, const wp_host_key *key, wp_error *err);

#endif
