/* Filters that make a digest of a text, a hash of a password, or a UUID of a name. */
#include "template/families.h"
#include "template/passwords.h"

#include "base/text.h"
#include "crypto/digest.h"

static bool give_digest(wp_call *call, const char *algorithm, wp_value *out, wp_error *err)
{
    wp_str text, hex;
    if (!wp_want_text(call, NULL, call->subject, &text, err))
        return false;
    if (!wp_digest_hex(call->arena, algorithm, text, &hex, err))
        return wp_while(err, "%s", call->name);
    return wp_give_text(call, hex, out);
}

static bool run_md5(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && give_digest(call, "md5", out, err);
}

static bool run_sha1(wp_call *call, wp_value *out, wp_error *err)
{
    return wp_bind_nothing(call, err) && give_digest(call, "sha1", out, err);
}

static bool run_hash(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "hashtype", NULL };
    wp_value slots[1];
    wp_str algorithm;
    return wp_bind(call, names, slots, err) && wp_arg_str(call, names[0], slots[0], "sha1", &algorithm, err) &&
           give_digest(call, wp_strndup(call->arena, algorithm.ptr, algorithm.len), out, err);
}

static bool run_password_hash(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "hashtype", "salt", "salt_size", "rounds", "ident", NULL };
    wp_value slots[5];
    wp_str password, hash;
    wp_password_rule rule = { 0 };
    if (!wp_bind(call, names, slots, err) || !wp_want_string(call, NULL, call->subject, &password, err) ||
        !wp_arg_str(call, names[0], slots[0], "sha512", &rule.scheme, err) ||
        (wp_is_given(slots[1]) && !wp_want_string(call, names[1], slots[1], &rule.salt, err)) ||
        !wp_arg_int(call, names[2], slots[2], 0, &rule.salt_size, err) ||
        !wp_arg_int(call, names[3], slots[3], 0, &rule.rounds, err) ||
        (wp_is_given(slots[4]) && !wp_want_string(call, names[4], slots[4], &rule.ident, err)))
        return false;
    if (!wp_password_hash(call->arena, password, &rule, &hash, err))
        return wp_while(err, "%s", call->name);
    return wp_give_text(call, hash, out);
}

/* ---- UUIDs ----------------------------------------------------------------------- */

static bool parse_uuid(wp_arena *arena, wp_str text, wp_str *bytes)
{
    wp_buf digits = wp_buf_new(arena);
    if (wp_str_starts(text, "urn:uuid:"))
        text = wp_str_slice(text, 9, text.len);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '-' && text.ptr[i] != '{' && text.ptr[i] != '}')
            wp_buf_char(&digits, text.ptr[i]);
    return digits.len == 32 && wp_hex_decode(arena, wp_buf_str(&digits), bytes);
}

/* Version 5: the beginning of the SHA-1 of namespace and name. */
static bool run_to_uuid(wp_call *call, wp_value *out, wp_error *err)
{
    static const char *const names[] = { "namespace", NULL };
    static const char of_ansible[] = "361e6d51-faec-444a-9079-341386da8e2e";
    static const char hex_digits[] = "0123456789abcdef";
    wp_value slots[1];
    wp_str name, namespace, bytes, hex;
    if (!wp_bind(call, names, slots, err) || !wp_want_text(call, NULL, call->subject, &name, err) ||
        !wp_arg_str(call, names[0], slots[0], of_ansible, &namespace, err))
        return false;
    if (!parse_uuid(call->arena, namespace, &bytes))
        return wp_fail_call(call, err, "namespace '%.*s' is no UUID", (int)namespace.len, namespace.ptr);
    wp_buf all = wp_buf_new(call->arena);
    wp_buf_str_add(&all, bytes);
    wp_buf_str_add(&all, name);
    if (!wp_digest_hex(call->arena, "sha1", wp_buf_str(&all), &hex, err))
        return false;
    char *text = wp_printf(call->arena, "%.8s-%.4s-5%.3s-%.4s-%.12s", hex.ptr, hex.ptr + 8, hex.ptr + 13,
                           hex.ptr + 16, hex.ptr + 20);
    char top = text[19]; /* its two highest bits say which kind of UUID it is */
    int nibble = top >= 'a' ? top - 'a' + 10 : top - '0';
    text[19] = hex_digits[(nibble & 3) | 8];
    return wp_give_text(call, wp_str_of(text), out);
}

const wp_builtin wp_filters_hash[] = {
    { .name = "md5", .run = run_md5, .usage = "text | md5", .summary = "The MD5 digest in hex." },
    { .name = "sha1", .run = run_sha1, .usage = "text | sha1", .summary = "The SHA-1 digest in hex." },
    { .name = "checksum", .run = run_sha1, .usage = "text | checksum",
      .summary = "The SHA-1 digest in hex, as modules report it for files." },
    { .name = "hash", .run = run_hash, .usage = "text | hash(hashtype='sha1')",
      .summary = "The digest in hex by an algorithm such as sha256." },
    { .name = "password_hash", .run = run_password_hash,
      .usage = "password | password_hash(hashtype='sha512', salt=none, salt_size=none, rounds=none, ident=none)",
      .summary = "The hash of a password as crypt(3) writes it; hashtype: sha512, sha256, md5, blowfish." },
    { .name = "to_uuid", .run = run_to_uuid, .usage = "text | to_uuid(namespace=none)",
      .summary = "A UUID that is always the same for the same text." },
    { 0 },
};
