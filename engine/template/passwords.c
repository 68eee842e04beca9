/*
 * Hashes of passwords, made by libcrypt. What it is asked for is the beginning of a
 * hash: "$6$rounds=10000$salt", or "$2b$12$salt" with the logarithm of the rounds.
 */
#include "template/passwords.h"

#include "base/buf.h"
#include "base/text.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

typedef struct hash_scheme {
    const char *name, *other_name;
    const char *id;
    int64_t salt_size;
    bool salt_exact;
    int64_t implied_rounds; /* not written when asked for; 0: none */
} hash_scheme;

static const hash_scheme schemes[] = {
    { "sha512", "sha512_crypt", "6", 16, false, 656000 },
    { "sha256", "sha256_crypt", "5", 16, false, 535000 },
    { "md5", "md5_crypt", "1", 8, false, 0 },
    { "blowfish", "bcrypt", "2b", 22, true, 0 },
};

static const char salt_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./";

static const hash_scheme *find_scheme(wp_str name, wp_error *err)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (wp_str_is(name, schemes[i].name) || wp_str_is(name, schemes[i].other_name))
            return &schemes[i];
    wp_fail(err, WP_E_INVALID, WP_NO_MARK, "there is no scheme '%.*s'; there are sha512, sha256, md5 and blowfish",
            (int)name.len, name.ptr);
    return NULL;
}

wp_str wp_password_random(wp_arena *arena, wp_chance *chance, wp_str characters, int64_t length)
{
    size_t count = wp_utf8_len(characters);
    wp_buf buf = wp_buf_new(arena);
    for (int64_t i = 0; i < length && count; i++) {
        size_t from = wp_utf8_offset(characters, wp_chance_below(chance, count)), to = from;
        wp_utf8_next(characters, &to);
        wp_buf_str_add(&buf, wp_str_slice(characters, from, to));
    }
    return wp_buf_str(&buf);
}

bool wp_password_salt(wp_arena *arena, wp_str scheme_name, int64_t size, wp_str *out, wp_error *err)
{
    const hash_scheme *scheme = find_scheme(scheme_name, err);
    wp_chance chance;
    if (!scheme || !wp_chance_begin(arena, &chance, wp_null(), err))
        return false;
    int64_t length = size > 0 ? size : scheme->salt_size;
    if (length > 1000)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a salt of %lld characters is too long", (long long)length);
    *out = wp_password_random(arena, &chance, wp_str_of(salt_letters), length);
    if (scheme->salt_exact && length == scheme->salt_size) /* the last letter has two bits only: the rest is 0 */
        ((char *)out->ptr)[length - 1] = ".Oeu"[wp_chance_below(&chance, 4)];
    return true;
}

static bool check_salt(const hash_scheme *scheme, wp_str salt, wp_error *err)
{
    for (size_t i = 0; i < salt.len; i++)
        if (!salt.ptr[i] || !strchr(salt_letters, salt.ptr[i]))
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a salt has letters, digits, '.' and '/' only");
    if (scheme->salt_exact ? (int64_t)salt.len != scheme->salt_size : (int64_t)salt.len > scheme->salt_size)
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "the salt of %s has %s%lld characters, not %zu", scheme->name,
                       scheme->salt_exact ? "" : "at most ", (long long)scheme->salt_size, salt.len);
    return true;
}

static bool make_setting(wp_arena *arena, const hash_scheme *scheme, const wp_password_rule *rule, wp_str salt,
                         const char **out, wp_error *err)
{
    const char *text = wp_strndup(arena, salt.ptr, salt.len);
    if (scheme->salt_exact) {
        int64_t cost = rule->rounds ? rule->rounds : 12;
        if (cost < 4 || cost > 31)
            return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "rounds of blowfish are between 4 and 31 (powers of two)");
        const char *id = rule->ident.ptr ? wp_strndup(arena, rule->ident.ptr, rule->ident.len) : scheme->id;
        *out = wp_printf(arena, "$%s$%02lld$%s", id, (long long)cost, text);
        return true;
    }
    if (rule->rounds && rule->rounds != scheme->implied_rounds)
        *out = wp_printf(arena, "$%s$rounds=%lld$%s", scheme->id, (long long)rule->rounds, text);
    else
        *out = wp_printf(arena, "$%s$%s", scheme->id, text);
    return true;
}

bool wp_password_hash(wp_arena *arena, wp_str password, const wp_password_rule *rule, wp_str *out, wp_error *err)
{
    const hash_scheme *scheme = find_scheme(rule->scheme, err);
    const char *setting;
    wp_str salt = rule->salt;
    if (!scheme || (!(salt.ptr && salt.len) && !wp_password_salt(arena, rule->scheme, rule->salt_size, &salt, err)) ||
        !check_salt(scheme, salt, err) || !make_setting(arena, scheme, rule, salt, &setting, err))
        return false;
    if (memchr(password.ptr, 0, password.len))
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "a password can't hold a NUL");
    struct crypt_data *data = wp_new(arena, struct crypt_data);
    const char *hash = crypt_r(wp_strndup(arena, password.ptr, password.len), setting, data);
    if (!hash || hash[0] == '*')
        return wp_fail(err, WP_E_INVALID, WP_NO_MARK, "%s can't be made with this salt, rounds or ident",
                       scheme->name);
    *out = wp_str_dup(arena, wp_str_of(hash));
    explicit_bzero(data, sizeof *data);
    return true;
}
