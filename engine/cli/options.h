/*
 * The options of the command line, as tables: one row an option, from which parsing,
 * --help and completion are made. A command lists the tables that it takes; those that
 * several commands take (inventory, vault, connection, become) are written once, in
 * option_rows.c.
 *
 * All options of all commands are fields of one wp_options. Settings (settings.h) fill it
 * first, the command line writes over them.
 */
#ifndef WP_CLI_OPTIONS_H
#define WP_CLI_OPTIONS_H

#include <waplay/value.h>
#include <stddef.h>

typedef struct wp_options {
    wp_value words; /* list of texts: what is no option */

    /* inventory and variables */
    wp_value inventories, extra_vars;             /* lists of texts, as given */
    wp_value ignore_extensions, ignore_patterns;  /* lists: what an inventory directory is read without */
    const char *limit, *playbook_dir, *hash_behaviour, *duplicate_keys;
    wp_value roles_path, module_paths; /* lists of directories */
    wp_value module_paths_first;       /* list of texts as given: directories split by colons */

    /* what is run, and how */
    wp_value tags, skip_tags; /* lists of texts, as given */
    const char *start_at_task, *gathering;
    bool check, diff, syntax_check, list_hosts, list_tasks, list_tags, step, flush_cache, force_handlers;
    bool debugs, debugger_ignores;
    int forks, poll;
    bool retry_files;
    const char *retry_files_dir;
    const char *fact_caching, *fact_caching_connection, *fact_caching_prefix;
    int fact_caching_timeout;
    wp_value play_keywords; /* dict: what plays get that have not their own */

    /* connection and privileges */
    const char *user, *private_key, *connection, *ssh_common_args, *ssh_extra_args, *connection_password_file;
    const char *become_method, *become_user, *become_password_file;
    bool become, ask_pass, ask_become_pass, host_key_checking;
    int timeout;

    /* vault */
    wp_value vault_files;      /* --vault-password-file, --vault-id: list of texts */
    wp_value vault_identities; /* the same, of the settings: used beside those */
    bool ask_vault_pass;
    const char *encrypt_vault_id, *new_vault_id, *new_vault_password_file, *stdin_name;
    wp_value names;
    bool prompt, show_input;

    /* commands: run, inventory, doc */
    const char *module, *module_args, *output, *tree, *doc_kind;
    int background, task_timeout;
    bool one_line;
    const char *host;
    bool list, graph, yaml, vars, export, yes, keep_envelopes;

    /* doc */
    bool doc_settings, doc_list, doc_json, doc_schema, doc_man;
    const char *completion;

    /* what is shown */
    const char *callback;
    bool force_color, no_color, display_skipped, display_ok, show_custom_stats, help, version;
    int verbosity, diff_context, diff_limit;
    const char *log_path;

    wp_value settings;       /* dict: every setting by its name */
    const char *config_file; /* NULL: none */
    const char *config_warning;
} wp_options;

typedef enum wp_option_kind {
    WP_OPTION_FLAG,   /* bool */
    WP_OPTION_TEXT,   /* const char *; the last one counts */
    WP_OPTION_NUMBER, /* int, 0 or more; 0 where nothing was said */
    WP_OPTION_LIST,   /* wp_value, a list of texts */
    WP_OPTION_COUNT,  /* int, how often it was given */
    WP_OPTION_REFUSED /* known, and not here: `help` says why */
} wp_option_kind;

typedef struct wp_option {
    const char *names[4]; /* as typed; ends in NULL */
    wp_option_kind kind;
    size_t offset;        /* of the field of wp_options, see WP_OPTION_AT */
    const char *value;    /* what stands for the value in --help */
    const char *help;
} wp_option;

#define WP_OPTION_AT(field) offsetof(wp_options, field)

typedef struct wp_option_table {
    const char *title;     /* over the options in --help */
    const wp_option *rows; /* ends in a row without a name */
} wp_option_table;

/* Fills options from argv on top of the settings. `tables` ends in NULL. */
bool wp_options_parse(wp_arena *arena, const wp_option_table *const *tables, int argc, char *const *argv,
                      wp_options *out, wp_error *err);
/* The value of an option that is a number: 0 to a million. */
bool wp_options_number(const char *name, const char *text, int *out, wp_error *err);
wp_str wp_options_help(wp_arena *arena, const wp_option_table *const *tables);

extern const wp_option_table wp_options_general;    /* -v, --help, --version: every command takes it */
extern const wp_option_table wp_options_inventory;  /* -i */
extern const wp_option_table wp_options_vars;       /* -e */
extern const wp_option_table wp_options_vault;      /* how the vault's passwords are given */
extern const wp_option_table wp_options_encrypt;    /* with which of them is encrypted */
extern const wp_option_table wp_options_hosts;      /* which hosts, how many at once */
extern const wp_option_table wp_options_connection; /* as whom and how to connect */
extern const wp_option_table wp_options_become;     /* as whom to work there */
extern const wp_option_table wp_options_preview;    /* --check, --diff */
extern const wp_option_table wp_options_modules;    /* modules of one's own */
extern const wp_option_table wp_options_playbook;   /* what only playbooks have */

#endif
