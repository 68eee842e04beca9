/*
 * Random numbers, hashes, base64 and the sealing of backups, by GnuTLS.
 * Texts that are returned are to be freed.
 */
#ifndef SIM_CRYPTO_H
#define SIM_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

void sim_random_hex(char *out, size_t digits); /* digits + 1 bytes */
void sim_sha256_hex(const char *text, char out[65]);

char *sim_base64(const void *data, size_t len);
unsigned char *sim_base64_decode(const char *text, size_t *len); /* NULL: not base64 */

/* "salt$hash"; the check takes as long whatever the password is. */
char *sim_password_hash(const char *password);
bool sim_password_is(const char *password, const char *stored);

/* A token of three parts: base64url(header).base64url(claims).base64url(HMAC). */
char *sim_token_make(const char *key, const char *username, long long expires_s);
bool sim_token_is_signed(const char *key, const char *token);

/* A text encrypted by a password, as one opaque line; NULL when it doesn't open. */
char *sim_seal(const char *password, const char *text);
typedef enum sim_unsealed { SIM_UNSEALED, SIM_SEAL_MALFORMED, SIM_SEAL_WRONG_PASSWORD } sim_unsealed;
sim_unsealed sim_unseal(const char *password, const char *sealed, char **text);

#endif
