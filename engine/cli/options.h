/*
 * The command line of `waplay PLAYBOOK...`: one table of options, from which parsing,
 * --help and completion are made. Settings of the environment are a second table.
 */
#ifndef WP_CLI_OPTIONS_H
#define WP_CLI_OPTIONS_H

#include <waplay/value.h>

typedef struct wp_options {
    wp_value playbooks;       /* list of texts */
    wp_value inventories;     /* list of texts */
    wp_value extra_vars;      /* list of texts as given */
    wp_value tags, skip_tags; /* lists of texts as given */
    wp_value vault_files;     /* --vault-password-file, --vault-id: list of texts */
    const char *limit, *start_at_task, *user, *private_key, *connection, *ssh_common_args, *ssh_extra_args;
    const char *become_method, *become_user, *connection_password_file, *become_password_file;
    const char *forks, *timeout, *callback, *roles_path;
    bool check, diff, syntax_check, list_hosts, list_tasks, list_tags, step, flush_cache, force_handlers;
    bool become, ask_pass, ask_become_pass, ask_vault_pass, help, version;
    const char *host_key_checking, *force_color, *no_color, *display_skipped, *display_ok;
    int verbosity;
} wp_options;

/* Fills options from argv (without argv[0]) on top of the environment. */
bool wp_options_parse(wp_arena *arena, int argc, char *const *argv, wp_options *out, wp_error *err);
wp_str wp_options_help(wp_arena *arena);

#endif
