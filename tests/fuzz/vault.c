/* The vault's envelope: taken apart, and its content decrypted under keys that are made up. */
#include "fuzz/target.h"

#include "crypto/envelope.h"
#include "crypto/vault.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wp_arena *arena = wp_arena_new();
    wp_str text = fuzz_text(arena, data, size), plain;
    wp_vault_keys keys = { 0 };
    wp_envelope envelope;
    wp_error err = { 0 };
    if (wp_envelope_parse(arena, text, &envelope, &err)) {
        FUZZ_MUST(wp_is_vaulted(text));
        wp_envelope_fits(&envelope, &keys);
        wp_envelope_decrypt(arena, &envelope, &keys, &plain);
    }
    FUZZ_MUST(!wp_vault_decrypt(arena, NULL, text, &plain, &err));
    wp_arena_free(arena);
    return 0;
}
