/*
 * ansible-vault envelopes (1.1 and 1.2, AES256): text to plain text and back.
 *
 * A wp_vault holds the passwords of a run, each with its id ("default" where
 * none was named). A text is tried with the password of its own id first, then
 * with the others. Derived keys are kept for the run, since one costs 10,000
 * rounds. Passwords are opaque bytes. Safe to share between threads.
 */
#ifndef WP_CRYPTO_VAULT_H
#define WP_CRYPTO_VAULT_H

#include <waplay/error.h>

typedef struct wp_vault wp_vault;

wp_vault *wp_vault_new(wp_arena *arena);
void wp_vault_add_password(wp_vault *vault, const char *id, wp_str password);
bool wp_vault_is_empty(const wp_vault *vault); /* NULL is empty too */

typedef struct wp_vault_password {
    const char *id;
    wp_str bytes;
} wp_vault_password;

/* The index-th that was added; NULL beyond the end. */
const wp_vault_password *wp_vault_password_at(const wp_vault *vault, size_t index);

bool wp_is_vaulted(wp_str text); /* begins with $ANSIBLE_VAULT; */
/* vault may be NULL: then the error says how passwords are given. */
bool wp_vault_decrypt(wp_arena *arena, wp_vault *vault, wp_str envelope, wp_str *out, wp_error *err);
/* The same, telling which password it was, for those that write again what they read. */
bool wp_vault_open(wp_arena *arena, wp_vault *vault, wp_str envelope, wp_str *out, const wp_vault_password **used,
                   wp_error *err);
/* The id in an envelope's first line; NULL where it has none (format 1.1). */
const char *wp_vault_label(wp_arena *arena, wp_str envelope);
/* id NULL: format 1.1; else 1.2 with that label. */
bool wp_vault_encrypt(wp_arena *arena, wp_str password, const char *id, wp_str plain, wp_str *out, wp_error *err);

#endif
