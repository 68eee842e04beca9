/* The files of known host keys: looked through, and added to. */
#ifndef WP_CONNECTION_KNOWN_HOSTS_H
#define WP_CONNECTION_KNOWN_HOSTS_H

#include "connection/ssh_settings.h"

typedef struct wp_known_key {
    const char *type; /* ssh-ed25519, ... */
    wp_str key;       /* base64 */
    const char *file;
    uint32_t line;
    bool is_revoked;
} wp_known_key;

typedef struct wp_known_keys {
    wp_known_key *key;
    size_t count;
    const char *authority_file; /* where a line trusts a certificate authority for the host; NULL: nowhere */
    uint32_t authority_line;
} wp_known_keys;

/* All lines that are about the host, in the order of the files. */
bool wp_known_hosts_find(wp_arena *arena, const wp_ssh_settings *settings, wp_known_keys *out, wp_error *err);
/* What the host is called in these files: "name" or "[name]:port". */
const char *wp_known_hosts_name(wp_arena *arena, const wp_ssh_settings *settings);
/* Adds a line to the user's file, which is made where it is not there. */
bool wp_known_hosts_add(wp_arena *arena, const wp_ssh_settings *settings, const char *type, const char *key,
                        wp_error *err);

#endif
