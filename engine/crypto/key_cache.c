/*
 * A ring of derived keys, found by the SHA-256 of password and salt.
 *
 * The lock is held while looking and while storing, not while deriving: two
 * threads that miss at once do the work twice, which harms nobody. The memory
 * is kept out of the swap where the system allows it.
 */
#include "crypto/key_cache.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include <openssl/evp.h>
#include <openssl/sha.h>

#define ROUNDS 10000
#define SLOTS  256

typedef struct slot {
    unsigned char name[SHA256_DIGEST_LENGTH];
    wp_vault_keys keys;
} slot;

struct wp_key_cache {
    pthread_mutex_t lock;
    size_t used, next;
    slot slots[SLOTS];
};

wp_key_cache *wp_key_cache_new(wp_arena *arena)
{
    wp_key_cache *cache = wp_new(arena, wp_key_cache);
    pthread_mutex_init(&cache->lock, NULL);
    (void)mlock(cache, sizeof *cache); /* refused in some containers: no reason to stop */
    return cache;
}

bool wp_vault_keys_derive(wp_str password, wp_str salt, wp_vault_keys *out)
{
    unsigned char made[sizeof *out];
    if (!PKCS5_PBKDF2_HMAC(password.ptr ? password.ptr : "", (int)password.len, (const unsigned char *)salt.ptr,
                           (int)salt.len, ROUNDS, EVP_sha256(), sizeof made, made))
        return false;
    memcpy(out, made, sizeof made);
    OPENSSL_cleanse(made, sizeof made);
    return true;
}

/* The length goes in first, so that no two pairs run together to the same bytes. */
static bool name_pair(wp_str password, wp_str salt, unsigned char name[SHA256_DIGEST_LENGTH])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint64_t len = password.len;
    bool done = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) &&
                EVP_DigestUpdate(context, &len, sizeof len) && EVP_DigestUpdate(context, password.ptr, password.len) &&
                EVP_DigestUpdate(context, salt.ptr, salt.len) && EVP_DigestFinal_ex(context, name, NULL);
    EVP_MD_CTX_free(context);
    return done;
}

static bool look_up(wp_key_cache *cache, const unsigned char *name, wp_vault_keys *out)
{
    bool found = false;
    pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < cache->used && !found; i++) {
        found = memcmp(cache->slots[i].name, name, SHA256_DIGEST_LENGTH) == 0;
        if (found)
            *out = cache->slots[i].keys;
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

static void store(wp_key_cache *cache, const unsigned char *name, const wp_vault_keys *keys)
{
    pthread_mutex_lock(&cache->lock);
    slot *place = &cache->slots[cache->next];
    memcpy(place->name, name, SHA256_DIGEST_LENGTH);
    place->keys = *keys;
    cache->next = (cache->next + 1) % SLOTS;
    if (cache->used < SLOTS)
        cache->used++;
    pthread_mutex_unlock(&cache->lock);
}

bool wp_key_cache_get(wp_key_cache *cache, wp_str password, wp_str salt, wp_vault_keys *out)
{
    unsigned char name[SHA256_DIGEST_LENGTH];
    if (!name_pair(password, salt, name))
        return wp_vault_keys_derive(password, salt, out);
    if (look_up(cache, name, out))
        return true;
    if (!wp_vault_keys_derive(password, salt, out))
        return false;
    store(cache, name, out);
    return true;
}
