/* What the commands of `waplay vault` share: which password writes, and texts from files to files. */
#ifndef WP_CLI_VAULT_TEXT_H
#define WP_CLI_VAULT_TEXT_H

#include "cli/cli.h"
#include "cli/options.h"
#include "crypto/vault.h"

#define WP_VAULT_STDIN "-"

/* The password that encrypts: that of --encrypt-vault-id, or the only one there is. */
bool wp_vault_text_key(const wp_vault *vault, const char *wanted, const wp_vault_password **out, wp_error *err);
/* `default` is written without an id (format 1.1), as Ansible does. */
bool wp_vault_text_encrypt(wp_arena *arena, const wp_vault_password *with, wp_str plain, wp_str *out, wp_error *err);
bool wp_vault_text_decrypt(wp_arena *arena, wp_vault *vault, const char *name, wp_str text, wp_str *out,
                           const wp_vault_password **used, wp_error *err);

/* A file, or standard input ("-"). */
bool wp_vault_text_read(wp_arena *arena, const char *name, wp_str *out, wp_error *err);
/* A file, of mode 0600 and never half-written, or standard output ("-"). */
bool wp_vault_text_write(const char *name, wp_str text, wp_error *err);
/* In place of what is there: owner and mode stay. */
bool wp_vault_text_replace(const char *path, wp_str text, wp_error *err);

#endif
