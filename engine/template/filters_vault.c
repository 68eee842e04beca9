/*
 * Filters that lock a text with a password, as ansible-vault does, and open it again.
 * What was locked is secret from then on.
 */
#include "template/families.h"

#include "crypto/envelope.h"
#include "crypto/vault.h"

/* With a salt of the user's the envelope is the same every time. */
static bool encrypt(wp_call *call, wp_str password, const char *label, wp_str salt, wp_str plain, wp_str *out,
                    wp_error *err)
{
    wp_vault_keys keys;
    if (!salt.len)
        return wp_vault_encrypt(call->arena, password, label, plain, out, err);
    if (!wp_vault_keys_derive(password, salt, &keys))
        return wp_fail_call(call, err, "no key could be made of the password");
    return wp_envelope_seal(call->arena, salt, &keys, label, plain, out, err);
}

static bool run_vault(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "secret", "salt", "vaultid", "wrap_object", NULL };
    wp_value slots[4];
    wp_str plain, password, salt, label, envelope;
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &plain, err) ||
        !wp_want_string(call, names[0], slots[0], &password, err) ||
        !wp_arg_str(call, names[1], slots[1], "", &salt, err) ||
        !wp_arg_str(call, names[2], slots[2], "filter_default", &label, err))
        return false;
    const char *id = wp_strndup(call->arena, label.ptr, label.len);
    bool plain_format = wp_str_is(label, "default") || !label.len;
    if (!encrypt(call, password, plain_format ? NULL : id, salt, plain, &envelope, err))
        return wp_while(err, "%s", call->name);
    *out = wp_string_of(call->arena, envelope); /* locked: neither secret nor a template */
    return true;
}

static bool run_unvault(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "secret", "vaultid", NULL };
    wp_value slots[2];
    wp_str envelope, password, plain, label;
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &envelope, err) ||
        !wp_want_string(call, names[0], slots[0], &password, err) ||
        !wp_arg_str(call, names[1], slots[1], "filter_default", &label, err))
        return false;
    if (!wp_is_vaulted(envelope)) {
        *out = call->subject;
        return true;
    }
    wp_vault *vault = wp_vault_new(call->arena);
    wp_vault_add_password(vault, wp_strndup(call->arena, label.ptr, label.len), password);
    if (!wp_vault_decrypt(call->arena, vault, envelope, &plain, err))
        return wp_while(err, "%s", call->name);
    wp_give_text(call, plain, out);
    out->marks |= WP_SECRET;
    return true;
}

const wp_builtin wp_filters_vault[] = {
    { .name = "vault", .run = run_vault, .usage = "text | vault(secret, salt=none, vaultid='filter_default')",
      .summary = "The text locked with a password, as ansible-vault writes it." },
    { .name = "unvault", .run = run_unvault, .usage = "text | unvault(secret, vaultid='filter_default')",
      .summary = "The text that ansible-vault has locked." },
    { 0 },
};
