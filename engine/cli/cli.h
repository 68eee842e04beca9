/* The command line: from argv to the exit code. The only room that prints. */
#ifndef WP_CLI_CLI_H
#define WP_CLI_CLI_H

#include "base/cancel.h"
#include "module/registry.h"

/* What every command may use. */
typedef struct wp_cli {
    wp_arena *arena; /* lives as long as the program */
    const wp_module *const *modules;
    const wp_half *halves;
    wp_cancel *cancel; /* the user's wish to stop */
} wp_cli;

/* Tells the error; gives the exit code that it ends the program with. */
int wp_cli_fail(wp_cli *cli, const wp_error *err);

/* argv without the program's name. `modules` ends in NULL, `halves` in { NULL, NULL }. */
int wp_cli_main(int argc, char *const *argv, const wp_module *const *modules, const wp_half *halves);

#endif
