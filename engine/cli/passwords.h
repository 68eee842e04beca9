/*
 * Passwords: from files, from programs, from the terminal. None is ever shown.
 *
 * A file's content counts without the white space around it. An executable is run and
 * asked; one whose name ends in -client gets --vault-id ID, as Ansible's scripts expect.
 */
#ifndef WP_CLI_PASSWORDS_H
#define WP_CLI_PASSWORDS_H

#include "cli/options.h"
#include "crypto/vault.h"
#include "output/output.h"

typedef enum wp_vault_need {
    WP_VAULT_IF_GIVEN, /* a run: without a source there is no password */
    WP_VAULT_TO_READ,  /* without a source it is asked for */
    WP_VAULT_TO_WRITE  /* ... and a second time, since it is a new one */
} wp_vault_need;

/* All passwords of the vault that options and settings name. `output` may be NULL. */
bool wp_passwords_vault(wp_arena *arena, const wp_options *options, wp_vault_need need, wp_output *output,
                        wp_vault **out, wp_error *err);
/* One more: ID@SOURCE or SOURCE, where a source is a file, a program, or `prompt`. */
bool wp_passwords_add(wp_arena *arena, const char *source, wp_vault_need need, wp_output *output, wp_vault *vault,
                      wp_error *err);
/* Those of connecting and of becoming; NULL where neither file nor question was asked for. */
bool wp_passwords_connection(wp_arena *arena, const wp_options *options, wp_output *output, const char **out,
                             wp_error *err);
bool wp_passwords_become(wp_arena *arena, const wp_options *options, wp_output *output, const char **out,
                         wp_error *err);

#endif
