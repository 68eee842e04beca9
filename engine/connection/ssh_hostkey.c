/*
 * Is it the host that it should be? Its key is compared with the lines of the
 * known_hosts files that are about it:
 *
 *   the same key       go on             revoked       refuse
 *   none of its type   unknown: refuse with the line that would accept it, or add it (accept-new)
 *   another key        refuse, whatever was asked for, but for StrictHostKeyChecking=no: then no password is sent
 *
 * So that a server with several keys shows one that is known, the types of known
 * keys are asked for first.
 */
#include "connection/ssh.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The algorithms that a type of key is used with, best first; all of them, in libssh's order. */
static const struct {
    const char *type;
    const char *algorithms;
} types[] = {
    { "ssh-ed25519", "ssh-ed25519" },
    { "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521" },
    { "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384" },
    { "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256" },
    { "sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519@openssh.com" },
    { "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com" },
    { "ssh-rsa", "rsa-sha2-512,rsa-sha2-256" },
};

static bool is_known_type(const wp_known_keys *keys, const char *type)
{
    for (size_t i = 0; i < keys->count; i++)
        if (!keys->key[i].is_revoked && strcmp(keys->key[i].type, type) == 0)
            return true;
    return false;
}

const char *wp_ssh_host_key_types(wp_ssh *ssh)
{
    if (ssh->settings->host_key_types)
        return ssh->settings->host_key_types;
    wp_buf list = wp_buf_new(ssh->arena);
    for (int known = 1; known >= 0; known--) {
        for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
            if (is_known_type(&ssh->known, types[i].type) == (known == 1))
                wp_buf_printf(&list, list.len > 0 ? ",%s" : "%s", types[i].algorithms);
        }
    }
    return wp_buf_str(&list).ptr;
}

/* ---- what to say -------------------------------------------------------------------------- */

static const char *fingerprint(wp_arena *arena, ssh_key key)
{
    unsigned char *hash = NULL;
    size_t len = 0;
    if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len) < 0)
        return "?";
    char *text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
    const char *copy = wp_strdup(arena, text ? text : "?");
    ssh_string_free_char(text);
    ssh_clean_pubkey_hash(&hash);
    return copy;
}

static bool refuse_unknown(wp_ssh *ssh, const wp_host_key *key, wp_error *err)
{
    const char *line = wp_printf(ssh->arena, "%s %s %s", key->name, key->type, key->base64);
    wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK,
            key->standing == WP_KEY_OF_OTHER_TYPE
                ? "the host key of %s is not known, though other keys of it are: %s %s"
                : "the host key of %s is not known: %s %s",
            key->name, key->type, key->fingerprint);
    if (ssh->known.authority_file)
        return wp_hint(err, "%s line %u trusts a certificate authority for it: certificates of hosts are checked by the "
                            "system's ssh only, with ansible_connection: openssh",
                       ssh->known.authority_file, (unsigned)ssh->known.authority_line);
    return wp_hint(err, "waplay hosts scan shows and records all new ones; if that is its fingerprint, accept this one with: "
                        "echo '%s' >> %s",
                   line, ssh->settings->user_known_hosts.word[0]);
}

static bool refuse_changed(const wp_host_key *key, wp_error *err)
{
    wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK,
            "THE HOST KEY OF %s HAS CHANGED: it shows %s %s, but %s line %u has another one; somebody may be "
            "listening in, or the host was set up anew",
            key->name, key->type, key->fingerprint, key->file, (unsigned)key->line);
    return wp_hint(err, "once you know why: ssh-keygen -R '%s' -f %s", key->name, key->file);
}

static bool refuse_revoked(const wp_host_key *key, wp_error *err)
{
    return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the host key of %s is revoked by %s line %u: %s %s", key->name,
                   key->file, (unsigned)key->line, key->type, key->fingerprint);
}

/* ---- the key, and what is known of it ---------------------------------------------------------- */

static bool get_key(wp_arena *arena, wp_ssh *ssh, wp_host_key *out, wp_error *err)
{
    ssh_key key = NULL;
    char *base64 = NULL;
    bool done = false;
    if (ssh_get_server_publickey(ssh->session, &key) != SSH_OK ||
        ssh_pki_export_pubkey_base64(key, &base64) != SSH_OK) {
        wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the server showed no host key that can be read");
        goto out;
    }
    const char *type = ssh_key_type_to_char(ssh_key_type(key));
    if (ssh_pki_key_ecdsa_name(key) && strcmp(ssh_pki_key_ecdsa_name(key), "unknown") != 0)
        type = ssh_pki_key_ecdsa_name(key);
    out->name = wp_known_hosts_name(arena, ssh->settings);
    out->type = wp_strdup(arena, type ? type : "unknown");
    out->base64 = wp_strdup(arena, base64);
    out->fingerprint = fingerprint(arena, key);
    done = true;
out:
    ssh_string_free_char(base64);
    ssh_key_free(key);
    return done;
}

static void take_line(wp_arena *arena, wp_host_key *key, wp_key_standing standing, const wp_known_key *line)
{
    key->standing = standing;
    key->file = wp_strdup(arena, line->file);
    key->line = line->line;
}

/* Revoked counts most, then a line with this very key, then one with another. */
static void compare(wp_arena *arena, const wp_known_keys *keys, wp_host_key *key)
{
    const wp_known_key *same = NULL, *changed = NULL;
    key->standing = keys->count > 0 ? WP_KEY_OF_OTHER_TYPE : WP_KEY_UNKNOWN;
    for (size_t i = 0; i < keys->count; i++) {
        const wp_known_key *known = &keys->key[i];
        bool is_same = wp_str_is(known->key, key->base64);
        if (known->is_revoked && is_same) {
            take_line(arena, key, WP_KEY_REVOKED, known);
            return;
        }
        if (known->is_revoked)
            continue;
        if (is_same && !same)
            same = known;
        if (!is_same && strcmp(known->type, key->type) == 0 && !changed)
            changed = known;
    }
    if (same)
        take_line(arena, key, WP_KEY_KNOWN, same);
    else if (changed)
        take_line(arena, key, WP_KEY_CHANGED, changed);
}

bool wp_ssh_read_host_key(wp_arena *arena, wp_ssh *ssh, wp_host_key *out, wp_error *err)
{
    wp_host_key key = { .name = NULL };
    if (!get_key(arena, ssh, &key, err))
        return false;
    compare(arena, &ssh->known, &key);
    *out = key;
    return true;
}

/* ---- the decision ---------------------------------------------------------------------------- */

static bool accept_unknown(wp_ssh *ssh, const wp_host_key *key, wp_error *err)
{
    switch (ssh->settings->strict) {
    case WP_NO:
        return true;
    case WP_ACCEPT_NEW:
        if (wp_known_hosts_add(ssh->arena, ssh->settings, key->type, key->base64, err))
            return true;
        err->kind = WP_E_UNREACHABLE;
        return wp_while(err, "recording the new host key");
    default:
        return refuse_unknown(ssh, key, err);
    }
}

bool wp_ssh_check_host_key(wp_ssh *ssh, wp_error *err)
{
    wp_host_key key;
    if (!wp_ssh_read_host_key(ssh->arena, ssh, &key, err))
        return false;
    switch (key.standing) {
    case WP_KEY_KNOWN:
        return true;
    case WP_KEY_REVOKED:
        return refuse_revoked(&key, err);
    case WP_KEY_CHANGED:
        ssh->password_forbidden = true;
        return ssh->settings->strict == WP_NO || refuse_changed(&key, err);
    default:
        return accept_unknown(ssh, &key, err);
    }
}
