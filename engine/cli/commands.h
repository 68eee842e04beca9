/*
 * The commands: `waplay PLAYBOOK...` is the first of the table and needs no name, all
 * others are the first word. A command is either done (`run`) or has commands of its own
 * (`children`), of which the next word names one.
 *
 * A new command is a file cmd_NAME.c with its row, declared here and listed in commands.c.
 */
#ifndef WP_CLI_COMMANDS_H
#define WP_CLI_COMMANDS_H

#include "cli/cli.h"
#include "cli/options.h"

#define WP_NO_WORDS SIZE_MAX

typedef struct wp_cli_command {
    const char *name;     /* all the words that call it: "vault edit" */
    const char *words;    /* what follows besides options: "PLAYBOOK..."; NULL: nothing */
    const char *summary;  /* one line, for the list of commands */
    const char *examples; /* lines of --help, each indented by two; NULL: none */
    const wp_option_table *const *options; /* ends in NULL */
    size_t least, most;   /* how many words follow; most 0: any number, WP_NO_WORDS: none */
    int (*run)(wp_cli *cli, const wp_options *options); /* gives the exit code */
    const struct wp_cli_command *const *children; /* ends in NULL */
} wp_cli_command;

extern const wp_cli_command wp_cli_command_playbook;
extern const wp_cli_command wp_cli_command_doc;
extern const wp_cli_command wp_cli_command_inventory;
extern const wp_cli_command wp_cli_command_run;
extern const wp_cli_command wp_cli_command_hosts;
extern const wp_cli_command wp_cli_command_hosts_scan;
extern const wp_cli_command wp_cli_command_vault;
extern const wp_cli_command wp_cli_command_vault_create;
extern const wp_cli_command wp_cli_command_vault_edit;
extern const wp_cli_command wp_cli_command_vault_encrypt_string;

extern const wp_cli_command *const wp_cli_commands[]; /* ends in NULL; the first is that of playbooks */

/* The command that argv calls, and how many of its words name it. A group alone is given as it is (it has no `run`). */
bool wp_cli_command_find(int argc, char *const *argv, const wp_cli_command **out, int *named, wp_error *err);
wp_str wp_cli_command_help(wp_arena *arena, const wp_cli_command *command);

#endif
