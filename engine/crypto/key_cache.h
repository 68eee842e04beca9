/*
 * Derived keys of the vault, kept for the run: deriving one costs 10,000
 * rounds of PBKDF2, and the same envelope is often opened more than once.
 */
#ifndef WP_CRYPTO_KEY_CACHE_H
#define WP_CRYPTO_KEY_CACHE_H

#include <waplay/arena.h>

typedef struct wp_vault_keys {
    unsigned char cipher[32];
    unsigned char hmac[32];
    unsigned char counter[16]; /* where CTR starts */
} wp_vault_keys;

/* False: the crypto library refused. */
bool wp_vault_keys_derive(wp_str password, wp_str salt, wp_vault_keys *out);

typedef struct wp_key_cache wp_key_cache;

wp_key_cache *wp_key_cache_new(wp_arena *arena);
/* From the cache, or derived now. Safe to call from several threads. */
bool wp_key_cache_get(wp_key_cache *cache, wp_str password, wp_str salt, wp_vault_keys *out);

#endif
