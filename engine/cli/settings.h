/*
 * Settings: what holds where the command line says nothing.
 *
 *   WAPLAY_FORKS=20              the environment, by our name
 *   ANSIBLE_FORKS=20             ... or by the name that Ansible's users have set already
 *   [defaults] forks = 20        ansible.cfg: the first of $ANSIBLE_CONFIG, ./ansible.cfg,
 *                                ~/.ansible.cfg and /etc/ansible/ansible.cfg that is there
 *   what the table says
 *
 * One table: a row has the names, the type, what holds without it, and the sentence for
 * `waplay doc --settings`. Where the value goes is a field of wp_options, or the keyword
 * that a play gets which has not its own. A row with neither is known and changes nothing;
 * its sentence says why.
 */
#ifndef WP_CLI_SETTINGS_H
#define WP_CLI_SETTINGS_H

#include "cli/options.h"

typedef enum wp_setting_type {
    WP_SETTING_TEXT,
    WP_SETTING_BOOL,
    WP_SETTING_INT,
    WP_SETTING_PATH,  /* of ansible.cfg: from its directory */
    WP_SETTING_LIST,  /* split by commas */
    WP_SETTING_PATHS, /* split by colons */
    WP_SETTING_SOURCES /* paths split by commas, but a list of hosts stays whole */
} wp_setting_type;

typedef struct wp_setting {
    const char *name;         /* as `lookup('config', ...)` takes it */
    const char *env;          /* ANSIBLE_X, with which goes WAPLAY_X; NULL: none */
    const char *section, *key; /* in ansible.cfg; NULL: none */
    wp_setting_type type;
    const char *fallback;     /* as it would be written; NULL: nothing */
    size_t field;             /* WP_OPTION_AT(...), or WP_SETTING_NO_FIELD */
    const char *keyword;      /* of plays; NULL: none */
    const char *help;
} wp_setting;

#define WP_SETTING_NO_FIELD SIZE_MAX

/* A setting that takes one of a few words. */
typedef struct wp_setting_words {
    const char *name;
    const char *words; /* split by blanks */
} wp_setting_words;

/* Both end in a row without a name. */
extern const wp_setting wp_settings[];
extern const wp_setting_words wp_settings_words[];

/* Fills the fields of `options`, its dicts `settings` (name -> value) and `play_keywords`, and `config_file`. */
bool wp_settings_load(wp_arena *arena, wp_options *options, wp_error *err);
wp_str wp_settings_help(wp_arena *arena);

#endif
