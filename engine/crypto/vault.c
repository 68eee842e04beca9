/*
 * The vault: the passwords of a run, and reading envelopes with them.
 *
 *   $ANSIBLE_VAULT;1.1;AES256          or  $ANSIBLE_VAULT;1.2;AES256;label
 *   hex of "hex(salt) LF hex(hmac) LF hex(ciphertext)", in lines
 *
 * The HMAC covers the ciphertext and is compared in constant time, before
 * anything is decrypted: it tells whether a password is the right one.
 */
#include "crypto/vault.h"

#include <string.h>

#include <openssl/crypto.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/envelope.h"
#include "crypto/key_cache.h"

typedef struct password {
    wp_vault_password is;
    struct password *next;
} password;

struct wp_vault {
    wp_arena *arena; /* used only while passwords are added, before the run */
    password *first, **end;
    wp_key_cache *keys;
};

wp_vault *wp_vault_new(wp_arena *arena)
{
    wp_vault *vault = wp_new(arena, wp_vault);
    vault->arena = arena;
    vault->end = &vault->first;
    return vault;
}

void wp_vault_add_password(wp_vault *vault, const char *id, wp_str bytes)
{
    password *added = wp_new(vault->arena, password);
    added->is.id = wp_strdup(vault->arena, id ? id : "default");
    added->is.bytes = wp_str_dup(vault->arena, bytes);
    *vault->end = added;
    vault->end = &added->next;
    if (!vault->keys)
        vault->keys = wp_key_cache_new(vault->arena);
}

bool wp_vault_is_empty(const wp_vault *vault)
{
    return !vault || !vault->first;
}

const wp_vault_password *wp_vault_password_at(const wp_vault *vault, size_t index)
{
    const password *at = vault ? vault->first : NULL;
    while (at && index-- > 0)
        at = at->next;
    return at ? &at->is : NULL;
}

bool wp_is_vaulted(wp_str text)
{
    return wp_str_starts(text, WP_ENVELOPE_MAGIC);
}

static bool open_with(wp_arena *arena, wp_vault *vault, const password *with, const wp_envelope *envelope, wp_str *out)
{
    wp_vault_keys keys;
    if (!wp_key_cache_get(vault->keys, with->is.bytes, envelope->salt, &keys))
        return false;
    bool fits = wp_envelope_fits(envelope, &keys) && wp_envelope_decrypt(arena, envelope, &keys, out);
    OPENSSL_cleanse(&keys, sizeof keys);
    return fits;
}

/* The passwords whose id is, or is not, the label of the envelope. */
static bool open_with_any(wp_arena *arena, wp_vault *vault, const wp_envelope *envelope, bool of_same_id, wp_str *out,
                          const wp_vault_password **used)
{
    for (const password *with = vault->first; with; with = with->next)
        if (wp_str_is(envelope->label, with->is.id) == of_same_id && open_with(arena, vault, with, envelope, out)) {
            *used = &with->is;
            return true;
        }
    return false;
}

bool wp_vault_decrypt(wp_arena *arena, wp_vault *vault, wp_str text, wp_str *out, wp_error *err)
{
    const wp_vault_password *used;
    return wp_vault_open(arena, vault, text, out, &used, err);
}

const char *wp_vault_label(wp_arena *arena, wp_str text)
{
    wp_envelope envelope;
    if (!wp_envelope_parse(arena, text, &envelope, NULL) || envelope.label.len == 0)
        return NULL;
    return wp_strndup(arena, envelope.label.ptr, envelope.label.len);
}

bool wp_vault_open(wp_arena *arena, wp_vault *vault, wp_str text, wp_str *out, const wp_vault_password **used,
                   wp_error *err)
{
    wp_envelope envelope;
    if (!wp_envelope_parse(arena, text, &envelope, err))
        return false;
    if (wp_vault_is_empty(vault)) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "this text is encrypted, and no vault password was given");
        return wp_hint(err, "give --vault-password-file or --ask-vault-pass");
    }
    if (open_with_any(arena, vault, &envelope, true, out, used) ||
        open_with_any(arena, vault, &envelope, false, out, used))
        return true;
    if (envelope.label.len > 0)
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "no vault password that was given opens this text (vault id '%.*s')",
                (int)envelope.label.len, envelope.label.ptr);
    else
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "no vault password that was given opens this text");
    return wp_hint(err, "the password is another one, or the text was changed: "
                        "give --vault-password-file or --ask-vault-pass");
}

bool wp_vault_encrypt(wp_arena *arena, wp_str secret, const char *id, wp_str plain, wp_str *out, wp_error *err)
{
    unsigned char salt[32];
    wp_random_bytes(salt, sizeof salt);

    wp_vault_keys keys;
    bool done = false;
    if (!wp_vault_keys_derive(secret, (wp_str){ (const char *)salt, sizeof salt }, &keys)) {
        wp_fail(err, WP_E_FAILED, WP_NO_MARK, "the crypto library of this machine refuses to derive a vault key");
        goto out;
    }
    done = wp_envelope_seal(arena, (wp_str){ (const char *)salt, sizeof salt }, &keys, id, plain, out, err);
out:
    OPENSSL_cleanse(&keys, sizeof keys);
    return done;
}
