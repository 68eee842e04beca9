/* `waplay PLAYBOOK...`: from the command line to the exit code. */
#ifndef WP_CLI_PLAYBOOK_H
#define WP_CLI_PLAYBOOK_H

#include "module/registry.h"

/* argv without the program's name. `modules` ends in NULL, `halves` in { NULL, NULL }. */
int wp_cli_main(int argc, char *const *argv, const wp_module *const *modules, const wp_half *halves);

#endif
