/* One vault envelope: its text taken apart, and put together. */
#ifndef WP_CRYPTO_ENVELOPE_H
#define WP_CRYPTO_ENVELOPE_H

#include <waplay/error.h>
#include "crypto/key_cache.h"

#define WP_ENVELOPE_MAGIC "$ANSIBLE_VAULT;"

typedef struct wp_envelope {
    wp_str label; /* empty in format 1.1 */
    wp_str salt, hmac, ciphertext;
} wp_envelope;

bool wp_envelope_parse(wp_arena *arena, wp_str text, wp_envelope *out, wp_error *err);
/* Is the HMAC of the ciphertext, under these keys, the one it carries? In constant time. */
bool wp_envelope_fits(const wp_envelope *envelope, const wp_vault_keys *keys);
/* Only after it fits. False: the padding is not sound. */
bool wp_envelope_decrypt(wp_arena *arena, const wp_envelope *envelope, const wp_vault_keys *keys, wp_str *out);
/* `label` NULL: format 1.1. */
bool wp_envelope_seal(wp_arena *arena, wp_str salt, const wp_vault_keys *keys, const char *label, wp_str plain,
                      wp_str *out, wp_error *err);

#endif
