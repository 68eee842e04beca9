/*
 * What is to be known for reaching a host by SSH, from three places: the options
 * of the connection, the words of ssh_args, and the files of ssh's configuration.
 *
 * All three speak ssh_config's keywords, and one table knows them. As with ssh, the
 * first value that is given counts, so the places are asked in that order; key and
 * certificate files collect.
 */
#ifndef WP_CONNECTION_SSH_SETTINGS_H
#define WP_CONNECTION_SSH_SETTINGS_H

#include "connection/connection.h"

/* A choice that was made, or not. */
typedef enum wp_choice { WP_UNSET, WP_NO, WP_YES, WP_ACCEPT_NEW } wp_choice;

typedef struct wp_words {
    const char **word;
    size_t count;
} wp_words;

typedef struct wp_ssh_settings {
    wp_arena *arena;
    const char *alias; /* the host as it was asked for */
    const char *host;  /* HostName */
    const char *user;
    int port;
    wp_words identities, certificates;
    wp_choice identities_only;
    const char *identity_agent; /* a socket, or "none" */
    wp_words user_known_hosts, global_known_hosts;
    wp_choice strict, hash_known_hosts;
    const char *host_key_alias;
    const char *proxy_command, *proxy_jump; /* "none" counts as given */
    wp_choice password_auth, interactive_auth, key_auth;
    wp_choice compression;
    int connect_timeout, attempts; /* seconds, tries */
    int alive_interval, alive_count;
    bool has_alive_interval;
    const char *ciphers, *macs, *key_exchange, *host_key_types, *key_types;
    const char *preferred;   /* PreferredAuthentications */
    const char *config_file; /* -F; NULL: the usual ones, "none": none */
} wp_ssh_settings;

/* Everything, with defaults where nothing was said, and ~ and % expanded. Host and user are checked to be names. */
bool wp_ssh_settings_load(wp_arena *arena, const wp_connection_options *options, wp_ssh_settings **out, wp_error *err);

/* One keyword. Unknown ones: false with WP_E_NOT_FOUND. */
bool wp_ssh_setting_apply(wp_ssh_settings *settings, const char *keyword, wp_words values, wp_error *err);
/* The words given to ssh (ssh_args.c). */
bool wp_ssh_args_apply(wp_ssh_settings *settings, const char *args, wp_error *err);
/* The files (ssh_config.c). */
bool wp_ssh_config_apply(wp_ssh_settings *settings, wp_error *err);

void wp_words_add(wp_arena *arena, wp_words *words, const char *word);
/* The home directory, as ssh sees it; and %h, %p, ... as far as they are known. */
const char *wp_ssh_home(wp_arena *arena);
const char *wp_ssh_local_user(wp_arena *arena);
bool wp_ssh_expand(wp_ssh_settings *settings, const char *text, bool is_path, const char **out, wp_error *err);
/* A list of patterns with * and ?, any of them behind ! forbids. Case of letters does not count. */
bool wp_ssh_pattern_match(const char *patterns, char separator, const char *name);

#endif
