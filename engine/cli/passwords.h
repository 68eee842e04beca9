/* Passwords: from files, from programs, from the terminal. None is ever shown. */
#ifndef WP_CLI_PASSWORDS_H
#define WP_CLI_PASSWORDS_H

#include "cli/options.h"
#include "crypto/vault.h"
#include "output/output.h"

/* All passwords of the vault that the options name. */
bool wp_passwords_vault(wp_arena *arena, const wp_options *options, wp_output *output, wp_vault **out, wp_error *err);
/* Those of connecting and of becoming; NULL where neither file nor question was asked for. */
bool wp_passwords_connection(wp_arena *arena, const wp_options *options, wp_output *output, const char **out,
                             wp_error *err);
bool wp_passwords_become(wp_arena *arena, const wp_options *options, wp_output *output, const char **out,
                         wp_error *err);

#endif
